"""An events file is read whole or not at all, and every faulty line is named."""

from datetime import date
from pathlib import Path

import pytest

from surveys.events.columns import EventsFaulty
from surveys.events.reading import Events, Known, read_events

KNOWN = Known({"14797", "14818"}, 3, {"alone", "guided"}, 30, date(2026, 11, 23))
HEAD = "event,at,agency,channel,code,field,late,mode,count,levels,beside,seconds,id,replaces"
DOSSIERS = "dossiers,2026-03-02,14797,,,ho-tich,0,online,12,,,,,"
CODE = "code,2026-03-02 09:00:00,14797,,c1,ho-tich,0,online,,,,,,"
ANSWER = "response,2026-03-02T09:10:30,14797,code,c1,,,,,5-?,alone,62,r1,"
SCAN = "response,2026-03-02 17:01,14818,open_qr,,,,,,541,,,,"
ANEW = "response,2026-03-04 20:00:00,14797,code,c1,,,,,111,,,r2,r1"


def read(tmp_path: Path, *lines: str, head: str = HEAD) -> Events:
    file = tmp_path / "events.csv"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return read_events(file, KNOWN)


def faults(tmp_path: Path, *lines: str, head: str = HEAD) -> list[tuple[int, str]]:
    with pytest.raises(EventsFaulty) as caught:
        read(tmp_path, *lines, head=head)
    assert caught.value.count == len(caught.value.faults)
    return [(one.line, one.sentence) for one in caught.value.faults]


def test_a_sound_file_is_read_into_counts_codes_and_responses(tmp_path: Path) -> None:
    events = read(tmp_path, DOSSIERS, CODE, ANSWER, SCAN, ANEW)
    assert (len(events.dossiers), len(events.codes), len(events.responses)) == (1, 1, 3)
    assert events.span == (date(2026, 3, 2), date(2026, 3, 4))
    first = events.responses.row(0, named=True)
    assert first["at"].isoformat() == "2026-03-02T09:10:30"
    assert first["issued"].isoformat() == "2026-03-02T09:00:00"
    assert (first["field"], first["late"], first["mode"]) == ("ho-tich", "0", "online")
    assert (first["seconds"], first["at_desk"]) == (62, 0)


def test_rows_may_come_in_any_order_and_columns_too(tmp_path: Path) -> None:
    head = "agency,code,at,event,levels,channel,field,mode"
    answer = "14797,c1,2026-03-02 09:10:00,response,555,code,,"
    code = "14797,c1,2026-03-02 09:00:00,code,,,ho-tich,online"
    assert len(read(tmp_path, answer, code, head=head).responses) == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (DOSSIERS.replace("dossiers", "dossier"), "event must be"),
        (DOSSIERS.replace("2026-03-02", "2026-02-30"), "at must be"),
        (DOSSIERS.replace("2026-03-02", "2026-11-24"), "in the future"),
        (DOSSIERS.replace("14797", "14798"), "agency is not in the register"),
        (DOSSIERS.replace(",12,", ",-1,"), "count must be"),
        (DOSSIERS.replace("online", "fax"), "mode must be"),
        (DOSSIERS.replace("ho-tich", "Hộ tịch"), "field must be"),
        (DOSSIERS.replace(",0,", ",,"), "late must be"),
        (CODE.replace("2026-03-02 09:00:00", "2026-03-02"), "at must be"),
        (SCAN.replace("open_qr", "qr"), "channel must be"),
        (SCAN.replace("541", "54"), "levels must be 3 characters"),
        (SCAN.replace("541", "546"), "levels must be 3 characters"),
        (SCAN.replace("541,", "541,mother"), "beside is no option"),
        (SCAN.replace("open_qr,", "open_qr,c1"), "only the channel code"),
        (SCAN.replace(",,,,", ",,,,"), None),
        (ANSWER.replace("c1", ""), "needs its code"),
        (ANSWER.replace("c1", "c9"), "never issued"),
        (ANSWER.replace("14797", "14818"), "another agency"),
        (ANSWER.replace("09:10:30", "08:59:59"), "before it was issued"),
        (ANSWER.replace("2026-03-02", "2026-04-02"), "expired"),
        (ANEW.replace("r2,r1", "r2,r7"), "id of no response by code"),
        (ANEW.replace("03-04", "03-10"), "within 7 days"),
        (ANEW.replace("03-04 20:00", "03-02 09:05"), "after the one it replaces"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, line: str, sentence: str | None) -> None:
    lines = [CODE, line] if line.startswith("response") else [line]
    if "r2" in line:
        lines = [CODE, ANSWER, line]
    if sentence is None:
        read(tmp_path, *lines)
        return
    ((number, said),) = faults(tmp_path, *lines)
    assert number == len(lines) + 1
    assert sentence in said


def test_a_code_issued_twice_or_spent_twice_is_named(tmp_path: Path) -> None:
    found = faults(tmp_path, CODE, CODE, ANSWER, ANSWER.replace("r1", "r3"))
    assert found == [
        (3, "this code was issued on an earlier line"),
        (5, "this code was spent on an earlier line"),
    ]


def test_every_faulty_line_is_named_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    both = SCAN.replace("541", "9").replace("14818", "nowhere")
    assert [number for number, _ in faults(tmp_path, both, SCAN, both)] == [2, 4]


@pytest.mark.parametrize(
    ("head", "sentence"),
    [("event,at", "column agency is missing"), (HEAD + ",phone", "unknown column phone")],
)
def test_columns_that_are_missing_or_unknown_are_said(
    tmp_path: Path, head: str, sentence: str
) -> None:
    ((number, said),) = faults(tmp_path, ",".join("x" for _ in head.split(",")), head=head)
    assert (number, said) == (0, sentence)


def test_an_empty_file_is_said(tmp_path: Path) -> None:
    assert faults(tmp_path) == [(0, "the file has no events")]
