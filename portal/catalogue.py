"""The message catalogue: found in the sources, written sorted, so that two branches merge.

`python -m portal.catalogue update` adds new messages and drops dead ones; `compile` writes the .mo.
"""

import sys

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from base.paths import PROJECT_DIR

_KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
}
_FOLDERS = (
    "base",
    "ledger",
    "agencies",
    "surveys",
    "feedback",
    "evaluation",
    "portal",
    "templates",
)
PO_FILE = PROJECT_DIR / "translations" / "en" / "LC_MESSAGES" / "messages.po"


def extract_messages() -> list[str]:
    """Every Vietnamese sentence of code and templates, and the sentences of the rules, sorted."""
    found: set[str] = set(_rule_sentences())
    options = {"**.*": {"extensions": "jinja2.ext.do", "silent": "false"}}
    for folder in _FOLDERS:
        methods = [("**.py", "python"), ("**.*", "jinja2")]
        rows = extract_from_dir(
            str(PROJECT_DIR / folder), methods, options, keywords=_KEYWORDS, strip_comment_tags=True
        )
        for _file, _line, message, _comments, _context in rows:
            found.add(message if isinstance(message, str) else message[0])
    return sorted(message for message in found if message)


def _rule_sentences() -> list[str]:
    """`sentence = "…"` of every RuleBroken is a message too."""
    import importlib
    import pkgutil

    from base.rules import RuleBroken

    for package in ("base", "ledger", "agencies", "surveys", "feedback", "evaluation", "portal"):
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(module.__path__, f"{package}."):
            if found.name.rsplit(".", 1)[-1] in ("rules", "refusals") or ".rules." in found.name:
                importlib.import_module(found.name)
    pending, sentences = [RuleBroken], []
    while pending:
        one = pending.pop()
        sentences.append(one.sentence)
        pending.extend(one.__subclasses__())
    return sentences


def update() -> None:
    old = Catalog(locale="en")
    if PO_FILE.exists():
        with PO_FILE.open("rb") as handle:
            old = read_po(handle, locale="en")
    catalogue = Catalog(locale="en", fuzzy=False)
    for message in extract_messages():
        known = old.get(message)
        catalogue.add(message, known.string if known else "")
    PO_FILE.parent.mkdir(parents=True, exist_ok=True)
    with PO_FILE.open("wb") as handle:
        write_po(handle, catalogue, sort_output=True, omit_header=True, no_location=True, width=0)
    missing = [message.id for message in catalogue if message.id and not message.string]
    print(f"{len(catalogue)} messages, {len(missing)} without English")


def compile_catalogue() -> None:
    with PO_FILE.open("rb") as handle:
        catalogue = read_po(handle, locale="en")
    with PO_FILE.with_suffix(".mo").open("wb") as handle:
        write_mo(handle, catalogue)


if __name__ == "__main__":
    {"update": update, "compile": compile_catalogue}[sys.argv[1]]()
