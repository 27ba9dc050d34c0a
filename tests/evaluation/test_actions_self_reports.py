"""Filling in, sending, returning and accepting a self-report."""

from datetime import date
from typing import Any

import pytest

from agencies.models import AgencyKind, AuditEntry
from agencies.roles import Viewer
from agencies.rules.cases import OwnBodyConcerned
from base.rules import ChangedMeanwhile
from evaluation.actions.self_reports import (
    TypedLine,
    accept_report,
    begin_report,
    note_sample,
    return_report,
    save_lines,
    submit_report,
)
from evaluation.lines import figure_of, owed_targets
from evaluation.queries.self_reports import (
    accepted_figures,
    find_report,
    get_report,
    lines_of,
    list_acts,
)
from evaluation.queries.years import list_year_targets
from evaluation.rules.self_reports import (
    NOTHING,
    Figure,
    LinesChanged,
    LinesMissing,
    ReportLocked,
    ReportNotSent,
    ReturnReasonNeeded,
    TargetNotOwed,
    YearNotReporting,
)
from tests.evaluation.years import make_year
from tests.factories import make_agency, make_round, make_staff

ALL_LINES = {
    "th-officials-trained": Figure(done_count=12, all_count=12),
    "hy-dialogue": Figure(done_count=2),
    "hy-regulation": Figure(is_done=True),
    "th-own-plan": Figure(done_on=date(2026, 3, 20), words="Số 15/KH-UBND"),
}


class Office:
    """A commune that reports, and its year."""

    def __init__(self, **year: Any) -> None:
        self.agency = make_agency()
        self.actor = Viewer(make_staff("agency_officer", agency=self.agency).id, self.agency.id)
        self.year = make_year(**year)

    @property
    def owed(self) -> Any:
        return owed_targets(list_year_targets(self.year.id), self.agency)

    def save(self, key: str, figure: Figure, seen: Figure = NOTHING) -> Any:
        typed = [TypedLine(key, figure, seen.mark)]
        return save_lines(self.actor, self.year, self.agency, self.owed, typed)

    def fill(self) -> None:
        typed = [TypedLine(key, figure, NOTHING.mark) for key, figure in ALL_LINES.items()]
        save_lines(self.actor, self.year, self.agency, self.owed, typed)

    def submit(self) -> Any:
        return submit_report(self.actor, self.year, self.agency, self.owed)

    def figure(self, key: str) -> Figure:
        return figure_of(lines_of(get_report(self.year.id, self.agency.id).id).get(key))


@pytest.fixture
def office(db: Any) -> Office:
    return Office()


@pytest.fixture
def department(db: Any) -> Viewer:
    home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    return Viewer(make_staff("department", agency=home).id, home.id)


def test_what_was_saved_stands_in_the_report(office: Office) -> None:
    office.save("th-officials-trained", Figure(done_count=9, all_count=12, words="Thiếu 3 người"))
    assert office.figure("th-officials-trained") == Figure(9, 12, words="Thiếu 3 người")


def test_a_line_left_empty_is_not_reported_and_never_zero(office: Office) -> None:
    office.save("hy-dialogue", NOTHING)
    report = find_report(office.year.id, office.agency.id)
    assert report is not None
    assert lines_of(report.id) == {}


def test_two_officers_on_different_lines_do_not_meet(office: Office) -> None:
    office.save("hy-dialogue", Figure(done_count=1))
    office.save("hy-regulation", Figure(is_done=True))
    assert office.figure("hy-dialogue").done_count == 1
    assert office.figure("hy-regulation").is_done is True


def test_of_two_officers_on_one_line_the_second_is_told_and_nothing_is_lost(
    office: Office,
) -> None:
    office.save("hy-dialogue", Figure(done_count=1))
    with pytest.raises(LinesChanged) as told:
        office.save("hy-dialogue", Figure(done_count=3))
    assert told.value.keys == ["hy-dialogue"]
    assert office.figure("hy-dialogue").done_count == 1
    office.save("hy-dialogue", Figure(done_count=3), seen=Figure(done_count=1))
    assert office.figure("hy-dialogue").done_count == 3


def test_a_target_that_binds_others_is_refused(db: Any) -> None:
    office = Office()
    office.agency.kind = AgencyKind.DEPARTMENT
    with pytest.raises(TargetNotOwed):
        office.save("hy-dialogue", Figure(done_count=1))


def test_nothing_is_taken_before_the_year_reports_and_after_it_closed(db: Any) -> None:
    office = Office(state="closed")
    with pytest.raises(YearNotReporting):
        office.save("hy-dialogue", Figure(done_count=1))
    office.year.state = "prepared"
    with pytest.raises(YearNotReporting):
        office.submit()


def test_a_report_with_blank_lines_is_not_sent_and_says_which(office: Office) -> None:
    office.save("hy-dialogue", Figure(done_count=1))
    with pytest.raises(LinesMissing) as missing:
        office.submit()
    assert missing.value.values["count"] == 3
    assert missing.value.values["title"] == "Tập huấn cho 100% người được giao phụ trách"


