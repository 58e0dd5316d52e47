"""Realistic scanned dossiers with exact ground truth, drawn from templates; every person in them is invented.

Data flows one way, as in the library: people, agencies, wording → templates (a display list of runs, rules and marks) →
raster or digital page → degrade (one projective map, so that truth stays exact) → files, each with its truth beside it.
`python -m samples OUT --count N --seed S` makes as many as wanted; the same seed gives the same bytes.
"""
