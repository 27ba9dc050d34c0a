"""Every layout as a whole page: strict HTML, one h1, landmarks, language, nothing from elsewhere."""

from typing import Any

import pytest
from jinja2 import Environment

from base.assets import resident_css
from base.paths import PROJECT_DIR
from tests.components.conftest import make_environment
from tests.components.test_components import NAMES, parse

PAGE = (
    '{%% extends "layouts/%s.html" %%}{%% block heading %%}Đợt khảo sát{%% endblock %%}'
    "{%% block content %%}<p>Nội dung</p>{%% endblock %%}"
)
LAYOUTS = ("public", "staff", "resident", "error", "print")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_gives_one_h1_a_title_a_language_and_a_main_landmark(layout: str) -> None:
    environment = make_environment(signed_in=True)
    tree = parse(environment.from_string(PAGE % layout).render())
    assert tree.get("lang") == "vi"
    assert ["".join(h1.itertext()).strip() for h1 in tree.iter("h1")] == ["Đợt khảo sát"]
    assert "Đợt khảo sát" in (tree.findtext("head/title") or "")
    assert [main.get("id") for main in tree.iter("main")] == ["main"]


@pytest.mark.parametrize("layout", ["public", "staff", "print"])
def test_made_up_data_are_said_to_be_so_on_every_page(layout: str) -> None:
    assert "Dữ liệu giả lập" in make_environment().from_string(PAGE % layout).render()


@pytest.mark.parametrize("layout", ["resident", "error"])
def test_a_residents_page_asks_for_nothing_else(layout: str) -> None:
    tree = parse(make_environment().from_string(PAGE % layout).render())
    assert not list(tree.iter("script"))
    assert [link.get("href") for link in tree.iter("link")] in (["data:,"], [])


def test_switching_the_language_keeps_the_address_and_its_question() -> None:
    tree = parse(make_environment().from_string(PAGE % "public").render())
    assert [a.get("href") for a in tree.iter("a") if a.get("hreflang")] == ["/chi-so?q=a+b&lang=en"]


def test_the_style_sheet_inside_residents_pages_stays_under_5_kb() -> None:
    assert (PROJECT_DIR / "static/css/resident.css").stat().st_size <= 5 * 1024
    assert "</" not in resident_css()


def test_the_living_page_shows_every_component_and_no_id_twice(
    environment: Environment, values: dict[str, Any]
) -> None:
    page = environment.get_template("portal/living_page.html").render(values, components=NAMES)
    ids = [element.get("id") for element in parse(page).iter() if element.get("id")]
    assert sorted(ids) == sorted(set(ids))
    assert set(NAMES) <= set(ids)


def test_the_living_residents_page_is_strict_html(
    environment: Environment, values: dict[str, Any]
) -> None:
    parse(environment.get_template("portal/living_resident.html").render(values, demo=True))


def test_a_letter_is_whole_html_and_its_plain_text_has_no_markup() -> None:
    environment = make_environment()
    letter = (
        '{% extends "email/layout.html" %}{% block title %}Lời mời{% endblock %}'
        "{% block content %}<p>Chào bà Hoa.</p>{% endblock %}"
    )
    assert parse(environment.from_string(letter).render()).findtext("body/main/h1") == "Lời mời"
    text = environment.from_string(
        '{% extends "email/layout.txt" %}{% block content %}Chào bà Hoa.{% endblock %}'
    ).render()
    assert "Chào bà Hoa." in text
    assert "<" not in text
