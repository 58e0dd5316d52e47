"""A new version takes over while a backlog is read: other settings of the library, and so another configuration."""

from __future__ import annotations

import os
import signal

import pytest

from extractor.settings import Settings as ReadingSettings
from tests.faults.conftest import Stage
from workers.configuration import fingerprint
from workers.team import Team

pytestmark = pytest.mark.stack


def test_new_version_in_mid_batch(stage: Stage) -> None:
    """Old workers finish what they have in hand; what they read counts until it is asked for again."""
    with stage() as scene:
        house = scene.house
        old = house.team
        old.add_dispatcher()
        old.add_workers(2)
        scene.put(8)
        batch = scene.ask()
        scene.wait(batch, lambda now: now.done > 0)
        scene.house.at_work()
        with scene.fault(batch):
            for each in old._members:
                os.kill(each.process.pid, signal.SIGTERM)
            newer = ReadingSettings(mode="fast", accuracy=0.98)
            house.team = Team(old._settings.with_changes(reading=newer))
            house.team.add_dispatcher()
            house.team.add_workers(2)
        listed = scene.finish(batch)
        assert not any(each.process.alive for each in old._members)
        assert {each.attempts for each in listed.values()} == {1}
        by_old = {name for name, each in listed.items() if each.configuration != fingerprint(newer)}
        assert by_old
        assert by_old < set(listed)

        listed = scene.finish(scene.ask())
        assert {each.configuration for each in listed.values()} == {fingerprint(newer)}
        assert {name for name, each in listed.items() if len(scene.records(each.id)) == 2} == by_old
