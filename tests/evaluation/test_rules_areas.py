"""A file of areas is read only if its places are degrees in Vietnam; neighbours keep one border."""

import json
import re
from typing import Any

import pytest

from evaluation.areas.borders import simplify
from evaluation.areas.drawing import MOST_DRAWN, draw
from evaluation.areas.geojson import Feature, read_features
from evaluation.areas.reading import Commune, match_areas, read_areas
from evaluation.rules import areas as rules
from tests.evaluation.area_files import area, collection, square

METRES = [
    [578000.0, 2190000.0],
    [579000.0, 2190000.0],
    [579000.0, 2191000.0],
    [578000.0, 2190000.0],
]
COMMUNES = [
    Commune("14797", "UBND phường Hạc Thành", 19.1, 105.1),
    Commune("14845", "UBND xã Mường Lát", 19.1, 105.3),
    Commune("01234", "UBND xã Đầu Không", None, None),
]


def refused(data: bytes) -> rules.AreasRefused:
    with pytest.raises(rules.AreasRefused) as caught:
        read_features(data)
    return caught.value


def test_metres_of_vn2000_are_refused_with_how_to_export_again() -> None:
    found = refused(collection(area("14797", METRES)))
    assert isinstance(found, rules.InMetres)
    assert "EPSG:4326" in str(found)
    assert "578000" in str(found)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::3405", "EPSG:32648", "EPSG:4756"])
def test_another_projection_named_in_the_file_is_refused(name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    found = refused(collection(area("14797"), crs=crs))
    assert isinstance(found, rules.OtherProjection)
    assert name in str(found)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_plain_degrees_named_in_the_file_are_taken(name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert len(read_features(collection(area("14797"), crs=crs))) == 1


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", rules.AreasEmpty),
        (b"PK\x03\x04 shapefile", rules.AreasNotGeoJson),
        (b"<?xml version='1.0'?><kml/>", rules.AreasNotGeoJson),
        (b"ma,ten\n14797,Hac Thanh", rules.AreasNotGeoJson),
        (b'{"type": "Topology", "objects": {}}', rules.AreasNotGeoJson),
        (b'{"type": "Feature"}', rules.NotACollection),
        (b'{"type": "FeatureCollection", "features": []}', rules.NotACollection),
        (b'{"type": "FeatureCollection", "feat', rules.AreasUnreadable),
        (b'{"a":' * 100_000, rules.AreasUnreadable),
        (collection(area("14797", [[b, a] for a, b in square(105, 19)])), rules.AxesSwapped),
        (collection(area("14797", square(2.3, 48.8))), rules.OutsideVietnam),
        (collection(area("14797", square(105, 19)[:3])), rules.AreaBroken),
        (collection(area("14797", square(105, 19)[:4])), rules.AreaBroken),
        (collection({**area("14797"), "geometry": None}), rules.AreaBroken),
        (collection(area("14797", [[105, "x"]] * 5)), rules.AreaBroken),
        (collection(area("1")).replace(b"105.0", b"NaN"), rules.AreasUnreadable),
        (collection(*[area("1")] * (rules.MOST_AREAS + 1)), rules.TooManyAreas),
    ],
)  # fmt: skip
def test_each_thing_that_is_no_map_is_named(data: bytes, refusal: type[rules.AreasRefused]) -> None:
    assert type(refused(data)) is refusal


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    assert isinstance(refused(b"{" + b" " * rules.LARGEST), rules.AreasTooLarge)


def test_a_code_that_a_program_took_for_a_number_has_its_nought_again() -> None:
    found = match_areas(read_areas(collection(area(1234.0), area("14797"))), COMMUNES)
    assert [one.code for one in found.matched] == ["14797", "01234"]


def test_the_preview_names_strangers_missing_repeated_and_misplaced() -> None:
    data = collection(
        area("14797", square(106.0, 20.0), ten="Hạc Thành"),
        area("14797", square(106.4, 20.0), ten="Hạc Thành, phần hai"),
        area("99999", ten="Xã lạ"),
    )
    found = match_areas(read_areas(data), COMMUNES)
    assert found.strangers == [(3, "99999", "Xã lạ")]
    assert [one.code for one in found.missing] == ["14845", "01234"]
    assert found.repeated == [("14797", 2)]
    assert [one.code for one in found.elsewhere] == ["14797"]
    assert found.area_count == 2


