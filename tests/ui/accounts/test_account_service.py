"""Accounts of a server that nobody logs in to: open, also while its database is away."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from studio.errors import JournalFailed
from studio.maintenance.visits import VisitLog
from studio.storage.database import Database
from studio.users.user_store import UserStore
from tests.ui.middleware_client import SECRET, echo
from ui.accounts import account_service
from ui.accounts.account_service import Accounts
from ui.accounts.login import authenticate
from ui.security.visitor_keys import VisitorKeys
from ui.settings import Settings


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database("", data=tmp_path) as database:
        yield database


def accounts_of(database: Database) -> Accounts:
    studio: Any = SimpleNamespace(users=UserStore(database), visits=VisitLog(database))
    return Accounts(studio, Settings(secret=SECRET), keys=VisitorKeys())


async def test_an_open_server_answers_while_its_database_is_away(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_service, "RECHECK", 0.0)  # each request asks whether a command has made a user
    accounts = accounts_of(database)
    transport = httpx.ASGITransport(app=authenticate(echo, accounts=accounts))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860") as browser:
        visitor = (await browser.get("/api/gateways")).json()["visitor"]
        (tmp_path / "easel.db").rename(tmp_path / "away.db")
        answer = await browser.get("/api/gateways")
        assert (answer.status_code, answer.json()["visitor"]) == (200, visitor)
        (tmp_path / "away.db").rename(tmp_path / "easel.db")
        await accounts.studio.users.add("anna", role="admin", set_by="none")
        assert (await browser.get("/api/gateways")).status_code == 401, "a user was made meanwhile"


async def test_a_server_that_never_knew_its_users_does_not_guess(database: Database, tmp_path: Path) -> None:
    (tmp_path / "easel.db").unlink()
    with pytest.raises(JournalFailed):
        await accounts_of(database).needs_login()
