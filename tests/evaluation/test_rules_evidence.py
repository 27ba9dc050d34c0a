"""How large evidence may be, and how much of it there is."""

import pytest

from evaluation.rules.evidence import LARGEST, EvidenceTooLarge, TooMuchEvidence, check_evidence

PDF = b"%PDF-1.7\n"


def test_a_file_of_twenty_megabytes_is_taken_and_one_byte_more_is_not() -> None:
    content = PDF + bytes(LARGEST - len(PDF))
    assert check_evidence("anh.pdf", content, {".pdf"}, 0).media == "application/pdf"
    with pytest.raises(EvidenceTooLarge):
        check_evidence("anh.pdf", content + b"x", {".pdf"}, 0)


def test_an_eleventh_file_of_one_line_is_refused() -> None:
    assert check_evidence("a.pdf", PDF, {".pdf"}, 9)
    with pytest.raises(TooMuchEvidence):
        check_evidence("a.pdf", PDF, {".pdf"}, 10)
