"""The words of a draft (the file named by BARE_PAGE) as a page without anything else, compressed once."""

import gzip
import os
from pathlib import Path

from flask import Flask, Response

PAGE = gzip.compress(Path(os.environ["BARE_PAGE"]).read_bytes(), 6)
app = Flask(__name__)


@app.get("/")
def page() -> Response:
    headers = {"Content-Encoding": "gzip"}
    return Response(PAGE, mimetype="text/html", headers=headers)
