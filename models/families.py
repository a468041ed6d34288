"""Families of models: what a member can do, by the pattern of its id.

A family is one row. Its patterns are globs over the last part of an id in lower case; the first row that matches
counts, so that a row for all others of its kind stands after the rows for the known ones.
"""

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final

from models import gpt_image as gpt
from models import other_models as other
from models.caps import PSEUDO_OPTIONS, Caps


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Models that can do the same, whoever serves them.

    `kind` groups the families that are asked in the same fields. `patterns` are those of its ids; for one that
    only
    `guesses` match it is the nearest family there is, and no document says so. `caps` without pictures, `edits`
    with some, by the protocols `routes`. `is_borrowed`: other servers answer to these ids with abilities of their
    own, so only at a gateway with models of this kind is it known what they can.
    """

    name: str
    kind: str
    patterns: tuple[str, ...]
    guesses: tuple[str, ...] = ()
    caps: Caps
    edits: Caps
    routes: tuple[str, ...] = ("images",)
    is_borrowed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMatch:
    """The family of a model's id; `is_guess`: the nearest one, of which nothing is known."""

    family: Family
    is_guess: bool = False


BOTH: Final = ("images", "chat")

FAMILIES: Final = (
    Family(
        name="gpt-image-1",
        kind="gpt-image",
        patterns=("gpt-image-1", "gpt-image-1[-.]*", "chatgpt-image*"),
        caps=gpt.GPT_IMAGE_1,
        edits=gpt.GPT_IMAGE_1_EDITS,
        is_borrowed=True,
    ),
    Family(
        name="gpt-image-2",
        kind="gpt-image",
        patterns=("gpt-image-2", "gpt-image-2-*"),
        caps=gpt.GPT_IMAGE_2,
        edits=gpt.GPT_IMAGE_2_EDITS,
    ),
    Family(
        name="gpt-image-2.5",
        kind="gpt-image",
        patterns=("gpt-image-2.5", "gpt-image-2.5-*"),
        caps=gpt.GPT_IMAGE_25,
        edits=gpt.GPT_IMAGE_25_EDITS,
    ),
    Family(
        name="gpt-image-2.6",
        kind="gpt-image",
        patterns=("gpt-image-2.*",),
        guesses=("gpt-image*",),
        caps=gpt.GPT_IMAGE_26,
        edits=gpt.GPT_IMAGE_26_EDITS,
    ),
    Family(
        name="gemini-2.5-image",
        kind="gemini",
        patterns=("gemini-2.5-*image*", "nano-banana"),
        caps=other.GEMINI_25,
        edits=other.GEMINI_25_EDITS,
        routes=BOTH,
    ),
    Family(
        name="gemini-3-lite-image",
        kind="gemini",
        patterns=("gemini-3*-lite-image*", "nano-banana-2-lite*"),
        caps=other.GEMINI_3_LITE,
        edits=other.GEMINI_3_LITE_EDITS,
        routes=BOTH,
    ),
    Family(
        name="gemini-3-image",
        kind="gemini",
        patterns=("gemini-3*-image*", "nano-banana-2", "nano-banana-2-*", "nano-banana-pro*"),
        caps=other.GEMINI_3,
        edits=other.GEMINI_3_EDITS,
        routes=BOTH,
    ),
    Family(
        name="nano-banana-2.1",
        kind="gemini",
        patterns=("*nano-banana-2.*",),
        guesses=("*nano-banana*", "gemini-*image*"),
        caps=other.NANO_BANANA_21,
        edits=other.NANO_BANANA_21_EDITS,
        routes=BOTH,
    ),
    Family(
        name="seedream-4",
        kind="seedream",
        patterns=("*seedream-4*",),
        caps=other.SEEDREAM_4,
        edits=other.SEEDREAM_4_EDITS,
    ),
    Family(
        name="seedream-5-pro",
        kind="seedream",
        patterns=("*seedream-5[-.]0-pro*", "*seedream-5-pro*"),
        caps=other.SEEDREAM_5_PRO,
        edits=other.SEEDREAM_5_PRO_EDITS,
    ),
    Family(
        name="seedream-5-lite",
        kind="seedream",
        patterns=("*seedream-5-lite*", "*seedream-5[-.]0", "*seedream-5[-.]0-*"),
        guesses=("*seedream-[5-9]*",),
        caps=other.SEEDREAM_5_LITE,
        edits=other.SEEDREAM_5_LITE_EDITS,
    ),
    Family(
        name="grok-imagine-image",
        kind="grok-imagine",
        patterns=("grok-imagine-image", "grok-imagine-image-quality", "grok-imagine-image-2*"),
        guesses=("grok-imagine-image*",),
        caps=other.GROK_IMAGINE,
        edits=other.GROK_IMAGINE_EDITS,
    ),
    Family(
        name="qwen-image-2",
        kind="qwen-image",
        patterns=("qwen-image-2*",),
        guesses=("qwen-image*",),
        caps=other.QWEN_IMAGE_2,
        edits=other.QWEN_IMAGE_2_EDITS,
    ),
)


def family_named(name: str) -> Family | None:
    """The family of that name, None for a name that none has."""
    return next((family for family in FAMILIES if family.name == name), None)


def match_family(model_id: str) -> FamilyMatch | None:
    """The family of a model's id, else the nearest one; None where nothing is known."""
    last = model_id.lower().rpartition("/")[2]
    known = next((family for family in FAMILIES if _matches(last, family.patterns)), None)
    if known:
        return FamilyMatch(family=known)
    nearest = next((family for family in FAMILIES if _matches(last, family.guesses)), None)
    return FamilyMatch(family=nearest, is_guess=True) if nearest else None


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def caps_at_gateway(base: Caps, family: Caps, *, is_own: bool, is_relay: bool) -> Caps:
    """Capabilities of a family at a gateway.

    `base` is what the gateway does with its own model of this kind (`is_own`), or else with any other.
    A family without options has those of the gateway, and only its shapes count. Of one with options all counts but
    the gateway's word on streaming. `is_relay`: it may take options of the protocol that the maker does not.
    """
    known = base.inputs if is_own or not family.options else family.inputs
    inputs = (
        known
        and family.inputs
        and replace(known, markup=family.inputs.markup, recommended_images=family.inputs.recommended_images)
    )
    if not family.options:
        return _with_shapes(replace(base, inputs=inputs), family)
    streams = tuple(stream for stream in base.streams if stream in family.streams) or family.streams
    extras = [option for option in base.options if is_relay and family.option(option.name) is None]
    needs = (*family.dependencies, *(need for need in base.dependencies if family.option(need.option) is None))
    streamed: set[str] = set() if True in streams else {need.option for need in needs if need.needs == "stream"}
    options = tuple(option for option in (*family.options, *extras) if option.name not in streamed)
    names = {option.name for option in options} | PSEUDO_OPTIONS
    dependencies = tuple(need for need in needs if need.option in names)
    return replace(family, inputs=inputs, streams=streams, options=options, dependencies=dependencies)


def _with_shapes(base: Caps, family: Caps) -> Caps:
    """The capabilities with a family's shapes, where any can be asked for at all."""
    if not base.aspect_ratios:
        return base
    return replace(base, aspect_ratios=family.aspect_ratios, resolutions=family.resolutions, sizes=family.sizes)
