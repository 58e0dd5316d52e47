from extractor.evaluation.pairing import named, ordinal, pair

OWNER = {"owner_name": "owner", "owner_id": "owner"}


def paired(true: dict[str, str], read: dict[str, str], groups: dict[str, str] = OWNER) -> dict[str, str | None]:
    def worth(name: str, answer: str | None) -> float:
        return float(answer is not None and true[name] == read.get(answer))

    return pair(list(true), list(read), groups, worth)


def test_names_with_ordinals() -> None:
    assert [named("owner_name", number) for number in (1, 2)] == ["owner_name", "owner_name.2"]
    assert [ordinal(name) for name in ("owner_name", "owner_name.12")] == [1, 12]


def test_owners_in_another_order_are_the_same_owners() -> None:
    true = {"owner_name": "An", "owner_id": "1", "owner_name.2": "Bình", "owner_id.2": "2"}
    read = {"owner_name": "Bình", "owner_id": "2", "owner_name.2": "An", "owner_id.2": "1"}
    assert paired(true, read) == {
        "owner_name": "owner_name.2", "owner_id": "owner_id.2", "owner_name.2": "owner_name", "owner_id.2": "owner_id",
    }  # fmt: skip


def test_what_belongs_to_one_owner_stays_together() -> None:
    true = {"owner_name": "An", "owner_id": "1", "owner_name.2": "Bình", "owner_id.2": "2"}
    read = {"owner_name": "An", "owner_id": "2", "owner_name.2": "Bình", "owner_id.2": "1"}
    answers = paired(true, read)
    assert [answers[name] for name in true] in (
        ["owner_name", "owner_id", "owner_name.2", "owner_id.2"],
        ["owner_name.2", "owner_id.2", "owner_name", "owner_id"],
    )
    # Of a family without a group each goes its own way.
    assert paired(true, read, {}) == {
        "owner_name": "owner_name", "owner_id": "owner_id.2", "owner_name.2": "owner_name.2", "owner_id.2": "owner_id",
    }  # fmt: skip


def test_an_owner_whom_the_record_lacks_is_answered_by_nothing() -> None:
    true = {"owner_name": "An", "owner_name.2": "Bình", "owner_name.3": "Chi"}
    assert paired(true, {"owner_name": "Bình"}) == {"owner_name": None, "owner_name.2": "owner_name", "owner_name.3": None}


def test_nothing_is_answered_twice_however_many_there_are() -> None:
    people = [f"Người {number}" for number in range(1, 9)]
    true = {named("component", number): name for number, name in enumerate(people, 1)}
    read = {named("component", number): name for number, name in enumerate(reversed(people[1:]), 1)}
    answers = paired(true, read)
    assert {name: read[answer] for name, answer in answers.items() if answer} == {
        name: value for name, value in true.items() if value != people[0]
    }
    assert answers["component"] is None


def test_single_fields_answer_themselves() -> None:
    assert paired({"price": "1"}, {"price": "2"}) == {"price": "price"}
    assert paired({"price": "1"}, {}) == {"price": None}
