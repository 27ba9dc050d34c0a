"""The archive that an export leaves: responses, words, dictionary, a text to read first."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import polars as pl

from base.spreadsheets import safe_text
from surveys.exports.dictionary import dictionary_csv, dictionary_json, read_me
from surveys.exports.plan import ExportPlan
from surveys.exports.rows import FrameMaker, Registry
from surveys.exports.spss import write_spss
from surveys.exports.workbook import write_workbook
from surveys.queries.exports import stream_responses, stream_words

Told = Callable[[int], None]
BOM = b"\xef\xbb\xbf"
WORD_HEADER = ("agency_code", "agency_name", "month", "question", "text")


def write_bundle(path: Path, plan: ExportPlan, is_demo: bool, told: Told) -> None:
    """Writes the archive at `path`, which appears only when it is whole; `told(done)` may raise."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".partial-") as folder:
        unfinished = Path(folder) / path.name
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            _write_responses(archive, plan, Path(folder), told)
            with archive.open("y-kien.csv", "w", force_zip64=True) as words:
                _write_words(words, plan)
            archive.writestr("tu-dien.csv", dictionary_csv(plan.columns))
            archive.writestr("tu-dien.json", dictionary_json(plan, is_demo))
            archive.writestr("doc-truoc.txt", read_me(plan, is_demo))
        unfinished.replace(path)


def _write_responses(archive: zipfile.ZipFile, plan: ExportPlan, folder: Path, told: Told) -> None:
    name = f"phieu.{plan.format}"
    frames = _frames(plan, told)
    if plan.format in ("csv", "jsonl"):
        with archive.open(name, "w", force_zip64=True) as out:
            (_write_csv if plan.format == "csv" else _write_lines)(out, frames)
        return
    made = folder / name
    if plan.format == "xlsx":
        write_workbook(made, frames, plan.columns)
    else:
        write_spss(made, frames, plan.columns, plan.survey_round.name)
    archive.write(made, name, zipfile.ZIP_STORED)
    made.unlink()


def _frames(plan: ExportPlan, told: Told) -> Iterator[pl.DataFrame]:
    """The round's tables, at least one (maybe empty), so that every file has its heading."""
    maker = FrameMaker(plan.columns, plan.registry, as_numbers=plan.format == "sav")
    done = 0
    with closing(stream_responses(plan.survey_round.id)) as chunks:
        for frame in maker.frames(chunks):
            yield frame
            done += len(frame)
            told(done)
    if done == 0:
        yield maker.empty()


def _write_csv(out: IO[bytes], frames: Iterable[pl.DataFrame]) -> None:
    out.write(BOM)
    for number, frame in enumerate(frames):
        block = io.BytesIO()
        frame.write_csv(block, include_header=number == 0, line_terminator="\r\n")
        out.write(block.getvalue())


def _write_lines(out: IO[bytes], frames: Iterable[pl.DataFrame]) -> None:
    for frame in frames:
        block = io.BytesIO()
        frame.write_ndjson(block)
        out.write(block.getvalue())


def _write_words(out: IO[bytes], plan: ExportPlan) -> None:
    """Always CSV: one line a text, without the levels beside it; small groups lose their labels."""
    out.write(BOM + (",".join(WORD_HEADER) + "\r\n").encode())
    for chunk in stream_words(plan.survey_round.id):
        rows = [_word_row(row, plan.registry, plan.marked) for row in chunk]
        block = io.BytesIO()
        table = pl.DataFrame(rows, schema=dict.fromkeys(WORD_HEADER, pl.String), orient="row")
        table.write_csv(block, include_header=False, line_terminator="\r\n")
        out.write(block.getvalue())


def _word_row(row: Sequence[Any], registry: Registry, marked: Any) -> tuple[str | None, ...]:
    agency_id, month, question, text = row
    code, name = registry.agencies[agency_id]
    shows_agency, shows_month = marked[agency_id]
    return (
        safe_text(code) if shows_agency else None,
        safe_text(name) if shows_agency else None,
        f"{month // 100}-{month % 100:02d}" if shows_month else None,
        question,
        safe_text(text),
    )
