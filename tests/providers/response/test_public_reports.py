"""Answers that other clients lost in public reports, each through a real socket.

One POST, and nothing is lost.
"""

import gzip
import struct
import zlib

import brotli
import pytest

from providers.errors import (
    Asynchronous,
    Empty,
    LinkDead,
    OutOfCredit,
    ProviderError,
    RateLimited,
    ServerFault,
)
from providers.events import PartialPicture, PictureDone, PictureStarted, Sent, TextDelta, Usage
from providers.response.stream import read_again
from providers.transport.client import TimeLimits
from tests.processor_cost import bounded_cost
from tests.providers.fake_gateway import MemorySpool, as_json, gateway, png
from tests.providers.parse_helpers import noise
from tests.providers.response.test_stream import (
    CHAT,
    b64,
    chat_wire,
    events_of,
    pictures,
    press,
    raw,
)

PICTURE = png(weight=3000)
OTHER_SIZE = noise(40, 40)


@pytest.fixture
def folder(tmp_path):
    return MemorySpool(tmp_path)


def answers(body: bytes, *, type: str = "application/json", status: int = 200, files=None, **headers):
    """POST gets `body`, GET the files: {path: (bytes, headers)}."""

    async def script(wire):
        if wire.request.method == "POST":
            await wire.answer(status, body, type=type, **headers)
            return
        file, more = (files or {}).get(wire.request.path, (None, {}))
        await (wire.answer(404) if file is None else wire.answer(200, file, **more))

    return script


async def press_and_read_again(script, folder, *, type: str = "application/json", encoding: str = "", **press_with):
    """The pictures of a press, and those of its stored answer; the key must be in one POST alone."""
    async with gateway(script) as fake:
        events, error = await press(fake.url, folder, **press_with)
        assert fake.posts == 1 and isinstance(events[0], Sent)
    stored = read_again(
        raw(bytes(folder.raw_bytes)), folder, content_type=type, content_encoding=encoding, base_url=""
    )
    return pictures(events), error, pictures([event async for event in stored]) if error is None else []


LISTED = as_json({"data": [{"b64_json": b64(PICTURE)}]})
STREAMED = (
    b": hello\n\n"
    + b"data: "
    + as_json(
        {
            "choices": [
                {"delta": {"content": f"![i](data:image/png;base64,{b64(PICTURE)})"}, "finish_reason": "stop"}
            ]
        }
    )
    + b"\n\ndata: [DONE]\n\n"
)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (LISTED, "br"),
        (LISTED, "gzip"),
        (LISTED, "zstd"),
        (gzip.compress(LISTED), ""),
        (zlib.compress(LISTED), ""),
        (brotli.compress(LISTED), ""),
        (gzip.compress(LISTED), "gzip"),
        (brotli.compress(LISTED), "br"),
        (gzip.compress(LISTED), "br"),
        (PICTURE, "gzip"),
    ],
    ids=[
        "plain as br",
        "plain as gzip",
        "plain as zstd",
        "gzip",
        "zlib",
        "brotli",
        "gzip as gzip",
        "brotli as br",
        "gzip as br",
        "picture as gzip",
    ],
)
async def test_a_body_that_is_not_what_its_encoding_says_is_read(body, encoding, folder):
    """The raw bytes are kept as they came off the line, and can be read again without the header."""
    script = answers(body, **({"Content_Encoding": encoding} if encoding else {}))
    assert await press_and_read_again(script, folder) == ([PICTURE], None, [PICTURE])
    assert bytes(folder.raw_bytes) == body


@pytest.mark.parametrize("body", [STREAMED, gzip.compress(STREAMED)], ids=["plain", "packed"])
async def test_events_that_are_not_what_their_encoding_says_are_read(body, folder):
    script = answers(body, type="text/event-stream", Content_Encoding="gzip")
    again = await press_and_read_again(script, folder, type="text/event-stream", wire=chat_wire, route=CHAT)
    assert again == ([PICTURE], None, [PICTURE])


