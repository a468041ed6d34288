"""Answer shapes that gateways are known for (docs/gateways.md).

Each with what a person gets of it.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from formats.image_format import read_header
from tests.providers.parse_helpers import JSON, SSE, b64, body, chat, data_url, delta, event, message, stream

LINK = "https://cdn.example.com/files/a.png?Expires=17&Signature=x%2Fy"
OTHER = "https://cdn.example.com/files/b.png"


@dataclass
class Shape:
    """One answer. `want` are fields of `Got`; `make` gets two different pictures."""

    make: Callable[[bytes, bytes], bytes]
    expected: Callable[[bytes, bytes], dict[str, Any]]
    content_type: str = JSON
    options: dict[str, Any] = field(default_factory=dict)


def one_image(first: bytes, second: bytes) -> dict[str, Any]:
    return {"finals": [first]}


def both_images(first: bytes, second: bytes) -> dict[str, Any]:
    return {"finals": [first, second]}


def drafts_first(first: bytes, second: bytes) -> dict[str, Any]:
    """Both are results, unless the first has at most half the pixels of the second."""
    (width, height), (other_width, other_height) = map(size_of, (first, second))
    if 2 * width * height <= other_width * other_height:
        return {"finals": [second], "drafts": [first]}
    return {"finals": [first, second], "drafts": []}


def size_of(picture: bytes) -> tuple[int, int]:
    header = read_header(picture)
    assert header is not None
    return header.width, header.height


def caption(text: str) -> Callable[[bytes, bytes], dict[str, Any]]:
    return lambda first, second: {"finals": [first], "text": text}


def link(first: bytes, second: bytes) -> dict[str, Any]:
    return {"links": [LINK]}


def expects(**fields: Any) -> Callable[[bytes, bytes], dict[str, Any]]:
    return lambda first, second: fields


def data(**item: Any) -> bytes:
    return body({"created": 1, "data": [item]})


def blocks(url: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": "Here's your dog!"}, {"type": "image_url", "image_url": {"url": url}}]


def urlsafe_base64(picture: bytes) -> str:
    return base64.urlsafe_b64encode(picture).decode().rstrip("=")


def wrapped_base64(picture: bytes) -> str:
    return base64.encodebytes(picture).decode().replace("\n", "\r\n")


def text_deltas(text: str, size: int) -> list[dict[str, Any]]:
    return [{"content": text[start : start + size]} for start in range(0, len(text), size)]


def image_event(name: str, **fields: Any) -> bytes:
    return event({"type": name, **fields}, name=name)


USAGE = {"total_tokens": 7, "input_tokens_details": {"text_tokens": 5, "cached": True}}

IMAGES: dict[str, Shape] = {
    "T01 data url": Shape(lambda a, b: data(url=LINK), link),
    "T02 b64_json": Shape(lambda a, b: data(b64_json=b64(a)), one_image),
    "T02 with usage": Shape(
        lambda a, b: body({"data": [{"b64_json": b64(a)}], "usage": USAGE, "model": "gpt-image-2"}),
        lambda a, b: {
            "finals": [a],
            "usage": {"total_tokens": 7, "input_tokens_details.text_tokens": 5},
            "model": "gpt-image-2",
        },
    ),
    "T03 empty fields": Shape(lambda a, b: data(url="", b64_json=b64(a), revised_prompt=""), one_image),
    "T04 null b64": Shape(lambda a, b: data(url=LINK, b64_json=None), link),
    "T05 both filled": Shape(
        lambda a, b: data(url=LINK, b64_json=b64(a)), lambda a, b: {"finals": [a], "urls": [LINK], "links": []}
    ),
    "T06 url holds base64": Shape(lambda a, b: data(url=b64(a)), one_image),
    "T07 url holds a data URL": Shape(lambda a, b: data(url=data_url(a)), one_image),
    "T07 b64_json holds a data URL": Shape(lambda a, b: data(b64_json=data_url(a, "image/jpeg")), one_image),
    "Q22 url-safe without padding": Shape(lambda a, b: data(b64_json=urlsafe_base64(a)), one_image),
    "Q22 wrapped lines": Shape(lambda a, b: data(b64_json=wrapped_base64(a)), one_image),
    "Q22 raw line breaks": Shape(lambda a, b: data(b64_json="@").replace(b"@", base64.encodebytes(a)), one_image),
    "Q22 escaped slashes": Shape(lambda a, b: data(b64_json=b64(a)).replace(b"/", b"\\/"), one_image),
    "Q22 escaped signs": Shape(
        lambda a, b: data(b64_json=b64(a)).replace(b"+", b"\\u002b").replace(b"=", b"\\u003D"), one_image
    ),
    "T15 images of links": Shape(lambda a, b: body({"images": [LINK, OTHER]}), expects(links=[LINK, OTHER])),
    "Q21 images of base64": Shape(lambda a, b: body({"images": [b64(a), data_url(b)]}), both_images),
    "Q21 image_urls": Shape(lambda a, b: body({"image_urls": [LINK]}), link),
    "Q21 output": Shape(lambda a, b: body({"output": [LINK]}), link),
    "Q21 output string": Shape(lambda a, b: body({"output": LINK}), link),
    "Q21 top-level url": Shape(lambda a, b: body({"url": LINK}), link),
    "T17 the same twice by link": Shape(
        lambda a, b: body({"images": [{"url": LINK}], "data": [{"url": LINK}]}), link
    ),
    "T17 the same twice by bytes": Shape(
        lambda a, b: body({"images": [{"url": data_url(a)}], "data": [{"b64_json": b64(a)}]}), one_image
    ),
    "T18 two pictures": Shape(
        lambda a, b: body({"data": [{"b64_json": b64(a)}, {"b64_json": b64(b)}]}), both_images
    ),
    "T19 chat body": Shape(lambda a, b: message(content=f"![i]({data_url(a)})"), one_image),
    "data as an object": Shape(
        lambda a, b: body({"code": 0, "message": "ok", "data": {"images": [b64(a)]}}), one_image
    ),
    "relative link": Shape(
        lambda a, b: data(url="/files/a.png?x=1"),
        expects(links=["https://gw.example.com/files/a.png?x=1"]),
        options={"base_url": "https://gw.example.com/v1"},
    ),
    "protocol-relative link": Shape(
        lambda a, b: data(url="//cdn.example.com/a"), expects(links=["https://cdn.example.com/a"])
    ),
    "Q24 item error": Shape(
        lambda a, b: body({"data": [{"b64_json": b64(a)}, {"error": {"code": "X", "message": "no"}}]}),
        lambda a, b: {"finals": [a], "failed": ["server_fault"]},
    ),
    "late error": Shape(
        lambda a, b: body({"data": [{"b64_json": b64(a)}], "error": {"message": "one failed"}}),
        lambda a, b: {"finals": [a], "notices": ["error_after_picture"]},
    ),
    "Q3 white space before": Shape(lambda a, b: b"\n \n\n" * 9 + data(b64_json=b64(a)), one_image),
    "BOM before": Shape(lambda a, b: b"\xef\xbb\xbf" + data(b64_json=b64(a)), one_image),
    "T51 plain JSON as a stream": Shape(lambda a, b: data(b64_json=b64(a)), one_image, content_type=SSE),
    "Q3 JSON behind heartbeats": Shape(
        lambda a, b: b": PING\n\n" * 3 + data(b64_json=b64(a)), one_image, content_type=SSE
    ),
    "JSON, then an end mark": Shape(lambda a, b: data(b64_json=b64(a)) + b"\n\ndata: [DONE]\n\n", one_image),
}

CHAT: dict[str, Shape] = {
    "T21 markdown data URL": Shape(
        lambda a, b: message(content=f"A cat.\n\n![image]({data_url(a)})\n\nEnjoy!"), caption("A cat.\n\nEnjoy!")
    ),
    "T22 markdown link": Shape(
        lambda a, b: message(content=f"![image]({LINK})"), lambda a, b: {"links": [LINK], "text": ""}
    ),
    "T23 no extension": Shape(
        lambda a, b: message(content="![](https://x.example/p?id=7) ![x](<https://x.example/q.webp> 'title')"),
        expects(links=["https://x.example/p?id=7", "https://x.example/q.webp"]),
    ),
    "T24 and a download link": Shape(
        lambda a, b: message(content=f"![image]({LINK})\n[download]({LINK})"), expects(links=[LINK], unsure=[])
    ),
    "T26 brackets and entities": Shape(
        lambda a, b: message(content="![i](https://x.example/a_(1).png?u=1&amp;v=2)。好"),
        expects(links=["https://x.example/a_(1).png?u=1&v=2"], text="。好"),
    ),
    "linked image": Shape(
        lambda a, b: message(content=f"See [![image]({LINK})]({OTHER}) there"),
        expects(links=[LINK], text="See  there"),
    ),
    "bare data URL": Shape(lambda a, b: message(content=f"Look:\n{data_url(a)}\nNice."), caption("Look:\n\nNice.")),
    "data URL with a title": Shape(
        lambda a, b: message(content=f'![a]( <{data_url(a)}> "title") end'), caption("end")
    ),
    "T28 blocks": Shape(lambda a, b: message(content=blocks(data_url(a))), caption("Here's your dog!")),
    "T28 blocks, streamed": Shape(
        lambda a, b: chat(*({"content": [block]} for block in blocks(data_url(a)))),
        caption("Here's your dog!"),
        content_type=SSE,
    ),
    "blocks with a link": Shape(lambda a, b: message(content=blocks(LINK)), link),
    "T29 message.images": Shape(
        lambda a, b: message(content="", images=[{"index": 0, "image_url": {"url": data_url(a)}}]), one_image
    ),
    "images on the choice": Shape(
        lambda a, b: body(
            {"choices": [{"message": {"content": None}, "images": [{"image_url": {"url": b64(a)}}]}]}
        ),
        one_image,
    ),
    "T31 message.image": Shape(lambda a, b: message(content="x", image={"url": data_url(a)}), caption("x")),
    "T31 plain string": Shape(lambda a, b: message(content=None, images=[{"image_url": data_url(a)}]), one_image),
    "images of strings": Shape(lambda a, b: message(content="", images=[b64(a)]), one_image),
    "T33 bare base64 on the delta": Shape(
        lambda a, b: chat({"content": [], "images": [{"type": "image_url", "image_url": {"url": b64(a)}}]}),
        one_image,
        content_type=SSE,
    ),
    "Q15 multi_mod_content": Shape(
        lambda a, b: chat(
            {"multi_mod_content": [{"text": "hi"}, {"inline_data": {"mime_type": "x", "data": b64(a)}}]}
        ),
        caption("hi"),
        content_type=SSE,
    ),
    "Q15 leaked inlineData": Shape(
        lambda a, b: message(content={"parts": [{"inlineData": {"mimeType": "image/png", "data": b64(a)}}]}),
        one_image,
    ),
    "T34 a draft, then the final": Shape(
        lambda a, b: chat({"content": f"![image]({data_url(a)})"}, {"content": f"![image]({data_url(b)})"}),
        drafts_first,
        content_type=SSE,
    ),
    "T34 the draft again": Shape(
        lambda a, b: message(content="", images=[{"url": data_url(image)} for image in (a, b, a)]),
        drafts_first,
    ),
    "three variants": Shape(
        lambda a, b: message(
            content="", images=[{"index": number, "url": data_url(image)} for number, image in enumerate((b, a))]
        ),
        lambda a, b: drafts_first(b, a),
    ),
    "a recipe with pictures": Shape(
        lambda a, b: message(content=f"Step 1\n![1]({LINK})\nStep 2\n![2]({OTHER})"),
        expects(links=[LINK, OTHER]),
    ),
    "T35 in reasoning only": Shape(
        lambda a, b: chat({"reasoning_content": f"Planning.\n![image]({data_url(a)})"}, {"content": ""}),
        lambda a, b: {"finals": [a], "text": "", "reasoning": "Planning.\n"},
        content_type=SSE,
    ),
    "T35 link in reasoning only": Shape(lambda a, b: message(reasoning_content=f"![image]({LINK})"), link),
    "T34 drafts in reasoning": Shape(
        lambda a, b: chat({"reasoning_content": f"![image]({data_url(a)})"}, {"content": f"![i]({data_url(b)})"}),
        lambda a, b: {"finals": [b], "drafts": [a]},
        content_type=SSE,
    ),
    "T36 reasoning": Shape(
        lambda a, b: chat({"reasoning": "Hm. "}, {"reasoning": "So."}, {"content": f"Cat\n{data_url(a)}"}),
        lambda a, b: {"finals": [a], "text": "Cat", "reasoning": "Hm. So."},
        content_type=SSE,
    ),
    "T37 over many deltas": Shape(
        lambda a, b: chat(*text_deltas(f"汉字 ![图]({data_url(a)})\n完。", 7)),
        caption("汉字 \n完。"),
        content_type=SSE,
    ),
    "T37 deltas of one sign": Shape(
        lambda a, b: chat(*text_deltas(f"a![i]({data_url(a)})b {data_url(b)} c", 1 if len(a) < 500 else 3)),
        lambda a, b: drafts_first(a, b) | {"text": "ab  c"},
        content_type=SSE,
    ),
    "T39 CRLF": Shape(
        lambda a, b: chat({"content": data_url(a)}).replace(b"\n", b"\r\n"), one_image, content_type=SSE
    ),
    "T39 CR": Shape(lambda a, b: chat({"content": data_url(a)}).replace(b"\n", b"\r"), one_image, content_type=SSE),
    "T39 no space, BOM": Shape(
        lambda a, b: b"\xef\xbb\xbf" + chat({"content": data_url(a)}).replace(b"data: ", b"data:"),
        one_image,
        content_type=SSE,
    ),
    "T39 several data lines": Shape(
        lambda a, b: b"event: x\ndata: " + message(content=data_url(a)).replace(b', "', b',\ndata: "') + b"\n\n",
        one_image,
        content_type=SSE,
    ),
    "T40 odd separators": Shape(
        lambda a, b: chat({"content": f"a\u2028b\u0085c\u2029d {data_url(a)}"}),
        caption("a\u2028b\u0085c\u2029d"),
        content_type=SSE,
    ),
    "T41 heartbeats": Shape(
        lambda a, b: (
            b": PING\n\n: keepalive\ndata: {}\n\ndata:\n\nevent: ping\ndata: x\n\n"
            + event({"type": "ping"})
            + chat({"content": data_url(a)})
        ),
        one_image,
        content_type=SSE,
    ),
    "T43 null and empty": Shape(
        lambda a, b: chat({"content": None}, {}, {"content": data_url(a)}),
        lambda a, b: {"finals": [a], "usage": {"total_tokens": 9}, "model": "m"},
        content_type=SSE,
    ),
    "T44 no end mark": Shape(
        lambda a, b: chat({"content": f"![i]({data_url(a)})"}, finish=None, done=False),
        lambda a, b: {"finals": [a], "error": "", "notices": []},
        content_type=SSE,
    ),
    "no blank line at the end": Shape(
        lambda a, b: event(delta(content=f"![i]({data_url(a)})")).rstrip(), one_image, content_type=SSE
    ),
    "T46 progress": Shape(
        lambda a, b: chat({"content": "排队中…\n\n> 进度 4"}, {"content": f"5%\n\n> ✅ 生成完成\n![i]({LINK})"}),
        expects(links=[LINK], text=""),
        content_type=SSE,
    ),
    "T51 a stream as plain JSON": Shape(lambda a, b: chat({"content": data_url(a)}), one_image),
    "the whole message again": Shape(
        lambda a, b: stream(
            delta(content="Hi "), delta(content=data_url(a)), {"choices": [{"message": {"content": "Hi"}}]}
        ),
        caption("Hi"),
        content_type=SSE,
    ),
    "T54 error after the picture": Shape(
        lambda a, b: stream(delta(content=f"![i]({data_url(a)})"), {"error": {"message": "late"}}, done=False),
        lambda a, b: {"finals": [a], "notices": ["error_after_picture"]},
        content_type=SSE,
    ),
    "two choices": Shape(
        lambda a, b: body(
            {"choices": [{"index": n, "message": {"content": f"{n} {data_url(p)}"}} for n, p in enumerate((a, b))]}
        ),
        lambda a, b: {"finals": [a, b], "text": "0\n\n1"},
    ),
    "half characters": Shape(
        lambda a, b: (
            event(b'{"choices":[{"delta":{"content":"x \\ud83d"}}]}')
            + event(b'{"choices":[{"delta":{"content":"\\ude00 \xe5\xa5"}}]}')
            + event(b'{"choices":[{"delta":{"content":"\xbd \\ud800!"}}]}')
            + chat({"content": data_url(a)})
        ),
        caption("x 😀 好 \ufffd!"),
        content_type=SSE,
    ),
}

EVENTS: dict[str, Shape] = {
    "T48 partials and completed": Shape(
        lambda a, b: (
            image_event("image_generation.partial_image", b64_json=b64(b), partial_image_index=0)
            + image_event("image_generation.partial_image", b64_json=b64(a), partial_image_index=1)
            + image_event("image_generation.completed", b64_json=b64(a), usage={"total_tokens": 3})
        ),
        lambda a, b: {"finals": [a], "partials": [(0, b), (0, a)], "usage": {"total_tokens": 3}},
        content_type=SSE,
    ),
    "T48 edits": Shape(
        lambda a, b: (
            image_event("image_edit.partial_image", b64_json=b64(b))
            + image_event("image_edit.completed", b64_json=b64(a))
        ),
        lambda a, b: {"finals": [a], "partials": [(0, b)]},
        content_type=SSE,
    ),
    "T49 partials, then nothing": Shape(
        lambda a, b: image_event("image_generation.partial_image", b64_json=b64(a)),
        lambda a, b: {"finals": [], "partials": [(0, a)], "error": "cut_off", "may_be_charged": True},
        content_type=SSE,
    ),
    "T50 completed with url": Shape(
        lambda a, b: image_event("image_edit.completed", url=LINK) + b"data: [DONE]\n\n", link, content_type=SSE
    ),
    "T52 Ark": Shape(
        lambda a, b: (
            image_event("image_generation.partial_succeeded", image_index=0, b64_json=b64(a))
            + image_event("image_generation.partial_succeeded", image_index=1, url=LINK)
            + image_event("image_generation.partial_failed", image_index=2, error={"code": "X", "message": "bad"})
            + image_event("image_generation.completed", usage={"generated_images": 2})
            + b"data: [DONE]\n\n"
        ),
        lambda a, b: {"finals": [a], "links": [LINK], "failed": ["server_fault"], "usage": {"generated_images": 2}},
        content_type=SSE,
    ),
    "type by the event's name alone": Shape(
        lambda a, b: event({"b64_json": b64(b)}, name="image_generation.partial_image") + data(b64_json=b64(a)),
        lambda a, b: {"finals": [a], "partials": [(0, b)]},
        content_type=SSE,
    ),
}

ALL = {**IMAGES, **CHAT, **EVENTS}
