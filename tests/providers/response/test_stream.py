"""From an answer's bytes to events.

Nothing lost, the right error, links read alongside, everything closed.
"""

import asyncio
import base64
import json
import traceback
from contextlib import aclosing

import pytest

from models.caps import Caps
from providers.errors import (
    BadRequest,
    Blocked,
    ConnectionLost,
    CutOff,
    Damaged,
    Empty,
    LinkDead,
    OutOfCredit,
    ProviderError,
    ServerFault,
    TimedOut,
    Unreadable,
    WrongAddress,
)
from providers.events import (
    Answered,
    Notice,
    PictureDone,
    PictureFailed,
    PictureGrew,
    PictureStarted,
    Progress,
    Sent,
    TextDelta,
    Usage,
)
from providers.response.stream import read_again
from providers.transport.client import HttpClient, TimeLimits
from providers.types import ChatWire, Gateway, ImageRequest, ImagesWire, Model, Route
from providers.wires import chat as chat_wire
from providers.wires import images as images_wire
from tests.providers.fake_gateway import MemorySpool, as_json, gateway, png

KEY = "sk-secret-0123456789-tail"
QUICK = TimeLimits(connect=2.0, read=0.4, total=1.0, link_read=0.3, error_body=0.5, backoff=0.01)
PICTURE = png(weight=100_000)
SMALL = png()
IMAGES = Route(name="images", wire=ImagesWire(encode_size=lambda request, caps: {}), caps=Caps())
CHAT = Route(name="chat", wire=ChatWire(encode_size=lambda request, caps: {}), caps=Caps(streams=(True,)))


def b64(picture):
    return base64.b64encode(picture).decode()


async def press(url, folder, *, wire=images_wire, route=IMAGES, limits=QUICK, key=KEY):
    """All events of one call, and the error, if any."""
    own_gateway = Gateway(id="g", name="G", base_url=f"{url}/v1", models=())
    events = []
    async with HttpClient(limits) as http:
        sending = wire.send(
            own_gateway,
            Model(id="m", routes=(route,)),
            route,
            ImageRequest(prompt="猫"),
            folder,
            http=http,
            key=key,
        )
        try:
            async with aclosing(sending) as sending:
                async for event in sending:
                    events.append(event)
        except ProviderError as error:
            return events, error
    return events, None


def events_of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def pictures(events):
    """The bytes of every picture that was finished."""
    paths = {event.key: event.path for event in events_of(PictureStarted, events)}
    return [paths[event.key].read_bytes() for event in events_of(PictureDone, events)]


@pytest.fixture
def folder(tmp_path):
    return MemorySpool(tmp_path)


def sse(*messages):
    return b"".join(b"data: %s\n\n" % (m if isinstance(m, bytes) else as_json(m)) for m in messages)


def delta(text, **more):
    return {"choices": [{"index": 0, "delta": {"content": text}, **more}]}


def serves(answer, *, type="application/json", files=None, status=200):
    """POST gets the answer ({url} is this server), GET the files."""

    async def script(wire):
        if wire.request.method == "POST":
            own = f"http://{wire.request.headers['host']}".encode()
            await wire.answer(status, answer.replace(b"{url}", own), type=type, x_request_id="r-1")
        elif (files or {}).get(wire.request.path) is None:
            await wire.answer(404)
        else:
            await wire.answer(200, files[wire.request.path])

    return script


async def test_a_picture_in_base64_with_everything_around_it(folder):
    body = as_json({"created": 1, "data": [{"b64_json": b64(PICTURE)}], "usage": {"total_tokens": 7}})
    async with gateway(serves(body)) as fake:
        events, error = await press(fake.url, folder)
        assert error is None
        assert isinstance(events[0], Sent)
        assert events[1] == Answered(status=200, request_id="r-1", content_type="application/json")
        assert pictures(events) == [PICTURE]
        assert bytes(folder.raw_bytes) == body
        assert fake.posts == 1
        assert fake.requests[0].path == "/v1/images/generations"
        assert json.loads(fake.requests[0].body) == {"model": "m", "prompt": "猫"}
        assert all(file.closed for file in folder.files)


