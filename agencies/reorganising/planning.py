"""Makes one plan of many lines, or names every row that stands in its way; knows no database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from agencies.models import SuccessionKind
from agencies.register import AgencyRow
from agencies.reorganising import sentences as say
from agencies.reorganising.children import with_children
from agencies.reorganising.plans import (
    Founded,
    Line,
    Part,
    Plan,
    PlanFaulty,
    Recorded,
    RowFault,
    Step,
)
from agencies.rules.carrying import proposed_parts
from base.words import nfc

_TOLERANCE = 0.0005


class Ground(NamedTuple):
    """What a plan is laid on: the register by codes, successions recorded, transactions by codes."""

    register: Mapping[str, AgencyRow]
    recorded: Sequence[Recorded]
    transactions: Mapping[str, int]


def make_plan(lines: Sequence[Line], ground: Ground) -> Plan:
    """Units that go along are added; raises PlanFaulty naming all that is wrong."""
    return _Planner(with_children(lines, ground.register), ground).plan()


class _Planner:
    def __init__(self, lines: Sequence[Line], ground: Ground) -> None:
        self.ground = ground
        self.faults: list[RowFault] = []
        self.of_children: list[RowFault] = []
        groups: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            groups[line.old_code].append(line)
        self.already = {old for old, mine in groups.items() if self._stands(mine)}
        self.groups = {old: mine for old, mine in groups.items() if old not in self.already}
        self.done_rows = _rows(line for old in self.already for line in groups[old])
        self.lines = [line for mine in self.groups.values() for line in mine]

    def fault(self, lines: Iterable[Line], sentence: str, **values: str) -> None:
        mine = list(lines)
        found = RowFault(_rows(mine), sentence, values)
        known = self.of_children if all(line.is_child for line in mine) else self.faults
        if found not in known:
            known.append(found)

    def all_faults(self) -> list[RowFault]:
        """A unit that goes along is named only where its parent's row has nothing wrong itself."""
        told = {row for one in self.faults for row in one.rows}
        own = [one for one in self.of_children if not told & set(one.rows)]
        return sorted(self.faults + own, key=lambda one: (one.rows, one.sentence))

    def plan(self) -> Plan:
        founded = self._founded()
        for old_code, mine in self.groups.items():
            self._check_group(old_code, mine, founded)
        self._check_new_bodies(founded)
        self._check_circles()
        steps = [self._step(old, mine) for old, mine in self.groups.items()]
        if faults := self.all_faults():
            raise PlanFaulty(faults)
        ordered = sorted(steps, key=lambda one: (one.effective_on, one.rows, one.old_code))
        begun = sorted(founded.values(), key=lambda one: (one.begins_on, one.code))
        return Plan(tuple(begun), tuple(ordered), self.done_rows)

    def _stands(self, mine: Sequence[Line]) -> bool:
        """Whether the register already says what these lines say; a weight left open says nothing."""
        found = {
            (one.old_code, one.new_code, one.kind, one.effective_on): one.weight
            for one in self.ground.recorded
        }
        leaving = [line for line in mine if line.new_code != line.old_code]
        for line in leaving:
            weight = found.get((line.old_code, line.new_code, line.kind, line.effective_on))
            if weight is None or abs((line.weight or weight) - weight) > _TOLERANCE:
                return False
        return bool(leaving)

    def _founded(self) -> dict[str, Founded]:
        """New codes that the register does not know, with the name the file gives them."""
        by_code: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.new_code not in self.ground.register:
                by_code[line.new_code].append(line)
        return {code: self._found(code, mine) for code, mine in by_code.items()}

    def _found(self, code: str, mine: Sequence[Line]) -> Founded:
        names = {nfc(line.new_name) for line in mine if line.new_name}
        if not names:
            self.fault(mine, say.NAME_MISSING, code=code)
        elif len(names) > 1:
            self.fault(mine, say.NAMES_DIFFER, code=code)
        days = sorted({line.effective_on for line in mine})
        if len(days) > 1:
            self.fault(mine, say.BEGINS_TWICE, code=code, days=", ".join(map(_words, days)))
        first = mine[0]
        like = self.ground.register.get(first.old_code)
        parent = self._heir_of_parent(code, like.parent_code) if like else None
        return Founded(code, next(iter(sorted(names)), ""), first.old_code, parent, days[0])

    def _heir_of_parent(self, code: str, parent_code: str | None) -> str | None:
        """Where the old body's parent goes itself, the new body belongs to the heir."""
        heirs = {line.new_code for line in self.groups.get(parent_code or "", ())}
        for heir in sorted(heirs):
            if code.startswith(f"{heir}-") or len(heirs) == 1:
                return heir
        return parent_code

    def _check_group(
        self, old_code: str, mine: Sequence[Line], founded: Mapping[str, Founded]
    ) -> None:
        row = self.ground.register.get(old_code)
        begins = row.valid_from if row else None
        if row is None and old_code in founded:
            begins = founded[old_code].begins_on
        if begins is None:
            return self.fault(mine, say.OLD_UNKNOWN, code=old_code)
        if len({(line.kind, line.effective_on) for line in mine}) > 1:
            return self.fault(mine, say.KINDS_DIFFER, code=old_code)
        day = mine[0].effective_on
        if row is not None and row.valid_to is not None:
            self.fault(mine, say.OLD_ENDED, name=row.name, day=_words(row.valid_to))
        elif day <= begins:
            self.fault(mine, say.TOO_EARLY, code=old_code, day=_words(begins))
        if len({line.new_code for line in mine}) < len(mine):
            self.fault(mine, say.SAME_TWICE, code=old_code)
        self._check_kind(old_code, mine)

    def _check_kind(self, old_code: str, mine: Sequence[Line]) -> None:
        if mine[0].kind == SuccessionKind.SPLIT:
            return self._check_split(old_code, mine)
        if len(mine) > 1:
            return self.fault(mine, say.ONE_ROW, code=old_code)
        line = mine[0]
        if line.new_code == old_code:
            self.fault(mine, say.ITSELF, code=old_code)
        if line.weight is not None and abs(line.weight - 1) > _TOLERANCE:
            self.fault(mine, say.WHOLE_ONLY)
        if line.kind == SuccessionKind.RENAMED and line.new_code in self.ground.register:
            self.fault(mine, say.CODE_TAKEN, code=line.new_code)

    def _check_split(self, old_code: str, mine: Sequence[Line]) -> None:
        given = [line.weight for line in mine if line.weight is not None]
        if len(mine) < 2:
            self.fault(mine, say.SPLIT_ALONE, code=old_code)
        elif given and len(given) < len(mine):
            self.fault(mine, say.WEIGHT_MISSING, code=old_code)
        elif given and abs(sum(given) - 1) > _TOLERANCE:
            total = f"{sum(given):.4g}".replace(".", ",")
            self.fault(mine, say.NOT_WHOLE, code=old_code, total=total)

    def _check_new_bodies(self, founded: Mapping[str, Founded]) -> None:
        """The day before, the old body worked; on the day, the new one must: no gap, no dead heir."""
        for line in self.lines:
            row = self.ground.register.get(line.new_code)
            if row is not None and row.valid_from > line.effective_on:
                day, begins = _words(line.effective_on), _words(row.valid_from)
                self.fault([line], say.GAP, name=row.name, day=day, begins=begins)
            if row is not None and row.valid_to is not None and row.valid_to <= line.effective_on:
                self.fault([line], say.HEIR_ENDED, name=row.name, day=_words(row.valid_to))
            if row is not None and line.new_name and nfc(line.new_name) != row.name:
                self.fault([line], say.OTHER_NAME, code=line.new_code, name=row.name)
            leaving = [
                one
                for one in self.groups.get(line.new_code, ())
                if one.effective_on <= line.effective_on and line.new_code != line.old_code
            ]
            if leaving and not (leaving[0].kind == SuccessionKind.SPLIT and _stays(leaving)):
                self.fault([line, *leaving], say.HEIR_LEAVES, code=line.new_code)

    def _check_circles(self) -> None:
        edges: dict[str, set[str]] = defaultdict(set)
        for one in self.ground.recorded:
            edges[one.old_code].add(one.new_code)
        for line in self.lines:
            if line.new_code != line.old_code:
                edges[line.old_code].add(line.new_code)
        inside = [
            line
            for line in self.lines
            if line.new_code != line.old_code and _leads(edges, line.new_code, line.old_code)
        ]
        if inside:
            self.fault(inside, say.CIRCLE)

    def _step(self, old_code: str, mine: Sequence[Line]) -> Step:
        line = mine[0]
        codes = [one.new_code for one in mine]
        if line.kind != SuccessionKind.SPLIT:
            parts = [Part(line.new_code, 1.0)]
        elif all(one.weight is not None for one in mine):
            parts = [Part(one.new_code, one.weight or 0.0) for one in mine]
        else:
            counts = dict(enumerate(self._transactions(old_code, codes)))
            weights = proposed_parts(range(len(codes)), counts)
            parts = [Part(code, w, True) for code, w in zip(codes, weights, strict=True)]
        leaving = tuple(one for one in parts if one.code != old_code)
        rows = _rows(mine)
        return Step(rows, old_code, line.kind, line.effective_on, line.citation, leaving)

    def _transactions(self, old_code: str, codes: Sequence[str]) -> list[int]:
        """Of each heir; the old body's own say nothing about the part that stays."""
        return [0 if one == old_code else self.ground.transactions.get(one, 0) for one in codes]


def _rows(lines: Iterable[Line]) -> tuple[int, ...]:
    return tuple(sorted({line.number for line in lines}))


def _words(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _stays(mine: Sequence[Line]) -> bool:
    return any(line.new_code == line.old_code for line in mine)


def _leads(edges: Mapping[str, set[str]], start: str, goal: str) -> bool:
    pending, seen = [start], set()
    while pending:
        one = pending.pop()
        if one == goal:
            return True
        if one not in seen:
            seen.add(one)
            pending.extend(edges.get(one, ()))
    return False
