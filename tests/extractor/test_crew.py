"""A page may crash, hang, or eat memory; its neighbours must not notice."""

import faulthandler
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from extractor.crew import Crew, Failure
from extractor.errors import CorruptFile

MEMORY = 2**30


def start() -> Callable[[str], str]:
    def work(task: str) -> str:
        if task == "crash":
            faulthandler.disable()
            os.kill(os.getpid(), signal.SIGSEGV)
        if task == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if task == "hang":
            time.sleep(600)
        if task == "bomb":
            return str(len(bytearray(4 * MEMORY)))
        if task == "corrupt":
            raise CorruptFile("a.pdf is damaged; scan it again.")
        if task == "bug":
            raise ValueError("Nguyễn Văn A")
        return task.upper()

    return work


def outcomes(*tasks: str, size: int = 2, seconds: float = 30.0) -> list[str | Failure]:
    with Crew(start, size=size, seconds=seconds, memory=MEMORY) as crew:
        found = dict(crew.map(tasks))
    return [found[index] for index in range(len(tasks))]


@pytest.mark.parametrize("size", [1, 3])
def test_every_task_has_its_own_answer(size: int) -> None:
    assert outcomes("a", "b", "c", "d", "e", size=size) == ["A", "B", "C", "D", "E"]


@pytest.mark.parametrize(
    ("task", "code"), [("crash", "crashed"), ("killed", "killed"), ("bomb", "out-of-memory"), ("corrupt", "corrupt-file")]
)
def test_a_bad_task_fails_alone(task: str, code: str) -> None:
    before, bad, after = outcomes("a", task, "b", size=1)
    assert (before, after) == ("A", "B")
    assert isinstance(bad, Failure)
    assert bad.code == code


def test_a_task_past_its_deadline_is_ended() -> None:
    hanging, other = outcomes("hang", "a", size=1, seconds=1.0)
    assert isinstance(hanging, Failure)
    assert hanging.code == "too-slow"
    assert other == "A"


def test_an_unforeseen_error_tells_its_place_and_not_its_text() -> None:
    (bad,) = outcomes("bug")
    assert isinstance(bad, Failure)
    assert bad.code == "internal-error"
    assert "ValueError" in bad.message
    assert "Nguyễn" not in bad.message


def test_tasks_are_drawn_when_somebody_is_free() -> None:
    drawn: list[int] = []

    def tasks():
        for number in range(5):
            drawn.append(number)
            yield str(number)

    with Crew(start, size=1, seconds=30.0) as crew:
        answers = crew.map(tasks())
        next(answers)
        assert len(drawn) <= 2


def test_leaving_ends_the_processes() -> None:
    with Crew(start, size=2, seconds=30.0) as crew:
        processes = [member.process for member in crew._members]
    assert not any(process.is_alive() for process in processes)


def test_processes_that_have_nothing_to_do_end_by_themselves() -> None:
    with Crew(lambda: lambda task: task, size=3, seconds=30) as crew:
        assert len(list(crew.map(range(6)))) == 6
        processes = [member.process for member in crew._members]
    # One that waits for an end that another process holds is killed in the end, after seconds of every upload's time.
    assert [process.exitcode for process in processes] == [0, 0, 0]


def test_a_program_that_closes_nothing_ends_all_the_same() -> None:
    program = "from extractor.crew import Crew; crew = Crew(lambda: str.upper, size=2, seconds=30); print(*crew.map(['a']))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout == "(0, 'A')\n"