@pytest.mark.parametrize("wire", [(images_wire, IMAGES), (chat_wire, CHAT)], ids=["images", "chat"])
@pytest.mark.parametrize("type", ["image/png", "application/json", "text/html"])
async def test_an_answer_that_is_the_picture_itself(wire, type, folder):
    async with gateway(serves(PICTURE, type=type)) as fake:
        events, error = await press(fake.url, folder, wire=wire[0], route=wire[1])
    assert error is None
    assert pictures(events) == [PICTURE]
    assert events_of(PictureStarted, events)[0].total == len(PICTURE)
    assert events_of(PictureGrew, events)[-1].size == len(PICTURE)
    assert bytes(folder.raw_bytes) == PICTURE
    assert not events_of(TextDelta, events) + events_of(Notice, events)
    assert fake.posts == 1
    stored = read_again(raw(PICTURE), folder, content_type=type, base_url="")
    assert pictures([event async for event in stored]) == [PICTURE]


async def test_a_picture_of_its_own_that_breaks_off_keeps_what_came(folder):
    async def script(wire):
        await wire.begin(type="image/png", length=len(PICTURE))
        await wire.write_bytes(PICTURE[:60_000])

    async with gateway(script) as fake:
        events, error = await press(fake.url, folder)
    assert (type(error), error.gateway_message, error.may_be_charged, fake.posts) == (CutOff, "", True, 1)
    assert events_of(PictureStarted, events)[0].path.read_bytes() == PICTURE[:60_000]
    assert len(events_of(PictureFailed, events)) == 1
    assert not events_of(PictureDone, events)


async def test_a_picture_by_link_comes_without_the_key(folder):
    body = b'{"data":[{"url":"{url}/out.png?sig=1"},{"url":"{url}/two"}]}'
    async with gateway(serves(body, files={"/out.png?sig=1": PICTURE, "/two": SMALL})) as fake:
        events, error = await press(fake.url, folder)
        assert error is None
        assert sorted(pictures(events)) == sorted([PICTURE, SMALL])
        assert {event.url for event in events_of(PictureDone, events)} == {
            f"{fake.url}/out.png?sig=1",
            f"{fake.url}/two",
        }
        assert len({event.key for event in events_of(PictureStarted, events)}) == 2
        assert events_of(PictureGrew, events)
        for request in fake.requests[1:]:
            assert "authorization" not in request.headers
        assert KEY.encode() not in bytes(folder.raw_bytes)


async def test_the_chat_wire_streams(folder):
    answer = sse(delta("Here: "), delta(f"![image](data:image/png;base64,{b64(PICTURE)})"), b"[DONE]")
    async with gateway(serves(answer, type="text/event-stream")) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
        assert error is None
        assert pictures(events) == [PICTURE]
        assert "".join(event.text for event in events_of(TextDelta, events)).strip() == "Here:"
        sent = json.loads(fake.requests[0].body)
        assert fake.requests[0].path == "/v1/chat/completions"
        assert sent == {"model": "m", "messages": [{"role": "user", "content": "猫"}], "stream": True}


def guards_its_files(answer):
    """POST gets the answer ({url} is this server), GET a picture where the key comes along."""

    async def script(wire):
        if wire.request.method == "POST":
            own = f"http://{wire.request.headers['host']}".encode()
            await wire.answer(200, answer.replace(b"{url}", own))
        else:
            known = wire.request.headers.get("authorization") == f"Bearer {KEY}"
            await (wire.answer(200, SMALL) if known else wire.answer(401))

    return script


def message(**fields):
    return {"choices": [{"message": fields, "finish_reason": "stop"}]}


