"""Python runs this first in a process that has this folder on its path: its clock can be set wrong at any time."""

import datetime
import mmap
import os
import pathlib
import struct
import time

with pathlib.Path(os.environ["HOSO_FAULT_CLOCK"]).open("rb") as stream:
    # Shared with whoever sets it, and with processes that are forked from this one.
    told = mmap.mmap(stream.fileno(), 8, prot=mmap.PROT_READ)

right, right_ns, right_gmtime = time.time, time.time_ns, time.gmtime
RightDatetime = datetime.datetime


def shift():
    """Seconds by which this clock is ahead."""
    return struct.unpack("d", told[:8])[0]


class _Kind(type):
    def __instancecheck__(cls, value):
        return isinstance(value, RightDatetime)

    def __subclasscheck__(cls, other):
        return issubclass(other, RightDatetime)


class ShiftedDatetime(RightDatetime, metaclass=_Kind):
    @classmethod
    def now(cls, tz=None):
        return RightDatetime.now(tz) + datetime.timedelta(seconds=shift())

    @classmethod
    def utcnow(cls):
        return RightDatetime.now(datetime.UTC).replace(tzinfo=None) + datetime.timedelta(seconds=shift())


time.time = lambda: right() + shift()
time.time_ns = lambda: right_ns() + int(shift() * 1e9)
time.gmtime = lambda seconds=None: right_gmtime(time.time() if seconds is None else seconds)
datetime.datetime = ShiftedDatetime
