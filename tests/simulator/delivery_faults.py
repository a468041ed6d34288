"""Faults of the delivery: other pictures than asked, in other places, encoded in other ways."""

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
from tests.simulator.delivery import Delivery
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
ChangeDelivery = Callable[[Delivery, Params], Delivery]

SHAPES: Mapping[str, Shape] = {
    shape.__name__: shape
    for shape in (
        *(chat_blocks, chat_choice, chat_in_reasoning, chat_message, chat_multi_mod, chat_old_litellm),
        *(chat_plain_strings, chat_text, ark_events, images_both, images_empty_fields, images_events, images_list),
        *(images_objects, images_plain, images_url_holds_base64, images_usage, task_id),
    )
}

TEXT_INSTEAD = "Sure, here is a description of the picture: a quiet scene at dusk. Shall I draw it?"


def with_fields(**fields: Any) -> ChangeDelivery:
    return lambda delivery, params: replace(delivery, **{**fields, **_overrides(params, fields)})


def _overrides(params: Params, fields: Params) -> dict[str, Any]:
    return {name: type(fields[name])(value) for name, value in params.items() if name in fields}


def link(query: str) -> ChangeDelivery:
    """Links that play a fault of their own when they are read."""
    return lambda delivery, params: replace(delivery, by="url", link=query)


def redirect_link(delivery: Delivery, params: Params) -> Delivery:
    """Links that redirect to `to`."""
    to = str(params.get("to", "http://169.254.169.254/latest/meta-data/"))
    return replace(delivery, by="url", link=f"fault=redirect&to={quote(to, safe='')}")


def change_size(delivery: Delivery, params: Params) -> Delivery:
    """Other pixels than asked: `width`×`height`, 1024×1024 unless said."""
    return replace(delivery, width=int(params.get("width", 1024)), height=int(params.get("height", 1024)))


def mislabel(delivery: Delivery, params: Params) -> Delivery:
    """JPEG bytes with the media type and ending of PNG."""
    return replace(delivery, format="jpeg", label="image/png", ending=".png")


def change_shape(delivery: Delivery, params: Params) -> Delivery:
    """The answer in the shape `name`, one of tests/simulator/delivery_faults.py SHAPES."""
    stream = str(params.get("stream", delivery.stream)).lower() == "true"
    return replace(delivery, shape=str(params["name"]), stream=stream)


def with_shape(name: str) -> ChangeDelivery:
    return lambda delivery, params: replace(delivery, shape=name)


DELIVERY_FAULTS: Mapping[str, ChangeDelivery] = {
    "n_ignored": with_fields(count=1),
    "fewer": with_fields(count=2),
    "size_ignored": change_size,
    "alpha_ignored": with_fields(alpha=False),
    "format_ignored": with_fields(format="png"),
    "webp": with_fields(format="webp"),
    "signed": with_fields(signed=True),
    "mislabelled": mislabel,
    "model_differs": with_fields(model="gemini-2.5-flash-image"),
    "words_instead": lambda delivery, params: replace(
        delivery, pictures=False, text=str(params.get("words", TEXT_INSTEAD))
    ),
    "progress_then_nothing": with_fields(pictures=False, text="", lines=("> 排队中…", "> 进度 100%")),
    "empty_data": with_fields(pictures=False, text=""),
    "content_filter": with_fields(pictures=False, text="", finish="content_filter"),
    "length": with_fields(pictures=False, text="", finish="length"),
    "drafts": with_fields(drafts=2, by="b64"),
    "partials_then_end": lambda delivery, params: replace(delivery, count=0, partials=2, stream=True),
    "no_done": with_fields(done=False),
    "no_usage": with_fields(usage=False),
    "odd_separators": with_fields(
        text='line\u2028separator, next\u0085line, tab\tand quote" end', reasoning="a\u2029b"
    ),
    "many_deltas": with_fields(by="b64", deltas=6000),
    "wrapped_base64": with_fields(by="b64", spelling="wrapped"),
    "urlsafe_base64": with_fields(by="b64", spelling="urlsafe"),
    "unpadded_base64": with_fields(by="b64", spelling="unpadded"),
    "data_url_in_b64": with_fields(by="b64", spelling="data_url"),
    "in_base64": with_fields(by="b64"),
    "in_links": with_fields(by="url"),
    "truncated_picture": with_fields(cut=0.6),
    "plain_for_stream": with_fields(stream=False),
    "stream_for_plain": with_fields(stream=True),
    "link_dead": link("fault=not_found"),
    "link_dead_once": link("fault=not_found&times=1"),
    "link_slow": link("fault=slow&parts=20&every=0.1"),
    "link_cut": link("fault=cut_midway"),
    "link_cut_once": link("fault=cut_midway&times=1"),
    "link_html": link("fault=html_200"),
    "link_stalls": link("fault=stall"),
    "link_signed": link("Expires=1999999999&Signature=a%2Bb%2F%3D"),
    "link_octets": link("fault=as_octets"),
    "link_redirects": redirect_link,
    "link_to_loopback": lambda delivery, params: redirect_link(delivery, {"to": "http://127.0.0.1:9/secret.png"}),
    "link_without_ending": with_fields(by="url", ending=""),
    "url_holds_base64": with_shape("images_url_holds_base64"),
    "empty_fields": with_shape("images_empty_fields"),
    "both_fields": with_shape("images_both"),
    "images_list": with_shape("images_list"),
    "images_objects": with_shape("images_objects"),
    "task_id": with_shape("task_id"),
    "ark_stream": with_shape("ark_events"),
    "chat_for_images": with_shape("chat_message"),
    "images_for_chat": with_shape("images_plain"),
    "in_reasoning": with_shape("chat_in_reasoning"),
    "multi_mod": with_shape("chat_multi_mod"),
    "old_litellm": with_shape("chat_old_litellm"),
    "plain_strings": with_shape("chat_plain_strings"),
    "shape": change_shape,
}
