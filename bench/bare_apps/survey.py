"""A bare Flask survey: a hand-made page and a POST that makes two durable inserts in one transaction.

No check of anything, no nonce, no receipt. BARE_DATABASE is the path of a SQLite file or a PostgreSQL URL.
"""

import os
import secrets
import sqlite3
import threading
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, request

DATABASE = os.environ["BARE_DATABASE"]
IS_SQLITE = not DATABASE.startswith("postgresql")
PAGE = (Path(__file__).parent / "page.html").read_text("utf-8")
TABLES = (
    "CREATE TABLE IF NOT EXISTS bare_answer (id BIGINT PRIMARY KEY, levels TEXT)",
    "CREATE TABLE IF NOT EXISTS bare_words (id BIGINT PRIMARY KEY, words TEXT)",
)
MARK = "?" if IS_SQLITE else "%s"

app = Flask(__name__)
local = threading.local()


def connection() -> Any:
    if not hasattr(local, "connection"):
        if IS_SQLITE:
            local.connection = sqlite3.connect(DATABASE, timeout=30, isolation_level=None)
            local.connection.execute("PRAGMA journal_mode=WAL")
            local.connection.execute("PRAGMA synchronous=FULL")
        else:
            local.connection = psycopg.connect(DATABASE, autocommit=True)
    return local.connection


@app.get("/")
def page() -> str:
    return PAGE


@app.post("/")
def take() -> str:
    number = secrets.randbits(63)
    levels = ",".join(f"{name}={value}" for name, value in request.form.items() if name != "words")
    cursor = connection().cursor()
    cursor.execute("BEGIN IMMEDIATE" if IS_SQLITE else "BEGIN")
    cursor.execute(f"INSERT INTO bare_answer VALUES ({MARK}, {MARK})", (number, levels))
    cursor.execute(
        f"INSERT INTO bare_words VALUES ({MARK}, {MARK})", (number, request.form.get("words", ""))
    )
    cursor.execute("COMMIT")
    return "ok"


if __name__ == "__main__":
    for table in TABLES:
        connection().execute(table)
