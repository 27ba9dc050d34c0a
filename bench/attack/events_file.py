"""A world as the CSV that `flask surveys import-events` reads (docs/replays.md)."""

from pathlib import Path

import numpy as np
import polars as pl

from bench.attack.worlds import FIELDS, FIRST_DAY, MODES, Office, World

COLUMNS = (
    "event", "at", "agency", "channel", "code", "field", "late", "mode", "count", "seconds", "levels",
)  # fmt: skip


def write_events(path: Path, world: World, agency_codes: list[str]) -> int:
    """One office of the world an agency, in order; returns the number of rows."""
    parts = [
        part
        for office, code in zip(world.offices, agency_codes, strict=False)
        for part in (
            _dossiers(world, office, code),
            _codes(world, office, code),
            _responses(office, code),
        )
    ]
    whole = pl.concat(parts, how="diagonal").select(COLUMNS)
    whole.write_csv(path)
    return len(whole)


def _instants(seconds: np.ndarray) -> pl.Series:
    """Text of a wall clock, from seconds since the world began."""
    start = np.datetime64(FIRST_DAY.isoformat(), "us")
    return pl.Series(
        start + seconds.astype("timedelta64[s]").astype("timedelta64[us]")
    ).dt.strftime("%Y-%m-%d %H:%M:%S")


def _named(values: np.ndarray, names: tuple[str, ...]) -> list[str]:
    return np.array(names)[values].tolist()


def _class_of(office: Office, which: np.ndarray) -> dict[str, list[str]]:
    dossiers = office.dossiers
    return {
        "field": _named(dossiers.field[which], FIELDS),
        "late": dossiers.is_late[which].astype(int).astype(str).tolist(),
        "mode": _named(dossiers.mode[which], MODES),
    }


def _dossiers(world: World, office: Office, code: str) -> pl.DataFrame:
    every = np.arange(len(office.dossiers))
    days = [one.isoformat() for one in world.days]
    table = pl.DataFrame(
        {"at": _named(office.dossiers.day, tuple(days)), **_class_of(office, every)}
    )
    counted = table.group_by("at", "field", "late", "mode").len("count").sort("at", "field")
    return counted.with_columns(
        pl.col("count").cast(pl.String), event=pl.lit("dossiers"), agency=pl.lit(code)
    )


def _code_names(code: str, dossiers: np.ndarray) -> list[str]:
    return [f"{code}-{one}" for one in dossiers.tolist()]


def _codes(world: World, office: Office, code: str) -> pl.DataFrame:
    issued = np.flatnonzero(office.dossiers.has_code)
    at = world.second_of(office.dossiers.day[issued], office.dossiers.second[issued])
    return pl.DataFrame(
        {"at": _instants(at), "code": _code_names(code, issued), **_class_of(office, issued)}
    ).with_columns(event=pl.lit("code"), agency=pl.lit(code))


def _responses(office: Office, code: str) -> pl.DataFrame:
    answers = office.answers
    levels = ["".join(map(str, one)) for one in answers.levels.tolist()]
    names = np.array([""] * len(answers), dtype=object)
    coded = ~answers.is_open
    names[coded] = _code_names(code, answers.dossier[coded])
    return pl.DataFrame(
        {
            "at": _instants(answers.at),
            "channel": np.where(answers.is_open, "open_qr", "code").tolist(),
            "code": names.tolist(),
            "seconds": (answers.steps * 5).astype(str).tolist(),
            "levels": levels,
        }
    ).with_columns(event=pl.lit("response"), agency=pl.lit(code))