def test_words_alone_explain_a_line(office: Office) -> None:
    office.fill()
    office.save("hy-dialogue", Figure(words="Dời sang tháng 12"), seen=Figure(done_count=2))
    assert office.submit().state == "submitted"


def test_a_sent_report_cannot_be_changed_until_it_is_returned(
    office: Office, department: Viewer
) -> None:
    office.fill()
    report = office.submit()
    with pytest.raises(ReportLocked):
        office.save("hy-dialogue", Figure(done_count=9), seen=Figure(done_count=2))
    return_report(department, report, "Thiếu biên bản đối thoại", report.revision)
    office.save("hy-dialogue", Figure(done_count=1), seen=Figure(done_count=2))
    assert office.submit().state == "submitted"
    acts = [(one.act, one.reason) for one in list_acts(report.id)]
    assert acts == [("submit", ""), ("return", "Thiếu biên bản đối thoại"), ("submit", "")]


def test_returning_takes_a_reason(office: Office, department: Viewer) -> None:
    office.fill()
    report = office.submit()
    with pytest.raises(ReturnReasonNeeded):
        return_report(department, report, "sai", report.revision)
    assert report.state == "submitted"


def test_only_what_was_sent_is_accepted(office: Office, department: Viewer) -> None:
    office.save("hy-dialogue", Figure(done_count=1))
    report = get_report(office.year.id, office.agency.id)
    with pytest.raises(ReportNotSent):
        accept_report(department, report, report.revision)


def test_nobody_appraises_the_own_body(db: Any, department: Viewer) -> None:
    office = Office()
    home = department.agency_id
    officer = make_staff("agency_officer", agency=office.agency)
    centre = make_agency("Trung tâm", parent_id=office.agency.id, counts_for_parent=True)
    office.fill()
    report = office.submit()
    for agency_id in (office.agency.id, centre.id):
        own = Viewer(officer.id, agency_id, department.grants)
        for act in (
            lambda own=own: accept_report(own, report, report.revision),
            lambda own=own: return_report(own, report, "Thiếu biên bản", report.revision),
            lambda own=own: note_sample(own, report, "Đủ"),
        ):
            with pytest.raises(OwnBodyConcerned):
                act()
    assert home != office.agency.id
    accept_report(department, report, report.revision)


def test_the_scorecard_reads_accepted_reports_only(office: Office, department: Viewer) -> None:
    office.fill()
    report = office.submit()
    assert accepted_figures(office.year.id) == {}
    accept_report(department, report, report.revision)
    figures = accepted_figures(office.year.id)[office.agency.id]
    assert figure_of(figures["th-officials-trained"]) == ALL_LINES["th-officials-trained"]
    return_report(department, report, "Xem lại số người tập huấn", report.revision)
    assert accepted_figures(office.year.id) == {}


def test_what_the_system_knows_is_filled_in_at_sending_and_marked(office: Office) -> None:
    survey = make_round(agencies=[office.agency], state="open")
    office.fill()
    report = office.submit()
    line = lines_of(report.id)["th-survey-held"]
    assert (line.is_done, line.is_filled_in) == (True, True)
    assert line.source == {"rounds": [survey.id]}


def test_beside_a_figure_of_the_system_an_agency_writes_words_alone(office: Office) -> None:
    office.save("th-survey-held", Figure(is_done=True, words="Khảo sát đến hết năm"))
    line = lines_of(get_report(office.year.id, office.agency.id).id)["th-survey-held"]
    assert (line.is_done, line.words, line.is_filled_in) == (None, "Khảo sát đến hết năm", True)


def test_the_act_keeps_the_report_as_it_stood(office: Office, department: Viewer) -> None:
    office.fill()
    report = office.submit()
    return_report(department, report, "Xem lại số lần đối thoại", report.revision)
    office.save("hy-dialogue", Figure(done_count=1), seen=Figure(done_count=2))
    sent = list_acts(report.id)[-1]
    assert sent.content["hy-dialogue"]["done_count"] == 2


def test_what_an_inspector_found_in_a_sample_is_on_record(office: Office, db: Any) -> None:
    office.fill()
    report = office.submit()
    home = make_agency("Thanh tra tỉnh", kind=AgencyKind.INSPECTORATE)
    inspector = Viewer(make_staff("inspector", agency=home).id, home.id)
    note_sample(inspector, report, "Đã xem biên bản đối thoại, khớp.")
    assert list_acts(report.id)[0].reason == "Đã xem biên bản đối thoại, khớp."
    last = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (last.act, last.agency_id) == ("self_report.sample", office.agency.id)


def test_what_counts_for_its_parent_owes_no_report_of_its_own(office: Office) -> None:
    centre = make_agency("Trung tâm", parent_id=office.agency.id, counts_for_parent=True)
    assert owed_targets(list_year_targets(office.year.id), centre) == {}


def test_of_two_who_begin_a_report_at_one_instant_the_second_is_told(office: Office) -> None:
    begin_report(office.year, office.agency.id)
    with pytest.raises(ChangedMeanwhile):
        begin_report(office.year, office.agency.id)
