"""A hand-made page of a few questions: one request, no style sheet, no script."""

from pathlib import Path

from flask import Flask

PAGE = (Path(__file__).parent / "page.html").read_text("utf-8")
app = Flask(__name__)


@app.get("/")
def page() -> str:
    return PAGE
