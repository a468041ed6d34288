"""A server that went down under its runs.

What they are afterwards, and what of their pictures is found again.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from providers.events import Event, Sent
from providers.spool import Spool
from providers.types import ImageRequest
from studio.limits import Limits
from studio.types import Run
from tests.paths import ROOT
from tests.studio.killed_process import CAT, COFFEE
from tests.studio.scripted_gateway import ask, final_run, image_events, kinds, rows, studio_in, until


async def never(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
    raise AssertionError("nothing is sent while recovering")
    yield Sent()


async def killed(data: Path) -> None:
    """Runs the server until everything is as far as it goes, and kills it."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.studio.killed_process", str(data), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout
    assert await server.stdout.readline(), "the server fell over by itself"
    server.send_signal(signal.SIGKILL)
    await server.communicate()


async def test_after_a_kill_the_truth_is_told_and_pictures_are_found(tmp_path: Path) -> None:
    await killed(tmp_path)
    before = {row[0]: row[1] for row in rows(tmp_path, "select json_extract(request, '$.prompt'), state from runs")}
    assert before["half"] == "receiving" and len(before) == 7
    async with studio_in(tmp_path, never) as studio:
        runs, _ = await studio.page("ann")
        ended: dict[str, Run] = {run.request.prompt: await final_run(studio, "ann", run) for run in runs}
        assert studio.live_runs("ann") == ()

        whole = ended["whole"]
        assert whole.state == "done" and [picture.path.read_bytes() for picture in whole.pictures] == [COFFEE, CAT]
        assert "recovered" in kinds(whole.calls[0].notices) and whole.calls[0].text == ""

        half = ended["half"]
        assert half.state == "unknown" and half.calls[0].error
        assert (half.calls[0].error.kind, half.calls[0].error.may_be_charged) == ("interrupted", True)
        assert [picture.state for picture in half.pictures] == ["done", "broken"]
        assert half.pictures[0].path.read_bytes() == COFFEE
        assert CAT.startswith(half.pictures[1].path.read_bytes()) and half.pictures[1].path.stat().st_size > 100_000

        painted = ended["painted"]
        assert painted.state == "unknown" and [picture.state for picture in painted.pictures] == ["done"]

        pausing = ended["pausing"]
        assert pausing.state == "failed" and pausing.calls[0].error
        assert not pausing.calls[0].error.may_be_charged

        for prompt in ("sending", "waiting", "resending"):
            error = ended[prompt].calls[0].error
            assert ended[prompt].state == "unknown" and error and error.kind == "interrupted"
    assert rows(tmp_path, "select count(*) from calls where state in ('sending', 'waiting', 'receiving')") == [(0,)]
    async with studio_in(tmp_path, never) as studio:
        assert await studio.get("ann", whole.id) == whole


async def test_closing_waits_a_little_and_then_tells_what_is_known(tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def slow(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        await go_on.wait()
        if request.prompt == "quick":
            async for event in image_events(spool, COFFEE):
                yield event
        else:
            await asyncio.Event().wait()

    async with studio_in(tmp_path, slow, limits=Limits(calls_per_gateway=2, grace=0.3)) as studio:
        for prompt in ("quick", "slow", "slow", "queued"):
            run = await studio.submit("ann", ask(prompt))
            if prompt != "queued":
                await until(studio, "ann", run, lambda run: run.state in ("waiting", "queued"))
        go_on.set()
    joined = "runs join calls on calls.run = runs.id"
    outcomes = rows(tmp_path, f"select json_extract(request, '$.prompt'), runs.state, error from {joined}")
    states = sorted((prompt, state) for prompt, state, _ in outcomes)
    assert states == [("queued", "failed"), ("quick", "done"), ("slow", "unknown"), ("slow", "unknown")]
    assert all("interrupted" in error for _, state, error in outcomes if state != "done")


async def test_a_recovery_that_is_cut_off_is_taken_up_again(tmp_path: Path) -> None:
    stuck = asyncio.Event()

    async def stuck_again(chunks: AsyncIterator[bytes], spool: Spool, **more: object) -> AsyncIterator[Event]:
        async for event in image_events(spool, COFFEE):
            yield event
        stuck.set()
        await asyncio.Event().wait()

    await killed(tmp_path)
    async with studio_in(tmp_path, never, read_again=stuck_again):
        await stuck.wait()
    async with studio_in(tmp_path, never) as studio:
        runs, _ = await studio.page("ann")
        whole = next(run for run in runs if run.request.prompt == "whole")
        last = await final_run(studio, "ann", whole)
        assert last.state == "done" and [picture.path.read_bytes() for picture in last.pictures] == [COFFEE, CAT]
    assert not (tmp_path / "spool" / last.calls[0].id).exists()
