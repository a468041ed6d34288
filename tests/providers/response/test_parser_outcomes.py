"""Ends of an answer that is not simply a picture.

Errors, cuts, words alone, progress, damaged pictures.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from providers.events import PictureDone, PictureFailed, PictureGrew, PictureStarted, Progress, TextDelta
from providers.response.parser import ResponseParser
from tests.providers.folder_spool import FolderSpool
from tests.providers.parse_helpers import (
    JSON,
    SSE,
    ParsedResponse,
    b64,
    big_png,
    body,
    chat,
    cut,
    data_url,
    delta,
    event,
    message,
    noise,
    parse_chunks,
    stream,
)

PNG = noise(20, 20, seed=5)
TINY = noise(1, 1, seed=6)
LINK = "https://cdn.example.com/a.png"


def everywhere(answer: bytes, content_type: str = JSON, **options: Any) -> ParsedResponse:
    """The same however it is cut."""
    whole = parse_chunks([answer], content_type=content_type, **options)
    for size in (1, 7, 100):
        assert parse_chunks(cut(answer, size), content_type=content_type, **options) == whole
    return whole


@pytest.mark.parametrize(
    ("answer", "content_type", "kind"),
    [
        (body({"error": {"message": "Your balance is too low", "code": "quota"}}), JSON, "out_of_credit"),
        (b"\n\n \n" + body({"error": {"message": "bad"}}), JSON, "server_fault"),
        (body({"error": {"message": "bad"}}), SSE, "server_fault"),
        (b": PING\n\n: PING\n\n" + body({"error": {"message": "bad"}}), SSE, "server_fault"),
        (b": PING\n\n" + json.dumps({"error": {"message": "bad"}}, indent=2).encode(), SSE, "server_fault"),
        (stream({"error": {"message": "bad"}}), SSE, "server_fault"),
        (event({"error": "bad"}, name="error"), SSE, "server_fault"),
        (event(b"bad luck", name="error"), SSE, "server_fault"),
        (event({"type": "error", "message": "bad"}), SSE, "server_fault"),
        (event({"type": "upstream_error", "message": "bad"}), SSE, "server_fault"),
        (body({"error": "bad"}), JSON, "server_fault"),
        (body({"error": {"message": ""}}), JSON, "server_fault"),
        (body({"error": True, "message": "bad"}), JSON, "server_fault"),
        (body({"message": "bad"}), JSON, "server_fault"),
        (body({"detail": [{"msg": "bad"}]}), JSON, "server_fault"),
        (body({"code": "quota_not_enough", "message": "no", "data": None}), JSON, "out_of_credit"),
        (body({"error": {"message": "blocked", "code": "moderation_blocked"}}), JSON, "blocked"),
    ],
)
def test_error_inside_a_200(answer: bytes, content_type: str, kind: str) -> None:
    assert everywhere(answer, content_type, request_id="r-1").error == kind


def test_error_in_the_middle_keeps_the_text_before_it() -> None:
    out = everywhere(stream(delta(content="Working on it"), {"error": {"message": "bad luck"}}, done=False), SSE)
    assert (out.text, out.error) == ("Working on it", "server_fault")
    assert "bad luck" in out.message


def test_error_while_a_picture_grows_leaves_its_part() -> None:
    half = f"![i]({data_url(PNG)}"[:1500]
    out = everywhere(stream(delta(content=half), {"error": {"message": "bad"}}, done=False), SSE)
    assert (out.finals, out.failed, out.error) == ([], ["cut_off"], "server_fault")


@pytest.mark.parametrize("content_type", ["text/html", JSON, SSE])
def test_a_web_page_is_a_wrong_address(content_type: str) -> None:
    out = everywhere(
        b"\n<!DOCTYPE html><html><title>Login</title></html>", content_type, base_url="https://x.example"
    )
    assert out.error == "wrong_address"
    assert "<" not in out.message


@pytest.mark.parametrize("finish", ["content_filter", "SAFETY", "IMAGE_SAFETY", "PROHIBITED_CONTENT"])
def test_filtered_is_blocked_and_may_be_charged(finish: str) -> None:
    out = everywhere(chat({"content": ""}, finish=finish), SSE)
    assert (out.error, out.may_be_charged) == ("blocked", True)


def test_filtered_after_a_picture_is_a_picture() -> None:
    assert everywhere(chat({"content": data_url(PNG)}, finish="content_filter"), SSE).finals == [PNG]


def test_the_token_limit() -> None:
    assert everywhere(chat({"content": "A long pl"}, finish="length"), SSE).error == "token_limit"


def test_usage_alone_is_empty_and_reports_the_tokens() -> None:
    out = everywhere(stream({"choices": [], "usage": {"total_tokens": 1290}}), SSE)
    assert (out.error, out.params["tokens"], out.usage) == ("empty", 1290, {"total_tokens": 1290})
    assert "tokens" not in everywhere(b"{}").params


@pytest.mark.parametrize("answer", [b"", b"{}", body({"data": []}), body({"choices": []}), message(content="")])
def test_nothing_is_empty(answer: bytes) -> None:
    assert everywhere(answer).error == "empty"


def test_text_alone_is_an_answer() -> None:
    out = everywhere(chat({"content": "Which cat "}, {"content": "do you mean?"}), SSE)
    assert (out.text, out.notices, out.error) == ("Which cat do you mean?", ["answered_in_words"], "")


def test_text_without_an_end_is_cut_off() -> None:
    out = everywhere(stream(delta(content="Which cat "), done=False), SSE)
    assert (out.text, out.error) == ("Which cat", "cut_off")


def test_a_link_to_a_page_stays_text_and_is_only_a_guess() -> None:
    out = everywhere(
        message(content="See https://example.com/help?a=1。再见 [docs](https://docs.example.com/a_(b)).")
    )
    assert out.text == "See https://example.com/help?a=1。再见 [docs](https://docs.example.com/a_(b))."
    assert out.unsure == ["https://example.com/help?a=1", "https://docs.example.com/a_(b)"]
    assert (out.links, out.error, out.notices) == ([], "", ["answered_in_words"])


def test_adjacent_links_are_two() -> None:
    out = everywhere(message(content="https://a.example/1.pnghttps://a.example/2.png?u=https://b.example/x"))
    assert out.unsure == ["https://a.example/1.png", "https://a.example/2.png?u=https://b.example/x"]


@pytest.mark.parametrize("status", ["queued", "processing", "SUBMITTED"])
def test_a_task_id_is_an_asynchronous_gateway(status: str) -> None:
    out = everywhere(body({"id": "task_17", "status": status, "created": 1}))
    assert (out.error, out.params) == ("asynchronous", {"task": "task_17", "status": status.lower()})
    inside = everywhere(body({"code": 200, "data": [{"task_id": "t-2", "status": status}]}))
    assert (inside.error, inside.params["task"]) == ("asynchronous", "t-2")


@pytest.mark.parametrize(
    "refusal",
    [
        {"success": False, "message": "bad", "data": {"request_id": "r-1"}},
        {"success": False, "request_id": "r-1"},
        {"code": 500, "message": "bad", "data": {"id": "r-1"}},
        {"code": 500, "request_id": "r-1"},
        {"error": {"message": "bad"}, "data": {"id": "r-1"}},
        {"code": 200, "data": {"success": False, "id": "r-1"}},
    ],
)
def test_an_id_of_what_failed_is_no_task(refusal: dict[str, Any]) -> None:
    assert everywhere(body(refusal)).error == "server_fault"


def test_an_id_among_other_things_is_no_task() -> None:
    """Some relays begin every stream with a chunk that has nothing but its id."""
    begun = event({"id": "chatcmpl-1", "created": 1})
    out = everywhere(begun + chat({"content": "I cannot draw that."}), SSE)
    assert (out.error, out.text, out.notices) == ("", "I cannot draw that.", ["answered_in_words"])
    ended = {"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": {"total_tokens": 9}}
    assert everywhere(begun + event(ended) + event(b"[DONE]"), SSE).error == "empty"
    assert everywhere(body({"created": 1, "data": [{"id": "img-1"}]})).error == "empty"
    outcome = everywhere(event({"id": "t-1", "status": "queued"}) + chat({"content": "Please wait."}), SSE)
    assert (outcome.error, outcome.params["task"]) == ("asynchronous", "t-1")
    assert everywhere(begun + event(b"[DONE]"), SSE).error == "asynchronous", "that is the whole answer"


@pytest.mark.parametrize("name", ["error", "image_generation.partial_image"])
def test_a_name_that_waits_lapses_for_data_of_another_kind(name: str) -> None:
    """A relay's keep-alive may be a name without data."""
    stray = f"event: {name}\n\n".encode()
    outcome = everywhere(stray + event(delta(content="a cat")) + chat({"content": " sat"}), SSE)
    assert (outcome.error, outcome.text, outcome.notices) == ("", "a cat sat", ["answered_in_words"])
    drawn = everywhere(stray + event({"data": [{"b64_json": b64(PNG)}]}) + event(b"[DONE]"), SSE)
    assert (drawn.error, drawn.finals, drawn.notices) == ("", [PNG], [])
    refused = everywhere(b"event: error\n\n" + event({"message": "bad", "data": None}), SSE)
    assert (refused.error, refused.message) == ("server_fault", "bad")


