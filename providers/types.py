"""Types of gateways, models and requests: `Gateway`, `Model`, `ImageRequest`.

What a gateway can do is data here, never a test of a name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from models.caps import Caps

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]
Task = Literal["generate", "edit", "chat"]
Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """An input image as it is sent.

    The file at `path` holds exactly the bytes to send, `size` of them, and is really of the type `mime`; `width`
    and `height` are its pixels. `padding`: the pixels that were added to the picture at its left, top, right and
    bottom before it was written, counted in the picture's own; () for none.
    """

    path: Path
    mime: str
    width: int
    height: int
    size: int
    sha256: str = ""
    padding: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTurn:
    """An earlier turn of a conversation.

    What the person `said`, and the words that were `answered`. `made` are the numbers, from 1, of the pictures
    among those that go along which this answer brought, the one that is changed first.
    """

    said: str
    answered: str = ""
    made: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """A request for images, as the person made it.

    An empty field was not asked for and is not sent (docs/gateways.md, C8). `aspect_ratio` is "16:9", `resolution`
    "1K", `size` free text sent verbatim; `options` by name, with `stream` ("true"/"false") and `route`
    ("images"/"chat") among them. `count` is the pictures of this call. `images` go along in their order. `mask` is
    an alpha PNG of the first one's size, transparent = may change; `marked` is the first one with that area marked,
    for a model that takes no mask. `markup` is such a PNG with marks that say what to change, `annotated` the first
    one with them drawn on. `cutout`: the answer shall be transparent around its subject; `backdrop` is the flat
    colour ("#00FF00") that is asked for instead. `expand` are the pixels by which the first one shall grow at its
    left, top, right and bottom. `added` are words of Easel's own that follow the prompt. `before` are the turns
    that this one goes on from, the oldest first. `extra` are parameters that no form knows, put into the body as
    they are (providers/request/extra.py). `language` is that of who asks, for what the demo says; it is not sent.
    """

    prompt: str
    task: Task = "generate"
    aspect_ratio: str = ""
    resolution: str = ""
    size: str = ""
    count: int = 1
    options: Mapping[str, str | int] = field(default_factory=dict)
    images: tuple[Attachment, ...] = ()
    mask: Attachment | None = None
    marked: Attachment | None = None
    markup: Attachment | None = None
    annotated: Attachment | None = None
    cutout: bool = False
    backdrop: str = ""
    expand: tuple[int, ...] = ()
    added: tuple[str, ...] = ()
    before: tuple[PastTurn, ...] = ()
    extra: Mapping[str, JSON] = field(default_factory=dict)
    language: Language | None = None


SizeEncoder = Callable[[ImageRequest, Caps], Mapping[str, JSON]]
"""Aspect ratio, resolution and size in one gateway's spelling: wire fields (providers/request/sizing.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagesWire:
    """POST {base}/images/generations with JSON, and {base}/images/edits as a form with files.

    `always_n`: `n` is sent even when it is 1 (DMXAPI). `image_field` and `images_field` are the form's names for
    one picture and for each of several (docs/gateways.md, Q27); `json_images`: pictures go to /images/generations
    instead, in JSON; `json_edits`: to /images/edits, in xAI's JSON.
    """

    encode_size: SizeEncoder
    always_n: bool = False
    image_field: str = "image"
    images_field: str = "image"
    json_images: bool = False
    json_edits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatWire:
    """POST {base}/chat/completions. `encode_size` gives what stands beside `messages`.

    `history_mode`: how the turns before reach the model. "text": in the text of the one message of the user, its
    pictures beside the new instruction, which every gateway takes; "blocks": as messages, the model's picture in
    one of its own (Turing), which Gemini 3 refuses without a thought signature (docs/gateways.md, Q19).
    """

    encode_size: SizeEncoder
    history_mode: Literal["text", "blocks"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintWire:
    """No network: the painter by rule (providers/wires/demo.py)."""


Wire = ImagesWire | ChatWire | PaintWire


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to a model: the wire and what the model can do by it.

    `name`: "images", "chat" or "paint". `edits` is what it can do with pictures that go along; None where it takes
    none.
    """

    name: str
    wire: Wire
    caps: Caps
    edits: Caps | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model at one gateway.

    The first route is the default; the id is the truth, `label` its name, one gateway's as "Name (nickname)".
    `family` names what an added model was taken for, "" where nobody described it; `is_guess`: the nearest family.
    `ends`: the day (2026-12-01) on which its maker shuts it down or did, "" where none is announced;
    `ends_by_report`: others say so, and no page of the maker's that was seen.
    """

    id: str
    routes: tuple[Route, ...]
    label: str = ""
    family: str = ""
    is_guess: bool = False
    ends: str = ""
    ends_by_report: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A company's endpoint and its models.

    `base_url` has no trailing slash and is the parent of /images/generations. `key_env` names the setting of the
    server's key, "" when no key is needed; `base_envs` the settings that give another address, the first that is
    set wins; `models_env` the setting that adds models. `templates` are the routes an added model can take, by name
    ("images", "chat"), where no model of its own has one. `aliases`: its own names for models, and the id by which
    each is known elsewhere. `discovers_models`: its GET /models is asked at the
    start, and what it names is offered too. `max_concurrency`: the number of calls at a time where the work is done
    on this machine, 0 for the server's own limit. `order` sorts the gateways for people, the lowest first.
    `name_env` names the setting of its name. `numbered`: how many of its kind the settings can give; those of the
    second begin with CUSTOM2_. `visitor_owned`: a visitor added it, and sees it alone; `public_only`: it is asked
    at public addresses and no other, whatever its name resolves to.
    """

    id: str
    name: str
    base_url: str
    models: tuple[Model, ...]
    key_env: str = ""
    base_envs: tuple[str, ...] = ()
    models_env: str = ""
    templates: tuple[Route, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    needs_key: bool = True
    by_rule: bool = False
    discovers_models: bool = False
    max_concurrency: int = 0
    site: str = ""
    order: int = 50
    name_env: str = ""
    numbered: int = 1
    visitor_owned: bool = False
    public_only: bool = False
