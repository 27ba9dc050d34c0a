"""Who speaks SQL, who may ask the clock, who knows the web."""

import re
from pathlib import Path

from base.paths import PROJECT_DIR

PACKAGES = ("base", "scoring", "ledger", "agencies", "surveys", "feedback", "evaluation", "portal")
NO_SQL = re.compile(r"(^|/)(routes|staff_routes|api|forms|reports|rules)(/|\.py$)")
NO_WEB = re.compile(r"(^|/)(rules|queries|actions|models)(/|\.py$)")


def sources() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        for path in sorted((PROJECT_DIR / package).rglob("*.py")):
            found[str(path.relative_to(PROJECT_DIR))] = path.read_text(encoding="utf-8")
    return found


def importing(pattern: str, names: re.Pattern[str]) -> list[str]:
    wanted = re.compile(rf"^\s*(from|import) ({pattern})", re.M)
    return [name for name, text in sources().items() if names.search(name) and wanted.search(text)]


def test_only_queries_and_actions_speak_sql() -> None:
    assert importing("sqlalchemy", NO_SQL) == []


def test_queries_actions_models_and_rules_know_no_request_and_no_form() -> None:
    assert importing(r"wtforms|flask_wtf|flask import .*\brequest\b", NO_WEB) == []


def test_only_the_clock_asks_for_the_time() -> None:
    asking = re.compile(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(|time\.time\(")
    outside = "ledger/tools/"  # programs that run alone, on other people's machines
    guilty = [
        name
        for name, text in sources().items()
        if asking.search(text) and not name.startswith(outside)
    ]
    assert guilty == ["base/clock.py"]


def test_only_the_demo_moves_the_clock() -> None:
    moving = {
        name for name, text in sources().items() if re.search(r"clock import .*\bmoved_to\b", text)
    }
    allowed = {name for name in moving if "/demo/" in name}
    assert moving
    assert moving == allowed


def test_no_module_is_called_helpers_or_utils() -> None:
    assert [name for name in sources() if Path(name).stem in ("helpers", "utils", "common")] == []