def test_progress_is_no_caption() -> None:
    status = "> 🕐 排队中.\n\n> ⚡ 生成中....\n\n> 🏃 进度 7...34....\n\n> 进度 45%\n\n> ✅ 生成完成\n"
    answer = chat({"content": f"{status}![image]({LINK})\n\nA cat, [save]({LINK})"})
    out = everywhere(answer, SSE)
    assert (out.text, out.links) == (f"A cat, [save]({LINK})", [LINK])
    assert [event.fraction for event in out.progress if event.fraction is not None] == [0.34, 0.45]
    assert out.progress[0].message.startswith("排队中")


def test_progress_shows_before_its_line_ends() -> None:
    out = parse_chunks([event(delta(content="> 进度 4")), event(delta(content="5%"))], content_type=SSE)
    assert Progress(fraction=0.45, message="进度 45%") in out.events


@pytest.mark.parametrize(
    "line",
    [
        "> To be, or not to be\n> that is the question",
        "生成中的图片很美",
        "Generating art is fun.",
        "- 进展顺利",
        "**Done**",
    ],
)
def test_ordinary_lines_are_text(line: str) -> None:
    out = everywhere(chat({"content": line}), SSE)
    assert (out.text, out.progress) == (line, [])


def test_all_progress_and_no_picture_reports_the_last_lines() -> None:
    out = everywhere(chat({"content": "> 进度 50%\n"}, {"content": "> 进度 100%\n"}), SSE)
    assert (out.error, out.text) == ("empty", "")
    assert "100%" in out.message


