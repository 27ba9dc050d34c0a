"""Kinds of two-person cases and the outcomes each allows; other packages add theirs when they start.

register_case_kind(CaseKind("flag", N_("Dấu hiệu bất thường"), {"set_aside": N_("Không tính"), …}))
"""

from collections.abc import Callable
from dataclasses import dataclass

from agencies.models import Case, CaseDecision, Staff
from base.words import N_


def _nothing(_case: Case, _decision: CaseDecision) -> None:
    """A kind whose decision is only put on record."""


def _whole(_case: Case, _decision: CaseDecision) -> dict[str, object]:
    """A kind whose decision is about the case as such."""
    return {}


def _anybody(_case: Case, _staff: Staff) -> None:
    """A kind for which the rules of two bodies are enough."""


@dataclass(frozen=True)
class CaseKind:
    """`outcomes`: key → words, in the order shown.

    `freeze` says when a decision is proposed what exactly it is about: {} for the case as such, or at
    least {"count", "root"} of what was listed, kept with the proposal and shown to both people;
    `carry_out` does what a confirmed decision demands, in its transaction, to exactly that;
    `check_person` raises for who may be neither the first nor the second; `endpoint` (with `case_id`)
    shows what the case is about;
    `is_hidden_from_rated`: the body it is about sees neither the case nor its evidence;
    `is_evidence_data`: the evidence is what `carry_out` will do, and `endpoint` says it in words.
    """

    key: str
    words: str
    outcomes: dict[str, str]
    carry_out: Callable[[Case, CaseDecision], None] = _nothing
    freeze: Callable[[Case, CaseDecision], dict[str, object]] = _whole
    check_person: Callable[[Case, Staff], None] = _anybody
    endpoint: str = ""
    is_hidden_from_rated: bool = False
    is_evidence_data: bool = False


_KINDS: dict[str, CaseKind] = {}


def register_case_kind(kind: CaseKind) -> None:
    """Safe to call again with the same kind."""
    _KINDS[kind.key] = kind


def case_kind(key: str) -> CaseKind:
    """The kind, or one without outcomes when the version that knew it is gone."""
    return _KINDS.get(key, CaseKind(key, key, {}))


def case_kinds() -> list[CaseKind]:
    return [_KINDS[key] for key in sorted(_KINDS)]


def hidden_kinds() -> list[str]:
    return [one.key for one in case_kinds() if one.is_hidden_from_rated]


register_case_kind(
    CaseKind(
        "review",
        N_("Xem xét theo đề nghị"),
        {
            "upheld": N_("Đề nghị có căn cứ"),
            "partly": N_("Đề nghị có căn cứ một phần"),
            "dismissed": N_("Đề nghị không có căn cứ"),
        },
    )
)
