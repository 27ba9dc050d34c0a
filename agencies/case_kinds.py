"""Kinds of two-person cases and the outcomes each allows; other packages add theirs when they start.

register_case_kind(CaseKind("flag", N_("Dấu hiệu bất thường"), {"set_aside": N_("Không tính"), …}))
"""

from dataclasses import dataclass

from base.words import N_


@dataclass(frozen=True)
class CaseKind:
    """`outcomes`: key → words, in the order shown."""

    key: str
    words: str
    outcomes: dict[str, str]


_KINDS: dict[str, CaseKind] = {}


def register_case_kind(kind: CaseKind) -> None:
    """Safe to call again with the same kind."""
    _KINDS[kind.key] = kind


def case_kind(key: str) -> CaseKind:
    """The kind, or one without outcomes when the version that knew it is gone."""
    return _KINDS.get(key, CaseKind(key, key, {}))


def case_kinds() -> list[CaseKind]:
    return [_KINDS[key] for key in sorted(_KINDS)]


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
