"""A database as an earlier version left it: the schema's first steps, with what it had then."""

import sqlite3
from contextlib import closing
from pathlib import Path

from pressdesk.ingest import schema
from pressdesk.ingest.store import DATABASE


def made_older(home: Path, steps: int) -> None:
    """Put the database of `home` back to the first `steps` of the schema, and take away what came beside it later."""
    with closing(sqlite3.connect(home / DATABASE)) as new:
        new.row_factory = sqlite3.Row
        tables = {
            name: [dict(row) for row in new.execute(f"SELECT * FROM {name}")]
            for name in ("meta", "releases", "passages", "sentences")
        }
    for suffix in ("", "-wal", "-shm"):
        (home / f"{DATABASE}{suffix}").unlink(missing_ok=True)
    (home / "ledger.jsonl").unlink(missing_ok=True)
    with closing(sqlite3.connect(home / DATABASE, isolation_level=None)) as old:
        for step in schema._STEPS[:steps]:
            old.create_function("recognise_type", 2, lambda *_: "")
            old.create_function("structure_of", 2, lambda *_: "{}")
            old.executescript(step)
        for name, rows in tables.items():
            columns = [row[1] for row in old.execute(f"PRAGMA table_info({name})")]
            for row in rows:
                # What the second step turned into a kind of release.
                row["is_correction"] = "correction" in str(row.get("id"))
                kept = {column: row[column] for column in columns if column in row}
                marks = ",".join("?" * len(kept))
                old.execute(f"INSERT INTO {name} ({','.join(kept)}) VALUES ({marks})", list(kept.values()))
        old.execute(f"PRAGMA user_version = {steps}")
