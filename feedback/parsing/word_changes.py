"""Finds tracked changes and comments a Word file still holds."""

from xml.etree.ElementTree import Element

from feedback.parsing.refusals import HasChanges
from feedback.parsing.word_xml import W, WordFile

_ADDED = (f"{W}ins", f"{W}moveTo", f"{W}cellIns")
_REMOVED = (f"{W}del", f"{W}moveFrom", f"{W}cellDel")


def check_changes(file: WordFile, body: Element) -> None:
    """Raises HasChanges with what was found; a changed look (bold, margins) is no change of the text."""
    trees = [body]
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        tree = file.part(name)
        if tree is not None:
            trees.append(tree)
    insertions = sum(1 for tree in trees for tag in _ADDED for _ in tree.iter(tag))
    deletions = sum(1 for tree in trees for tag in _REMOVED for _ in tree.iter(tag))
    remarks = file.part("word/comments.xml")
    comments = sum(1 for _ in remarks.iter(f"{W}comment")) if remarks is not None else 0
    if insertions or deletions or comments:
        raise HasChanges(insertions=insertions, deletions=deletions, comments=comments)