def test_a_cut_json_with_half_a_picture() -> None:
    answer = body({"data": [{"b64_json": b64(PNG)}]})[:1400]
    out = everywhere(answer)
    assert (out.error, out.failed, out.finals, out.may_be_charged) == ("cut_off", ["cut_off"], [], True)


def test_a_cut_json_with_a_whole_picture_keeps_it() -> None:
    answer = body({"data": [{"b64_json": b64(PNG)}, {"b64_json": b64(noise(21, 20, seed=8))}]})[:2800]
    out = everywhere(answer)
    assert (out.finals, out.failed, out.notices, out.error) == ([PNG], ["cut_off"], ["unfinished_stream"], "")


@pytest.mark.parametrize("index", [1, 9, 20, 60, 100])
def test_a_json_cut_anywhere_is_cut_off(index: int) -> None:
    assert everywhere(body({"created": 1, "data": [{"b64_json": b64(TINY)}]})[:index]).error == "cut_off"


def test_a_stream_cut_in_its_picture() -> None:
    out = everywhere(chat({"content": f"Cat ![i]({data_url(PNG)})"})[:1500], SSE)
    assert (out.error, out.failed, out.text) == ("cut_off", ["cut_off"], "")


def test_a_stream_cut_between_the_deltas_of_its_picture() -> None:
    text = f"Cat ![i]({data_url(PNG)})"
    out = everywhere(chat({"content": text[:1200]}, {"content": text[1200:1400]}, finish=None, done=False), SSE)
    assert (out.error, out.failed, out.text) == ("cut_off", ["cut_off"], "Cat")


