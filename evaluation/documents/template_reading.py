"""Reads an office's template in a child process with limits: the words of its paragraphs, what it fetches."""

import json
import subprocess
import sys
from dataclasses import dataclass

from base.paths import PROJECT_DIR
from evaluation.documents.placeholders import CHART, TABLE, known_placeholders
from evaluation.rules.document_templates import (
    TemplateNotWord,
    check_dangers,
    check_package,
    check_placeholders,
)

SECONDS = 15
MEMORY_LIMIT = 1 << 30


@dataclass(frozen=True)
class TemplateRead:
    """`used`: its placeholders."""

    used: frozenset[str]


def read_template(content: bytes) -> TemplateRead:
    """Raises a RuleBroken of `document_templates` that says what to mend."""
    check_package(content)
    found = _ask_child(content)
    check_dangers(found["macros"], found["external"], found["objects"], found["fields"])
    used = check_placeholders(
        found["paragraphs"], list(known_placeholders()), (f"{TABLE}.", f"{CHART}.")
    )
    return TemplateRead(frozenset(used))


def _ask_child(content: bytes) -> dict[str, list[str]]:
    command = [sys.executable, "-m", "evaluation.documents.template_child"]
    environment = {"PYTHONPATH": str(PROJECT_DIR), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=SECONDS,
            cwd=PROJECT_DIR,
            env=environment,
            check=True,
        )
        answer: dict[str, list[str]] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise TemplateNotWord from error
    return answer
