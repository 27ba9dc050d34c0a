"""Queries and figures become frozen dataclasses for pages, files and API."""
