"""The catalogue in the words of DCAT 3 (W3C), as JSON-LD: other portals read it to list our data."""

from collections.abc import Sequence
from typing import Any

from evaluation.open_data.datasets import MEDIA, Dataset

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "adms": "http://www.w3.org/ns/adms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(
    datasets: Sequence[Dataset], *, site: str, publisher: str, title: str, licence: str
) -> dict[str, Any]:
    """`site`: the public address without a slash at its end; `licence`: the address of its text, or empty."""
    found = {
        "@context": CONTEXT,
        "@id": f"{site}/du-lieu",
        "@type": "dcat:Catalog",
        "dct:title": {"@value": title, "@language": "vi"},
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": publisher},
        "dct:language": "vi",
        "foaf:homepage": {"@id": f"{site}/du-lieu"},
        "dcat:dataset": [_dataset(one, site, publisher, licence) for one in datasets],
    }
    return found | _licensed(licence)


def _licensed(licence: str) -> dict[str, Any]:
    return {"dct:license": {"@id": licence}} if licence else {}


def _dataset(one: Dataset, site: str, publisher: str, licence: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@id": _name(site, one.key),
        "@type": "dcat:Dataset",
        "dct:identifier": one.key,
        "dct:title": {"@value": one.title, "@language": "vi"},
        "dct:description": {"@value": one.text, "@language": "vi"},
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": publisher},
        "dcat:landingPage": {"@id": f"{site}{one.page}"},
        "dcat:distribution": [_file(kind, f"{site}{path}", licence) for kind, path in one.files],
    }
    if one.published_at:
        found["dct:issued"] = {
            "@value": one.published_at.isoformat(timespec="seconds"),
            "@type": "xsd:dateTime",
        }
    if one.from_day and one.to_day:
        found["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": one.from_day.isoformat(), "@type": "xsd:date"},
            "dcat:endDate": {"@value": one.to_day.isoformat(), "@type": "xsd:date"},
        }
    if one.version:
        found["dcat:version"] = one.version
    if one.replaces:
        found["dct:replaces"] = {"@id": _name(site, one.replaces)}
    if one.is_superseded:
        found["adms:status"] = "superseded"
    return found


def _name(site: str, key: str) -> str:
    return f"{site}/du-lieu#{key}"


def _file(kind: str, address: str, licence: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:format": kind.upper(),
        "dcat:mediaType": MEDIA[kind],
        "dcat:downloadURL": {"@id": address},
        **_licensed(licence),
    }
