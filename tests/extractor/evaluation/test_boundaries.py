from extractor.evaluation.boundaries import confusions, judge
from extractor.evaluation.truth import TrueDocument, Truth
from extractor.record import Document


def pile(*documents: tuple[str, tuple[int, ...]]) -> Truth:
    described = tuple(TrueDocument(type=kind, pages=pages, fields={}) for kind, pages in documents)
    return Truth(file="a.pdf", pages=max(page for _, pages in documents for page in pages), documents=described)


def test_starts_and_types() -> None:
    truth = pile(("Tờ trình", (1, 2)), ("Quyết định", (3,)), ("Biên bản", (4, 5)))
    read = [Document("Tờ trình", 1, (1,)), Document("khác", 1, (2,)), Document("Quyết định", 1, (3, 4, 5))]
    score = judge(truth, read)
    assert (score.starts, score.starts_read, score.hits) == (2, 2, 1)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)
    assert (score.typed_pages, score.right_types) == (5, 2)


def test_the_first_page_of_a_file_is_no_achievement() -> None:
    score = judge(pile(("Công văn", (1, 2))), [Document("Công văn", 1, (1, 2))])
    assert score.f1 is None
    assert score.type_accuracy == 1


def test_unknown_boundaries_are_not_judged() -> None:
    truth = Truth(file="a.pdf", pages=3, fields={"doc_type": "Báo cáo"})
    score = judge(truth, [Document("Báo cáo", 1, (1,)), Document("khác", 1, (2, 3))])
    assert (score.starts_read, score.typed_pages, score.right_types) == (0, 1, 1)


def test_what_types_are_taken_for() -> None:
    truth = pile(("Tờ trình", (1, 2)), ("Quyết định", (3,)), ("Biên bản", (4,)))
    read = [Document("tờ trình", 1, (1,)), Document("khác", 1, (2, 3))]
    assert confusions(truth, read) == {
        ("Tờ trình", "Tờ trình"): 1, ("Tờ trình", "khác"): 1, ("Quyết định", "khác"): 1, ("Biên bản", ""): 1,
    }  # fmt: skip