LINKED_TEXT = "![a cat]({url}/files/a.png)"
FIELD = [{"type": "image_url", "image_url": {"url": "{url}/files/a.png"}}]


@pytest.mark.parametrize(
    "answer",
    [
        message(content=LINKED_TEXT),
        message(content="{url}/files/a.png"),
        message(content="", reasoning_content=LINKED_TEXT),
        {"output": "{url}/files/a.png"},
    ],
    ids=["markdown", "bare", "thought", "output"],
)
async def test_a_link_in_the_models_words_never_gets_the_key(answer, folder):
    """A prompt can have a model write any address of the gateway."""
    async with gateway(guards_its_files(as_json(answer))) as fake:
        events, _ = await press(fake.url, folder, wire=chat_wire, route=CHAT)
        links = [request for request in fake.requests if request.method == "GET"]
        assert links and not any("authorization" in request.headers for request in links)
        assert pictures(events) == []


@pytest.mark.parametrize(
    "answer",
    [
        message(content=FIELD),
        message(content="", images=FIELD),
        message(content=LINKED_TEXT, images=FIELD),
        {"data": [{"url": "{url}/files/a.png"}]},
    ],
    ids=["block", "images", "words-and-images", "data"],
)
async def test_a_link_that_the_gateway_itself_gives_gets_the_key_when_it_asks(answer, folder):
    async with gateway(guards_its_files(as_json(answer))) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
        assert (error, pictures(events)) == (None, [SMALL])
        keyed = ["authorization" in request.headers for request in fake.requests if request.method == "GET"]
        assert keyed == [False, True]


async def test_a_link_is_read_while_the_stream_goes_on(folder):
    """The gateway holds the stream open until the picture was read: waiting for its end would hang."""
    read = asyncio.Event()

    async def script(wire):
        if wire.request.method == "GET":
            await wire.answer(200, PICTURE)
            read.set()
            return
        own = f"http://{wire.request.headers['host']}/a.png"
        await wire.begin(type="text/event-stream", chunked=True)
        await wire.chunk(sse({"type": "image_generation.partial_succeeded", "image_index": 0, "url": own}))
        await read.wait()
        await wire.chunk(sse({"type": "image_generation.completed", "usage": {"total_tokens": 1}}))
        await wire.chunk(b"")

    async with gateway(script) as fake:
        events, error = await asyncio.wait_for(press(fake.url, folder), 5)
        assert error is None
        assert pictures(events) == [PICTURE]


async def test_a_dead_link_is_stored_and_reported(folder):
    async with gateway(serves(b'{"data":[{"url":"{url}/gone.png"}]}')) as fake:
        events, error = await press(fake.url, folder)
        (failed,) = events_of(PictureFailed, events)
        assert failed.url == f"{fake.url}/gone.png"
        assert type(error) is LinkDead
        assert error.params["url"] == f"{fake.url}/gone.png"
        assert error.may_be_charged
        assert fake.posts == 1


async def test_one_dead_link_of_two_is_no_failure_of_the_call(folder):
    body = b'{"data":[{"url":"{url}/gone.png"},{"url":"{url}/here.png"}]}'
    async with gateway(serves(body, files={"/here.png": SMALL})) as fake:
        events, error = await press(fake.url, folder)
        assert error is None
        assert pictures(events) == [SMALL]
        assert [type(event.error) for event in events_of(PictureFailed, events)] == [LinkDead]


async def test_a_link_to_another_private_host_is_not_read(folder):
    async with gateway(serves(b"{}", files={"/x.png": SMALL})) as inside:
        answer = as_json({"data": [{"url": f"{inside.url}/x.png"}]})
        async with gateway(serves(answer)) as fake:
            _, error = await press(fake.url, folder)
            assert type(error) is LinkDead
            assert error.params["reason"] == "private"
            assert inside.requests == []


