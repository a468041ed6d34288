"""Faults of what is delivered: other pictures than asked, in other places, spelled in other ways."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from tests.simulator.chat_shapes import (
    chat_blocks,
    chat_choice,
    chat_in_reasoning,
    chat_message,
    chat_multi_mod,
    chat_old_litellm,
    chat_plain_strings,
    chat_text,
)
from tests.simulator.order import Order
from tests.simulator.shapes import (
    Shape,
    ark_events,
    images_both,
    images_empty_fields,
    images_events,
    images_list,
    images_objects,
    images_plain,
    images_url_holds_base64,
    images_usage,
    task_id,
)

Params = Mapping[str, Any]
Odd = Callable[[Order, Params], Order]

SHAPES: Mapping[str, Shape] = {
    shape.__name__: shape
    for shape in (
        *(chat_blocks, chat_choice, chat_in_reasoning, chat_message, chat_multi_mod, chat_old_litellm),
        *(chat_plain_strings, chat_text, ark_events, images_both, images_empty_fields, images_events, images_list),
        *(images_objects, images_plain, images_url_holds_base64, images_usage, task_id),
    )
}

SAID_INSTEAD = "Sure, here is a description of the picture: a quiet scene at dusk. Shall I draw it?"


def with_(**fields: Any) -> Odd:
    return lambda order, params: replace(order, **{**fields, **_known(params, fields)})


def _known(params: Params, fields: Params) -> dict[str, Any]:
    return {name: type(fields[name])(value) for name, value in params.items() if name in fields}


def link(query: str) -> Odd:
    """The link of each picture plays a fault of its own when it is read."""
    return lambda order, params: replace(order, by="url", link=query)


def redirected(order: Order, params: Params) -> Order:
    """The link leads on to `to`."""
    to = str(params.get("to", "http://169.254.169.254/latest/meta-data/"))
    return replace(order, by="url", link=f"fault=redirect&to={quote(to, safe='')}")


def sized(order: Order, params: Params) -> Order:
    """Other pixels than asked: `width`×`height`, 1024×1024 unless said."""
    return replace(order, width=int(params.get("width", 1024)), height=int(params.get("height", 1024)))


def relabelled(order: Order, params: Params) -> Order:
    """JPEG bytes that are called PNG."""
    return replace(order, format="jpeg", label="image/png", ending=".png")


def shaped(order: Order, params: Params) -> Order:
    """The answer in the shape `name`, one of tests/simulator/delivery_faults.py SHAPES."""
    stream = str(params.get("stream", order.stream)).lower() == "true"
    return replace(order, shape=str(params["name"]), stream=stream)


def in_shape(name: str) -> Odd:
    return lambda order, params: replace(order, shape=name)


ODD_ORDERS: Mapping[str, Odd] = {
    "n_ignored": with_(count=1),
    "fewer": with_(count=2),
    "size_ignored": sized,
    "alpha_ignored": with_(alpha=False),
    "format_ignored": with_(format="png"),
    "webp": with_(format="webp"),
    "mislabelled": relabelled,
    "model_differs": with_(model="gemini-2.5-flash-image"),
    "words_instead": lambda order, params: replace(
        order, pictures=False, words=str(params.get("words", SAID_INSTEAD))
    ),
    "progress_then_nothing": with_(pictures=False, words="", lines=("> 排队中…", "> 进度 100%")),
    "empty_data": with_(pictures=False, words=""),
    "content_filter": with_(pictures=False, words="", finish="content_filter"),
    "length": with_(pictures=False, words="", finish="length"),
    "drafts": with_(drafts=2, by="b64"),
    "partials_then_end": lambda order, params: replace(order, count=0, partials=2, stream=True),
    "no_done": with_(done=False),
    "no_usage": with_(usage=False),
    "odd_separators": with_(words='line\u2028separator, next\u0085line, tab\tand quote" end', reasoning="a\u2029b"),
    "many_deltas": with_(by="b64", deltas=6000),
    "wrapped_base64": with_(by="b64", spelling="wrapped"),
    "urlsafe_base64": with_(by="b64", spelling="urlsafe"),
    "unpadded_base64": with_(by="b64", spelling="unpadded"),
    "data_url_in_b64": with_(by="b64", spelling="data_url"),
    "in_base64": with_(by="b64"),
    "in_links": with_(by="url"),
    "truncated_picture": with_(cut=0.6),
    "plain_for_stream": with_(stream=False),
    "stream_for_plain": with_(stream=True),
    "link_dead": link("fault=not_found"),
    "link_dead_once": link("fault=not_found&times=1"),
    "link_slow": link("fault=slow&parts=20&every=0.1"),
    "link_cut": link("fault=cut_midway"),
    "link_cut_once": link("fault=cut_midway&times=1"),
    "link_html": link("fault=html_200"),
    "link_stalls": link("fault=stall"),
    "link_signed": link("Expires=1999999999&Signature=a%2Bb%2F%3D"),
    "link_octets": link("fault=as_octets"),
    "link_redirects": redirected,
    "link_to_loopback": lambda order, params: redirected(order, {"to": "http://127.0.0.1:9/secret.png"}),
    "link_without_ending": with_(by="url", ending=""),
    "url_holds_base64": in_shape("images_url_holds_base64"),
    "empty_fields": in_shape("images_empty_fields"),
    "both_fields": in_shape("images_both"),
    "images_list": in_shape("images_list"),
    "images_objects": in_shape("images_objects"),
    "task_id": in_shape("task_id"),
    "ark_stream": in_shape("ark_events"),
    "chat_for_images": in_shape("chat_message"),
    "images_for_chat": in_shape("images_plain"),
    "in_reasoning": in_shape("chat_in_reasoning"),
    "multi_mod": in_shape("chat_multi_mod"),
    "old_litellm": in_shape("chat_old_litellm"),
    "plain_strings": in_shape("chat_plain_strings"),
    "shape": shaped,
}
