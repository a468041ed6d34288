"""Conversations in the studio.

Kept, gone on with, apart from other visitors', also those of older databases.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.caps import Inputs
from models.inputs import PNG
from providers.catalog import Catalog
from providers.events import Answered, Event, Sent, TextDelta
from providers.spool import Spool
from providers.types import ImageRequest
from studio.errors import JournalFailed, NotFound, TurnRunning
from studio.studio import Studio
from studio.types import FROM_TEXT, Run, RunRequest
from tests.paths import IMAGES
from tests.studio.scripted_gateway import CAPS, final_run, gateway_of, image_events, studio_in

CAT = (IMAGES / "cat.png").read_bytes()
MANY = gateway_of("many", caps=CAPS)
ROUTE = replace(MANY.models[0].routes[0], edits=replace(CAPS, inputs=Inputs(max_images=4, formats=(PNG,))))
CATALOG = Catalog(gateways=(replace(MANY, models=(replace(MANY.models[0], routes=(ROUTE,)),)),))


class Painter:
    """Answers each turn with a picture, and remembers what was asked; a prompt of "hold" waits for `go`, one of
    "words" gets words alone."""

    def __init__(self) -> None:
        self.asked: list[ImageRequest] = []
        self.go = asyncio.Event()

    async def __call__(self, request: ImageRequest, spool: Spool) -> AsyncIterator[Event]:
        self.asked.append(request)
        yield Sent()
        yield Answered(status=200, request_id="r", content_type="application/json")
        if request.prompt == "hold":
            await self.go.wait()
        if request.prompt == "words":
            yield TextDelta(text="A beagle.")
            return
        async for event in image_events(spool, CAT):
            yield event


def open_studio(data: Path, painter: Painter) -> Studio:
    return studio_in(data, painter, catalog=CATALOG)


async def say(studio: Studio, prompt: str, **fields: object) -> Run:
    ask = RunRequest(gateway="many", model="brush", request=ImageRequest(prompt=prompt, task="chat"), **fields)  # type: ignore[arg-type]
    return await final_run(studio, "ann", await studio.submit("ann", ask))


async def test_turns_go_on_from_one_another_and_a_branch_from_an_earlier_one(tmp_path: Path) -> None:
    painter = Painter()
    async with open_studio(tmp_path, painter) as studio:
        dog = await say(studio, "draw me a dog")
        hat = await say(studio, "add a hat", parent=dog.id)
        red = await say(studio, "no, red", parent=hat.id)
        beach = await say(studio, "on a beach", parent=dog.id)
        assert {run.conversation for run in (dog, hat, red, beach)} == {dog.conversation}
        assert [run.based_on for run in (dog, hat, red, beach)] == [
            "",
            dog.pictures[0].id,
            hat.pictures[0].id,
            dog.pictures[0].id,
        ]
        assert [turn.said for turn in painter.asked[2].before] == ["draw me a dog", "add a hat"]
        assert [turn.said for turn in painter.asked[3].before] == ["draw me a dog"]
        assert [len(request.images) for request in painter.asked] == [0, 1, 1, 1]
        talk = await studio.conversations.get("ann", dog.conversation)
        assert (talk.title, talk.head, talk.turns) == ("draw me a dog", beach.id, 4)
    async with open_studio(tmp_path, painter) as studio:
        turns = await studio.conversations.turns("ann", dog.conversation)
        assert [run.id for run in turns] == [dog.id, hat.id, red.id, beach.id]
        assert turns[2].request.before == painter.asked[2].before, "what was sent is known on another day"


async def test_a_first_turn_said_anew_is_a_branch_of_the_same_conversation(tmp_path: Path) -> None:
    async with open_studio(tmp_path, Painter()) as studio:
        dog = await say(studio, "draw me a dog")
        cat = await say(studio, "draw me a cat", conversation=dog.conversation)
        assert (cat.conversation, cat.parent, cat.based_on) == (dog.conversation, "", "")


async def test_a_picture_of_another_tab_begins_a_conversation(tmp_path: Path) -> None:
    painter = Painter()
    async with open_studio(tmp_path, painter) as studio:
        drawn_ask = RunRequest(gateway="many", model="brush", request=ImageRequest(prompt="a lighthouse"))
        made = await final_run(studio, "ann", await studio.submit("ann", drawn_ask))
        turn = await say(studio, "at night", parent=made.id)
        assert turn.conversation and turn.based_on == made.pictures[0].id
        assert [past.said for past in painter.asked[1].before] == ["a lighthouse"]
        assert len(await studio.conversations.turns("ann", turn.conversation)) == 1


async def test_a_turn_waits_for_the_one_before_it(tmp_path: Path) -> None:
    painter = Painter()
    async with open_studio(tmp_path, painter) as studio:
        ask = RunRequest(gateway="many", model="brush", request=ImageRequest(prompt="hold", task="chat"))
        going = await studio.submit("ann", ask)
        with pytest.raises(TurnRunning):
            await say(studio, "add a hat", parent=going.id)
        assert len(painter.asked) <= 1
        painter.go.set()
        await final_run(studio, "ann", going)
        assert (await say(studio, "add a hat", parent=going.id)).state == "done"


async def test_words_change_nothing_and_the_next_turn_still_has_the_picture(tmp_path: Path) -> None:
    painter = Painter()
    async with open_studio(tmp_path, painter) as studio:
        dog = await say(studio, "draw me a dog")
        breed = await say(studio, "words", parent=dog.id)
        assert (breed.state, breed.pictures) == ("done", ())
        hat = await say(studio, "add a hat", parent=breed.id)
        assert hat.based_on == dog.pictures[0].id
        assert painter.asked[-1].before[-1].answered == "A beagle."
        fresh = await say(studio, "a house", parent=hat.id, based_on=FROM_TEXT)
        assert (fresh.based_on, fresh.brought) == ("", ())


async def test_conversations_are_found_renamed_deleted_and_restored(tmp_path: Path) -> None:
    async with open_studio(tmp_path, Painter()) as studio:
        talks = studio.conversations
        dog = await say(studio, "draw me a dog")
        await say(studio, "给它戴一顶红帽子 100%", parent=dog.id)
        cat = await say(studio, "a cat")

        async def search_ids(search: str) -> list[str]:
            return [item.id for item in (await talks.page("ann", search=search))[0]]

        assert await search_ids("") == [cat.conversation, dog.conversation]
        assert await search_ids("红帽子") == [dog.conversation]
        assert await search_ids("DOG 帽子") == [dog.conversation]
        assert await search_ids("0%") == [dog.conversation]
        assert await search_ids("_") == [], "a character that means something to LIKE is only itself"
        renamed = await talks.rename("ann", dog.conversation, "  My   beagle ")
        assert renamed.title == "My beagle"
        assert await search_ids("beagle") == [dog.conversation]
        assert (await talks.rename("ann", dog.conversation, " ")).title == "draw me a dog"
        await talks.delete("ann", dog.conversation)
        assert await search_ids("") == [cat.conversation]
        assert (await studio.picture("ann", dog.pictures[0].id)).state == "done", "its pictures stay"
        await talks.restore("ann", dog.conversation)
        assert set(await search_ids("")) == {cat.conversation, dog.conversation}
        await talks.delete("ann", dog.conversation)
        await say(studio, "add a scarf", parent=dog.id)
        assert (await search_ids(""))[0] == dog.conversation, "going on with it takes the deletion back"


async def test_a_name_given_while_a_turn_is_on_its_way_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pictures of a turn may take seconds to prepare, between its conversation is read and written."""
    async with open_studio(tmp_path, Painter()) as studio:
        dog = await say(studio, "draw me a dog")

        async def rename_meanwhile(_: str) -> None:
            await studio.conversations.rename("ann", dog.conversation, "My beagle")

        monkeypatch.setattr(studio.users, "check_owner", rename_meanwhile)
        scarf = await say(studio, "add a scarf", parent=dog.id)
        conversation = await studio.conversations.get("ann", dog.conversation)
        assert (conversation.title, conversation.head, conversation.turns) == ("My beagle", scarf.id, 2)
        assert conversation.changed > conversation.created


