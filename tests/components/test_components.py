"""Every component alone: strict HTML, ids once, labels tied, one name in macro, CSS and example."""

import re
from typing import Any

import html5lib
import pytest
from jinja2 import Environment

from base.paths import PROJECT_DIR

TEMPLATES = PROJECT_DIR / "templates"
CSS = PROJECT_DIR / "static" / "css"
NAMES = sorted(path.stem for path in (TEMPLATES / "components").glob("*.html"))
SHEETS = ("base.css", "forms.css", "components.css", "charts.css")


def example(environment: Environment, name: str, values: dict[str, Any]) -> str:
    return environment.get_template(f"portal/components/{name}.html").render(values)


def parse(page: str) -> Any:
    """The element tree; raises at the first thing the HTML standard calls an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page)


def as_page(body: str) -> str:
    return f"<!doctype html><html lang='vi'><head><title>x</title></head><body>{body}</body></html>"


@pytest.mark.parametrize("name", NAMES)
def test_every_component_is_strict_html(
    environment: Environment, values: dict[str, Any], name: str
) -> None:
    parse(as_page(example(environment, name, values)))


@pytest.mark.parametrize("name", NAMES)
def test_no_id_stands_twice_and_every_reference_leads_somewhere(
    environment: Environment, values: dict[str, Any], name: str
) -> None:
    tree = parse(as_page(example(environment, name, values)))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    pointers = ("for", "aria-describedby", "aria-labelledby", "aria-controls")
    for element in tree.iter():
        for attribute in pointers:
            for target in (element.get(attribute) or "").split():
                assert target in ids or target == "group-colour-hint", (attribute, target)


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_can_be_filled_in_has_a_label(
    environment: Environment, values: dict[str, Any], name: str
) -> None:
    tree = parse(as_page(example(environment, name, values)))
    labelled = {label.get("for") for label in tree.iter("label")}
    for tag in ("input", "textarea", "select", "progress", "output"):
        for control in tree.iter(tag):
            if control.get("type") != "hidden":
                assert control.get("id") in labelled or control.get("aria-labelledby"), name


@pytest.mark.parametrize("name", NAMES)
def test_no_component_carries_inline_style_or_script(
    environment: Environment, values: dict[str, Any], name: str
) -> None:
    page = example(environment, name, values)
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("name", NAMES)
def test_a_component_has_a_section_of_its_name_in_a_style_sheet(name: str) -> None:
    sheets = "".join((CSS / sheet).read_text("utf-8") for sheet in SHEETS)
    assert f"/* == {name} == " in sheets


@pytest.mark.parametrize("name", NAMES)
def test_a_component_says_at_its_top_what_it_takes(name: str) -> None:
    text = (TEMPLATES / "components" / f"{name}.html").read_text("utf-8")
    assert text.startswith("{#")
    assert f"{name}(" in text.split("#}")[0]


def test_text_from_people_is_escaped(environment: Environment) -> None:
    template = environment.from_string(
        '{% from "components/text_field.html" import text_field %}'
        '{{ text_field("a", "Tên", value=typed, error=typed) }}'
    )
    page = template.render(typed='"><script>alert(1)</script>')
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_failed_form_keeps_what_was_typed_and_ties_the_error_to_the_field(
    environment: Environment, values: dict[str, Any]
) -> None:
    tree = parse(as_page(example(environment, "form_row", values)))
    name = next(e for e in tree.iter("input") if e.get("name") == "sample-name")
    assert name.get("value") == "Khảo sát quý III"
    assert name.get("aria-invalid") == "true"
    assert name.get("aria-describedby") == "sample-name-error"


def test_the_error_summary_leads_to_the_first_choice_of_a_group(
    environment: Environment, values: dict[str, Any]
) -> None:
    tree = parse(as_page(example(environment, "error_summary", values)))
    targets = [a.get("href") for a in tree.iter("a")]
    assert "#sample-name" in targets
    assert "#sample-kind-0" in targets


def test_the_error_summary_is_silent_when_nothing_is_wrong(environment: Environment) -> None:
    template = environment.from_string(
        '{% from "components/error_summary.html" import error_summary %}{{ error_summary() }}'
    )
    assert template.render().strip() == ""
