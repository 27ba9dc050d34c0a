"""The register an installation starts with: the bodies of one province, built from the shipped files."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agencies.models import AgencyKind
from base.words import N_

DATA_DIR = Path(__file__).resolve().parent / "data"
REGISTER_BEGINS = date(2025, 7, 1)

KIND_NAMES: dict[str, str] = {
    AgencyKind.PROVINCE_COMMITTEE: N_("UBND tỉnh"),
    AgencyKind.PROVINCE_OFFICE: N_("Văn phòng UBND tỉnh"),
    AgencyKind.DEPARTMENT: N_("Sở, ban, ngành"),
    AgencyKind.INSPECTORATE: N_("Thanh tra tỉnh"),
    AgencyKind.PROVINCE_CENTRE: N_("Trung tâm Phục vụ hành chính công tỉnh"),
    AgencyKind.COMMUNE_COMMITTEE: N_("UBND xã, phường, đặc khu"),
    AgencyKind.COMMUNE_CENTRE: N_("Trung tâm Phục vụ hành chính công xã, phường"),
    AgencyKind.PEOPLES_COUNCIL: N_("Hội đồng nhân dân"),
    AgencyKind.FATHERLAND_FRONT: N_("Mặt trận Tổ quốc"),
    AgencyKind.SCHOOL: N_("Trường học"),
    AgencyKind.HEALTH_STATION: N_("Trạm y tế"),
    AgencyKind.HOSPITAL: N_("Bệnh viện"),
    AgencyKind.SERVICE_UNIT: N_("Đơn vị sự nghiệp khác"),
    AgencyKind.STATE_ENTERPRISE: N_("Doanh nghiệp nhà nước"),
    AgencyKind.EMPLOYER: N_("Đơn vị sử dụng lao động"),
}


@dataclass(frozen=True)
class Province:
    code: str
    name: str
    type: str  # "tỉnh" | "thành phố"
    name_en: str
    commune_count: int


@dataclass(frozen=True)
class Commune:
    province_code: str
    code: str
    name: str
    type: str  # "xã" | "phường" | "đặc khu"
    name_en: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class AgencyRow:
    """An agency as files and forms give it; the parent by its code."""

    code: str
    name: str
    kind: str
    name_en: str = ""
    parent_code: str | None = None
    counts_for_parent: bool = False
    commune_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    valid_from: date = REGISTER_BEGINS
    valid_to: date | None = None


class ProvinceUnknown(LookupError):
    """No province has this code."""


def _rows(file_name: str) -> Iterator[dict[str, str]]:
    with (DATA_DIR / file_name).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def get_province(code: str) -> Province:
    for row in _rows("provinces.csv"):
        if row["code"] == code:
            return Province(
                code, row["name"], row["type"], row["name_en"], int(row["commune_count"])
            )
    raise ProvinceUnknown(code)


def list_provinces() -> list[Province]:
    return [get_province(row["code"]) for row in _rows("provinces.csv")]


def list_communes(province_code: str) -> list[Commune]:
    return [
        Commune(
            row["province_code"],
            row["code"],
            row["name"],
            row["type"],
            row["name_en"],
            float(row["latitude"]),
            float(row["longitude"]),
        )
        for row in _rows("communes.csv")
        if row["province_code"] == province_code
    ]


def build_register(
    province_code: str, *, with_centres: bool = True, with_samples: bool = False
) -> list[AgencyRow]:
    """Every body the register starts with, parents before children.

    `with_centres=False` is the one-level model: the UBND itself has the counters. `with_samples` adds
    plausible schools, hospitals and enterprises, which only a demo province may have.
    """
    province = get_province(province_code)
    rows = list(_province_rows(province))
    for commune in list_communes(province_code):
        rows.extend(_commune_rows(commune, with_centres))
    if with_samples:
        rows.extend(_sample_rows(province))
    return rows


def _exists_in(provinces: str, code: str) -> bool:
    names = provinces.split()
    if any(name.startswith("!") for name in names):
        return f"!{code}" not in names
    return "*" in names or code in names


def _province_rows(province: Province) -> Iterator[AgencyRow]:
    words = {
        "type": province.type,
        "province": province.name,
        "province_en": province.name_en,
    }
    for row in _rows("province_agencies.csv"):
        if _exists_in(row["provinces"], province.code):
            parent = row["parent"]
            yield AgencyRow(
                code=f"{province.code}-{row['suffix']}",
                name=row["name"].format(**words),
                kind=row["kind"],
                name_en=row["name_en"].format(**words),
                parent_code=f"{province.code}-{parent}" if parent else None,
            )


def _commune_rows(commune: Commune, with_centres: bool) -> Iterator[AgencyRow]:
    place = f"{commune.type} {commune.name}"
    english = commune.name_en

    def part(suffix: str, kind: str, name: str, name_en: str, counts: bool = False) -> AgencyRow:
        return AgencyRow(
            code=f"{commune.code}-{suffix}" if suffix else commune.code,
            name=f"{name} {place}",
            kind=kind,
            name_en=f"{english} {name_en}",
            parent_code=commune.code if suffix not in ("", "HDND", "MTTQ") else None,
            counts_for_parent=counts,
            commune_code=commune.code,
            latitude=commune.latitude,
            longitude=commune.longitude,
        )

    yield part("", AgencyKind.COMMUNE_COMMITTEE, "UBND", "People's Committee")
    if with_centres:
        name = "Trung tâm Phục vụ hành chính công"
        kind = AgencyKind.COMMUNE_CENTRE
        yield part("PVHCC", kind, name, "Public Administration Service Centre", counts=True)
    yield part("HDND", AgencyKind.PEOPLES_COUNCIL, "HĐND", "People's Council")
    front = "Ủy ban MTTQ Việt Nam"
    yield part("MTTQ", AgencyKind.FATHERLAND_FRONT, front, "Fatherland Front Committee")
    yield part("TYT", AgencyKind.HEALTH_STATION, "Trạm Y tế", "Health Station")


def _sample_rows(province: Province) -> Iterator[AgencyRow]:
    communes = list_communes(province.code)
    for row in _rows("sample_units.csv"):
        if row["scope"] == "province":
            yield _province_sample(province, row)
        else:
            yield from (_commune_sample(commune, row) for commune in communes)


def _province_sample(province: Province, row: dict[str, str]) -> AgencyRow:
    words = {"province": province.name, "province_en": province.name_en}
    return AgencyRow(
        code=f"{province.code}-{row['suffix']}",
        name=row["name"].format(**words),
        kind=row["kind"],
        name_en=row["name_en"].format(**words),
        parent_code=row["parent"].format(province_code=province.code) or None,
    )


def _commune_sample(commune: Commune, row: dict[str, str]) -> AgencyRow:
    return AgencyRow(
        code=f"{commune.code}-{row['suffix']}",
        name=row["name"].format(name=commune.name),
        kind=row["kind"],
        name_en=row["name_en"].format(name_en=commune.name_en),
        parent_code=commune.code,
        commune_code=commune.code,
        latitude=commune.latitude,
        longitude=commune.longitude,
    )