async def test_a_bare_link_in_the_text_may_be_the_picture(folder):
    answer = as_json({"choices": [{"message": {"content": "See {url}/out.png now"}, "finish_reason": "stop"}]})
    async with gateway(serves(answer, files={"/out.png": SMALL})) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
        assert error is None
        assert pictures(events) == [SMALL]
        assert not [notice for notice in events_of(Notice, events) if notice.kind == "answered_in_words"]


async def test_a_web_page_in_the_text_stays_text(folder):
    answer = as_json({"choices": [{"message": {"content": "See {url}/docs for more"}, "finish_reason": "stop"}]})
    async with gateway(serves(answer, files={"/docs": b"<html>docs</html>"})) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
        assert error is None
        assert pictures(events) == []
        assert [notice.kind for notice in events_of(Notice, events)] == ["answered_in_words"]
        assert not events_of(PictureFailed, events)


async def test_a_dead_picture_link_in_the_text_is_stored(folder):
    answer = as_json({"choices": [{"message": {"content": "See {url}/gone.png"}, "finish_reason": "stop"}]})
    async with gateway(serves(answer)) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
        assert error is None
        assert Notice(kind="link_kept", params={"url": f"{fake.url}/gone.png"}) in events


ENDINGS = [
    (as_json({"error": {"message": "boom"}}), ServerFault),
    (b"\n\n" + as_json({"error": {"message": "late", "code": "content_filter"}}), Blocked),
    (as_json({"code": "quota_not_enough", "message": "user quota is not enough", "data": None}), OutOfCredit),
    (as_json({"error": {"message": "no", "type": "invalid_request_error"}}), BadRequest),
    (b'{"data":[{"b64_json":"' + b64(PICTURE).encode()[:5000], (CutOff, Damaged)),
    (as_json({"data": [{"b64_json": b64(PICTURE)[:5000]}]}), Damaged),
    (as_json({"data": []}), Empty),
    (b"", Empty),
    (b"<html><title>Sign in</title>", WrongAddress),
    (b"what is this", Unreadable),
]


@pytest.mark.parametrize(("body", "kind"), ENDINGS, ids=lambda value: str(value)[:30])
async def test_a_200_that_is_no_picture_is_one_post_and_its_own_error(body, kind, folder):
    async with gateway(serves(body)) as fake:
        events, error = await press(fake.url, folder)
        assert isinstance(error, kind)
        assert fake.posts == 1
        assert bytes(folder.raw_bytes) == body
        assert not events_of(PictureDone, events)
        assert all(file.closed for file in folder.files)


async def test_an_error_after_a_whole_picture_is_a_notice(folder):
    answer = sse(delta(f"![i](data:image/png;base64,{b64(SMALL)})\n"), {"error": {"message": "late trouble"}})
    async with gateway(serves(answer, type="text/event-stream")) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
        assert error is None
        assert pictures(events) == [SMALL]
        assert Notice(kind="error_after_picture", params={"said": "late trouble"}) in events


def breaks(answer, how):
    async def script(wire):
        await wire.begin(type="text/event-stream", chunked=True)
        await wire.chunk(answer)
        await how(wire)

    return script


async def stays(wire):
    await wire.wait_closed()


async def leaves(wire):
    pass


@pytest.mark.parametrize(("how", "kind"), [(stays, TimedOut), (leaves, CutOff)])
async def test_a_stream_that_breaks_before_the_picture(how, kind, folder):
    cut = sse(delta(f"![i](data:image/png;base64,{b64(PICTURE)[:50_000]}"))
    async with gateway(breaks(cut, how)) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
        assert type(error) is kind
        assert error.may_be_charged
        assert fake.posts == 1
        assert events_of(PictureStarted, events)
        assert events_of(PictureGrew, events)[-1].size > 30_000
        assert not events_of(PictureDone, events)