async def test_they_are_their_visitors_alone(tmp_path: Path) -> None:
    async with open_studio(tmp_path, Painter()) as studio:
        dog = await say(studio, "draw me a dog")
        talks = studio.conversations
        assert (await talks.page("ben"))[0] == ()
        assert await talks.turns("ben", dog.conversation) == ()
        for attempt in (
            talks.get("ben", dog.conversation),
            talks.rename("ben", dog.conversation, "mine"),
            talks.delete("ben", dog.conversation),
            talks.restore("ben", dog.conversation),
            talks.set_head("ben", dog.conversation, dog.id),
            talks.set_head("ann", dog.conversation, "another"),
        ):
            with pytest.raises(NotFound):
                await attempt
        for fields in ({"parent": dog.id}, {"conversation": dog.conversation}, {"based_on": dog.pictures[0].id}):
            ask = RunRequest(gateway="many", model="brush", request=ImageRequest(prompt="x", task="chat"), **fields)  # type: ignore[arg-type]
            with pytest.raises(NotFound):
                await studio.submit("ben", ask)


async def test_pages_of_conversations_follow_one_another(tmp_path: Path) -> None:
    async with open_studio(tmp_path, Painter()) as studio:
        made = [(await say(studio, f"number {number}")).conversation for number in range(5)]
        seen: list[str] = []
        cursor = ""
        while True:
            page, cursor = await studio.conversations.page("ann", before=cursor, limit=2)
            seen += [item.id for item in page]
            if not cursor:
                break
        assert seen == made[::-1]


