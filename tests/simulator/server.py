"""The simulator on a real port, in a thread with an event loop of its own."""

import asyncio
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import uvicorn

from tests.simulator.app import App
from tests.simulator.connection import ControllableProtocol, Pace
from tests.simulator.control import Control
from tests.simulator.faults import PlannedFault
from tests.simulator.log import LoggedRequest

KEY = "sk-sim-default"


class Simulator:
    """Starts on entering, ends on leaving. Port 0 takes a free one; every method may be called from any thread."""

    def __init__(self, *, port: int = 0) -> None:
        self._given_port = port
        self.port = port

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", self._given_port))
        self.port = self._socket.getsockname()[1]
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self._thread.start()
        if not self._ready.wait(20):
            raise RuntimeError("the simulator did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._end)
        self._thread.join(20)

    def url(self, gateway: str) -> str:
        """The base URL of a gateway, as it stands in its setting."""
        return f"{self.origin}{next(known.prefix for known in self.app.gateways.values() if known.id == gateway)}"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def env(self, key: str = KEY) -> dict[str, str]:
        """The settings that point Easel at the simulator."""
        out: dict[str, str] = {}
        for gateway in self.app.gateways.values():
            out |= {f"{gateway.env}_API_KEY": key, f"{gateway.env}_BASE_URL": self.url(gateway.id)}
        return out | {"CUSTOM_MODELS": "gpt-image-1@images, gemini-3-pro-image@chat"}

    @property
    def requests(self) -> list[LoggedRequest]:
        """Every request since the last reset, the oldest first; those to /control/ are not counted."""
        return list(self.app.log.entries)

    @property
    def posts(self) -> int:
        """The number of requests that could have cost money."""
        return sum(entry.method == "POST" for entry in self.requests)

    def play(self, fault: str, *, gateway: str = "", on: str = "post", times: int = 1, **params: Any) -> None:
        """Plays a fault on the next `times` requests (-1: on all) of a gateway, or of any."""
        self.app.fault_queue.add(PlannedFault(fault=fault, gateway=gateway, on=on, times=times, params=params))

    def pace(self, *, gateway: str = "", **pace: Any) -> None:
        """The speed of answers: the fields of `Pace`."""
        self.app.paces[gateway] = Pace(**pace)

    def list_too(self, gateway: str, *models: str) -> None:
        """Has a gateway's GET /models name these, too."""
        self.app.further_models[gateway] = models

    def warm(self, *, width: int = 4096, height: int = 4096) -> int:
        """Makes the noisy picture of that size ahead of time, so that serving it costs little.

        Returns its bytes.
        """
        return self.app.warm(width=width, height=height)

    def release(self) -> None:
        """Lets every answer that the fault `hold` holds go on."""
        self._loop.call_soon_threadsafe(self.app.released.set)

    def reset(self) -> None:
        """Forgets faults, paces, releases and requests."""
        done = threading.Event()
        self._loop.call_soon_threadsafe(self.control.reset)
        self._loop.call_soon_threadsafe(done.set)
        done.wait(5)

    async def until(self, condition: Callable[[], bool], timeout: float = 10) -> None:
        """Waits until `condition()` holds, looked at whenever a request begins, goes on or ends."""
        await asyncio.to_thread(self.wait, condition, timeout)

    def wait(self, condition: Callable[[], bool], timeout: float = 10) -> None:
        """`until` for a test that is not async."""
        if not self.app.log.wait_for(condition, timeout):
            raise TimeoutError(f"not within {timeout} s; requests: {[entry.to_json() for entry in self.requests]}")

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.app = App()
        self.control = Control(self.app)
        config = uvicorn.Config(
            self.control,
            http=ControllableProtocol,
            lifespan="off",
            log_level="critical",
            access_log=False,
            ws="none",
        )
        self._server = uvicorn.Server(config)
        self._loop.call_soon(self._ready.set)
        await self._server.serve(sockets=[self._socket])

    def _end(self) -> None:
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        self._server.should_exit = True