async def test_a_refusal_that_is_not_what_its_encoding_says_is_read(folder):
    body = as_json({"error": {"message": "slow down"}})
    async with gateway(answers(body, status=429, Content_Encoding="br", Retry_After="3600")) as fake:
        _, error = await press(fake.url, folder)
    assert type(error) is RateLimited and error.gateway_message == "slow down" and fake.posts == 1


@pytest.mark.parametrize("named", ["gzip", "", "br"])
async def test_a_link_whose_file_is_compressed_all_the_same_is_read(named, folder):
    files = {"/a.png": (gzip.compress(PICTURE), {"Content_Encoding": named} if named else {})}

    async def script(wire):
        body = as_json({"data": [{"url": f"http://{wire.request.headers['host']}/a.png"}]})
        await answers(body, files=files)(wire)

    async with gateway(script) as fake:
        events, error = await press(fake.url, folder)
    assert (pictures(events), error) == ([PICTURE], None)


def signed(picture: bytes) -> bytes:
    """The same pixels, with a C2PA chunk before them."""
    chunk = b"caBX" + bytes(400)
    return picture[:33] + struct.pack(">I", 400) + chunk + struct.pack(">I", zlib.crc32(chunk)) + picture[33:]


def jpeg_segments(*more: bytes) -> bytes:
    body = b"".join(b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment for segment in more)
    return (
        b"\xff\xd8"
        + body
        + b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
        + bytes(900)
        + b"\xff\xd9"
    )


@pytest.mark.parametrize(
    ("bare", "labelled"),
    [(PICTURE, signed(PICTURE)), (jpeg_segments(), jpeg_segments(b"http://ns.adobe.com/xap/1.0/\0" + bytes(300)))],
    ids=["png", "jpeg"],
)
@pytest.mark.parametrize("labelled_first", [False, True])
async def test_the_same_pixels_twice_are_one_result_the_copy_with_its_provenance(
    bare, labelled, labelled_first, folder
):
    both = [labelled, bare] if labelled_first else [bare, labelled]
    urls = [f"data:image/png;base64,{b64(picture)}" for picture in both]
    body = as_json({"choices": [{"message": {"images": [{"image_url": {"url": url}} for url in urls]}}]})
    async with gateway(answers(body)) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
    done = {event.key: event for event in events_of(PictureDone, events)}
    finals = [key for key, event in done.items() if not event.draft]
    assert error is None and len(done) == 2
    assert [folder.files[key - 1].path.read_bytes() for key in finals] == [labelled]


async def test_three_variants_are_three_results(folder):
    variants = [noise(16, 16, seed=number) for number in range(3)]
    urls = [f"data:image/png;base64,{b64(picture)}" for picture in variants]
    images = [{"index": number, "image_url": {"url": url}} for number, url in enumerate(urls)]
    body = as_json({"choices": [{"message": {"content": "", "images": images}}]})
    async with gateway(answers(body)) as fake:
        events, error = await press(fake.url, folder, wire=chat_wire, route=CHAT)
    assert (pictures(events), error) == (variants, None)


def events(*lines: str | bytes) -> bytes:
    return b"".join(line.encode() if isinstance(line, str) else line for line in lines)


PARTIAL = as_json({"partial_image_index": 0, "b64_json": b64(PICTURE)})
FINAL = as_json({"b64_json": b64(OTHER_SIZE), "usage": {"total_tokens": 10}})
NO_CREDIT = as_json({"error": {"code": "insufficient_user_quota", "message": "user quota is not enough"}})


async def play(body: bytes, folder, *, type: str = "text/event-stream"):
    async with gateway(answers(body, type=type)) as fake:
        seen, error = await press(fake.url, folder)
        assert fake.posts == 1
    return seen, error


