"""Writes tests/house/routes.txt: `make routes`."""

import tempfile
from pathlib import Path

from portal.factory import create_app
from tests.conftest import make_settings
from tests.house.test_routes import LIST, route_lines

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder), f"sqlite:///{folder}/x.sqlite"))
        LIST.write_text("\n".join(route_lines(app)) + "\n", encoding="utf-8")
