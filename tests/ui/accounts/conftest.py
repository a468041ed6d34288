"""One server of a team for all tests of accounts.

Behind a proxy that may name who has logged in.
"""

from collections.abc import Iterator

import pytest

from tests.easel_login import users_command
from tests.easel_process import Easel, running
from tests.simulator import Simulator


@pytest.fixture(scope="session")
def team(gates: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    """anna is an admin, ben a member, gus a guest."""
    env = {
        **gates.env("sk-sim-default"),
        "EASEL_USERS": "anna:correct horse,ben:p:a ss",
        "EASEL_ADMINS": "Anna",
        "EASEL_PUBLIC_URL": "http://studio.example",
        "EASEL_TRUSTED_PROXIES": "127.0.0.1",
        "EASEL_PROXY_USER_HEADER": "Remote-User",
    }
    with running(tmp_path_factory.mktemp("team") / "data", env) as easel:
        users_command(easel, "add", "gus", "--role", "guest", typed="guest pass\n")
        yield easel
