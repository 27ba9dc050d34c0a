"""Queries plus scoring, as frozen dataclasses for pages, exports and API."""
