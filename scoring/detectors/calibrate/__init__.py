"""Honest quantiles by simulation: `python -m scoring.detectors.calibrate --help`."""