def test_the_property_with_most_codes_is_recognised_and_another_can_be_asked_for() -> None:
    one = area("x", square(105.0, 19.0), MaXa="14797", stt=14797)
    two = area("y", square(105.2, 19.0), MaXa="14845", stt=2)
    read = read_areas(collection(one, two))
    assert match_areas(read, COMMUNES).name == "MaXa"
    assert match_areas(read, COMMUNES, "stt").missing[0].code == "14845"
    with pytest.raises(rules.NothingMatches):
        match_areas(read, COMMUNES, "ma_xa")


def test_without_codes_the_properties_of_the_file_are_named() -> None:
    with pytest.raises(rules.CodePropertyMissing, match="ma_xa, ten"):
        match_areas(read_areas(collection(area("x", ten="Hạc Thành"))), COMMUNES)


def wavy(start: int, end: int, at: int) -> list[tuple[int, int]]:
    """A border along x = `at` that wavers by one step."""
    step = 1 if end > start else -1
    return [(at + (y % 3 == 1), y) for y in range(start, end, step)]


def test_two_neighbours_keep_the_very_same_border_when_lines_are_thinned() -> None:
    left = [(0, 0), *wavy(0, 300, 100), (100, 300), (0, 300)]
    right = [(100, 300), *wavy(300, 0, 100)[1:], (100, 0), (200, 0), (200, 300)]
    thinned = simplify([[left], [right]], 2.0)
    on_left = {one for one in thinned[0][0] if 99 <= one[0] <= 102}
    on_right = {one for one in thinned[1][0] if 99 <= one[0] <= 102}
    assert on_left == on_right
    assert len(thinned[0][0]) < len(left) / 10


def test_an_area_inside_another_keeps_the_edge_of_its_hole() -> None:
    ring = [(50 + x, 50) for x in range(40)] + [(90, 50 + y) for y in range(40)]
    ring += [(90 - x, 90) for x in range(40)] + [(50, 90 - y) for y in range(40)]
    outer = [(0, 0), (200, 0), (200, 200), (0, 200)]
    turned = list(reversed(ring[7:] + ring[:7]))
    thinned = simplify([[outer, turned], [ring]], 1.0)
    assert set(thinned[0][1]) == set(thinned[1][0])
    assert len(thinned[1][0]) == 4


def test_an_island_smaller_than_the_grid_keeps_its_area_on_the_map() -> None:
    tiny = Feature({}, [[(105.0, 19.0), (105.0005, 19.0), (105.0005, 19.0005)]])
    large = Feature({}, [[(x, y) for x, y in square(106.0, 19.0, 2.0)[:-1]]])
    assert all(draw([tiny, large]).paths)


def test_a_map_of_very_many_points_is_thinned_until_the_page_stays_light() -> None:
    features = []
    for row in range(12):
        for column in range(14):
            x, y = 104.5 + column * 0.1, 19.2 + row * 0.1
            side = [(x + step / 5000, y + (step % 7) / 5000) for step in range(500)]
            features.append(Feature({}, [[*side, (x + 0.1, y + 0.1), (x, y + 0.1)]]))
    drawing = draw(features)
    assert drawing.points_before > 80_000
    assert drawing.points_after <= MOST_DRAWN
    assert max(map(int, re.findall(r"M(\d+)", " ".join(drawing.paths)))) <= drawing.width


def test_nothing_of_a_file_but_plain_words_and_numbers_is_kept() -> None:
    one: Any = area("14797", ten="Hạc Thành", la_do_thi=True, tap={"a": 1}, trong=None)
    found = read_features(json.dumps({"type": "FeatureCollection", "features": [one]}).encode())
    assert found[0].properties == {"ma_xa": "14797", "ten": "Hạc Thành"}
