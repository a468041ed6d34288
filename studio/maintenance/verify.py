"""Verifies the stored data: every row against its file. Read-only.

`python -m studio.maintenance.verify`, which is `make check-data`.

A line for each trouble and one for each file that nothing names, then a summary; the exit status is 1 when there is
any trouble.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from studio.env import environment
from studio.errors import JournalFailed
from studio.images.files import size_and_hash
from studio.storage.database import Database, async_url
from studio.storage.journal import batches
from studio.storage.tables import CALLS, CONVERSATIONS, PICTURES, RUNS, SCHEMA, UPLOADS, VERSION

BATCH_SIZE: Final = 500
"""Rows that are read at a time."""
STORED_FOLDERS: Final = ("pictures", "uploads")
"""The folders in which every file has its row."""
INCOMPLETE_STATES: Final = frozenset({"growing", "broken"})
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyFinding:
    """A line for the person; `trouble` when something is not as it should be."""

    text: str
    is_problem: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Counts of verified rows, and the files that they name with the problem of each, or ""."""

    data: Path
    counts: Counter[str] = field(default_factory=Counter)
    files: dict[tuple[Path, str], str] = field(default_factory=dict)

    def trouble(self, path: Path, *, size: int, sha256: str) -> str:
        """Problem of a file, or ""; each is read once, however many rows name it."""
        if (path, sha256) not in self.files:
            self.files[path, sha256] = _file_problem(path, size=size, sha256=sha256)
        return self.files[path, sha256]

    def row(self, kind: str, row: Row) -> Iterator[VerifyFinding]:
        self.counts[kind] += 1
        wrong = self.trouble(self.data / row["path"], size=row["size"], sha256=row["sha256"])
        if wrong:
            yield VerifyFinding(text=f"{kind} {row['id']}: its file {row['path']} {wrong}")


async def verify(database: Database, data: Path) -> AsyncIterator[VerifyFinding]:
    """Everything that is to be told, the summary last. Raises JournalFailed."""
    verification = Verification(data=data)
    troubles = 0
    async for finding in _check_all(database, verification):
        troubles += finding.is_problem
        yield finding
    counts = ", ".join(f"{count} {kind}s" for kind, count in sorted(verification.counts.items())) or "nothing"
    result = f"{troubles} trouble{'' if troubles == 1 else 's'}" if troubles else "all is well"
    yield VerifyFinding(text=f"{counts}: {result}", is_problem=False)


async def _check_all(database: Database, verification: Verification) -> AsyncIterator[VerifyFinding]:
    columns = (PICTURES.c[name] for name in ("path", "size", "sha256", "state", "gone"))
    async for row in batches(database, PICTURES.c.id, *columns, size=BATCH_SIZE):
        if row["gone"]:
            continue  # its visitor deleted it, and its time was over
        if row["state"] in INCOMPLETE_STATES:
            verification.files.setdefault((verification.data / row["path"], ""), "")
            continue
        for finding in verification.row("picture", row):
            yield finding
    async for row in batches(
        database, UPLOADS.c.id, UPLOADS.c.path, UPLOADS.c.size, UPLOADS.c.sha256, size=BATCH_SIZE
    ):
        for finding in verification.row("upload", row):
            yield finding
    async for finding in _check_runs(database, verification):
        yield finding
    for finding in _check_prepared(verification):
        yield finding
    calls = {row["id"] async for row in batches(database, CALLS.c.id, size=BATCH_SIZE)}
    for finding in _find_orphans(verification, calls):
        yield finding


