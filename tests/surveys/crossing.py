"""Coded answers to dossiers that one office received and another agency resolved, for tests."""

from types import SimpleNamespace
from typing import Any

from agencies.models import AgencyKind
from base.db import db
from surveys.models import ResponseClass, RoundState
from tests.factories import make_agency, make_content, make_place, make_round, make_version
from tests.surveys.sending import days_of_answers, send

WORDS = ("receiving", "resolving", "both")
MONTHS = (202607, 202608, 202609)


def rated_content(words: tuple[str, ...] = WORDS) -> dict[str, Any]:
    """One item for each word, in the section `service`."""
    made = make_content(item_count=len(words))
    for question, word in zip(made["sections"][0]["questions"], words, strict=False):
        question["rated"] = word
    return made


class Crossing:
    """Communes that receive, departments that only resolve, and the round's owner."""

    def __init__(self, communes: int = 2, words: tuple[str, ...] = WORDS) -> None:
        self.owner = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
        self.justice = make_agency("Sở Tư pháp", kind=AgencyKind.DEPARTMENT)
        self.communes = [make_agency(f"UBND xã số {n}") for n in range(communes)]
        self.places = [make_place(one) for one in self.communes]
        version = make_version(content=rated_content(words))
        state = RoundState.CLOSED
        self.round = make_round(self.places, version=version, owner=self.owner, state=state)
        db.session.commit()

    def answer(
        self,
        commune: int,
        resolver: Any,
        days: int,
        a_day: int,
        satisfied: float,
        class_key: str = "land|on_time|counter",
        seed: int = 1,
        is_fixed: bool = True,
    ) -> list[dict[str, Any]]:
        """Rows stored with their class (if it `is_fixed`), the same in every world made alike."""
        place = SimpleNamespace(id=commune, agency_id=self.communes[commune].id)
        rows = days_of_answers(
            self.round, place, days, a_day, satisfied, MONTHS, seed,
            channel="code", place_id=None,
        )  # fmt: skip
        for number, row in enumerate(rows):
            row["cluster_id"] = commune * 1_000 + number // a_day
        send(rows)
        db.session.add_all(
            ResponseClass(
                round_id=self.round.id,
                response_id=row["id"],
                class_key=class_key,
                resolving_agency_id=resolver.id if resolver else None,
            )
            for row in rows
            if is_fixed
        )
        db.session.commit()
        return rows
