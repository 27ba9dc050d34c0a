"""Reading a draft of a hundred pages: time and memory of the child process, Word, PDF and plain text."""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

import docx
import typst

from bench.row import Row

ARTICLES, PAGES = 300, 134
MOST_SECONDS, MOST_MB = 5, 300
_SENTENCE = (
    "Ủy ban nhân dân cấp xã công khai, minh bạch các khoản thu, chi và trả lời ý kiến của Nhân dân"
)
_ONE = """
import sys, time, pathlib
from bench.memory import peak_mb
from feedback.parsing.child import MEMORY_LIMIT, limit
limit(60, MEMORY_LIMIT)
began = time.perf_counter()
from feedback.parsing.files import read_file
file = pathlib.Path(sys.argv[1])
root = read_file(file.read_bytes(), file.name)[1]
print(time.perf_counter() - began, peak_mb(), sum(node.type == "dieu" for node in root.walk()))
"""


def lines() -> list[str]:
    """Three hundred articles of five clauses: over a hundred pages as an office prints them."""
    out = []
    for article in range(1, ARTICLES + 1):
        out.append(f"Điều {article}. Công khai việc thứ {article}")
        for clause in range(1, 5):
            out.append(f"{clause}. {_SENTENCE}; {_SENTENCE.lower()}.")
        out.append(f"a) {_SENTENCE};")
    return out


def measure() -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (
            ("docx", word()),
            ("pdf", pdf()),
            ("txt", "\n\n".join(lines()).encode()),
        ):
            file = Path(folder) / f"draft.{name}"
            file.write_bytes(data)
            runs = [read_once(file) for _ in range(3)]
            note = f"{ARTICLES} articles, {PAGES} pages as PDF; best of 3, imports counted"
            best = min(seconds for seconds, _ in runs)
            rows.append(Row(f"reading a draft, .{name}", best, "s", MOST_SECONDS, "<=", note=note))
            peak = max(memory for _, memory in runs)
            rows.append(
                Row(f"memory of it, .{name}", peak, "MB", MOST_MB, "<=", note="VmHWM of the child")
            )
    return rows


def read_once(file: Path) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", _ONE, str(file)], capture_output=True, text=True, check=True
    )
    seconds, memory, articles = done.stdout.split()
    if int(articles) != ARTICLES:
        raise ValueError(f"{file.name}: {articles} articles instead of {ARTICLES}")
    return float(seconds), float(memory)


def word() -> bytes:
    document = docx.Document()
    for line in lines():
        document.add_paragraph().add_run(line).bold = line.startswith("Điều")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf() -> bytes:
    page = (
        '#set page(paper: "a4", margin: (left: 3cm, right: 2cm, y: 2cm), numbering: "1")\n'
        '#set text(font: "Be Vietnam Pro", size: 13pt)\n'
        "#set par(justify: true, first-line-indent: (amount: 1.27cm, all: true), spacing: 1.4em)\n"
    )
    return typst.compile((page + "\n\n".join(_escaped(line) for line in lines())).encode())


def _escaped(line: str) -> str:
    number, stop, rest = line.partition(".")
    return f"{number}\\.{rest}" if stop and number.isdecimal() else line