@pytest.mark.parametrize(
    "body",
    [
        events("event: error\n\ndata: ", NO_CREDIT, "\n\n"),
        events("event: error\n\n\n: ping\n\ndata: ", NO_CREDIT, "\n\n"),
        events("data: data: ", NO_CREDIT, "\n\n"),
        events("data: event: error\ndata: data: ", NO_CREDIT, "\n\n"),
        events('data: {"choices":[]}\ndata: ', NO_CREDIT, "\n\n"),
        events('data: {"choices":[]} ', NO_CREDIT, "\n\n"),
        events('data: {"choices":[]}\ndata: data: ', NO_CREDIT, "\n\n"),
    ],
)
async def test_the_words_of_an_error_reach_the_person_however_it_is_framed(body, folder):
    _, error = await play(body, folder)
    assert type(error) is OutOfCredit and error.gateway_message == "user quota is not enough"


@pytest.mark.parametrize(
    "body",
    [
        events(
            "event: image_generation.partial_image\n\ndata: ",
            PARTIAL,
            "\n\nevent: image_generation.completed\n\ndata: ",
            FINAL,
            "\n\n",
        ),
        events("data: ", PARTIAL, "\n\ndata: ", FINAL, "\n\n"),
        events(
            "data: event: image_generation.partial_image\ndata: data: ", PARTIAL, "\n\ndata: data: ", FINAL, "\n\n"
        ),
        events("event: ping\n\ndata: ", PARTIAL, "\ndata: ", FINAL, "\n\n"),
    ],
)
async def test_a_partial_is_a_preview_and_the_last_one_the_result_however_they_are_framed(body, folder):
    seen, error = await play(body, folder)
    done = [event for event in events_of(PictureDone, seen) if not event.draft]
    assert error is None and len(events_of(PartialPicture, seen)) == 1 and len(done) == 1
    assert folder.files[done[0].key - 1].path.read_bytes() == OTHER_SIZE
    assert events_of(Usage, seen)[-1].tokens == {"total_tokens": 10}


async def test_an_error_in_an_event_that_was_still_open_leaves_the_preview(folder):
    body = events(
        "event: image_generation.partial_image\ndata: ",
        as_json({"type": "image_generation.partial_image", "partial_image_index": 0, "b64_json": b64(PICTURE)}),
        "\ndata: ",
        as_json({"type": "error", "error": {"type": "upstream_error", "message": "stream_read_error"}}),
        "\n\n",
    )
    seen, error = await play(body, folder)
    assert len(events_of(PartialPicture, seen)) == 1 and not events_of(PictureDone, seen)
    assert error.gateway_message == "stream_read_error" and error.may_be_charged


TWICE = f"data:image/png;base64,data:image/png;base64,{b64(PICTURE)}"
MIXED = f"data:image/jpeg;base64,data:image/png;base64,{b64(PICTURE)}"


@pytest.mark.parametrize("url", [TWICE, MIXED, f"data:image/png;base64,{TWICE}"])
@pytest.mark.parametrize("field", ["b64_json", "url", "image_url", "markdown", "bare", "delta"])
async def test_a_data_url_that_was_prefixed_twice_is_a_picture(url, field, folder):
    """The prefix is taken off as often as it stands, the type comes from the bytes."""
    message = {
        "image_url": {"content": "", "images": [{"image_url": {"url": url}}]},
        "markdown": {"content": f"Here: ![x]({url}) ok"},
        "bare": {"content": url},
    }
    if field in ("b64_json", "url"):
        body, chat = as_json({"data": [{field: url}]}), {}
    elif field == "delta":
        cut = [url[start : start + 50] for start in range(0, len(url), 50)]
        body = b"".join(b"data: %s\n\n" % as_json({"choices": [{"delta": {"content": part}}]}) for part in cut)
        body, chat = body + b"data: [DONE]\n\n", {"wire": chat_wire, "route": CHAT}
    else:
        body, chat = as_json({"choices": [{"message": message[field]}]}), {"wire": chat_wire, "route": CHAT}
    async with gateway(answers(body)) as fake:
        seen, error = await press(fake.url, folder, **chat)
    assert (pictures(seen), error) == ([PICTURE], None)
    assert events_of(PictureStarted, seen)[0].mime == "image/png"
    assert "base64" not in "".join(event.text for event in events_of(TextDelta, seen))


LINKS = {"/a.png": (PICTURE, {}), "/b.png": (OTHER_SIZE, {})}
A, B = "{own}/a.png", "{own}/b.png"


