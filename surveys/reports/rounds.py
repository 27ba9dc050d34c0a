"""Survey rounds as pages show them: dates in words, what may be done, agencies, questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from flask_babel import gettext as _

from agencies.models import Agency
from agencies.roles import Viewer
from base.clock import local
from base.permissions import Permission
from base.words import N_
from surveys.models import RoundExtension, RoundState, SurveyRound
from surveys.period_words import period_words
from surveys.queries import rounds as queries
from surveys.questionnaire_content import Content, Section, read_content

STATE_WORDS = {
    RoundState.PLANNED: N_("Sắp mở"),
    RoundState.OPEN: N_("Đang nhận phiếu"),
    RoundState.CLOSED: N_("Đã đóng"),
    RoundState.UNDER_REVIEW: N_("Đang xác minh"),
    RoundState.SIGNED: N_("Đã ký"),
    RoundState.PUBLISHED: N_("Đã công bố"),
    RoundState.ARCHIVED: N_("Lưu trữ"),
}
STATE_TONES = {
    RoundState.PLANNED: "amber",
    RoundState.OPEN: "brand",
    RoundState.PUBLISHED: "done",
}


@dataclass(frozen=True)
class RoundLine:
    """A round in a list; `dates` such as 01/01/2027 – 31/12/2027, both days included."""

    round: SurveyRound
    owner: Agency
    state: str
    tone: str
    dates: str
    agency_count: int
    place_count: int


@dataclass(frozen=True)
class PeriodLine:
    name: str
    months: str


@dataclass(frozen=True)
class RoundReport:
    line: RoundLine
    questionnaire: str
    version_id: int
    content: Content
    agencies: Sequence[queries.RatedAgency]
    periods: Sequence[PeriodLine]
    extensions: Sequence[RoundExtension]
    may_change: bool
    may_extend: bool
    waiting_place_count: int

    @property
    def numbered_sections(self) -> list[tuple[int, Section]]:
        """(number of its first question, section): numbers run through the whole questionnaire."""
        sections = self.content.sections
        before = accumulate((len(one.questions) for one in sections), initial=1)
        return list(zip(before, sections, strict=False))


def day_words(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def dates_words(survey_round: SurveyRound) -> str:
    first = local(survey_round.opens_at).date()
    last = local(survey_round.closes_at - timedelta(seconds=1)).date()
    return f"{day_words(first)} – {day_words(last)}"


def round_lines(scope: queries.Scope = None, state: str = "") -> list[RoundLine]:
    rows = queries.list_rounds(scope, state)
    counts = queries.count_rated_agencies([one.id for one, _owner in rows])
    return [_line(one, owner, counts[one.id]) for one, owner in rows]


def _line(survey_round: SurveyRound, owner: Agency, counts: tuple[int, int]) -> RoundLine:
    state = RoundState(survey_round.state)
    return RoundLine(
        survey_round,
        owner,
        _(STATE_WORDS[state]),
        STATE_TONES.get(state, "neutral"),
        dates_words(survey_round),
        *counts,
    )


def round_report(survey_round: SurveyRound, viewer: Viewer) -> RoundReport:
    owner = queries.list_agencies([survey_round.owner_agency_id])[0]
    counts = queries.count_rated_agencies([survey_round.id])[survey_round.id]
    agencies = queries.list_rated_agencies(survey_round.id)
    acts = viewer.may(Permission.ROUNDS_EDIT) and viewer.agency_id == owner.id
    alive = survey_round.state in queries.ALIVE
    free: set[int] = set()
    if acts and alive:
        ids = [one.agency.id for one in agencies]
        opens_at, closes_at = survey_round.opens_at, survey_round.closes_at
        free = queries.free_place_ids(ids, opens_at, closes_at, survey_round.id)
        free -= queries.place_ids_of(survey_round.id)
    return RoundReport(
        line=_line(survey_round, owner, counts),
        questionnaire=survey_round.version.questionnaire.name,
        version_id=survey_round.version.id,
        content=read_content(survey_round.version.content),
        agencies=agencies,
        periods=[
            PeriodLine(period_words(one.name), _months(one.starts_on, one.ends_on))
            for one in survey_round.periods
        ],
        extensions=queries.list_extensions(survey_round.id),
        may_change=acts and survey_round.state == RoundState.PLANNED,
        may_extend=acts and alive,
        waiting_place_count=len(free),
    )


def _months(starts_on: date, ends_on: date) -> str:
    last = ends_on - timedelta(days=1)
    if (starts_on.year, starts_on.month) == (last.year, last.month):
        return f"{starts_on:%m/%Y}"
    return f"{starts_on:%m/%Y} – {last:%m/%Y}"


def version_choices() -> list[tuple[str, str]]:
    """(id, name with number) of the published questionnaires, the newest version of each first."""
    return [
        (
            str(one.id),
            _("%(name)s (bản %(number)s)", name=one.questionnaire.name, number=one.number),
        )
        for one in queries.list_published_versions()
    ]


def differences(
    survey_round: SurveyRound, typed: Sequence[tuple[str, str]], targets: Sequence[int]
) -> list[tuple[str, str, str]]:
    """(label, stored, typed) where the two differ; `typed`: (label, text) in the order of `_stored`."""
    stored = [
        survey_round.version.questionnaire.name,
        survey_round.name,
        survey_round.name_en,
        dates_words(survey_round),
    ]
    pairs = [
        (label, old, new) for (label, new), old in zip(typed, stored, strict=True) if old != new
    ]
    kept, picked = queries.targets_of(survey_round.id), set(targets)
    if set(kept) != picked:
        pairs.append((_("Cơ quan được đánh giá"), _names(set(kept)), _names(picked)))
    return pairs


def _names(agency_ids: set[int]) -> str:
    names = [one.name for one in queries.list_agencies(agency_ids)]
    if len(names) <= 5:
        return ", ".join(names)
    return _("%(count)s cơ quan", count=len(names))
