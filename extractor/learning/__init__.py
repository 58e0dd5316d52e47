"""Learns from files whose truth is known, read by the real readers, and from what people corrected.

    lesson = train(Material(truths=(folder,), records=kept), out)       # ranking, calibration, manifest
    lesson = calibrate(Material(truths=(folder,), records=kept), out)   # the calibration alone

Nothing here runs while a dossier is read: what is learned are files of models/, which extractor/fields uses.
"""

from extractor.learning.training import Gain, Lesson, Material, calibrate, train
from extractor.learning.versions import Versions

__all__ = ["Gain", "Lesson", "Material", "Versions", "calibrate", "train"]
