"""What exists is written down: settings, commands, permissions, roles."""

import re

import click
from flask import Flask

from agencies.models import Role
from base.paths import PROJECT_DIR
from base.permissions import Permission

DOCS = PROJECT_DIR / "docs"


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_setting_is_explained_to_the_operator() -> None:
    source = (PROJECT_DIR / "base" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'environ\.get\(\s*"([A-Z_]+)"', source))
    assert names, "no settings found: has the reading changed?"
    assert [name for name in sorted(names) if f"`{name}`" not in text_of("operations.md")] == []


def commands(group: click.Group, prefix: str = "") -> list[str]:
    found = []
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            found += commands(command, f"{prefix}{name} ")
        else:
            found.append(f"{prefix}{name}")
    return found


def test_every_command_is_explained_to_the_operator(app: Flask) -> None:
    flasks_own = ("db ", "run", "shell", "routes", "roles ", "users ")
    ours = [one for one in commands(app.cli) if not one.startswith(flasks_own)]
    assert [one for one in ours if f"`flask {one}" not in text_of("operations.md")] == []


def test_every_role_and_permission_is_written_down() -> None:
    written = text_of("roles.md")
    named = [*(str(one) for one in Role), *(str(one) for one in Permission)]
    assert [one for one in named if f"`{one}`" not in written] == []
