"""Startup and shutdown: the data folder's lock, the studio, background services.

What the server opens before it serves: its data folder, which is its alone, and the studio; or why it cannot.
"""

import asyncio
import errno
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

from filelock import AsyncFileLock, Timeout
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.disk.private_folder import shut_folder
from studio.errors import JournalFailed

LOG = logging.getLogger(__name__)
LOCK_MARGIN: Final = 10.0
"""Seconds that another Easel gets to leave the data folder, beyond the grace of its calls."""
LOCKS_UNSUPPORTED: Final = frozenset({errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK})
"""What some network file systems say to every lock."""
STARTUP_FAILED: Final = "lifespan.startup.failed"
"""What Starlette sends while it handles the error (starlette/routing.py, Router.lifespan)."""


class StartupError(RuntimeError):
    """The server cannot begin; the message is a sentence for whoever starts it."""


@asynccontextmanager
async def lifespan_services(data: Path, *parts: Any, grace: float = 0.0) -> AsyncIterator[None]:
    """Enter the services in their order, on a data folder that no other Easel uses.

    One that is being replaced gets `grace` for its calls, and time to go. Raises StartupError. Two on one folder
    would each take the other's living calls for those of a server that died.
    """
    async with AsyncExitStack() as stack:
        try:
            await asyncio.to_thread(data.mkdir, parents=True, exist_ok=True)
            stack.push_async_callback((await _lock_folder(data, patience=grace + LOCK_MARGIN)).release)
            await asyncio.to_thread(shut_folder, data)
            for part in parts:
                await stack.enter_async_context(part)
        except Timeout as error:
            raise StartupError(
                f"Another Easel is using the data folder {data}. Stop it, or give this one a folder of its own "
                "with EASEL_DATA_DIR."
            ) from error
        except JournalFailed as error:
            raise StartupError(f"{error} Nothing was changed; every picture is still in {data}.") from error
        except OSError as error:
            raise StartupError(f"The data folder {data} cannot be used: {error.strerror}.") from error
        yield


async def _lock_folder(data: Path, *, patience: float) -> AsyncFileLock:
    """The lock, which the system takes back when the process dies. Raises Timeout or OSError."""
    lock = AsyncFileLock(data / "lock", poll_interval=0.1)
    try:
        await lock.acquire(timeout=0)
    except Timeout:
        LOG.warning("Another Easel is using the data folder %s; waiting %.0f s for it to leave.", data, patience)
        await lock.acquire(timeout=patience)
    except (NotImplementedError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in LOCKS_UNSUPPORTED:
            raise
        LOG.warning("The file system of %s has no locks: see to it that one Easel alone uses the folder.", data)
    return lock


def readable_startup_errors(app: ASGIApp) -> ASGIApp:
    """The app, which says why it cannot open in a sentence; Starlette says it in a traceback."""

    async def readable_app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return

        async def send_sentence(message: Message) -> None:
            error = sys.exception()
            known = message["type"] == STARTUP_FAILED and isinstance(error, StartupError)
            await send({**message, "message": str(error)} if known else message)

        await app(scope, receive, send_sentence)

    return readable_app
