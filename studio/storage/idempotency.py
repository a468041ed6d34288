"""Idempotency keys: which run a visitor's key stands for, and for how long.

A key is claimed in the transaction that writes its run down, so that there is never one without the other; of two
claims at once the table's primary key refuses one, with its run.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from sqlalchemy import Executable, delete, insert, select

from studio.errors import KeyReused
from studio.storage.database import Database
from studio.storage.tables import IDEMPOTENCY_KEYS
from studio.types import IdempotencyKey, Run

KEY_LIFETIME: Final = 24 * 3600.0
"""Seconds for which a key stands for its run."""
KEYS: Final = IDEMPOTENCY_KEYS.c


def fingerprint(asked: Mapping[str, object]) -> str:
    """The hash of what is asked for.

    The same for the same fields in whatever order; a set counts as sorted.
    """
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"), default=sorted)
    return hashlib.sha256(text.encode()).hexdigest()


def claim(run: Run, key: IdempotencyKey) -> tuple[Executable, ...]:
    """The statements that make a key stand for a new run.

    For the transaction that writes the run down. They fail where it stands for another one already.
    """
    same = KEYS.visitor == run.visitor, KEYS.key == key.key
    row = {"visitor": run.visitor, "key": key.key, "fingerprint": key.fingerprint, "run": run.id}
    return (
        delete(IDEMPOTENCY_KEYS).where(*same, KEYS.created <= run.created - KEY_LIFETIME),
        insert(IDEMPOTENCY_KEYS).values(row | {"created": run.created}),
    )


async def find_run(database: Database, visitor: str, key: IdempotencyKey, *, now: float) -> str:
    """The id of the run that a visitor's key stands for, "" for a free key.

    Raises KeyReused where it stands for another request, or JournalFailed.
    """
    query = select(KEYS.run, KEYS.fingerprint).where(KEYS.visitor == visitor, KEYS.key == key.key)
    rows = await database.rows(query.where(KEYS.created > now - KEY_LIFETIME))
    if rows and rows[0]["fingerprint"] != key.fingerprint:
        raise KeyReused
    return str(rows[0]["run"]) if rows else ""


async def remove_expired(database: Database, *, now: float) -> None:
    """Removes the keys that stand for nothing any more. Raises JournalFailed."""
    await database.write(delete(IDEMPOTENCY_KEYS).where(KEYS.created <= now - KEY_LIFETIME))
