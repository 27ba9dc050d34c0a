"""A file to its tree: finds out what it is and asks the reader of that kind. Runs in the child process."""

from feedback.parsing.blocks import Block
from feedback.parsing.growing import grow_tree
from feedback.parsing.legacy_letters import decode_text
from feedback.parsing.old_word import read_old_word
from feedback.parsing.pdf import read_pdf
from feedback.parsing.plain import read_text
from feedback.parsing.refusals import IsEmpty
from feedback.parsing.sniffing import sniff
from feedback.parsing.word import read_word
from feedback.provisions import Node


def read_file(data: bytes, file_name: str, changes: str | None = None) -> tuple[str, Node]:
    """The kind of the file and its tree; raises a DraftRefused."""
    kind = sniff(data, file_name)
    blocks = _blocks(kind, data, changes)
    if not any(block.text.strip() for block in blocks):
        raise IsEmpty
    return kind, grow_tree(blocks)


def _blocks(kind: str, data: bytes, changes: str | None) -> list[Block]:
    if kind == "docx":
        return read_word(data, changes)
    if kind == "txt":
        text, code = decode_text(data)
        blocks = read_text(text)
        return [block.with_doubts(code) for block in blocks] if code else blocks
    if kind == "pdf":
        return read_pdf(data)
    return read_old_word(data)