def test_base64_cut_inside_a_whole_json_is_damaged() -> None:
    out = everywhere(body({"data": [{"b64_json": b64(PNG)[:1300]}]}))
    assert (out.error, out.failed) == ("damaged", ["damaged"])


@pytest.mark.parametrize("harm", ["%", "!", "漢"])
def test_odd_signs_inside_base64_are_damage(harm: str) -> None:
    text = b64(PNG)[:600] + harm + b64(PNG)[601:]
    assert everywhere(body({"data": [{"b64_json": text}]})).error == "damaged"
    inline = everywhere(message(content=f"A ![i](data:image/png;base64,{text}) b"))
    assert (inline.error, inline.text) == ("damaged", "A  b")


def test_a_damaged_picture_whose_link_is_known_is_read_by_it() -> None:
    out = everywhere(body({"data": [{"b64_json": b64(PNG)[:1300], "url": LINK}]}))
    assert (out.links, out.failed, out.error) == ([LINK], ["damaged"], "")


def test_base64_that_is_no_picture_is_damaged() -> None:
    assert (
        everywhere(body({"data": [{"b64_json": b64(b"not a picture at all, just words" * 9)}]})).error == "damaged"
    )


@pytest.mark.parametrize(
    ("form", "mime"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
        ("BMP", "image/bmp"),
    ],
)
@pytest.mark.parametrize("side", [6, 40])
def test_format_and_size_by_the_bytes(form: str, mime: str, side: int) -> None:
    picture = noise(side, side + 2, form=form)
    out = everywhere(body({"data": [{"b64_json": data_url(picture, "image/png")}]}))
    assert (out.finals, out.sizes) == ([picture], [(mime, side, side + 2)])
    assert everywhere(message(content=f"![x]({data_url(picture)})")).finals == [picture]
    if form in {"PNG", "WEBP"}:  # whether rows of the others are missing is known once they are decoded
        part = everywhere(body({"data": [{"b64_json": b64(picture)[: len(b64(picture)) * 3 // 4]}]}))
        assert part.error == "damaged"


def test_svg_is_a_picture_file() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4">' + b"<g/>" * 300 + b"</svg>"
    out = everywhere(body({"data": [{"b64_json": b64(svg)}]}))
    assert (out.finals, out.sizes) == ([svg], [("image/svg+xml", 4, 4)])


SMALL_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0h4v4" fill="#123"/></svg>'


@pytest.mark.parametrize(
    "field", [SMALL_SVG, f"data:image/svg+xml;utf8,{SMALL_SVG}", f"data:image/svg+xml,{quote(SMALL_SVG)}"]
)
def test_an_svg_in_a_field_as_it_is_is_a_picture(field: str) -> None:
    for name in ("b64_json", "url"):
        out = everywhere(body({"data": [{name: field}]}))
        assert (out.finals, out.sizes) == ([SMALL_SVG.encode()], [("image/svg+xml", 4, 4)])


def test_an_svg_in_the_words_is_the_picture_where_nothing_else_is() -> None:
    text = f"Here:\n```svg\n{SMALL_SVG}\n```\nand\n{SMALL_SVG.replace('#123', '#456')}"
    out = everywhere(message(content=text))
    assert out.finals == [SMALL_SVG.encode(), SMALL_SVG.replace("#123", "#456").encode()]
    assert (out.text, out.notices) == (text, []), "the words stay"
    picture = noise(9, 9)
    assert everywhere(message(content=f"{text} ![x]({data_url(picture)})")).finals == [picture]
    assert everywhere(message(content="An <svg> tag, and </svg>")).finals == []


def test_avif_is_a_picture_file() -> None:
    picture = noise(32, 24, form="AVIF")
    out = everywhere(body({"data": [{"b64_json": b64(picture)}]}))
    assert (out.finals, out.sizes) == ([picture], [("image/avif", 32, 24)])


RAW = [noise(64, 48, form=form, seed=9) for form in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")]


@pytest.mark.parametrize("content_type", ["image/png", "application/octet-stream", JSON, "text/html"])
@pytest.mark.parametrize("picture", RAW, ids=lambda picture: repr(picture[:4]))
def test_an_answer_that_is_the_pictures_own_bytes(picture: bytes, content_type: str) -> None:
    out = everywhere(picture, content_type)
    assert (out.finals, out.error, out.text, out.notices) == ([picture], "", "", [])


def test_an_svg_of_its_own_is_a_picture_where_it_is_called_one() -> None:
    svg = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'></svg>"
    assert everywhere(svg, "image/svg+xml").finals == [svg]
    assert everywhere(b"\n\n" + RAW[0], "image/png").finals == [RAW[0]]


def test_a_raw_picture_is_shown_as_it_grows(tmp_path: Path) -> None:
    reader = ResponseParser(FolderSpool(tmp_path), content_type="image/png", expected=len(RAW[0]))
    (started, first) = reader.feed(RAW[0][:100])
    assert isinstance(started, PictureStarted)
    assert (started.mime, started.width, started.height, started.total) == ("image/png", 64, 48, len(RAW[0]))
    assert isinstance(first, PictureGrew)
    assert started.path.read_bytes() == RAW[0][:100]
    (grown,) = reader.feed(RAW[0][100:])
    assert isinstance(grown, PictureGrew) and grown.size == len(RAW[0])
    assert [type(event) for event in reader.finish()] == [PictureDone]
    reader.close()


@pytest.mark.parametrize("picture", RAW[:4], ids=lambda picture: repr(picture[:4]))
def test_a_raw_picture_that_ends_in_the_middle_is_reported_and_its_part_stored(picture: bytes) -> None:
    out = everywhere(picture[: len(picture) // 2], "image/png")
    assert (out.error, out.failed, out.finals, out.message) == ("cut_off", ["cut_off"], [], "")
    assert out.may_be_charged


@pytest.mark.parametrize(
    "answer", [b"PK\x03\x04" + bytes(range(256)) * 9, b"RIFF\xff\xff\0\0AVI " + b"\xfe" * 99, b"BM"]
)
def test_bytes_that_are_neither_text_nor_picture_are_not_shown_as_text(answer: bytes) -> None:
    out = everywhere(answer, "application/octet-stream")
    assert (out.error, out.text) == ("unreadable", "")
    assert out.message in ("", "BM")


def test_text_that_is_no_answer_is_unreadable() -> None:
    assert everywhere(b"error code: 1015").error == "unreadable"
    assert everywhere(b'{"data": [oops, this is not JSON at all]}').error == "unreadable"
    assert everywhere(b"[" * 70_000).error == "unreadable"


@pytest.mark.parametrize(
    "answer",
    [
        b'{"error":{"message":"bad \\ud83d luck \xff"}}',
        b'{"id":"\\ud800","status":"queued"}',
        b'{"choices":[{"message":{"content":"a \\udfff"}}],"model":"\\ud800","usage":{"\\ud800":1}}',
        b'{"data":[{"url":"https://x.example/\\ud800"}]}',
        b'{"choices":[{"message":{"reasoning":"\xe5"},"finish_reason":"safety \\ud800"}]}',
    ],
)
def test_everything_reported_can_be_written_as_utf8(answer: bytes) -> None:
    out = everywhere(answer)
    everything = (
        out.text,
        out.message,
        out.model,
        out.reasoning,
        *out.links,
        *map(str, out.params.values()),
        *out.usage,
    )
    assert "".join(everything).encode()


def test_an_answer_cannot_open_files_without_end() -> None:
    answer = message(content="".join(f"![i]({data_url(noise(1, 1, seed=seed))}) " for seed in range(200)))
    assert parse_chunks([answer], content_type=JSON).error == "unreadable"


def test_a_middle_part_that_begins_like_a_picture_is_only_a_part() -> None:
    inner = noise(40, 40, seed=9, form="JPEG")
    picture = big_png(24_000)
    offset = 12_000
    joined = picture[:offset] + inner + picture[offset + len(inner) :]
    text = f"![i]({data_url(joined)}"
    edge = text.index(b64(inner)[:100])
    out = everywhere(
        chat(
            {"content": text[:edge]}, {"content": text[edge : edge + 1600]}, {"content": text[edge + 1600 :] + ")"}
        ),
        SSE,
    )
    assert (out.finals, out.text, out.failed, out.drafts) == ([joined], "", [], [])
    assert len([event for event in out.events if isinstance(event, PictureStarted)]) == 1


def test_too_much_text_is_unreadable(tmp_path: Any) -> None:
    out = parse_chunks((b'{"a":"' + b"word " * 200_000 for _ in range(40)), content_type=JSON)
    assert out.error == "unreadable"


def test_heartbeats_alone_are_a_cut() -> None:
    assert everywhere(b": PING\n\n" * 5, SSE).error == "cut_off"


def test_a_picture_starts_before_it_ends_and_its_length_is_known(tmp_path: Any) -> None:
    picture = big_png(200_000)
    answer = body({"data": [{"b64_json": b64(picture)}]})
    reader = ResponseParser(FolderSpool(tmp_path), content_type=JSON, expected=len(answer))
    first = reader.feed(answer[:4096])
    started = first[0]
    assert isinstance(started, PictureStarted)
    assert (started.mime, started.width, started.height) == ("image/png", 64, 64)
    assert started.total is not None
    assert abs(started.total - len(picture)) < 16
    assert started.path.stat().st_size > 2000
    reader.feed(answer[4096:-2])
    last = reader.feed(answer[-2:])
    assert PictureDone(key=started.key) in last, "told when the JSON is whole, not when the connection ends"
    assert reader.next_key() not in (0, started.key)
    assert reader.finish() == []
    reader.close()


def test_text_flows_out_at_once(tmp_path: Any) -> None:
    reader = ResponseParser(FolderSpool(tmp_path), content_type=SSE)
    assert reader.feed(event(delta(content="Here is"))) == [TextDelta(text="Here is")]
    assert reader.feed(event(delta(content=" a cat!"))) == [TextDelta(text=" a cat")]
    assert reader.feed(event(delta(content="[alt"))) == []
    assert reader.feed(event(delta(content="] no"))) == [TextDelta(text="![alt] no")]
    reader.close()


def test_text_cannot_forge_a_token() -> None:
    nonce = "~0123456789abcdefp0~"
    out = everywhere(chat({"content": f"look {nonce} {data_url(PNG)} ~~no~~"}), SSE)
    assert (out.finals, out.text) == ([PNG], f"look {nonce}  ~~no~~")


def test_a_thought_signature_is_neither_picture_nor_text() -> None:
    signature = "Ab9_" * 17_000  # more than the parser holds
    out = everywhere(message(content=f"Hi {data_url(PNG)}", reasoning_details=[{"data": signature}]))
    assert (out.finals, out.text, out.failed) == ([PNG], "Hi", [])


def test_an_extracted_picture_in_an_unknown_field_counts_when_there_is_no_other() -> None:
    assert everywhere(body({"choices": [], "result": {"bytes": b64(PNG)}})).finals == [PNG]
    both = everywhere(body({"data": [{"b64_json": b64(TINY)}], "result": {"bytes": b64(PNG)}}))
    assert (both.finals, both.drafts) == ([TINY], [PNG])


def test_one_picture_of_several_is_broken() -> None:
    out = everywhere(body({"data": [{"b64_json": b64(PNG)[:1300]}, {"b64_json": b64(TINY)}]}))
    assert (out.finals, out.failed, out.error) == ([TINY], ["damaged"], "")
    assert any(isinstance(event, PictureFailed) and event.key for event in out.events)
