"""Residents' pages of comment rounds."""
