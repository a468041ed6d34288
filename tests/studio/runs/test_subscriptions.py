"""Watching, resuming, following a growing picture, stopping; and that visitors are apart."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from providers.events import Event, PictureDone, PictureGrew, PictureStarted, Sent, TextDelta
from providers.spool import Spool
from providers.types import ImageRequest
from studio.errors import NotFound
from studio.limits import Limits
from studio.runs.outcome import revision_of
from studio.studio import Studio
from studio.types import Run, RunChange
from tests.paths import IMAGES
from tests.studio.runs.test_run_state import fold
from tests.studio.scripted_gateway import ask, collect_changes, final_run, image_events, rows, studio_in, until

COFFEE = (IMAGES / "coffee.jpg").read_bytes()


async def speaking(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
    yield Sent()
    for word in ["a", "picture", "of", "what", "you", "asked", "for"]:
        yield TextDelta(text=word)
        await asyncio.sleep(0)
    async for event in image_events(spool, COFFEE):
        yield event


async def test_resuming_at_any_revision_gives_the_same_run(tmp_path: Path) -> None:
    async with studio_in(tmp_path, speaking, limits=Limits(updates=1e9)) as studio:
        run = await studio.submit("ann", ask())
        changes = await collect_changes(studio, "ann", run)
        known: Run | None = None
        views: list[tuple[Run, int]] = []
        for change in changes:
            known = fold(known, change)
            views.append((known, change.rev))
        assert known == await studio.get("ann", run.id) and len(views) > 3
        for view, rev in views[:-1]:
            assert fold(view, (await collect_changes(studio, "ann", run, since=rev))[-1]) == known
        assert await collect_changes(studio, "ann", run, since=views[-1][1]) == []


async def test_after_a_restart_the_journal_tells_the_same(tmp_path: Path) -> None:
    async with studio_in(tmp_path, speaking) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
    async with studio_in(tmp_path, speaking) as studio:
        assert await studio.get("ann", run.id) == run
        assert [change.run for change in await collect_changes(studio, "ann", run, since=12345)] == [run]
        assert await collect_changes(studio, "ann", run, since=revision_of(run)) == []
        picture = await studio.picture("ann", run.pictures[0].id)
        assert picture == run.pictures[0]
        assert b"".join([piece async for piece in studio.stream_picture("ann", picture.id)]) == COFFEE


async def test_ended_runs_leave_the_memory(tmp_path: Path) -> None:
    async with studio_in(tmp_path, speaking, limits=Limits(keep_in_memory=0.0)) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        while (
            not (changes := await collect_changes(studio, "ann", run, since=1))[0].fresh or studio._registry._runs
        ):
            await asyncio.sleep(0)
        assert changes[0].run == run == await studio.get("ann", run.id)


async def test_pages_go_back_in_time(tmp_path: Path) -> None:
    async with studio_in(tmp_path, speaking) as studio:
        made = [
            (await final_run(studio, "ann", await studio.submit("ann", ask(str(number))))).id for number in range(5)
        ]
        first, cursor = await studio.page("ann", limit=2)
        second, cursor = await studio.page("ann", limit=2, before=cursor)
        third, end = await studio.page("ann", limit=2, before=cursor)
        assert [run.id for run in (*first, *second, *third)] == made[::-1] and end == ""
        assert await studio.page("bob") == ((), "")
        with pytest.raises(NotFound):
            await studio.page("ann", before="nonsense")


async def test_visitors_are_apart(tmp_path: Path) -> None:
    async with studio_in(tmp_path, speaking) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        picture = run.pictures[0].id
        for not_mine in (
            studio.get("bob", run.id),
            studio.cancel("bob", run.id),
            studio.picture("bob", picture),
            studio.thumbnail("bob", picture),
            anext(studio.watch("bob", run.id)),
            anext(studio.stream_picture("bob", picture)),
        ):
            with pytest.raises(NotFound):
                await not_mine
        assert studio.live_runs("bob") == ()
    async with studio_in(tmp_path, speaking) as studio:
        for not_mine in (
            studio.get("bob", run.id),
            studio.picture("bob", picture),
            anext(studio.watch("bob", run.id)),
        ):
            with pytest.raises(NotFound):
                await not_mine


async def test_watching_everything_tells_of_runs_to_come_and_of_quiet(tmp_path: Path) -> None:
    async with studio_in(tmp_path, speaking, limits=Limits(tick=0.01)) as studio:
        before = await final_run(studio, "ann", await studio.submit("ann", ask("before")))
        everything = studio.watch_all("ann")
        assert await anext(everything) is None
        run = await studio.submit("ann", ask("during"))
        other = await studio.submit("bob", ask("another's"))
        changes: list[RunChange] = []
        async for change in everything:
            changes += [change] if change else []
            if change and change.run.state == "done":
                break
        await everything.aclose()
        assert {change.run.id for change in changes} == {run.id} and changes[0].fresh
        assert before.id != run.id != other.id
        await final_run(studio, "bob", other)


async def test_a_growing_picture_is_followed_to_its_end(tmp_path: Path) -> None:
    more = asyncio.Event()
    data = bytes(range(256)) * 4000

    async def slow(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        file = spool.picture()
        file.write(COFFEE[:1000])
        yield PictureStarted(key=1, path=file.path, mime="image/jpeg", width=600, height=400, total=len(COFFEE))
        await more.wait()
        file.write(COFFEE[1000:] + data)
        yield PictureGrew(key=1, size=file.size)
        yield PictureDone(key=1)

    async with studio_in(tmp_path, slow) as studio:
        run = await studio.submit("ann", ask())
        run = await until(studio, "ann", run, lambda run: run.pictures)
        growing = run.pictures[0]
        assert (growing.state, growing.width, growing.expected) == ("growing", 600, len(COFFEE))
        follower = studio.stream_picture("ann", growing.id)
        assert await anext(follower) == COFFEE[:1000]
        more.set()
        rest = [piece async for piece in follower]
        assert b"".join(rest) == COFFEE[1000:] + data
        assert (await final_run(studio, "ann", run)).state == "done"


async def test_following_a_picture_that_breaks_off_ends(tmp_path: Path) -> None:
    stop = asyncio.Event()

    async def cut(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        file = spool.picture()
        file.write(COFFEE[:1000])
        yield PictureStarted(key=1, path=file.path, mime="image/jpeg")
        await stop.wait()

    async with studio_in(tmp_path, cut) as studio:
        run = await studio.submit("ann", ask())
        picture = (await until(studio, "ann", run, lambda run: run.pictures)).pictures[0]
        follower = studio.stream_picture("ann", picture.id)
        assert await anext(follower) == COFFEE[:1000]
        run = await studio.cancel("ann", run.id)
        assert [piece async for piece in follower] == []
        assert run.pictures[0].state == "broken" and run.pictures[0].path.read_bytes() == COFFEE[:1000]


@pytest.mark.parametrize("state", ["queued", "sending", "waiting", "receiving"])
async def test_stop_in_each_state(tmp_path: Path, state: str) -> None:
    closed: list[str] = []
    never = asyncio.Event()

    async def stuck(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        try:
            if request.prompt == "sending":
                await never.wait()
            yield Sent()
            if request.prompt == "waiting":
                await never.wait()
            async for event in image_events(spool, COFFEE):
                yield event
            await never.wait()
        finally:
            closed.append(request.prompt)

    async with studio_in(tmp_path, stuck, limits=Limits(calls_per_gateway=1, grace=0.0)) as studio:
        if state == "queued":
            await until(
                studio, "bob", await studio.submit("bob", ask("waiting")), lambda run: run.state == "waiting"
            )
        run = await studio.submit("ann", ask(state))
        await until(
            studio, "ann", run, lambda run: run.state == state and (state != "receiving" or run.pictures[0].sha256)
        )
        run = await studio.cancel("ann", run.id)
        failure = run.calls[0].error
        assert run.state == "cancelled" and run.ended and failure
        assert (failure.kind, failure.may_be_charged) == ("cancelled", state != "queued")
        assert [picture.state for picture in run.pictures] == (["done"] if state == "receiving" else [])
        assert closed == ([] if state == "queued" else [state])
        assert rows(tmp_path, f"select state from runs where id = '{run.id}'") == [("cancelled",)]
        assert await studio.cancel("ann", run.id) == run


async def test_fifty_runs_at_once(tmp_path: Path) -> None:
    async with studio_in(tmp_path, speaking, limits=Limits(calls_per_gateway=7)) as studio:
        runs = [await studio.submit(f"v{number}", ask()) for number in range(50)]
        last = await asyncio.gather(*(final_run(studio, run.visitor, run) for run in runs))
        assert {run.state for run in last} == {"done"}
    assert rows(tmp_path, "select state, count(*) from calls group by state") == [("done", 50)]
    assert len(list((tmp_path / "pictures").rglob("*.jpg"))) == 1


@pytest.mark.parametrize(("runs", "watchers"), [(1, 200), (200, 1)])
async def test_two_hundred_watchers_hear_every_word(tmp_path: Path, runs: int, watchers: int) -> None:
    """Of one run, and of two hundred; how soon is for `make bench`."""
    heard: Counter[str] = Counter()
    ready = asyncio.Event()

    async def ticking(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        await ready.wait()
        for number in range(5):
            yield TextDelta(text=f"{request.prompt}.{number} ")
            await asyncio.sleep(0)

    async def watching(studio: Studio, run: Run) -> None:
        async for change in studio.watch(run.visitor, run.id):
            heard.update(word for addition in change.appended for word in addition.text.split())
            if change.fresh:
                heard.update(word for call in change.run.calls for word in call.text.split())

    async with studio_in(tmp_path, ticking, limits=Limits(calls_per_gateway=200)) as studio:
        made = [await studio.submit(f"v{number}", ask(str(number))) for number in range(runs)]
        tasks = [asyncio.create_task(watching(studio, run)) for run in made for _ in range(watchers)]
        for run in made:
            await until(studio, run.visitor, run, lambda run: run.state == "waiting")
        ready.set()
        await asyncio.gather(*tasks)
    assert heard == {f"{run}.{number}": watchers for run in range(runs) for number in range(5)}
