"""Any cut into chunks and any split into deltas gives the same pictures, words and end.

Memory stays constant.
"""

import random
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.events import PictureDone, PictureStarted
from providers.response.parser import ResponseParser
from tests.hypothesis_profiles import examples
from tests.providers.folder_spool import FolderSpool
from tests.providers.parse_helpers import (
    JSON,
    SSE,
    b64,
    big_png,
    body,
    chat,
    data_url,
    delta,
    event,
    message,
    noise,
    parse_chunks,
)
from tests.providers.response.answer_shapes import ALL, LINK

PICTURES = [
    noise(1, 1, seed=1),
    noise(20, 20, seed=2),
    noise(21, 20, seed=3, form="JPEG"),
    noise(3, 3, form="WEBP"),
]

SEGMENTS = st.sampled_from(
    [
        *(f"![image]({data_url(picture)})" for picture in PICTURES),
        f"\n{data_url(PICTURES[1])}\n",
        f"[![a]({LINK})]({LINK})",
        f"![图 [1]](<{LINK}> 'x')",
        f"![broken]({data_url(PICTURES[1])[:1500]}%%%)",
        "![no](",
        "![",
        "[text](https://example.com/page)",
        "data:",
        "data",
        "~~~",
        "!",
        "> 进度 45%\n",
        "排队中…\n\n",
        "> a quotation\n",
        "汉字，😀 words. ",
        "\n",
        "  ",
        "a",
    ]
)


def cuts(data: bytes | str, seed: int, limit: int) -> list[tuple[int, int]]:
    chance = random.Random(seed)
    edges = sorted({0, len(data), *(chance.randint(0, len(data)) for _ in range(chance.randint(0, limit)))})
    return list(pairwise(edges))


@settings(max_examples=examples(1250), deadline=None)
@given(parts=st.lists(SEGMENTS, max_size=7), seed=st.integers(0, 9999))
def test_text_with_pictures_split_into_any_deltas(parts: list[str], seed: int) -> None:
    text = "".join(parts)
    whole = parse_chunks([message(content=text)], content_type=JSON)
    stream = chat(*({"content": text[start:end]} for start, end in cuts(text, seed, 40)))
    split = parse_chunks([stream[start:end] for start, end in cuts(stream, seed + 1, 40)], content_type=SSE)
    for name in ("finals", "drafts", "failed", "links", "unsure", "text", "notices", "error", "message"):
        assert getattr(split, name) == getattr(whole, name), (name, text)
    assert ";base64," not in whole.text


@settings(max_examples=examples(750), deadline=None)
@given(
    name=st.sampled_from(sorted(ALL)), seed=st.integers(0, 9999), picks=st.tuples(*[st.sampled_from(PICTURES)] * 2)
)
def test_any_shape_in_any_chunks(name: str, seed: int, picks: tuple[bytes, bytes]) -> None:
    shape = ALL[name]
    answer = shape.make(picks[0], picks[1])
    options = {"content_type": shape.content_type, **shape.options}
    assert parse_chunks([answer[start:end] for start, end in cuts(answer, seed, 60)], **options) == parse_chunks(
        [answer], **options
    )


@settings(max_examples=examples(750), deadline=None)
@given(name=st.sampled_from(sorted(ALL)), seed=st.integers(0, 9999), end=st.floats(0, 1))
def test_any_shape_that_ends_anywhere(name: str, seed: int, end: float) -> None:
    """Whatever is missing, the end is one of the known ones, and the same for every cut."""
    shape = ALL[name]
    answer = shape.make(PICTURES[1], PICTURES[2])
    answer = answer[: int(len(answer) * end)]
    options = {"content_type": shape.content_type, **shape.options}
    whole = parse_chunks([answer], **options)
    assert parse_chunks([answer[start:end] for start, end in cuts(answer, seed, 60)], **options) == whole
    assert whole.error or whole.finals or whole.links or whole.text


@settings(max_examples=examples(1000), deadline=None)
@given(noise_=st.binary(max_size=300), name=st.sampled_from(["json", "sse", "delta"]))
def test_rubbish_raises_nothing_else(noise_: bytes, name: str) -> None:
    wrapped = {"json": b'{"data":[' + noise_, "sse": b"data: " + noise_ + b"\n\n", "delta": noise_}[name]
    parse_chunks([wrapped], content_type="")


