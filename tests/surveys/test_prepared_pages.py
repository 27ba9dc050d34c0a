"""A prepared page with values put in is byte for byte the page that was rendered."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from surveys.prepared_pages import SLOT, prepare


@given(st.lists(st.text(max_size=400), min_size=1, max_size=4), st.data())
def test_the_gzip_stream_holds_the_page_with_its_values(
    pieces: list[str], data: st.DataObject
) -> None:
    pieces = [piece.replace("\x1a", "") for piece in pieces]
    values = [data.draw(st.binary(max_size=70)) for _ in pieces[1:]]
    page = prepare(SLOT.join(pieces))
    expected = pieces[0].encode()
    for value, piece in zip(values, pieces[1:], strict=True):
        expected += value + piece.encode()
    assert gzip.decompress(page.gzipped(values)) == expected
    assert page.plain(values) == expected
