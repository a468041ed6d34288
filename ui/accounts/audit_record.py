"""Audit of a request: a row of the audit log and a line of the server's log."""

import json
import logging
from typing import Final

from starlette.types import Scope

from formats.web_address import network_of
from studio.errors import JournalFailed
from studio.observing.audit_log import AuditEvent
from studio.studio import Studio
from studio.users.user_store import User

LOG: Final = logging.getLogger(__name__)


async def record_event(
    studio: Studio,
    scope: Scope,
    event: AuditEvent,
    *,
    user: User | None = None,
    typed: str | None = None,
    count: int = 0,
) -> None:
    """Records an event of a request, by its user or the one who is given.

    `typed` is a name that a stranger typed: the log has it, as one word that cannot begin another line; the row has
    the network alone. What is recorded is done: where the row cannot be written the log says so, and the answer is
    that of the deed.
    """
    state = scope.get("state", {})
    user = user or (state.get("user") if typed is None else None)
    account, address = user.name if user else "", str(state.get("address", ""))
    name = typed if typed is not None else account
    fields = [f"name={quote(name)}"] if user or typed is not None else []
    fields += [f"address={address or 'unknown'}", *([f"count={count}"] if count else [])]
    level = logging.WARNING if event == "login_failed" else logging.INFO
    LOG.log(level, "%s: %s", event.replace("_", " "), " ".join(fields))
    try:
        await studio.audit.record(event, account=account, network=network_of(address), count=count)
    except JournalFailed:
        LOG.exception("audit row not written: %s", event)


def quote(name: str) -> str:
    """A stranger's text as one word of a log line."""
    return json.dumps("".join(sign if sign.isprintable() else "?" for sign in name[:64]), ensure_ascii=False)
