"""Statements prepared once a connection and run by libpq's own call: on PostgreSQL, for what crowds do.

psycopg's cursors find out about types and wait for the server in Python, which costs more of the processor
than such a statement itself. Here values go as text (bytes as they are), the statement says of what type
each is, and the one call waits outside of Python. Types that no such statement uses are refused.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from psycopg import OperationalError
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus

_PLACE = re.compile(r"%\((\w+)\)s|%s")
_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
Names = tuple[str, ...] | tuple[int, ...]


def _spell_text(text: str) -> bytes:
    if "\0" in text:
        raise ValueError("PostgreSQL keeps no NUL in a text")
    return text.encode()


_SPELL: dict[type, Callable[[Any], bytes]] = {
    bool: lambda value: b"t" if value else b"f",
    int: lambda value: b"%d" % value,
    str: _spell_text,
    date: lambda value: value.isoformat().encode(),
}
_READ: dict[int, Callable[[bytes], Any]] = {  # by the type's number in pg_type
    16: lambda value: value == b"t",
    17: lambda value: bytes.fromhex(value[2:].decode()),
    20: int,
    21: int,
    23: int,
    25: bytes.decode,
    1043: bytes.decode,
    1082: lambda value: date.fromisoformat(value.decode()),
}


@cache
def _numbered(statement: str) -> tuple[bytes, Names]:
    """The statement with $1, $2 … and which value each of them is; a name has one number throughout."""
    found = _PLACE.findall(statement)
    if not any(found):
        numbers = iter(range(1, len(found) + 1))
        spelled = _PLACE.sub(lambda _: f"${next(numbers)}", statement)
        return spelled.encode(), tuple(range(len(found)))
    names = tuple(dict.fromkeys(found))
    at = {name: number for number, name in enumerate(names, start=1)}
    return _PLACE.sub(lambda one: f"${at[one[1]]}", statement).encode(), names


class PreparedConnection:
    """A connection of psycopg's and its prepared statements; for one thread at a time, so also the cursor."""

    def __init__(self, connection: Any) -> None:
        connection.execute("SET client_encoding TO 'UTF8'")
        self._connection = connection
        self._libpq = connection.pgconn
        self._prepared: dict[str, tuple[bytes, Names]] = {}
        self._result: Any = None

    @property
    def closed(self) -> bool:
        return self._libpq.status == ConnStatus.BAD

    def close(self) -> None:
        self._connection.close()

    def cursor(self) -> "PreparedConnection":
        return self

    def execute(self, statement: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> None:
        name, names = self._prepared.get(statement) or self._prepare(statement)
        given: Any = values
        wanted = [given[one] for one in names]
        spelled = [_spelled(value) for value in wanted]
        formats = [1 if type(value) is bytes else 0 for value in wanted]
        self._result = self._checked(self._libpq.exec_prepared(name, spelled, formats))

    def fetchone(self) -> tuple[Any, ...] | None:
        """The first row of what was executed last."""
        result = self._result
        if not result.ntuples:
            return None
        return tuple(_read(result, column) for column in range(result.nfields))

    def _prepare(self, statement: str) -> tuple[bytes, Names]:
        spelled, names = _numbered(statement)
        name = b"s%d" % len(self._prepared)
        self._checked(self._libpq.prepare(name, spelled))
        self._prepared[statement] = name, names
        return name, names

    def _checked(self, result: Any) -> Any:
        if result.status in _DONE:
            return result
        if self.closed:
            raise OperationalError("the connection to the server was lost")
        raise error_from_result(result)


def _spelled(value: Any) -> bytes | None:
    if value is None or type(value) is bytes:
        return value
    spell = _SPELL.get(type(value))
    if spell is None:
        spell = next((one for kind, one in _SPELL.items() if isinstance(value, kind)), None)
    if spell is None:
        raise TypeError(f"no spelling for {type(value).__name__}")
    return spell(value)


def _read(result: Any, column: int) -> Any:
    value = result.get_value(0, column)
    return None if value is None else _READ[result.ftype(column)](value)
