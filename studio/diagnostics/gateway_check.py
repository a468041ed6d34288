"""Check of a gateway: what its address, key and list of models show, by GET alone.

Nothing that could be charged is ever sent, and all of it together takes at most `SECONDS`.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from typing import Final
from urllib.parse import urlsplit

from formats.web_address import is_loopback, parse_url
from providers.errors import ProviderError, TimedOut
from providers.transport.client import HttpClient, TimeLimits
from studio.diagnostics.address_forms import (
    AddressReading,
    Candidate,
    candidates,
    is_same_host,
    may_have_key,
    read_address,
)
from studio.diagnostics.failure_names import CheckSubject
from studio.diagnostics.findings import (
    Failed,
    Finding,
    Listed,
    balance_of,
    diagnose,
    is_an_api,
    problem_of,
    unreadable,
)
from studio.diagnostics.problems import Diagnosis

LOG: Final = logging.getLogger(__name__)
SECONDS: Final = 15.0
"""For the whole check."""
PATIENCE: Final = TimeLimits(connect=4.0, total=8.0)
"""For one address: to be connected, and then to be answered; so that there is time to look at others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """A set-up to check.

    `base_url` is one that is set here; else `address` is one that somebody typed. `model` is the one that is to be
    used. `known` are the base URLs of other gateways. `public_only`: it may not lie in a private network;
    `public_only_elsewhere`: nor may another host that it leads to, a stranger's whoever gave the first one.
    """

    base_url: str = ""
    address: str = ""
    key: str = field(default="", repr=False)
    model: str = ""
    known: tuple[str, ...] = ()
    public_only: bool = True
    public_only_elsewhere: bool = True


class GatewayCheck:
    """Checks over one HTTP client; `seconds` is for the whole of one."""

    def __init__(self, http: HttpClient, *, seconds: float = SECONDS, patience: TimeLimits = PATIENCE) -> None:
        self._http = http
        self._seconds = seconds
        self._patience = patience

    async def run(self, ask: CheckRequest) -> Diagnosis:
        """The diagnosis of a set-up. Raises nothing for what the gateway does."""
        reading = AddressReading(base_url=ask.base_url) if ask.base_url else read_address(ask.address)
        try:
            subject = self._subject(reading.base_url, ask)
        except ValueError:
            return unreadable(replace(reading, problem="address_unreadable"))
        deadline = asyncio.get_running_loop().time() + self._seconds
        finding = await self._probe(reading.base_url, ask, seconds=self._seconds)
        if is_an_api(finding, subject):
            closer = await self._probe_without_key(finding, reading.base_url, ask, deadline=deadline)
            return diagnose(reading, closer, subject)
        for candidate in self._candidates(reading.base_url, finding, subject, known=ask.known):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            there = await self._probe(candidate.base_url, ask, seconds=left, given=reading.base_url)
            if is_an_api(there, subject):
                return diagnose(reading, finding, subject, candidate=candidate, at_candidate=there)
        return diagnose(reading, finding, subject)

    async def _probe_without_key(
        self, finding: Finding, base_url: str, ask: CheckRequest, *, deadline: float
    ) -> Finding:
        """The same, with whether the list needed the key, and what the key's account has left."""
        if isinstance(finding, Failed) or not finding.with_key:
            return finding
        left = max(0.1, deadline - asyncio.get_running_loop().time())
        without = await self._probe(base_url, replace(ask, key=""), seconds=left)
        left = max(0.1, deadline - asyncio.get_running_loop().time())
        balance = await self._balance(base_url, ask, seconds=left)
        return replace(finding, with_key=not isinstance(without, Listed), balance=balance)

    async def _balance(self, base_url: str, ask: CheckRequest, *, seconds: float) -> float:
        """Balance of the key's account in the gateway's own money; without end where it does not tell.

        As relays of the new-api family tell it, and OpenAI once did.
        """
        billing = f"{base_url}/dashboard/billing"
        get = partial(self._http.get, key=ask.key, public_only=ask.public_only, limits=self._patience)
        try:
            async with asyncio.timeout(seconds):
                return balance_of(await get(f"{billing}/subscription"), await get(f"{billing}/usage"))
        except (TimeoutError, ProviderError) as error:
            LOG.debug("no balance is told: %s", error)
            return inf

    def _subject(self, base_url: str, ask: CheckRequest) -> CheckSubject:
        """Raises ValueError for what is no address."""
        parsed = parse_url(base_url)
        return CheckSubject(
            host=urlsplit(base_url).netloc,
            proxy=self._http.proxy_setting(base_url),
            model=ask.model,
            is_local=is_loopback(parsed.name),
            key=ask.key,
        )

    def _candidates(
        self, base_url: str, finding: Finding, subject: CheckSubject, *, known: Sequence[str]
    ) -> tuple[Candidate, ...]:
        problem = problem_of(finding, subject)
        if problem is None:
            return ()
        return candidates(base_url, problem.name, location=str(problem.params.get("location", "")), known=known)

    async def _probe(self, base_url: str, ask: CheckRequest, *, seconds: float, given: str = "") -> Finding:
        """The finding of `GET {base_url}/models`; the key goes no further than where it was `given` for."""
        with_key = bool(ask.key) and (not given or may_have_key(given, base_url))
        key = ask.key if with_key else ""
        is_elsewhere = bool(given) and not is_same_host(given, base_url)
        public_only = ask.public_only_elsewhere if is_elsewhere else ask.public_only
        try:
            async with asyncio.timeout(seconds):
                models = await self._http.list_models(
                    base_url, key=key, public_only=public_only, limits=self._patience
                )
        except TimeoutError:
            return Failed(error=TimedOut(params={"seconds": round(seconds)}), with_key=with_key)
        except ProviderError as error:
            return Failed(error=error, with_key=with_key)
        return Listed(models=models, with_key=with_key)