async def _check_runs(database: Database, verification: Verification) -> AsyncIterator[VerifyFinding]:
    """Checks the uploads of runs, and that conversations and their runs name each other."""
    runs: dict[str, Row] = {}
    columns = (RUNS.c[name] for name in ("visitor", "conversation", "parent", "brought", "painted", "markup"))
    async for row in batches(database, RUNS.c.id, *columns, size=BATCH_SIZE):
        runs[row["id"]] = {name: row[name] for name in ("visitor", "conversation", "parent")}
        for image in filter(None, (*row["brought"], row["painted"], row["markup"])):
            for finding in verification.row(
                "brought picture", {**image, "id": f"{image['id']} of run {row['id']}"}
            ):
                yield finding
    owners: dict[str, str] = {}
    async for row in batches(
        database, CONVERSATIONS.c.id, CONVERSATIONS.c.visitor, CONVERSATIONS.c.head, size=BATCH_SIZE
    ):
        verification.counts["conversation"] += 1
        owners[row["id"]] = row["visitor"]
        head = runs.get(row["head"], {})
        if (head.get("conversation"), head.get("visitor")) != (row["id"], row["visitor"]):
            yield VerifyFinding(
                text=f"conversation {row['id']}: its run {row['head'] or '(none)'} is none of its own"
            )
    for run, row in runs.items():
        verification.counts["run"] += 1
        if row["conversation"] and owners.get(row["conversation"]) != row["visitor"]:
            yield VerifyFinding(text=f"run {run}: its conversation {row['conversation']} is missing")
        if row["parent"] and runs.get(row["parent"], {}).get("visitor") != row["visitor"]:
            yield VerifyFinding(text=f"run {run}: the run {row['parent']} that it goes on from is missing")


def _check_prepared(verification: Verification) -> Iterator[VerifyFinding]:
    """Checks the copies that were made to be sent, by the notes beside them."""
    for note in sorted((verification.data / "prepared").rglob("[!.]*.json")):
        named = note.relative_to(verification.data)
        try:
            known = json.loads(note.read_text())
            reference = {name: known["reference"][name] for name in ("size", "sha256")}
        except (OSError, ValueError, KeyError, TypeError) as error:
            yield VerifyFinding(text=f"prepared file {named}: its note cannot be read ({type(error).__name__})")
            continue
        if known.get("file"):  # else the original goes out as it is
            path = named.with_name(known["file"])
            yield from verification.row("prepared file", {"path": path, "id": note.stem, **reference})


def _find_orphans(verification: Verification, calls: set[str]) -> Iterator[VerifyFinding]:
    """Files that no row names: what was on its way when the server went down, or what rows were deleted of."""
    named = {path for path, _ in verification.files}
    for folder in STORED_FOLDERS:
        for path in sorted((verification.data / folder).rglob("*")):
            if path.is_file() and path not in named:
                yield VerifyFinding(
                    text=f"{path.relative_to(verification.data)} is named by nothing", is_problem=False
                )
    for path in sorted((verification.data / "spool").glob("*")):
        if path.name not in calls:
            yield VerifyFinding(text=f"{path.relative_to(verification.data)} is of no call", is_problem=False)


def _file_problem(path: Path, *, size: int, sha256: str) -> str:
    try:
        if path.stat().st_size != size:
            return f"has {path.stat().st_size} bytes instead of {size}"
        actual = size_and_hash(path)[1]
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if actual == sha256 else "is not what was stored: its hash differs"


def read_only(url: str, *, data: Path) -> str:
    """The address of the database, opened for reading where that can be said."""
    address = async_url(url, data=data)
    scheme, _, file = address.partition(":///")
    if not scheme.startswith("sqlite") or not file or "?" in file:
        return address
    return f"{scheme}:///file:{file}?mode=ro&uri=true"


async def run(url: str, *, data: Path) -> int:
    """Prints every finding and returns the exit status."""
    database = Database(read_only(url, data=data), data=data)
    trouble = False
    try:
        rows = await database.rows(select(SCHEMA.c.version))
        if [row["version"] for row in rows] != [VERSION]:
            raise JournalFailed(
                f"it is not of version {VERSION}; start this Easel once, which brings it up to date"
            )
        async for finding in verify(database, data):
            trouble = trouble or finding.is_problem
            print(finding.text)
    except JournalFailed as error:
        print(f"The database cannot be read: {str(error).splitlines()[0]}")
        trouble = True
        # aiosqlite's thread has a last word for the loop after it failed, and prints a traceback without one.
        await asyncio.sleep(0.1)
    finally:
        await database.close()
    return int(trouble)


def main() -> int:
    env = environment()
    data = Path(env.get("EASEL_DATA_DIR") or "data").expanduser().resolve()
    return asyncio.run(run(env.get("EASEL_DATABASE_URL", "").strip(), data=data))


if __name__ == "__main__":
    sys.exit(main())
