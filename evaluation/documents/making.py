"""One report as a document and as files, from the figures of its period and what is stored of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from agencies.models import Agency
from agencies.queries.agencies import agencies_by_code, agencies_by_id
from agencies.queries.installation import find_installation
from agencies.reports.document_form import form_in_force
from base.documents.blocks import OfficeDocument
from base.documents.form import DocumentForm
from base.rules import NotFound
from base.words import fold
from evaluation.documents.agency import Texts, agency_document
from evaluation.documents.office import Place, office_of
from evaluation.documents.placeholders import filling_of
from evaluation.documents.province import consolidated_document, province_document
from evaluation.models import CONSOLIDATED, PROVINCE, DocumentOffice, YearDocument
from evaluation.queries import documents as queries
from evaluation.reports.document_figures import PeriodFigures
from evaluation.rules.report_periods import ReportPeriod

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"docx": DOCX, "pdf": "application/pdf", "xlsx": XLSX}
TRIAL = "BẢN CHẠY THỬ – DỮ LIỆU GIẢ LẬP"


@dataclass(frozen=True)
class Desk:
    """All that is stored and in force, read once for the reports of one period."""

    figures: PeriodFigures
    place: Place
    form: DocumentForm
    texts: Mapping[str, Texts]
    documents: Mapping[str, YearDocument]
    offices: Mapping[str, DocumentOffice]
    parents: Mapping[int, Agency]
    trial: str

    def document(self, subject: str) -> OfficeDocument:
        """Raises NotFound for an agency that the register does not hold in this period."""
        if subject in (PROVINCE, CONSOLIDATED):
            return self._of_province(subject)
        found = next((one for one in self.figures.agencies if one.agency.code == subject), None)
        if found is None:
            raise NotFound(subject)
        agency = found.agency
        parent = self.parents.get(agency.parent_id or 0)
        office = office_of(
            agency,
            parent.name if parent else "",
            self.place,
            self.offices.get(subject),
            self.documents.get(subject),
        )
        texts = self.texts.get(subject, {})
        return agency_document(found, self.figures, texts, office, self._basis, self.trial)

    def _of_province(self, subject: str) -> OfficeDocument:
        agency = self.issuer_of_province()
        parent = self.parents.get(agency.parent_id or 0)
        office = office_of(
            agency,
            parent.name if parent else "",
            self.place,
            self.offices.get(subject) or self.offices.get(PROVINCE),
            self.documents.get(subject),
            is_province=True,
        )
        texts = self.texts.get(subject, {})
        known = (office, agency.name, self._basis, self.trial)
        if subject == PROVINCE:
            return province_document(self.figures, texts, *known)
        return consolidated_document(self.figures, self.texts, texts, *known)

    def name_of(self, subject: str) -> str:
        """Of the agency; "" for the province's reports."""
        found = (one.agency.name for one in self.figures.agencies if one.agency.code == subject)
        return next(found, "")

    def issuer_of_province(self) -> Agency:
        """The body that the setting names by the ending of its code."""
        ending = self.place.setting("report.province_recipients")["issuer"]
        found = agencies_by_code().get(f"{self.place.code}-{ending}")
        if found is None:
            raise NotFound(ending)
        return found

    @property
    def _basis(self) -> str:
        return str(self.place.setting("report.basis"))


def open_desk(figures: PeriodFigures) -> Desk:
    """Settings are those in force on the last day of the period, or today while it is not over."""
    period = figures.period
    on = min(figures.as_of, date.fromordinal(period.end.toordinal() - 1))
    installation = find_installation()
    parents = {one.agency.parent_id for one in figures.agencies if one.agency.parent_id}
    return Desk(
        figures=figures,
        place=Place(
            installation.province_code if installation else "",
            installation.province_name if installation else "",
            on,
        ),
        form=form_in_force(on),
        texts=queries.texts_by_subject(period.key),
        documents=queries.documents_by_subject(period.key),
        offices=queries.offices_by_subject(),
        parents=agencies_by_id(sorted(parents)),
        trial=TRIAL if installation is not None and installation.is_demo else "",
    )


def make_file(desk: Desk, subject: str, file_format: str) -> bytes:
    """The bytes of the report; an office's own template is used for its DOCX."""
    document = desk.document(subject)
    if file_format == "pdf":
        from base.documents.pdf import write_pdf

        return write_pdf(document, desk.form)
    if file_format == "xlsx":
        from evaluation.documents.sheets import write_workbook

        return write_workbook(document)
    template = queries.find_template(subject, with_content=True)
    if template is not None:
        return fill_own(desk, document, subject, template.content)
    return make_docx(document, desk.form)


def fill_own(desk: Desk, document: OfficeDocument, subject: str, content: bytes) -> bytes:
    """The office's own template (which was checked) with the words and tables of this report."""
    from evaluation.documents.template_filling import fill_template

    name = desk.name_of(subject) or desk.issuer_of_province().name
    return fill_template(content, filling_of(document, name, desk.figures.period.words), desk.form)


def make_docx(document: OfficeDocument, form: DocumentForm) -> bytes:
    from base.documents.docx import write_docx
    from base.documents.pictures import draw

    pictures = {one.key: draw(one, form.font) for one in document.charts}
    return write_docx(document, form, pictures)


def file_name(period: ReportPeriod, subject: str, name: str, file_format: str) -> str:
    """ "bao-cao-2026h1-14797-ubnd-phuong-hac-thanh.docx"."""
    words = f"bao cao {period.key} {subject} {name if name != subject else ''}"
    slug = "-".join("".join(c if c.isalnum() else " " for c in fold(words)).split())
    return f"{slug[:100]}.{file_format}"
