"""Password hashes by argon2id, made in threads and few at a time."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import argon2
from argon2.exceptions import Argon2Error, InvalidHashError

MEMORY_KIB: Final = 19_456
"""KiB of one hash; with two passes and one lane the least that OWASP's cheat sheet of password storage names."""
PASSES: Final = 2
PARALLEL: Final = 2
"""Hashes at once: 38 MiB at most."""
MAX_WAITING: Final = 64
HASH: Final = re.compile(r"\$argon2id\$v=\d{1,3}\$m=\d{1,8},t=\d{1,4},p=\d{1,3}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
MAX_MEMORY_KIB: Final = 262_144
"""KiB that a hash from elsewhere may ask for at each login."""
MAX_PASSES: Final = 20
MIN_LENGTH, MAX_LENGTH = 8, 1024
"""Characters of a password that a person chooses for themselves."""


class TooManyLogins(Exception):
    """So many passwords wait to be verified that another would wait too long."""


def is_hash(text: str) -> bool:
    """Whether a text is an argon2id hash that this server is willing to verify."""
    if not HASH.fullmatch(text):
        return False
    try:
        parameters = argon2.extract_parameters(text)
    except InvalidHashError:
        return False
    return parameters.memory_cost <= MAX_MEMORY_KIB and parameters.time_cost <= MAX_PASSES


class Passwords:
    """Hashes and verifies passwords, `parallel` at once, each in a thread.

    Every method raises TooManyLogins where `waiting` others wait already.
    """

    def __init__(
        self,
        *,
        memory: int = MEMORY_KIB,
        passes: int = PASSES,
        parallel: int = PARALLEL,
        waiting: int = MAX_WAITING,
    ) -> None:
        self._hasher = argon2.PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1)
        self._slots = asyncio.Semaphore(parallel)
        self._max_waiting = parallel + waiting
        self._asking = 0
        self._decoy = ""

    async def hash(self, password: str) -> str:
        async with self._slot():
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str, password: str) -> bool:
        """Whether the password is the one of a hash; "" is the hash of none, and takes as long."""
        async with self._slot():
            if not self._decoy:
                self._decoy = await asyncio.to_thread(self._hasher.hash, secrets.token_hex(16))
            same = await asyncio.to_thread(partial(self._is_same, stored or self._decoy, password))
        return same and bool(stored)

    def hash_now(self, password: str) -> str:
        """The hash, made by whoever has nothing else to do meanwhile: a command."""
        return self._hasher.hash(password)

    def _is_same(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (Argon2Error, InvalidHashError):
            return False

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        if self._asking >= self._max_waiting:
            raise TooManyLogins
        self._asking += 1
        try:
            async with self._slots:
                yield
        finally:
            self._asking -= 1
