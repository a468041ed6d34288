"""Model discovery: GET /models of each gateway, repeated until it answers.

One that says no, to the key or to the address, says so until the settings change: it is asked once.
"""

import asyncio
import logging
from typing import Final

from providers.catalog import discover_models
from providers.errors import Busy, ProviderError, RateLimited, Refused, Rejected
from providers.transport.client import HttpClient
from providers.types import Gateway
from studio.studio import Studio
from studio.types import KeyLookup

LOG: Final = logging.getLogger(__name__)
RETRY_DELAYS: Final = (5.0, 30.0, 120.0, 600.0)  # seconds before the next try; the last one for ever


async def discover_all_models(studio: Studio, *, http: HttpClient, keys: KeyLookup) -> None:
    """Add the models that gateways list themselves to the studio's catalog.

    Ends when all have answered, be it with a no.
    """
    async with asyncio.TaskGroup() as group:
        for gateway in studio.catalog.gateways:
            if gateway.discovers_models:
                group.create_task(_discover(studio, gateway, http=http, key=keys.get(gateway.id)))


async def _discover(studio: Studio, gateway: Gateway, *, http: HttpClient, key: str) -> None:
    tries = 0
    while True:
        try:
            models = await discover_models(gateway, http=http, key=key)
        except ProviderError as error:
            if isinstance(error, Refused | Rejected) and not isinstance(error, Busy | RateLimited):
                LOG.warning("%s does not list its models (%s); not asked again", gateway.name, error.kind)
                return
            pause = RETRY_DELAYS[min(tries, len(RETRY_DELAYS) - 1)]
            LOG.warning("%s does not list its models (%s); asked again in %d s", gateway.name, error.kind, pause)
            await asyncio.sleep(pause)
            tries += 1
        else:
            studio.catalog = studio.catalog.with_models(gateway.id, models)
            return