async def serve_shape(shape, folder, *, files=None):
    async def script(wire):
        own = f"http://{wire.request.headers['host']}".encode()
        await answers(as_json(shape).replace(b"{own}", own), files=files)(wire)

    async with gateway(script) as fake:
        seen, error = await press(fake.url, folder)
        assert fake.posts == 1
    return seen, error


@pytest.mark.parametrize(
    ("shape", "results"),
    [
        ({"code": 200, "message": "success", "data": {"id": "t1", "status": "completed", "outputs": [A]}}, 1),
        ({"results": [{"url": A}]}, 1),
        ({"output_images": [A, B]}, 2),
        ({"data": [{"urls": [A, B]}]}, 2),
        ({"data": [{"url": [A]}]}, 1),
        ({"url": [A, B]}, 2),
        ({"urls": [A]}, 1),
        ({"outputs": [{"b64_json": b64(PICTURE)}]}, 1),
        ({"output": {"results": [{"image": A}]}}, 1),
        ({"data": {"results": [{"images": [{"url": A}]}, {"url": B}]}}, 2),
        ({"result": {"images": [{"url": A}]}}, 1),
    ],
)
async def test_lists_under_other_names_are_delivered(shape, results, folder):
    seen, error = await serve_shape(shape, folder, files=LINKS)
    assert error is None and sorted(pictures(seen)) == sorted([PICTURE, OTHER_SIZE][:results])


@pytest.mark.parametrize(
    ("shape", "params"),
    [
        ({"request_id": "6f1c"}, {"task": "6f1c", "status": ""}),
        ({"id": "ab", "polling_url": "{own}/poll/ab"}, {"task": "ab", "hint": "polling"}),
        ({"code": 0, "message": "ok", "data": {"task_id": "t-1"}}, {"task": "t-1"}),
        ({"id": "ab", "status": "starting", "urls": {"get": "{own}/x"}}, {"task": "ab", "status": "starting"}),
        ({"request_id": "q", "status": "IN_QUEUE", "status_url": "{own}/s"}, {"task": "q"}),
    ],
)
async def test_a_job_is_told_as_a_job_with_its_id(shape, params, folder):
    """Accepted, perhaps charged; never "put it in other words"."""
    _, error = await serve_shape(shape, folder)
    assert type(error) is Asynchronous and error.may_be_charged
    assert params.items() <= dict(error.params).items()
    if params.get("hint"):
        assert str(error.params["url"]).endswith("/poll/ab")


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ({"request_id": "6f1c", "message": "quality must be one of low, high"}, ServerFault),
        ({"created": 1, "data": []}, Empty),
        ({"id": "x", "object": "chat.completion", "choices": [], "usage": {"total_tokens": 3}}, Empty),
    ],
)
async def test_what_is_no_job_is_not_told_as_one(shape, kind, folder):
    assert type((await serve_shape(shape, folder))[1]) is kind


async def test_a_pointer_that_is_no_web_address_is_told(folder):
    _, error = await serve_shape({"images": ["gs://b/a.png"]}, folder)
    assert type(error) is LinkDead and error.params == {"url": "gs://b/a.png", "reason": "scheme"}


@pytest.mark.parametrize(
    "body",
    [
        b"data: " + b"data:" * 1000 + b"{}\n\n",
        b"data: " + b"data:" * 400_000 + b"\n\n",
        b"data: " + b'{"a":1}' * 200 + b'{"b":"' + b"x " * 500_000 + b'"}\n\n',
        b"data: event: a\n" * 20_000 + b"\n\n",
    ],
    ids=["deep", "2 MB of it", "many JSON texts", "many names"],
)
async def test_hostile_framing_costs_little_and_is_an_error_of_the_answer(body, folder):
    """1,000 wrappings ended in a RecursionError, and 30 MB of them stood still for a minute."""
    async with gateway(answers(body, type="text/event-stream")) as fake:
        with bounded_cost(loops=500):
            _, error = await press(fake.url, folder, limits=TimeLimits(total=20.0))
        assert isinstance(error, ProviderError) and fake.posts == 1
