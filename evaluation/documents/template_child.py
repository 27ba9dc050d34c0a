"""The child process that opens one template: limits itself, reads stdin, prints one line of JSON.

It is given no secrets, opens no connection, and its parent ends it when its time is over.
"""

import io
import json
import sys

from feedback.parsing.child import limit

SECONDS = 10
MEMORY_LIMIT = 1 << 30


def main() -> None:
    limit(SECONDS, MEMORY_LIMIT)
    data = sys.stdin.buffer.read()
    from docx import Document
    from docx.opc.constants import RELATIONSHIP_TYPE

    from evaluation.documents.template_filling import paragraph_words, story_parts

    document = Document(io.BytesIO(data))
    external = [
        relation.target_ref
        for part in [document.part, *story_parts(document)]
        for relation in part.rels.values()
        if relation.is_external and relation.reltype != RELATIONSHIP_TYPE.HYPERLINK
    ]
    words = paragraph_words(document)
    sys.stdout.write(json.dumps({"paragraphs": words, "external": external}))


if __name__ == "__main__":
    main()