@pytest.mark.parametrize("how", [stays, leaves])
async def test_a_stream_that_breaks_after_the_picture_keeps_it(how, folder):
    whole = sse(delta(f"![i](data:image/png;base64,{b64(SMALL)})\n"), delta("and"))
    async with gateway(breaks(whole, how)) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
        assert error is None
        assert pictures(events) == [SMALL]
        assert Notice(kind="unfinished_stream") in events


async def test_pings_for_ever_end_at_the_wall_clock(folder):
    async def script(wire):
        await wire.begin(type="text/event-stream", chunked=True)
        while True:
            await wire.chunk(b": PING\n\n")
            await asyncio.sleep(0.05)

    async with gateway(script) as fake:
        _, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
        assert type(error) is TimedOut
        assert error.params["seconds"] == 1
        assert fake.posts == 1


async def test_cancelling_closes_the_answer_and_the_downloads(folder):
    downloading = asyncio.Event()

    async def script(wire):
        if wire.request.method == "GET":
            await wire.begin(type="image/png", length=len(PICTURE))
            await wire.write_bytes(PICTURE[:1000])
            downloading.set()
        else:
            own = f"http://{wire.request.headers['host']}/a.png"
            await wire.begin(type="text/event-stream", chunked=True)
            await wire.chunk(sse({"type": "image_generation.partial_succeeded", "image_index": 0, "url": own}))
        await wire.wait_closed()
        left.append(wire.request.method)
        if len(left) == 2:
            both.set()

    left, both = [], asyncio.Event()
    async with gateway(script) as fake:
        task = asyncio.create_task(press(fake.url, folder, limits=TimeLimits()))
        await downloading.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(both.wait(), 2)
        assert fake.posts == 1
        assert all(file.closed for file in folder.files)


async def test_a_full_disk_is_reported_as_such(folder):
    class Full(MemorySpool):
        def raw(self, data):
            raise OSError(28, "No space left on device")

    async with gateway(serves(as_json({"data": []}))) as fake:
        with pytest.raises(OSError, match="No space"):
            await press(fake.url, Full(folder.root))


async def test_a_disk_that_fills_up_during_a_download_is_reported_as_such(folder):
    class Full(MemorySpool):
        def picture(self):
            file = super().picture()
            file.path = file.path / "not-a-folder"
            return file

    async with gateway(serves(b'{"data":[{"url":"{url}/a.png"}]}', files={"/a.png": SMALL})) as fake:
        with pytest.raises(OSError, match="Not a directory"):
            await press(fake.url, Full(folder.root))


@pytest.mark.parametrize("key", [KEY, "own-format-key-without-prefix"])
async def test_a_key_repeated_inside_a_200_is_redacted(key, folder):
    answer = as_json({"error": {"message": f"the key {key} is unknown here"}})
    async with gateway(serves(answer)) as fake:
        _, error = await press(fake.url, folder, key=key)
        assert "unknown here" in error.gateway_message
        assert key not in "".join(traceback.format_exception(error)) + str(vars(error))


SHAPELESS = "Turing-Key_ABCdef1234567"


def repeats(text):
    """Every place of a stream in which a gateway may repeat a key, around a whole picture."""
    part = {"type": "image_generation.partial_failed", "image_index": 1, "error": {"message": f"part {text}"}}
    dead = {"type": "image_generation.partial_succeeded", "image_index": 2, "url": f"{{url}}/{text}.png"}
    return sse(
        delta(f"I use {text} to draw\n> 进度 10% {text}\n"),
        {"choices": [{"index": 0, "delta": {"reasoning_content": f"with {text}"}}]},
        part,
        dead,
        delta(f"![i](data:image/png;base64,{b64(SMALL)})\n"),
        {"choices": [], "model": f"m-{text}", "usage": {"total_tokens": 1}},
        {"error": {"message": f"late trouble with {text}"}},
    )


