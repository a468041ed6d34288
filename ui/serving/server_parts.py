"""Parts of a server: studio, keys, accounts, metrics; and the tasks that run beside it."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from fastapi import FastAPI

from providers.catalog import Catalog
from providers.transport.client import HttpClient
from studio.maintenance.cleanup import run_hourly
from studio.observing.call_report import CallReport
from studio.studio import Studio
from studio.types import KeyLookup
from ui.accounts.account_service import Accounts
from ui.context import AppContext
from ui.gateway_settings.visitor_gateways import VisitorGateways
from ui.lifespan import lifespan_services
from ui.model_discovery import discover_all_models
from ui.operations.log import log_call
from ui.operations.metrics import Metrics
from ui.security.visitor_keys import VisitorKeys
from ui.settings import Settings

LOG = logging.getLogger(__name__)
UNUSABLE_PROXY: Final = (
    "The proxy in %s_PROXY or ALL_PROXY cannot be used, so nothing at an %s:// address can be reached. Set it to "
    "an address with http:// or https://, or install httpx[socks] for one with socks5://, then restart Easel."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerParts:
    """The parts of one server, not opened yet."""

    settings: Settings
    keys: KeyLookup
    http: HttpClient
    studio: Studio
    metrics: Metrics
    context: AppContext
    accounts: Accounts

    @asynccontextmanager
    async def run_beside(self, _: FastAPI) -> AsyncIterator[None]:
        """Opens the studio, and does meanwhile what nobody asks for: discovery, cleanup, measures."""
        settings, studio = self.settings, self.studio
        async with lifespan_services(settings.data, self.http, studio, self.accounts, grace=settings.grace):
            beside = [
                asyncio.create_task(discover_all_models(studio, http=self.http, keys=self.keys)),
                asyncio.create_task(run_hourly(studio.clean_up)),
                asyncio.create_task(self.metrics.watch_lag()),
            ]
            yield
            for task in beside:
                task.cancel()
            await asyncio.wait(beside)


def build_parts(settings: Settings, *, catalog: Catalog, keys: KeyLookup, closed: frozenset[str]) -> ServerParts:
    """Builds the parts. `closed` are the gateways whose server key visitors cannot use."""
    http = HttpClient(allow_fake_ip=settings.allow_fake_ip)
    for scheme in http.unusable_proxies:
        LOG.warning(UNUSABLE_PROXY, scheme.upper(), scheme)
    studio = Studio(
        catalog=catalog,
        keys=keys,
        http=http,
        data=settings.data,
        database_url=settings.database_url,
        limits=settings.limits,
        observe=lambda report: observe_call(report, metrics, catalog=catalog),
        extend_catalog=lambda visitor, known: context.visitor_gateways.extend(visitor, known),
    )
    metrics = Metrics(
        runs=studio.unfinished_counts,
        waiting=studio.waiting_counts,
        free_bytes=lambda: shutil.disk_usage(settings.data).free,
    )
    context = _build_context(settings, studio, closed=closed)
    accounts = Accounts(studio, settings, keys=context.visitor_keys, gateways=context.visitor_gateways)
    return ServerParts(
        settings=settings,
        keys=keys,
        http=http,
        studio=studio,
        metrics=metrics,
        context=context,
        accounts=accounts,
    )


def _build_context(settings: Settings, studio: Studio, *, closed: frozenset[str]) -> AppContext:
    bounds: dict[str, Any] = {
        "per_network": settings.keys_per_address,
        "is_busy": lambda visitor: bool(studio.live_runs(visitor)),
    }
    return AppContext(
        studio=studio,
        visitor_keys=VisitorKeys(settings.keys, **bounds),
        visitor_gateways=VisitorGateways(settings.keys, allow_private=settings.may_add_private_gateways, **bounds),
        limits=settings.limits,
        closed_gateways=closed,
        is_private=not settings.is_exposed,
    )


def observe_call(report: CallReport, metrics: Metrics, *, catalog: Catalog) -> None:
    """Writes a call that ended into the log, and counts it.

    Gateways that visitors added count as one.
    """
    log_call(report)
    is_known = any(gateway.id == report.gateway for gateway in catalog.gateways)
    metrics.count_call(report if is_known else replace(report, gateway="own"))
