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

    from evaluation.documents.template_dangers import dangers_in
    from evaluation.documents.template_filling import paragraph_words

    document = Document(io.BytesIO(data))
    dangers = dangers_in(data, document).as_json()
    sys.stdout.write(json.dumps({"paragraphs": paragraph_words(document), **dangers}))


if __name__ == "__main__":
    main()
