"""The benchmarks measure what they say: run small, on the servers of the other tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageSequence
from pydantic import SecretStr
from sqlalchemy import text

from tests.benchmarks import backlog, latency, limits, million, small_pages
from tests.benchmarks.dossiers import cut
from tests.benchmarks.roles import held
from tests.benchmarks.service import serve
from tests.workers.alone import alone
from workers.database import batches
from workers.service import Service, connected
from workers.team import Team

pytestmark = pytest.mark.stack

SAMPLE = Path(__file__).parents[2] / "samples" / "dossiers" / "ho-so-06"


def test_no_two_small_pages_are_alike_and_the_same_dossier_comes_again(tmp_path: Path) -> None:
    for number in range(3):
        small_pages.write(tmp_path / f"{number}.tif", number, 4)
    small_pages.write(tmp_path / "again.tif", 2, 4)
    pages = []
    for number in range(3):
        with Image.open(tmp_path / f"{number}.tif") as image:
            pages += [page.tobytes() for page in ImageSequence.Iterator(image)]
    assert len(set(pages)) == len(pages) == 12
    assert (tmp_path / "again.tif").read_bytes() == (tmp_path / "2.tif").read_bytes()


def test_a_backlog_is_followed_until_every_page_is_read(
    service: Service, team: Team, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(backlog, "INTERVAL", 0.2)
    monkeypatch.setattr(backlog, "PREFIX", "benchmarks/backlog/")
    backlog.put(service, 2, 3)
    batch = batches.open_batch(service.engine, service.settings.scans_bucket, backlog.PREFIX)
    samples = backlog.follow(service, batch, 2, team)
    assert samples[-1].pages == 6
    assert samples[-1].storage > 0
    assert samples[-1].database > 0
    assert {"postgres", "valkey", "seaweedfs", "dispatcher", "worker"} <= samples[-1].held.keys()
    backlog.show(samples, backlog.fitted(samples))
    assert capsys.readouterr().out.strip()


def test_what_grows_is_told_from_what_only_varies() -> None:
    done = [each / 10 for each in range(60)]
    assert not backlog.trend("leak", done, [100 + 2 * each for each in done]).is_flat
    assert backlog.trend("noise", done, [100 + (-1) ** number for number in range(60)]).is_flat
    assert backlog.trend("leak", done, [100 + 2 * each for each in done]).slope == pytest.approx(2)


def test_the_whole_service_reads_anew_what_the_library_is_compared_with(service: Service, team: Team, tmp_path: Path) -> None:
    dossiers = cut(sorted(SAMPLE.glob("*.pdf")), tmp_path / "short", dossiers=2, pages=1)
    for name in ("benchmark-0", "benchmark-1"):
        wall, processor = serve(service, dossiers, name, team)
        assert min(wall, processor) > 0
    with service.engine.connect() as connection:
        read = text("SELECT source FROM records JOIN dossiers ON published_id = records.id WHERE name LIKE 'benchmark-%'")
        sources = connection.execute(read).scalars().all()
    assert len(set(sources)) == 4, "a record was found instead of made"


def test_an_upload_is_timed_from_its_announcement(service: Service, team: Team, tmp_path: Path) -> None:
    small_pages.write(tmp_path / "quet.tif", 7, 1)
    settings = service.settings.with_changes(webhook_token=SecretStr("of-the-benchmark"))
    with connected(settings) as announced, Team(settings) as pages:
        upload = latency.upload(announced, pages.add_web(0), tmp_path / "quet.tif")
    assert 0 < upload.waited < upload.published


def test_of_a_hundred_seconds_the_95th_is_high() -> None:
    assert latency.high([float(each) for each in range(101)]) == pytest.approx(95)


def test_every_question_is_answered_with_many_dossiers_in_the_database(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    with alone(service) as other:
        million.fill(other.engine, 4000)
        sizes = {each["name"]: each["rows"] for each in million.sizes(other.engine)}
        assert [sizes[name] for name in ("dossiers", "records", "fields")] == [4000, 2800, 12 * 2800]
        asked = million.ask(other, 2)
        assert min(each.most for each in asked) > 0
        assert len({each.name for each in asked}) == len(asked)
        capsys.readouterr()
        backlog.check(other, 4000, 2)
    # Registering and publishing were asked about too.
    assert "5000 dossiers, 2800 with a record that counts, 2800 of these different; 2802 records" in capsys.readouterr().out


def test_limits_are_of_what_was_really_done(service: Service, team: Team) -> None:
    token = SecretStr("of-the-benchmark")
    with alone(service) as other, connected(other.settings.with_changes(webhook_token=token, window=8)) as measured:
        found = {each.name: each for each in limits.measure(measured, 8)}
    assert found["lost ticket given again"].things == 16
    assert all(each.wall > 0 for each in found.values())
    assert held(service.settings.work_dir)["dispatcher"].processes == 1
