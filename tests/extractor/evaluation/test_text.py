import importlib.util
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.text import TextScore, edits_within, fold, score

REAL = Path(__file__).parents[3].parent / "shared" / "real"

vietnamese = st.text(st.sampled_from("aăâbcdđeêghiôơưáàảãạấặ ệộợ.,-/:?_“”…\n"), max_size=40)


def test_fold_drops_what_does_not_count() -> None:
    assert fold("Số: ........ /QĐ–UBND\n  “Tổ chức”") == 'Số: /QĐ-UBND "Tổ chức"'
    assert fold("e\u0302\u0323") == "ệ"
    assert fold("Ký tên: ____ . . . . Ðà Nẵng") == "Ký tên: Đà Nẵng"


def test_a_perfect_reading() -> None:
    assert score("Kính gửi: Sở Y tế", "Kính gửi: Sở Y tế") == TextScore(
        pages=1, edits=0, characters=17, line_edits=0, line_characters=17, word_edits=0, words_in_order=5, hits=5, words=5,
        words_read=5,
    )  # fmt: skip


def test_a_lost_tone_mark_by_hand() -> None:
    result = score("Ủy ban nhân dân", "Ủy ban nhan dân")
    assert (result.edits, result.characters) == (1, 15)
    assert (result.word_edits, result.words_in_order) == (1, 4)
    assert (result.hits, result.words, result.words_read) == (3, 4, 4)
    assert (result.cer, result.wer, result.f1) == (1 / 15, 1 / 4, 3 / 4)


def test_order_costs_characters_but_not_lines_or_words() -> None:
    result = score("dòng thứ nhất\ndòng thứ hai", "dòng thứ hai\ndòng thứ nhất")
    assert result.line_edits == 0
    assert result.f1 == 1
    assert result.edits > 0


def test_an_unreadable_glyph_counts_neither_way() -> None:
    result = score("Số ?7\nnăm 2024", "Số 17\nnăm 2024")
    assert result.line_characters == len("năm 2024")
    assert (result.hits, result.words, result.words_read) == (3, 3, 4)


def test_a_page_that_was_not_read() -> None:
    result = score("một hai", "")
    assert (result.cer, result.line_cer, result.wer, result.f1) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("pattern", "text", "edits"),
    [("", "abc", 0), ("abc", "", 3), ("abc", "xxabcxx", 0), ("abc", "xxaxcxx", 1), ("abc", "xxacxx", 1), ("abc", "zz", 3)],
)
def test_edits_within(pattern: str, text: str, edits: int) -> None:
    assert edits_within(pattern, text) == edits


@given(vietnamese, vietnamese)
def test_distances_are_symmetric(one: str, other: str) -> None:
    there, back = score(one, other), score(other, one)
    assert there.edits == back.edits
    assert there.word_edits == back.word_edits
    if "?" not in one + other:
        assert (there.hits, there.words) == (back.hits, back.words_read)
        assert there.f1 == pytest.approx(back.f1)


@given(vietnamese)
def test_everything_is_itself(text: str) -> None:
    result = score(text, text)
    assert (result.edits, result.line_edits, result.word_edits) == (0, 0, 0)


@given(vietnamese, vietnamese)
def test_folding_twice_changes_nothing_and_best_window_is_no_worse_than_the_whole(one: str, other: str) -> None:
    assert fold(fold(one)) == fold(one) or ".." in one.replace(" ", "")
    assert edits_within(fold(one), fold(other)) <= score(one, other).edits


@given(st.lists(st.tuples(vietnamese, vietnamese), max_size=4))
def test_scores_add_up(pairs: list[tuple[str, str]]) -> None:
    total = sum((score(*pair) for pair in pairs), TextScore())
    assert total.pages == len(pairs)
    assert total.edits == sum(score(*pair).edits for pair in pairs)


@pytest.mark.real
def test_agrees_with_the_definition_beside_the_real_scans() -> None:
    path = REAL / "textscore.py"
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    spec = importlib.util.spec_from_file_location("textscore", path)
    assert spec and spec.loader
    theirs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theirs)
    pages = [
        text
        for truth in sorted(REAL.glob("*/*.truth.json"))
        for text in json.loads(truth.read_text(encoding="utf-8"))["page_text"].values()
    ]
    pairs = [(page, _spoilt(page, seed)) for seed, page in enumerate(pages)]
    pairs += [("", ""), ("một", ""), ("", "hai"), ("?", "x"), (pages[0], pages[1])]
    for truth, read in pairs:
        ours = score(truth, read)
        assert (ours.edits, ours.characters) == theirs.cer(truth, read)
        assert (ours.line_edits, ours.line_characters) == theirs.line_cer(truth, read)
        assert (ours.hits, ours.words, ours.words_read) == theirs.word_f1(truth, read)
    total, sums = sum((score(*pair) for pair in pairs), TextScore()), theirs.score(pairs)
    assert (total.cer, total.line_cer, total.recall, total.precision) == (
        sums["cer"], sums["line_cer"], sums["word_recall"], sums["word_precision"],
    )  # fmt: skip
    assert total.f1 == pytest.approx(sums["word_f1"])


def _spoilt(text: str, seed: int) -> str:
    """The text as a bad reader might give it: letters lost, changed and doubled, lines swapped."""
    chance = random.Random(seed)
    lines = text.splitlines()
    chance.shuffle(lines)

    def changed(letter: str) -> str:
        roll = chance.random()
        return "" if roll < 0.02 else "ư" if roll < 0.04 else ". . . . " if roll < 0.05 else "\n" if roll < 0.06 else letter

    return "\n".join("".join(changed(letter) for letter in line) for line in lines)
