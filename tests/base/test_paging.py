"""Long lists in pages."""

from base.paging import page_of


def numbers(paging: object) -> list[int | None]:
    pages = paging.links(str)["pages"]  # type: ignore[attr-defined]
    return [page["number"] if page else None for page in pages]


def test_nonsense_pages_are_brought_into_the_range_that_exists() -> None:
    assert [page_of(text, 120).number for text in ("2", "99", "0", "-1", "x", "٣", None)] == [
        2, 3, 1, 1, 1, 3, 1,
    ]  # fmt: skip


def test_the_pager_shows_ends_neighbours_and_gaps() -> None:
    assert numbers(page_of("5", 500)) == [1, None, 4, 5, 6, None, 10]
    assert numbers(page_of("1", 50)) == [1]


def test_rows_of_a_page_are_counted_from_one() -> None:
    last = page_of("4", 166)
    assert (last.first, last.last, last.offset) == (151, 166, 150)
    assert (page_of(None, 0).first, page_of(None, 0).last) == (0, 0)