async def test_a_key_of_no_known_shape_is_in_no_event(folder):
    async with gateway(serves(repeats(SHAPELESS), type="text/event-stream")) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT, key=SHAPELESS)
    assert error is None
    assert pictures(events) == [SMALL]
    shown = "".join(f"{event!r}{vars(event.error) if isinstance(event, PictureFailed) else ''}" for event in events)
    for text in ("late trouble with …", "part …", "I use … to draw", "with …", "/….png"):
        assert text in shown
    assert SHAPELESS not in shown
    assert events_of(Progress, events)


async def test_no_part_of_a_key_is_left_where_text_is_cut(folder):
    answer = as_json({"error": {"message": "x " * 240 + SHAPELESS + " is unknown" * 20}})
    async with gateway(serves(answer)) as fake:
        _, error = await press(fake.url, folder, key=SHAPELESS)
    assert error.gateway_message.count("x") == 240
    assert SHAPELESS[:12] not in error.gateway_message


async def test_a_key_that_is_a_common_word_leaves_all_text_alone(folder):
    message = {"message": {"content": "none of it"}, "finish_reason": "stop"}
    answer = as_json({"choices": [message], "model": "none-1", "usage": {"total_tokens": 1}})
    async with gateway(serves(answer)) as fake:
        events, _ = await press(fake.url, folder, wire=chat_wire, route=CHAT, key="none")
    assert "".join(event.text for event in events_of(TextDelta, events)) == "none of it"
    assert events_of(Usage, events)[0].model == "none-1"


async def test_a_stored_answer_that_repeats_the_key_is_read_without_it(folder):
    body = as_json({"error": {"message": f"the key {SHAPELESS} is unknown here"}})
    with pytest.raises(ServerFault) as caught:
        async for _ in read_again(raw(body), folder, content_type="", base_url="", key=SHAPELESS):
            pass
    assert caught.value.gateway_message == "the key … is unknown here"


async def test_a_stored_answer_is_read_without_any_key_of_its_gateway(folder):
    """One key may be the beginning of another."""
    other = f"{SHAPELESS}-of-another"
    body = as_json({"choices": [{"message": {"content": f"{other} and {KEY} and {SHAPELESS}."}}]})
    reading = read_again(raw(body), folder, content_type="", base_url="", key=SHAPELESS, secrets=["", KEY, other])
    assert "".join(event.text for event in events_of(TextDelta, [event async for event in reading])) == (
        "… and … and …."
    )


async def raw(data, *, piece=1000):
    for start in range(0, len(data), piece):
        yield data[start : start + piece]


async def test_a_stored_answer_is_read_again_without_the_network(folder):
    body = as_json({"data": [{"b64_json": b64(PICTURE)}]})
    reading = read_again(raw(body), folder, content_type="application/json", base_url="https://api.x.com/v1")
    events = [event async for event in reading]
    assert pictures(events) == [PICTURE]
    assert not folder.raw_bytes


async def test_links_of_a_stored_answer_are_read_when_there_is_a_way(folder):
    async with gateway(serves(b"{}", files={"/a.png": SMALL})) as fake, HttpClient(QUICK) as http:
        body = as_json({"data": [{"url": f"{fake.url}/a.png"}]})
        events = []
        with pytest.raises(LinkDead) as caught:
            async for event in read_again(raw(body), folder, content_type="", base_url=fake.url):
                events.append(event)
        assert caught.value.params == {"url": f"{fake.url}/a.png", "reason": "not_read"}
        assert [event.url for event in events_of(PictureFailed, events)] == [f"{fake.url}/a.png"]
        reading = read_again(raw(body), folder, content_type="", base_url=fake.url, http=http)
        assert pictures([event async for event in reading]) == [SMALL]


async def test_the_connection_lost_before_a_head(folder):
    async def script(wire):
        pass

    async with gateway(script) as fake:
        events, error = await press(fake.url, folder)
        assert type(error) is ConnectionLost
        assert [type(event) for event in events] == [Sent]
