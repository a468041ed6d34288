"""Types of gateways, models and requests: `Gateway`, `Model`, `Caps`, `ImageRequest`.

What a model can do is data here (`Caps`), never a test of a name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from formats.size_rules import SizeRule

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]
Task = Literal["generate", "edit", "chat"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option with listed values.

    `default` is what the gateway does without it: shown, never sent. `sent` is what goes out when nothing is
    chosen, "" for nothing.
    """

    name: str
    values: tuple[str, ...]
    default: str = ""
    sent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A whole number from `minimum` to `maximum`, both included.

    `sent` is what goes out when nothing is chosen.
    """

    name: str
    minimum: int
    maximum: int
    default: int | None = None
    sent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOption:
    """Free text of up to `max_length` characters."""

    name: str
    max_length: int = 256


Option = Choice | Number | TextOption


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionDependency:
    """An option that works only together with another.

    `option` (at `value`, or at any when "") is understood only when `needs` is one of `values`. An option that is
    not chosen counts as its default.
    """

    option: str
    value: str = ""
    needs: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Limits of the input images that a model takes; 0 is no limit.

    `max_images` in one call; `formats` are the MIME types that it reads; `max_bytes` and `max_pixels` are of one
    picture. `mask`: it takes an alpha PNG of at most `mask_max_bytes` that says where the first picture may change.
    Above `recommended_images` or `recommended_bytes` it warns: the model may leave some out or refuse.
    `unconfirmed`: the gateway's documents do not say that it takes any.
    """

    max_images: int
    formats: tuple[str, ...]
    max_bytes: int = 0
    max_pixels: int = 0
    mask: bool = False
    mask_max_bytes: int = 0
    recommended_images: int = 0
    recommended_bytes: int = 0
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Capabilities of one model by one route.

    The form is made from them, and `request.validation.validate` enforces them. `sizes` maps (aspect ratio,
    resolution) to the pixels that the gateway's document promises. `max_count` is the number of pictures in one
    call, `max_count_streamed` the same when the answer is streamed. `streams` lists the allowed settings, the
    default first. `verbatim` are extra `size` values taken as they are ("auto", "2K"); `any_size` takes any
    printable text. `size_replaces` are the request's fields that a `size` stands for and so excludes.
    `implied_ratio` is the aspect ratio that goes out when only a resolution is chosen. `inputs`: which pictures go
    along; None where there are none.
    """

    aspect_ratios: tuple[str, ...] = ()
    resolutions: tuple[str, ...] = ()
    sizes: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    free_size: SizeRule | None = None
    verbatim: tuple[str, ...] = ()
    any_size: bool = False
    size_replaces: tuple[str, ...] = ("aspect_ratio", "resolution")
    implied_ratio: str = ""
    max_count: int = 1
    max_count_streamed: int = 1
    streams: tuple[bool, ...] = (False,)
    options: tuple[Option, ...] = ()
    dependencies: tuple[OptionDependency, ...] = ()
    prompt_limit: int = 0
    prompt_recommended: int = 0
    inputs: Inputs | None = None

    def option(self, name: str) -> Option | None:
        """The option of that name, or None when the model has none such."""
        return next((option for option in self.options if option.name == name), None)


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
    for a model that takes no mask. `before` are the turns that this one goes on from, the oldest first.
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
    before: tuple[PastTurn, ...] = ()


SizeEncoder = Callable[[ImageRequest, Caps], Mapping[str, JSON]]
"""Aspect ratio, resolution and size in one gateway's spelling: wire fields (providers/request/sizing.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagesWire:
    """POST {base}/images/generations with JSON, and {base}/images/edits as a form with files.

    `always_n`: `n` is sent even when it is 1 (DMXAPI). `image_field` and `images_field` are the form's names for
    one picture and for each of several (docs/gateways.md, Q27); `json_images`: pictures go to /images/generations
    instead, in JSON.
    """

    encode_size: SizeEncoder
    always_n: bool = False
    image_field: str = "image"
    images_field: str = "image"
    json_images: bool = False


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

    The first route is the default; `label` is a nickname, the id is the truth.
    """

    id: str
    routes: tuple[Route, ...]
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A company's endpoint and its models.

    `base_url` has no trailing slash and is the parent of /images/generations. `key_env` names the setting of the
    server's key, "" when no key is needed; `base_envs` the settings that give another address, the first that is
    set wins; `models_env` the setting that adds models. `templates` are the routes an added model can take, by name
    ("images", "chat"), where no model of its own has one. `discovers_models`: its GET /models is asked at the
    start, and what it names is offered too. `max_concurrency`: the number of calls at a time where the work is done
    on this machine, 0 for the server's own limit. `order` sorts the gateways for people, the lowest first.
    """

    id: str
    name: str
    base_url: str
    models: tuple[Model, ...]
    key_env: str = ""
    base_envs: tuple[str, ...] = ()
    models_env: str = ""
    templates: tuple[Route, ...] = ()
    needs_key: bool = True
    by_rule: bool = False
    discovers_models: bool = False
    max_concurrency: int = 0
    site: str = ""
    order: int = 50
