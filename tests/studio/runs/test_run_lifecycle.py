"""The road of one picture.

Journalled, sent, spooled, checked, kept; and each way that it ends.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from providers.errors import (
    BadKey,
    ConnectionLost,
    NoKey,
    OutOfCredit,
    RateLimited,
    ServerFault,
    UnknownModel,
    Unreachable,
    Unsupported,
)
from providers.events import (
    Answered,
    Event,
    Notice,
    PartialPicture,
    PictureFailed,
    PictureGrew,
    PictureStarted,
    Progress,
    ReasoningDelta,
    Resending,
    Sent,
    TextDelta,
    Usage,
    WillRetry,
)
from providers.spool import Spool
from providers.types import ImageRequest
from studio.errors import Closing, JournalFailed, NotFound, TooManyRuns
from studio.limits import Limits
from studio.runs import call_task as talking
from studio.spending.token_counts import MAX_TOKENS
from studio.types import RunRequest
from tests.paths import IMAGES
from tests.studio.scripted_gateway import (
    NoKeys,
    ask,
    change,
    collect_changes,
    final_run,
    image_events,
    kinds,
    rows,
    studio_in,
    until,
)

COFFEE = (IMAGES / "coffee.jpg").read_bytes()
CAT = (IMAGES / "cat-alpha.png").read_bytes()


async def plain(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
    yield Sent()
    yield Answered(status=200, request_id="r-1", content_type="application/json")
    spool.raw(b"{}")
    async for event in image_events(spool, COFFEE):
        yield event


async def test_from_press_to_kept_picture(tmp_path: Path) -> None:
    async with studio_in(tmp_path, plain) as studio:
        run = await studio.submit("ann", ask(aspect_ratio="1:1", resolution="1K"))
        assert run.state == "queued" and run.calls[0].state == "queued"
        changes = await collect_changes(studio, "ann", run)
        last = changes[-1].run
        picture = last.pictures[0]
        assert (last.state, picture.state, picture.mime) == ("done", "done", "image/jpeg")
        assert (picture.width, picture.height, picture.size) == (600, 400, len(COFFEE))
        assert last.calls[0].notices == () and last.calls[0].request_id == "r-1"
        assert picture.path.read_bytes() == COFFEE
        assert picture.path == tmp_path / "pictures" / picture.sha256[:2] / f"{picture.sha256}.jpg"
        assert (await studio.thumbnail("ann", picture.id)).read_bytes()[8:12] == b"WEBP"
        assert b"".join([piece async for piece in studio.stream_picture("ann", picture.id)]) == COFFEE
        call = last.calls[0]
        assert run.created <= call.sent <= call.first_byte <= call.first_pixel <= call.last_byte <= call.ended
        assert call.received == len(COFFEE)
    assert list((tmp_path / "spool").iterdir()) == []


async def test_it_is_written_down_as_sending_before_the_gateway_is_asked(tmp_path: Path) -> None:
    records: list[Any] = []

    async def looking(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        records.extend(rows(tmp_path, "select runs.state, calls.state, runs.request from runs join calls"))
        async for event in plain(request, spool):
            yield event

    async with studio_in(tmp_path, looking) as studio:
        await final_run(studio, "ann", await studio.submit("ann", ask("a lighthouse")))
        assert rows(tmp_path, "select state from runs") == [("done",)]
        assert rows(tmp_path, "select state, sha256 <> '' from pictures") == [("done", 1)]
    assert len(records) == 1
    assert records[0][:2] == ("sending", "sending") and "a lighthouse" in records[0][2]


async def test_states_come_in_their_order(tmp_path: Path) -> None:
    gates = {name: asyncio.Event() for name in ("sent", "answered", "body", "end")}

    async def slow(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        await gates["sent"].wait()
        yield Sent(attempt=1, body_bytes=200)
        await gates["answered"].wait()
        yield Answered(status=200)
        await gates["body"].wait()
        spool.raw(b"x")
        yield Progress(fraction=0.4, message="drawing")
        await gates["end"].wait()
        async for event in image_events(spool, COFFEE):
            yield event

    async with studio_in(tmp_path, slow) as studio:
        run = await studio.submit("ann", ask())
        assert [live.id for live in studio.live_runs("ann")] == [run.id]
        await until(studio, "ann", run, lambda run: run.state == "sending")
        gates["sent"].set()
        await until(studio, "ann", run, lambda run: run.state == "waiting")
        gates["answered"].set()
        seen = await until(studio, "ann", run, lambda run: run.calls[0].status == 200)
        assert seen.state == "waiting"
        gates["body"].set()
        seen = await until(studio, "ann", run, lambda run: run.calls[0].progress)
        assert (seen.state, seen.calls[0].progress_words) == ("receiving", "drawing")
        gates["end"].set()
        assert (await final_run(studio, "ann", run)).state == "done"
        assert studio.live_runs("ann") == ()


@pytest.mark.parametrize(
    ("error", "state"), [(BadKey(status=401), "failed"), (ServerFault("bang", status=500), "unknown")]
)
async def test_an_error_decides_between_failed_and_unknown(tmp_path: Path, error: Exception, state: str) -> None:
    async def failing(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        raise error

    async with studio_in(tmp_path, failing) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        failure = run.calls[0].error
        assert run.state == state and failure
        assert failure.may_be_charged == (state == "unknown") and failure.status == error.status  # type: ignore[attr-defined]


async def test_a_bug_after_sending_is_unknown_and_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def buggy(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        async for event in image_events(spool, COFFEE):
            if isinstance(event, PictureGrew):
                raise ZeroDivisionError("a mistake of ours")
            yield event

    async with studio_in(tmp_path, buggy) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        failure = run.calls[0].error
        assert run.state == "unknown" and failure and (failure.kind, failure.may_be_charged) == ("internal", True)
        assert run.pictures[0].state == "broken" and COFFEE.startswith(run.pictures[0].path.read_bytes())
    assert "a mistake of ours" in caplog.text and "Traceback" in caplog.text


async def test_a_whole_picture_before_an_error_is_kept(tmp_path: Path) -> None:
    async def breaking(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        async for event in image_events(spool, COFFEE):
            yield event
        raise ConnectionLost("reset")

    async with studio_in(tmp_path, breaking) as studio:
        one = await final_run(studio, "ann", await studio.submit("ann", ask()))
        assert one.state == "done" and kinds(one.calls[0].notices) == {"error_after_picture"}
        two = await final_run(studio, "ann", await studio.submit("ann", ask(count=2)))
        assert two.state == "unknown" and two.calls[0].error and two.pictures[0].state == "done"


async def test_a_broken_picture_is_kept_and_told(tmp_path: Path) -> None:
    async def cut(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        async for event in image_events(spool, (IMAGES / "truncated.jpg").read_bytes()):
            yield event

    async with studio_in(tmp_path, cut) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        picture, failure = run.pictures[0], run.calls[0].error
        assert run.state == "unknown" and failure and failure.kind == "damaged" and failure.may_be_charged
        assert picture.state == "broken" and picture.path.exists()
        assert [piece async for piece in studio.stream_picture("ann", picture.id)]
        with pytest.raises(NotFound):
            await studio.thumbnail("ann", picture.id)


async def test_text_alone_is_an_answer(tmp_path: Path) -> None:
    async def talking(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        yield ReasoningDelta(text="hm")
        for word in ("I ", "cannot ", "draw"):
            yield TextDelta(text=word)
        yield Notice(kind="answered_in_words")
        yield Usage(tokens={"total_tokens": 7}, model="easel-brush-2")

    async with studio_in(tmp_path, talking) as studio:
        call = (await final_run(studio, "ann", await studio.submit("ann", ask()))).calls[0]
        assert (call.state, call.text, call.reasoning) == ("done", "I cannot draw", "hm")
        assert kinds(call.notices) == {"answered_in_words", "model_differs"} and call.usage == {"total_tokens": 7}
    assert rows(tmp_path, "select text, reasoning from calls") == [("I cannot draw", "hm")]


async def test_drafts_are_kept_apart(tmp_path: Path) -> None:
    async def drafting(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        async for event in image_events(spool, CAT, key=1):
            yield event if not hasattr(event, "draft") else PartialPicture(key=1, slot=0)
        async for event in image_events(spool, COFFEE, key=2):
            yield event

    async with studio_in(tmp_path, drafting) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        assert [(picture.draft, picture.state) for picture in run.pictures] == [(True, "done"), (False, "done")]
        assert run.calls[0].notices == ()


async def test_asked_against_delivered(tmp_path: Path) -> None:
    wish = {"aspect_ratio": "16:9", "resolution": "4K"}
    options = {"output_format": "png", "background": "transparent"}
    async with studio_in(tmp_path, plain) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask(count=3, options=options, **wish)))
        notices = {notice.kind: dict(notice.params) for notice in run.calls[0].notices}
    assert notices == {
        "size_differs": {"asked": "4K 16:9 (5504×3072)", "got": "600×400"},
        "format_differs": {"asked": "png", "got": "jpeg"},
        "opaque": {},
        "fewer_pictures": {"asked": 3, "got": 1},
    }


async def test_one_of_several_failed(tmp_path: Path) -> None:
    async def partly(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        async for event in image_events(spool, COFFEE):
            yield event
        yield PictureFailed(error=ConnectionLost("gone"), url="http://pictures.example/2.png")

    async with studio_in(tmp_path, partly) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask(count=2)))
        assert run.state == "done"
        assert kinds(run.calls[0].notices) == {"part_failed", "link_kept", "fewer_pictures"}


async def test_several_calls_each_with_its_own_outcome(tmp_path: Path) -> None:
    """docs/gateways.md, T88: four asked of a gateway that gives one at a time; one 429, one 500, two pictures."""
    outcomes = [RateLimited(status=429), ServerFault(status=500), None, None]

    async def mixed(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        outcome = outcomes.pop()
        assert request.count == 1
        yield Sent()
        if outcome:
            raise outcome
        async for event in image_events(spool, COFFEE if outcomes else CAT):
            yield event

    async with studio_in(tmp_path, mixed) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask(gateway="single", count=4)))
        assert run.state == "done"
        assert sorted(call.state for call in run.calls) == ["done", "done", "failed", "unknown"]
        assert [picture.state for picture in run.pictures] == ["done", "done"]
        assert [picture.number for picture in run.pictures] == [1, 2]


async def test_a_resend_is_told_with_its_time(tmp_path: Path) -> None:
    again = asyncio.Event()

    async def retried(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent(attempt=1)
        yield WillRetry(after=7, attempt=2, error=RateLimited(status=429))
        await again.wait()
        yield Resending(attempt=2)
        yield Sent(attempt=2)
        async for event in image_events(spool, COFFEE):
            yield event

    async with studio_in(tmp_path, retried, now=lambda: 1000.0) as studio:
        run = await studio.submit("ann", ask())
        call = (await until(studio, "ann", run, lambda run: run.calls[0].resend_at)).calls[0]
        assert (call.state, call.resend_at) == ("sending", 1007.0)
        assert call.resend_error and call.resend_error.kind == "rate_limited"
        again.set()
        call = (await final_run(studio, "ann", run)).calls[0]
        assert (call.state, call.resend_at, call.resend_error, call.attempt) == ("done", 0.0, None, 2)


async def test_a_resend_is_written_down_before_it_leaves(tmp_path: Path) -> None:
    """A kill in the middle of the second POST must not read as "nothing left"."""
    records: list[Any] = []

    async def retried(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield WillRetry(after=0, attempt=2, error=Unreachable())
        yield Resending(attempt=2)
        records.extend(rows(tmp_path, "select state, attempt, resend_at, resend_error from calls"))
        async for event in plain(request, spool):
            yield event

    async with studio_in(tmp_path, retried) as studio:
        await final_run(studio, "ann", await studio.submit("ann", ask()))
    assert records == [("sending", 2, 0.0, None)]


async def test_a_resend_that_cannot_be_written_down_does_not_leave(tmp_path: Path) -> None:
    left: list[str] = []

    async def retried(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        yield WillRetry(after=0, attempt=2, error=RateLimited(status=429))
        change(tmp_path, "create trigger no before update on calls begin select raise(abort, 'no'); end")
        yield Resending(attempt=2)
        left.append("again")

    async with studio_in(tmp_path, retried) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        failure = run.calls[0].error
        assert failure and (failure.kind, failure.may_be_charged) == ("journal_failed", False)
        assert run.state == "failed" and not left
        change(tmp_path, "drop trigger no")


async def test_every_try_at_a_dead_address_is_counted(tmp_path: Path) -> None:
    async def dead(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        for attempt in (2, 3):
            yield WillRetry(after=0, attempt=attempt, error=Unreachable())
            yield Resending(attempt=attempt)
        raise Unreachable

    async with studio_in(tmp_path, dead) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        assert (run.state, run.calls[0].attempt, run.calls[0].resend_error) == ("failed", 3, None)


async def test_what_is_refused_is_neither_written_nor_sent(tmp_path: Path) -> None:
    hold = asyncio.Event()

    async def waiting(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        await hold.wait()

    async with studio_in(tmp_path, waiting, limits=Limits(runs_per_visitor=2, grace=0.0)) as studio:
        with pytest.raises(Unsupported):
            await studio.submit("ann", ask(" "))
        with pytest.raises(UnknownModel):
            await studio.submit("ann", RunRequest(gateway="many", model="no", request=ImageRequest(prompt="x")))
        with pytest.raises(NoKey) as no_key:
            await studio.submit("ann", ask(gateway="locked"))
        assert no_key.value.params == {"gateway": "Locked", "setting": "TEST_API_KEY"}
        with pytest.raises(NotFound):
            await studio.submit(
                "ann", RunRequest(gateway="many", model="brush", request=ImageRequest(prompt="x"), parent="?")
            )
        assert rows(tmp_path, "select count(*) from runs") == [(0,)]
        presses = (studio.submit("ann", ask(str(number))) for number in range(3))
        outcomes = await asyncio.gather(*presses, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes].count(TooManyRuns) == 1
        await studio.submit("bob", ask())
        assert rows(tmp_path, "select count(*) from runs") == [(3,)]
    with pytest.raises(Closing):
        await studio.submit("cy", ask())


async def test_advice_of_the_check_is_the_runs_own_notice(tmp_path: Path) -> None:
    async with studio_in(tmp_path, plain) as studio:
        run = await studio.submit("ann", ask("long " * 20))
        assert kinds(run.notices) == {"prompt_long"}
        await final_run(studio, "ann", run)


async def test_keys_are_in_no_file(tmp_path: Path) -> None:
    heard: list[str] = []

    class Keys(NoKeys):
        def get(self, gateway_id: str, /) -> str:
            return "sk-server"

    def asked(
        gateway: object, model: object, request: ImageRequest, spool: Spool, *, http: object, key: str
    ) -> object:
        heard.append(key)
        return plain(request, spool)

    async with studio_in(tmp_path, plain, ask_gateway=asked, keys=Keys()) as studio:
        press = RunRequest(gateway="locked", model="brush", request=ImageRequest(prompt="x"), key="sk-visitor")
        assert "sk-visitor" not in repr(press)
        await final_run(studio, "ann", await studio.submit("ann", press))
        await final_run(studio, "ann", await studio.submit("ann", ask(gateway="locked")))
        assert heard == ["sk-visitor", "sk-server"]
    for file in (file for file in tmp_path.rglob("*") if file.is_file()):
        assert b"sk-" not in file.read_bytes()


async def test_a_full_disk_keeps_what_arrived(tmp_path: Path) -> None:
    """/dev/full takes nothing, as a full disk does (full(4))."""

    async def filling(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        yield Answered(status=200)
        file = spool.picture()
        file.write(COFFEE[:9000])
        yield PictureStarted(key=1, path=file.path, mime="image/jpeg")
        spool.raw(b"{")
        folder = file.path.parent
        (folder / "2.part").symlink_to("/dev/full")
        (folder / "3.part").symlink_to("/dev/full")
        spool.picture().write(b"more")

    async with studio_in(tmp_path, filling) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        failure = run.calls[0].error
        assert failure and (failure.kind, failure.params) == ("disk", {"code": "ENOSPC"})
        assert run.state == "unknown" and run.pictures[0].path.read_bytes() == COFFEE[:9000]


async def test_the_picture_is_shown_although_the_journal_fails(tmp_path: Path) -> None:
    async def meanwhile(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        change(tmp_path, "alter table pictures rename to out_of_reach")
        async for event in image_events(spool, COFFEE):
            yield event

    async with studio_in(tmp_path, meanwhile) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        assert run.state == "done" and "journal_failed" in kinds(run.notices)
        assert run.pictures[0].state == "done" and run.pictures[0].path.read_bytes() == COFFEE
        change(tmp_path, "alter table out_of_reach rename to pictures")
    assert rows(tmp_path, "select runs.state, runs.notices, pictures.state from runs join pictures") == [
        ("done", "[]", "done")
    ]


async def test_what_cannot_be_written_down_is_not_sent(tmp_path: Path) -> None:
    asked: list[ImageRequest] = []

    async def counting(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        asked.append(request)
        yield Sent()

    async with studio_in(tmp_path, counting) as studio:
        change(tmp_path, "create trigger no before update on calls begin select raise(abort, 'no'); end")
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        failure = run.calls[0].error
        assert run.state == "failed" and failure and failure.kind == "journal_failed"
        assert not failure.may_be_charged and not asked
        change(tmp_path, "drop table runs")
        with pytest.raises(JournalFailed):
            await studio.submit("ann", ask())
        assert not asked and not studio.live_runs("ann")


async def test_out_of_credit_leaves_no_folder(tmp_path: Path) -> None:
    async def broke(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        raise OutOfCredit(status=402)

    async with studio_in(tmp_path, broke) as studio:
        assert (await final_run(studio, "ann", await studio.submit("ann", ask()))).state == "failed"
    assert list((tmp_path / "spool").iterdir()) == []


async def test_words_that_no_database_takes_are_mended(tmp_path: Path) -> None:
    """JSON may hold half a surrogate pair (RFC 8259 §8.2); SQLite and UTF-8 do not."""

    async def odd(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        for text in ("猫 \ud83d|", "\0|", "\ud83d\ude00"):
            yield TextDelta(text=text)
        yield Usage(model="bru\udc80sh")
        yield Notice(kind="answered_in_words")

    async with studio_in(tmp_path, odd) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        assert run.calls[0].text == "猫 \ufffd|\0|😀" and "journal_failed" not in kinds(run.notices)
    assert rows(tmp_path, "select state, text from calls") == [("done", "猫 \ufffd|\ufffd|😀")]


async def test_a_count_that_no_database_takes_is_written_as_the_most_that_one_does(tmp_path: Path) -> None:
    async def boasting(request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        yield Sent()
        yield TextDelta(text="no picture today")
        yield Usage(tokens={"total_tokens": 10**30})

    async with studio_in(tmp_path, boasting) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask(gateway="single", count=1)))
        assert run.state == "done" and "journal_failed" not in kinds(run.notices)
        assert run.calls[0].usage == {"total_tokens": 10**30}, "what the gateway said is told as it said it"
    assert rows(tmp_path, "select state, tokens from runs") == [("done", MAX_TOKENS)]


async def test_a_mistake_of_ours_leaves_no_run_going_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def mistaken(*given: object, **more: object) -> object:
        raise ZeroDivisionError("a mistake at the very end")

    monkeypatch.setattr(talking, "as_ended", mistaken)
    async with studio_in(tmp_path, plain) as studio:
        run = await final_run(studio, "ann", await studio.submit("ann", ask()))
        failure = run.calls[0].error
        assert run.state == "unknown" and failure and failure.kind == "internal"
        assert run.pictures[0].path.read_bytes() == COFFEE
    assert "a mistake at the very end" in caplog.text
    assert rows(tmp_path, "select state from runs") == [("unknown",)]
