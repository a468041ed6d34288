"""Schema migrations, in order; nothing in an older database is lost."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, insert, inspect, text, update

from studio.errors import JournalFailed
from studio.spending.token_counts import total_tokens, utc_day
from studio.storage.tables import METADATA, SCHEMA, VERSION

TOTALS: Final = ("call_count", "failed_count", "maybe_charged", "tokens")


def prepare(connection: Connection) -> None:
    """Makes the tables, or brings them up to date.

    Raises JournalFailed for those of a newer Easel.
    """
    old = inspect(connection).has_table(SCHEMA.name)
    stored = connection.execute(SCHEMA.select()).scalar_one_or_none() if old else None
    if stored is not None and stored > VERSION:
        raise JournalFailed(
            f"The database is of version {stored} and this Easel speaks {VERSION}; use the Easel that made it."
        )
    for version in range(stored or VERSION, VERSION):
        STEPS[version](connection)
    METADATA.create_all(connection)
    if stored is None:
        connection.execute(insert(SCHEMA).values(version=VERSION))
    elif stored != VERSION:
        connection.execute(update(SCHEMA).values(version=VERSION))


def _add_conversations(connection: Connection) -> None:
    """1 → 2: turns of conversations, prompts that can be searched, the owner of each picture beside it."""
    connection.execute(text("ALTER TABLE pictures ADD COLUMN visitor VARCHAR(128) NOT NULL DEFAULT ''"))
    owner = "SELECT visitor FROM runs WHERE runs.id = pictures.run"
    connection.execute(text(f"UPDATE pictures SET visitor = ({owner})"))  # noqa: S608  # nothing of it is anybody's
    connection.execute(text("CREATE INDEX pictures_of_visitor ON pictures (visitor, created, id)"))
    for column in ("conversation VARCHAR(64)", "based_on VARCHAR(64)", "prompt TEXT", "task VARCHAR(16)"):
        connection.execute(text(f"ALTER TABLE runs ADD COLUMN {column} NOT NULL DEFAULT ''"))
    connection.execute(text("CREATE INDEX ix_runs_conversation ON runs (conversation)"))
    for run, request in connection.execute(text("SELECT id, request FROM runs")).all():
        asked: Mapping[str, Any] = _parse(request)
        values = {"prompt": asked.get("prompt", ""), "task": asked.get("task", ""), "id": run}
        connection.execute(text("UPDATE runs SET prompt = :prompt, task = :task WHERE id = :id"), values)


def _add_gone(connection: Connection) -> None:
    """2 → 3: when the file of a deleted picture was removed."""
    connection.execute(text("ALTER TABLE pictures ADD COLUMN gone DOUBLE PRECISION NOT NULL DEFAULT 0"))


def _add_totals(connection: Connection) -> None:
    """3 → 4: the totals of a run's calls beside it, and the indexes of the admin's page. The audit log is new."""
    connection.execute(text("ALTER TABLE runs ADD COLUMN day VARCHAR(10) NOT NULL DEFAULT ''"))
    for column in TOTALS:
        connection.execute(text(f"ALTER TABLE runs ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0"))
    rows = {
        run: {"id": run, "day": utc_day(created), **dict.fromkeys(TOTALS, 0)}
        for run, created in connection.execute(text("SELECT id, created FROM runs"))
    }
    for run, state, error, usage in connection.execute(text("SELECT run, state, error, usage FROM calls")):
        row, failure = rows[run], _parse(error) or {}
        row["call_count"] += 1
        row["failed_count"] += state in ("failed", "unknown")
        row["maybe_charged"] += state == "unknown" or bool(failure.get("may_be_charged"))
        row["tokens"] += total_tokens(_parse(usage))
    values = ", ".join(f"{name} = :{name}" for name in ("day", *TOTALS))
    if rows:
        connection.execute(text(f"UPDATE runs SET {values} WHERE id = :id"), list(rows.values()))  # noqa: S608
    for statement in (
        "CREATE INDEX runs_by_day ON runs (day, visitor, call_count, failed_count, maybe_charged, tokens)",
        "CREATE INDEX pictures_by_size ON pictures (visitor, state, gone, size)",
        "CREATE INDEX calls_by_state ON calls (state, created)",
        "DROP INDEX ix_calls_state",
    ):
        connection.execute(text(statement))


def _add_markup(connection: Connection) -> None:
    """4 → 5: the marks that were drawn over the first picture."""
    connection.execute(text("ALTER TABLE runs ADD COLUMN markup JSON"))


def _parse(value: Any) -> Any:
    """A JSON column: SQLite gives its text."""
    return json.loads(value) if isinstance(value, str) else value


STEPS: Final[Mapping[int, Callable[[Connection], None]]] = {
    1: _add_conversations,
    2: _add_gone,
    3: _add_totals,
    4: _add_markup,
}
"""What leads from each version to the next."""
