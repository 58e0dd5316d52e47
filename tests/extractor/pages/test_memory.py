"""Memory holds one page, however many the file has."""

import subprocess
import sys

from tests.extractor.pages.files import Pdf, scan

READ = r"""
import re, sys
from pathlib import Path
from extractor.pages import open_source
from extractor.settings import Settings
with open_source(Path(sys.argv[1]), Settings(dpi=100)) as file:
    for number in range(1, file.source.pages + 1):
        assert file.page(number).pixels.min() < 100
# Not ru_maxrss: that remembers the size of the process that forked this one.
print(int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def peak(path):
    """Peak memory in MiB of a process that reads every page of `path`."""
    return int(subprocess.run([sys.executable, "-c", READ, str(path)], check=True, capture_output=True, text=True).stdout)


def scans(path, pages):
    made = Pdf()
    for page in range(pages):
        sheet = scan(620, 877)
        sheet[0, 0] = page % 256  # each page has an image of its own
        made.scanned(pixels=sheet)
    return made.save(path)


def test_three_hundred_pages_cost_hardly_more_than_ten(tmp_path):
    few, many = peak(scans(tmp_path / "ten.pdf", 10)), peak(scans(tmp_path / "thick.pdf", 300))
    assert many < 600
    assert many - few < 60
