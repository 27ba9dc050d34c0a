"""What a document says, apart from how it is written: headings, paragraphs, tables, charts, annexes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from base.documents.heading import Issuer, date_line


@dataclass(frozen=True)
class Heading:
    """`level` 1 for «I. …», 2 for «1. …»; the number is part of the text."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """One paragraph; `is_soft`: a remark, in italics."""

    text: str
    is_soft: bool = False


@dataclass(frozen=True)
class Column:
    """`width` is a share of the table, all together 1; `is_number`: centred."""

    label: str
    width: float
    is_number: bool = False


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]
    is_strong: bool = False


@dataclass(frozen=True)
class Table:
    """`key`: under which templates and workbooks know it; `note` stands below it."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    note: str = ""
    empty: str = "Không có số liệu."


@dataclass(frozen=True)
class Bar:
    """One line of a chart. Of "intervals": value with its limits (0…100); of "parts": counts in order."""

    label: str
    words: str
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Chart:
    """`kind`: intervals | parts. `part_labels` name the parts; `reference` is a value or None."""

    key: str
    caption: str
    kind: str
    bars: tuple[Bar, ...]
    alt: str
    part_labels: tuple[str, ...] = ()
    reference: float | None = None
    reference_words: str = ""


Block = Heading | Text | Table | Chart


@dataclass(frozen=True)
class Annex:
    """`label` "Phụ lục I"; `attached` says to which document; its page lies unless said otherwise."""

    label: str
    title: str
    blocks: tuple[Block, ...]
    attached: str = ""
    is_lying: bool = True


@dataclass(frozen=True)
class Signature:
    """`role`: the lines above the name (TM., KT., TL.), `name` may be empty."""

    role: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class OfficeDocument:
    """Everything DOCX and PDF print. `number`: the whole «Số: …» line without its first word."""

    title: str
    subject: str
    issuer: Issuer
    number: str
    dated_on: date | None
    to: tuple[str, ...]
    blocks: tuple[Block, ...]
    recipients: tuple[str, ...]
    signature: Signature
    annexes: tuple[Annex, ...] = ()
    trial: str = ""

    @property
    def date_words(self) -> str:
        """The line of place and date."""
        return date_line(self.issuer.place, self.dated_on)

    @property
    def all_blocks(self) -> tuple[Block, ...]:
        return self.blocks + tuple(one for annex in self.annexes for one in annex.blocks)

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(one for one in self.all_blocks if isinstance(one, Chart))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(one for one in self.all_blocks if isinstance(one, Table))
