"""Store of what gateways honour: in memory before a press, in the database over a restart.

What the server's own keys and gateways without a key show is shared and written down. What a visitor's own key
shows is theirs alone, and like that key in memory only: the key's group decides on many relays what it gets, and
nobody is to be told of what another one's gateway did.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, cast

from sqlalchemy import Column, Double, Integer, String, Table, delete, insert, select

from studio.errors import JournalFailed
from studio.observing.behaviour import Tally, Trait, TraitSubject, Witness, count_witness
from studio.storage.database import Database
from studio.storage.tables import METADATA

MAX_ROWS: Final = 5000
MAX_OWN: Final = 2000
"""Models of visitors' own keys that are remembered; the one that was not used for the longest goes first."""
LONGEST_SCOPE: Final = 32
KEEP_SECONDS: Final = 60 * 86400.0
"""Seconds after which what was seen last says nothing any more of a gateway, which changes."""

BEHAVIOUR: Final = Table(
    "behaviour",
    METADATA,
    Column("gateway", String(128), primary_key=True),
    Column("model", String(256), primary_key=True),
    Column("trait", String(16), primary_key=True),
    Column("scope", String(LONGEST_SCOPE), primary_key=True),
    Column("honoured", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("at", Double, nullable=False),
    Column("shortest", Double, nullable=False),
    Column("longest", Double, nullable=False),
    Column("detail", String(32), nullable=False),
)
TALLY: Final = ("honoured", "missed", "at", "shortest", "longest", "detail")

Known = Mapping[TraitSubject, Tally]
NOTHING: Final[Known] = MappingProxyType({})


class BehaviourStore:
    """Tallies by gateway, model and subject; those of a visitor's own key apart."""

    def __init__(self, database: Database, *, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now
        self._shared: dict[tuple[str, str], dict[TraitSubject, Tally]] = {}
        self._unwritten: dict[tuple[str, str, TraitSubject], Tally] = {}
        self._own: OrderedDict[tuple[str, str, str], dict[TraitSubject, Tally]] = OrderedDict()

    async def load(self) -> None:
        """Takes up what was learnt before a restart, and forgets what is old. Raises JournalFailed."""
        old = BEHAVIOUR.c.at < self._now() - KEEP_SECONDS
        if await self._database.rows(select(BEHAVIOUR.c.at).where(old).limit(1)):  # else a start writes nothing
            await self._database.write(delete(BEHAVIOUR).where(old))
        query = select(BEHAVIOUR).order_by(BEHAVIOUR.c.at.desc()).limit(MAX_ROWS)
        for row in await self._database.rows(query):
            tallies = self._shared.setdefault((row["gateway"], row["model"]), {})
            trait = cast("Trait", row["trait"])
            tallies[trait, row["scope"]] = Tally(**{name: row[name] for name in TALLY})

    def tallies_of(self, gateway: str, model: str, *, owner: str = "") -> Known:
        """Tallies of a model; `owner`: the visitor whose own key is used, "" for the server's."""
        if owner:
            return self._own.get((owner, gateway, model), NOTHING)
        return self._shared.get((gateway, model), NOTHING)

    def count(self, gateway: str, model: str, witnesses: Sequence[Witness], *, owner: str = "") -> None:
        """Counts what a call showed; `write` makes it last."""
        tallies = self._own_or_shared(gateway, model, owner=owner)
        for witness in (one for one in witnesses if len(one.scope) <= LONGEST_SCOPE):
            before = tallies.get(witness.subject, Tally())
            after = count_witness(before, witness, at=self._now())
            if after != before:
                tallies[witness.subject] = after
                if not owner:
                    self._unwritten[gateway, model, witness.subject] = after

    async def write(self) -> None:
        """Writes down what was counted. Raises JournalFailed, and then it is for the next time."""
        rows, self._unwritten = self._unwritten, {}
        if not rows:
            return
        table = BEHAVIOUR.c
        removals = [
            delete(BEHAVIOUR).where(
                table.gateway == gateway, table.model == model, table.trait == trait, table.scope == scope
            )
            for gateway, model, (trait, scope) in rows
        ]
        values = [_row(*key, tally) for key, tally in rows.items()]
        try:
            await self._database.write(*removals, insert(BEHAVIOUR).values(values))
        except JournalFailed:
            self._unwritten = {**rows, **self._unwritten}
            raise

    def _own_or_shared(self, gateway: str, model: str, *, owner: str) -> dict[TraitSubject, Tally]:
        if not owner:
            return self._shared.setdefault((gateway, model), {})
        tallies = self._own.setdefault((owner, gateway, model), {})
        self._own.move_to_end((owner, gateway, model))
        if len(self._own) > MAX_OWN:
            self._own.popitem(last=False)
        return tallies


def _row(gateway: str, model: str, subject: TraitSubject, tally: Tally) -> dict[str, Any]:
    trait, scope = subject
    values = {name: getattr(tally, name) for name in TALLY}
    return {
        "gateway": gateway,
        "model": model,
        "trait": trait,
        "scope": scope,
        **values,
        "detail": tally.detail[:32],
    }
