"""A hand-made page without any framework's work behind it, for first paint."""

from pathlib import Path

from flask import Flask

PAGE = (Path(__file__).parent / "page.html").read_text("utf-8")
app = Flask(__name__)


@app.get("/")
def page() -> str:
    return PAGE
