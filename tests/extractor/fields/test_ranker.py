from extractor import learned
from extractor.fields.features import Context, absence
from extractor.fields.proposal import Proposal
from extractor.fields.ranker import calibrated, probability, ranking, threshold
from extractor.profiles import load_profiles
from extractor.settings import models_folder
from tests.extractor.fields.test_features import birth, context, named

MOST = 25 * 2**20
LABELLED = {"label": 1.0, "trust": 0.95, "plausible": 1.0, "whole": 1.0, "lines": 1.0}
"""What the rules of labels say of a value that stands right of its label."""


def test_shipped_pieces_are_small_and_as_they_were_made() -> None:
    assert {"ranking", "calibration"} <= set(learned.manifest())
    for name in learned.manifest():
        assert learned.located(name).exists()
    assert sum(path.stat().st_size for path in models_folder().rglob("*") if path.is_file()) < MOST


def test_a_clear_name_beats_a_misread_one() -> None:
    clear, misread = named(features=LABELLED), named("Vỗ Thj Bình", features=LABELLED)
    here = context(birth(), clear, misread)
    assert probability(clear, here) > 2 * probability(misread, here)


def test_two_sources_that_agree_are_surer() -> None:
    one, same, other = named(), named(source="mrz"), named("Nguyễn Thị Bích", source="mrz")
    agreeing, quarrelling = context(birth(), one, same), context(birth(), one, other)
    assert probability(one, agreeing) > probability(one, quarrelling)


def test_an_absence_has_a_probability_too() -> None:
    here: Context = context(birth())
    required, optional = absence("child_name"), absence("addressees")
    assert 0 < probability(required, here) < probability(optional, here) < 1


def test_what_is_asked_more_strictly_is_accepted_less_often() -> None:
    types = load_profiles()
    for profile in types.all:
        for name, spec in types.fields(profile.name).items():
            low, high = (threshold(profile.name, name, spec.type, accuracy) for accuracy in (0.9, 0.999))
            assert low <= high


def test_surer_stays_surer() -> None:
    sure = [calibrated("Giấy khai sinh", "child_name", "person", p) for p in (0.1, 0.5, 0.9, 0.99)]
    assert sure == sorted(sure)
    assert 0 < sure[0] < sure[-1] < 1


def test_a_state_without_weights_is_weighed_as_a_value() -> None:
    assert "conflict" not in ranking()
    found = named()
    disputed = Proposal(found.field, found.text, found.value, 0.8, 1, found.box, "label", state="conflict")
    assert 0 < probability(disputed, context(birth(), disputed)) < 1