BETWEEN_DELTAS = st.sampled_from(
    [
        b": keep-alive\n\n",
        b"\n",
        b"event: ping\ndata: {}\n\n",
        event(delta(content="words of it")),
        event({"id": "c", "choices": [{"index": 1, "delta": {"content": "QUJDREVGR0hJSktMTU5P" * 80}}]}),
        event({"id": "c", "choices": [{"index": 0, "delta": {"content": "%%%"}}]}),
        event(delta(reasoning_content="QUJDREVGR0hJSktMTU5P")),
        b'data: {"error": {"message": "out of quota"}}\n\n',
    ]
)


@settings(max_examples=examples(400), deadline=None)
@given(odd=BETWEEN_DELTAS, at=st.integers(1, 40), size=st.integers(9, 200), seed=st.integers(0, 9999))
def test_deltas_of_a_picture_taken_at_once_are_read_as_one_by_one(
    odd: bytes, at: int, size: int, seed: int
) -> None:
    """The blank behind "data:" is the gateway's choice; without it each delta is read by itself."""
    text = f"A cat ![image]({data_url(PICTURES[2])}) and ![another]({data_url(PICTURES[1])})"
    answer = chat(*({"content": text[start : start + size]} for start in range(0, len(text), size)))
    events = answer.split(b"\n\n")
    answer = b"\n\n".join(events[:at]) + b"\n\n" + odd + b"\n\n".join(events[at:])
    spaceless = answer.replace(b"data: ", b"data:")
    together = parse_chunks([answer[start:end] for start, end in cuts(answer, seed, 60)], content_type=SSE)
    one_by_one = parse_chunks([spaceless[start:end] for start, end in cuts(spaceless, seed, 60)], content_type=SSE)
    assert together == one_by_one


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(b64(PICTURES[0])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("data", "url", "b64_json", "choices", "delta", "message", "content", "images", "image_url"),
                    *("error", "type", "usage", "model", "index", "text", "parts", "inline_data", "finish_reason"),
                    *("id", "status", "output"),
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=examples(2000), deadline=None)
@given(value=VALUES)
def test_known_names_with_any_values_raise_nothing_else(value: object) -> None:
    parse_chunks([body(value)], content_type=JSON)
    parse_chunks([event(value)], content_type=SSE)


def in_slices(answer: bytes) -> Iterator[bytes]:
    view = memoryview(answer)
    return (bytes(view[start : start + 65536]) for start in range(0, len(answer), 65536))


def in_deltas(picture: bytes, number: int) -> bytes:
    text = f"A cat\n![image]({data_url(picture)})"
    size = len(text) // number + 1
    return chat(*({"content": text[start : start + size]} for start in range(0, len(text), size)))


@pytest.mark.parametrize(
    ("answer", "content_type"),
    [
        (lambda picture: body({"created": 1, "data": [{"b64_json": b64(picture)}]}), JSON),
        (lambda picture: chat({"content": f"![image]({data_url(picture)})"}), SSE),
        (lambda picture: in_deltas(picture, 6000), SSE),
        (lambda picture: in_deltas(picture, 10), SSE),
        (lambda picture: message(content=f"A cat {data_url(picture)}"), JSON),
    ],
    ids=["one JSON", "one line", "6000 deltas", "10 giant deltas", "one message"],
)
def test_thirty_megabytes_in_constant_memory(tmp_path: Path, answer: object, content_type: str) -> None:
    picture = big_png(30_000_000)
    sent = answer(picture)  # type: ignore[operator]
    reader = ResponseParser(FolderSpool(tmp_path), content_type=content_type)
    paths: dict[int, Path] = {}
    done: list[int] = []
    tracemalloc.start()
    try:
        for chunk in in_slices(sent):
            for one in reader.feed(chunk):
                paths |= {one.key: one.path} if isinstance(one, PictureStarted) else {}
                done += [one.key] if isinstance(one, PictureDone) else []
        done += [one.key for one in reader.finish() if isinstance(one, PictureDone)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        reader.close()
    assert [paths[key].read_bytes() == picture for key in done] == [True]
    assert peak < 2_000_000, peak
    assert [path.name for path in tmp_path.iterdir()] == ["picture-0"], "scratch is gone"
