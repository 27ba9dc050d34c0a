"""The values of the method that were in force, and where each came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

METHOD_VERSION = "v3"
OFFICIAL, OPEN = "official", "open"
OPEN_CHANNELS = ("open_qr",)

# What the method says where no legal setting is stored; each is a row of domain.md's list.
DEFAULTS: Mapping[str, Any] = {
    "score.aggregate": "item_mean",
    "score.satisfied_levels": [4, 5],
    "privacy.min_cell": {"counts": 10, "shares": 30},
    "score.official_channels": ["code"],
    "score.warn_response_rate": 10,
    "score.evaluation": {"effective_sample": 100, "half_width": 7.5},
}


@dataclass(frozen=True)
class Method:
    """`sources`: key → {"value", "setting_id"}; the id is None where the default stood in.

    `warn_response_rate` and `evaluation_half_width` are shares (0.1, 0.075), settings say percent.
    """

    aggregate: str
    satisfied_levels: tuple[int, ...]
    counts_from: int
    shares_from: int
    official_channels: tuple[str, ...]
    warn_response_rate: float
    evaluation_n_eff: float
    evaluation_half_width: float
    sources: Mapping[str, Mapping[str, Any]]


def read_method(found: Mapping[str, tuple[Any, int | None]]) -> Method:
    """`found`: key → (value, setting id) of the settings in force."""
    values = {key: found.get(key, (default, None)) for key, default in DEFAULTS.items()}
    cell = values["privacy.min_cell"][0]
    counts, shares = (cell["counts"], cell["shares"]) if isinstance(cell, Mapping) else (cell, 30)
    evaluation = values["score.evaluation"][0]
    return Method(
        aggregate=str(values["score.aggregate"][0]),
        satisfied_levels=tuple(int(one) for one in values["score.satisfied_levels"][0]),
        counts_from=int(counts),
        shares_from=int(shares),
        official_channels=tuple(str(one) for one in values["score.official_channels"][0]),
        warn_response_rate=float(values["score.warn_response_rate"][0]) / 100,
        evaluation_n_eff=float(evaluation["effective_sample"]),
        evaluation_half_width=float(evaluation["half_width"]) / 100,
        sources={
            key: {"value": value, "setting_id": setting_id}
            for key, (value, setting_id) in values.items()
        },
    )
