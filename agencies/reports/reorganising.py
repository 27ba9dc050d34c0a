"""What a reorganisation would do, before it is done: who goes where, what moves, what is carried."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_decimal

from agencies.movables import movables
from agencies.queries.agencies import agencies_by_code
from agencies.queries.reorganising import read_ground
from agencies.register import AgencyRow
from agencies.reorganising.planning import Ground, make_plan
from agencies.reorganising.plans import Line, Plan, Step
from agencies.rules.carrying import source_weights
from scoring.rounding import percent


@dataclass(frozen=True)
class StepLine:
    """One old body; `moving`: (words, count) of what hangs on it; `by_hand`: people must assign it.

    `heirs`: (code, name, percent, whether nobody gave it); the percent is empty when all goes there.
    """

    step: Step
    old_name: str
    heirs: tuple[tuple[str, str, str, bool], ...]
    moving: tuple[tuple[str, int], ...]
    by_hand: bool


@dataclass(frozen=True)
class Inheritance:
    """Whose past figures count for a body, with weights adding up to 1."""

    code: str
    name: str
    on: date
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Preview:
    plan: Plan
    lines: tuple[StepLine, ...]
    inheritances: tuple[Inheritance, ...]
    has_proposed: bool


def weight_words(weight: float) -> str:
    """A weight of 0…1 in percent with one decimal."""
    return f"{format_decimal(percent(weight, 1), format='#,##0.#')} %"


def _part_words(weight: float) -> str:
    return weight_words(weight) if weight < 1 else ""


def preview_plan(lines: Sequence[Line]) -> Preview:
    """Raises PlanFaulty."""
    ground = read_ground(lines)
    plan = make_plan(lines, ground)
    names = {code: row.name for code, row in ground.register.items()}
    names |= {one.code: one.name for one in plan.founded}
    moving = _moving(plan)
    proposed = any(part.is_proposed for step in plan.steps for part in step.parts)
    return Preview(
        plan,
        tuple(_line(step, names, moving) for step in plan.steps),
        tuple(_inheritances(plan, ground, names)),
        proposed,
    )


def _moving(plan: Plan) -> list[Mapping[str, int]]:
    """For each kind: old code → how many; bodies that the plan itself founds have nothing yet."""
    known = agencies_by_code()
    ids = {known[step.old_code].id: step.old_code for step in plan.steps if step.old_code in known}
    counted = [kind.count(ids) for kind in movables()]
    return [{ids[one]: count for one, count in counts.items()} for counts in counted]


def _line(step: Step, names: Mapping[str, str], moving: Sequence[Mapping[str, int]]) -> StepLine:
    heirs = tuple(
        (part.code, names.get(part.code, part.code), _part_words(part.weight), part.is_proposed)
        for part in step.parts
    )
    counts = tuple(
        (kind.words, counted[step.old_code])
        for kind, counted in zip(movables(), moving, strict=True)
        if counted.get(step.old_code)
    )
    is_whole = len(step.parts) == 1 and step.parts[0].weight == 1
    return StepLine(step, names.get(step.old_code, step.old_code), heirs, counts, not is_whole)


def _inheritances(plan: Plan, ground: Ground, names: Mapping[str, str]) -> list[Inheritance]:
    """By the heir's code; units that are no rated bodies of their own are left out with their parents."""
    came: dict[str, dict[str, float]] = defaultdict(dict)
    days: dict[str, date] = {}
    for step in plan.steps:
        for part in step.parts:
            came[part.code][step.old_code] = part.weight
            days[part.code] = step.effective_on
    found = []
    for code in sorted(came):
        if _counts_for_parent(ground.register, came[code]):
            continue
        shares = dict(came[code])
        if code in ground.register:
            shares[code] = 1.0
        order = {number: one for number, one in enumerate(sorted(shares))}
        weights = source_weights(
            {number: shares[one] for number, one in order.items()},
            {number: ground.transactions.get(one, 0) for number, one in order.items()},
        )
        sources = tuple(
            (names.get(order[n], order[n]), weight_words(weight)) for n, weight in weights
        )
        found.append(Inheritance(code, names.get(code, code), days[code], sources))
    return found


def _counts_for_parent(register: Mapping[str, AgencyRow], codes: Mapping[str, float]) -> bool:
    return all(code in register and register[code].counts_for_parent for code in codes)
