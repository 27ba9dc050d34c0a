"""What stays of the class of a dossier when the week is over: a small class becomes "other"."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.rules.dossier_classes import OTHER, SMALLEST_CLASS


@dataclass(frozen=True)
class CodeWeek:
    """Codes of one receiving office in one week: (class key, resolving agency or None) → how many."""

    issued: Mapping[tuple[str, int | None], int] = field(default_factory=dict)

    def kept(self, class_key: str, resolving_agency_id: int | None) -> tuple[str, int | None]:
        """What is kept of a code's class and of who resolved; fewer than ten codes stay unnamed."""
        shown = self._shown(class_key)
        if self._by_pair()[shown, resolving_agency_id] < SMALLEST_CLASS:
            resolving_agency_id = None
        return shown, resolving_agency_id

    def _shown(self, class_key: str) -> str:
        of_class = sum(count for (key, _), count in self.issued.items() if key == class_key)
        return class_key if of_class >= SMALLEST_CLASS else OTHER

    def _by_pair(self) -> Counter[tuple[str, int | None]]:
        pairs: Counter[tuple[str, int | None]] = Counter()
        for (key, resolving), count in self.issued.items():
            pairs[self._shown(key), resolving] += count
        return pairs
