import subprocess
import sys

from extractor.evaluation.memory import MemoryWatch

MEBIBYTE = 2**20
EATER = "eaten = bytearray(b'x') * (80 * 2**20); print('full', flush=True); input()"


def test_memory_of_children_counts() -> None:
    with MemoryWatch(interval=0.02) as watch:
        child = subprocess.Popen([sys.executable, "-c", EATER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert child.stdout
        assert child.stdout.readline() == b"full\n"
    child.communicate(b"\n")
    assert watch.peak.largest >= 80 * MEBIBYTE
    assert watch.peak.together > watch.peak.largest
