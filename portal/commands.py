"""The command groups of `flask`, in one list."""

from flask import Flask


def register_commands(app: Flask) -> None:
    """Each package adds its group here."""
