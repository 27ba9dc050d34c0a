"""The child process that reads one draft: limits itself, reads stdin, prints one line of JSON.

It is given no secrets, opens no connection, and its parent ends it when its time is over.
"""

import json
import resource
import sys
from typing import Any

from feedback.parsing.refusals import DraftRefused, FileUnpacksTooLarge, FileUnreadable
from feedback.provisions import to_json

MEMORY_LIMIT = 1 << 30


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    limit(order["seconds"], order["memory"])
    data = sys.stdin.buffer.read()
    sys.stdout.buffer.write(json.dumps(answer(data, order["file_name"], order["changes"])).encode())


def limit(seconds: int, memory: int) -> None:
    """Before anything of the file is looked at."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_refuse_connections)


def _refuse_connections(event: str, arguments: Any) -> None:
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn")):
        raise PermissionError(event)


def answer(data: bytes, file_name: str, changes: str | None) -> dict[str, Any]:
    """{"kind", "root"} or {"refused", "values"}."""
    try:
        from feedback.parsing.files import read_file

        kind, root = read_file(data, file_name, changes)
    except DraftRefused as refused:
        return {"refused": type(refused).__name__, "values": refused.values}
    except MemoryError:
        return {"refused": FileUnpacksTooLarge.__name__, "values": {}}
    except RecursionError:
        return {"refused": FileUnreadable.__name__, "values": {}}
    return {"kind": kind, "root": to_json(root)}


if __name__ == "__main__":
    main()