async def test_the_same_words_at_the_same_place_are_the_same_press(tmp_path: Path) -> None:
    painter = Painter()
    async with open_studio(tmp_path, painter) as studio:
        dog = await say(studio, "draw me a dog")
        hold = RunRequest(
            gateway="many", model="brush", request=ImageRequest(prompt="hold", task="chat"), parent=dog.id
        )
        going = await studio.submit("ann", hold)
        assert studio.duplicate_of("ann", hold) == going.id
        assert studio.duplicate_of("ann", replace(hold, based_on=dog.pictures[0].id)) == going.id
        assert studio.duplicate_of("ann", replace(hold, based_on=FROM_TEXT)) == ""
        assert studio.duplicate_of("ann", replace(hold, parent="")) == ""
        painter.go.set()
        await final_run(studio, "ann", going)


async def test_a_database_of_the_first_version_is_brought_up_with_all_that_is_in_it(tmp_path: Path) -> None:
    async with open_studio(tmp_path, Painter()) as studio:
        run = await final_run(
            studio,
            "ann",
            await studio.submit(
                "ann", RunRequest(gateway="many", model="brush", request=ImageRequest(prompt="画一只狗"))
            ),
        )
    totals = "SELECT day, call_count, failed_count, maybe_charged, tokens FROM runs ORDER BY created LIMIT 1"
    with sqlite3.connect(tmp_path / "easel.db") as database:
        before = database.execute(totals).fetchall()
        for statement in (
            "DROP INDEX ix_runs_conversation",
            "DROP INDEX runs_by_day",
            *(
                f"ALTER TABLE runs DROP COLUMN {name}"
                for name in ("day", "call_count", "failed_count", "maybe_charged", "tokens", "markup")
            ),
            "DROP INDEX pictures_by_size",
            "DROP INDEX calls_by_state",
            "CREATE INDEX ix_calls_state ON calls (state)",
            "DROP TABLE audit",
            "ALTER TABLE runs DROP COLUMN conversation",
            "ALTER TABLE runs DROP COLUMN based_on",
            "ALTER TABLE runs DROP COLUMN prompt",
            "ALTER TABLE runs DROP COLUMN task",
            "DROP INDEX pictures_of_visitor",
            "ALTER TABLE pictures DROP COLUMN visitor",
            "ALTER TABLE pictures DROP COLUMN gone",
            "DROP TABLE marks",
            "DROP TABLE conversations",
            "DROP TABLE idempotency_keys",
            "UPDATE easel_schema SET version = 1",
        ):
            database.execute(statement)
    database.close()
    async with open_studio(tmp_path, Painter()) as studio:
        stored = await studio.get("ann", run.id)
        assert (stored.pictures, stored.request, stored.conversation) == (run.pictures, run.request, "")
        turn = await say(studio, "at night", parent=run.id)
        assert turn.state == "done"
    with sqlite3.connect(tmp_path / "easel.db") as database:
        assert database.execute("SELECT version FROM easel_schema").fetchall() == [(5,)]
        assert database.execute("SELECT prompt FROM runs ORDER BY created").fetchall()[0] == ("画一只狗",)
        assert database.execute(totals).fetchall() == before != []
    database.close()


async def test_a_database_of_a_newer_easel_is_left_alone(tmp_path: Path) -> None:
    async with open_studio(tmp_path, Painter()):
        pass
    with sqlite3.connect(tmp_path / "easel.db") as database:
        database.execute("UPDATE easel_schema SET version = 99")
    database.close()
    with pytest.raises(JournalFailed, match="version 99"):
        async with open_studio(tmp_path, Painter()):
            pass
