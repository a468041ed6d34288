"""Recipes: made from a run, told as JSON.

And read again from whatever a stranger's file may hold.
"""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.families import FAMILIES
from providers.catalog import discover
from providers.types import ImageRequest
from studio.errors import NoRecipe
from studio.recipes.recipe import (
    MAX_LENGTH,
    RECIPE_OPTIONS,
    Recipe,
    RecipeReference,
    RecipeResult,
    RecipeSettings,
    from_json,
    recipe_of,
    to_json,
)
from studio.types import Call, InputImage, Picture, Run

A, B, C, D, E = (letter * 64 for letter in "abcde")
GONE = {"user"}
"""Options of the catalog that stay out: a person's name."""


def input_image(id: str, sha256: str, *, name: str = "") -> InputImage:
    return InputImage(
        id=id, name=name, path=Path("/secret/place"), mime="image/png", width=9, height=9, size=9, sha256=sha256
    )


def result_picture(id: str, sha256: str, *, parent: str = "") -> Picture:
    return Picture(
        id=id, run="r", call="c2", number=1, path=Path("/secret/place"), state="done", width=1536, height=1024,
        mime="image/png", size=5, sha256=sha256, parent=parent, url="https://cdn/?secret=1",
        created=1_764_000_000.5,
    )  # fmt: skip


def run(**fields: Any) -> Run:
    request = ImageRequest(
        prompt="山坡上的狗\n<&>", task="edit", aspect_ratio="3:2", resolution="2K", count=2,
        options={"seed": 7, "quality": "high", "user": "secret person", "api_key": "sk-secret"},
    )  # fmt: skip
    calls = (
        Call(id="c1", run="r", number=1, usage={"input_tokens": 1}),
        Call(id="c2", run="r", number=2, usage={"total_tokens": 9, "bad name": 1, "less": -1, "input_tokens": 4}),
    )
    values: dict[str, Any] = {
        "id": "secret-run", "visitor": "secret-visitor", "gateway": "custom", "model": "gpt-image-1",
        "route": "images", "request": request, "calls": calls, "created": 1_764_000_000.0,
        "brought": (input_image("one", A, name="my cat.png"), input_image("two", B)),
        "painted": input_image("mask", C),
    }  # fmt: skip
    return Run(**{**values, **fields})


WHOLE = Recipe(
    task="edit",
    prompt="山坡上的狗\n<&>",
    gateway="custom",
    model="gpt-image-1",
    route="images",
    asked=RecipeSettings(aspect_ratio="3:2", resolution="2K", count=2, options={"quality": "high", "seed": 7}),
    delivered=RecipeResult(width=1536, height=1024, mime="image/png"),
    references=(RecipeReference(sha256=A, name="my cat.png"), RecipeReference(sha256=B)),
    mask=C,
    when="2025-11-24T16:00:00+00:00",
    tokens={"input_tokens": 4, "total_tokens": 9},
    sha256=D,
)


def test_a_recipe_says_all_that_is_needed_and_nothing_that_is_secret() -> None:
    recipe = recipe_of(run(), result_picture("p", D))
    assert recipe == WHOLE
    text = to_json(recipe)
    assert not any(word in text for word in ("secret", "http", "sk-", "user"))


@pytest.mark.parametrize(
    ("based_on", "parent", "sha256"),
    [("one", "", A), ("", "raw", E), ("one", "raw", A), ("none", "", ""), ("", "", "")],
)
def test_the_parent_is_what_was_changed_or_the_raw_answer_of_a_held_picture(
    based_on: str, parent: str, sha256: str
) -> None:
    picture = result_picture("p", D, parent=parent)
    assert recipe_of(run(based_on=based_on, pictures=(result_picture("raw", E), picture)), picture).parent == sha256


def test_each_option_of_the_catalog_either_goes_in_or_is_known_to_stay_out() -> None:
    routes = [
        route
        for gateway in discover()
        for route in (*gateway.templates, *(route for model in gateway.models for route in model.routes))
    ]
    families = [caps for family in FAMILIES for caps in (family.caps, family.edits)]
    caps = [*families, *(caps for route in routes for caps in (route.caps, route.edits) if caps)]
    named = {option.name for route_caps in caps for option in route_caps.options}
    assert named == RECIPE_OPTIONS - {"route", "stream"} | GONE


def test_json_is_compact_and_its_keys_stand_in_the_order_of_the_fields() -> None:
    text = to_json(WHOLE)
    assert text.startswith('{"version":1,"task":"edit","prompt":"山坡上的狗\\n<&>","gateway":"custom"')
    assert list(json.loads(text)) == list(asdict(WHOLE))
    other = replace(WHOLE, tokens=dict(reversed(WHOLE.tokens.items())))
    assert to_json(other) == text


@given(
    prompt=st.text(st.characters(codec=None), max_size=200), name=st.text(max_size=50), seed=st.integers(0, 2**53)
)
def test_a_recipe_comes_back_as_it_was(prompt: str, name: str, seed: int) -> None:
    request = ImageRequest(prompt=prompt, options={"seed": seed, "style": name})
    recipe = recipe_of(run(request=request, brought=(input_image("one", A, name=name),)), result_picture("p", D))
    text = to_json(recipe)
    assert from_json(text) == recipe
    assert not any(letter < " " or letter in "\ufffe\uffff" for letter in text), "XML could not hold it"


def test_the_recipe_of_a_picture_that_broke_can_be_read_too() -> None:
    recipe = recipe_of(
        run(), replace(result_picture("p", ""), state="broken", mime="", width=0, height=0, created=0.0)
    )
    assert from_json(to_json(recipe)) == recipe


def test_what_a_later_version_adds_is_passed_over() -> None:
    later = json.loads(to_json(WHOLE)) | {"version": 2, "light": {"of": ["day"]}}
    later["asked"]["lens"] = 35
    later["asked"]["options"]["aperture"] = "f/8"
    later["references"][0]["weight"] = 0.5
    assert from_json(json.dumps(later)) == replace(WHOLE, version=2)


def test_other_ways_to_write_the_same_time_are_read() -> None:
    for when in ("2025-11-24T16:00:00Z", "2025-11-25T00:00:00+08:00", "2025-11-24 16:00:00.9+00:00"):
        assert from_json(json.dumps(asdict(replace(WHOLE, when=when)))).when == WHOLE.when


BAD: list[tuple[str, Any]] = [
    *((name, value) for name in asdict(WHOLE) for value in (None, True, [True], 1.5, {"a": [1]})),
    ("version", 0), ("version", 2**60), ("task", "rob"), ("prompt", "x" * 300_000), ("gateway", ""),
    ("gateway", "x" * 300), ("model", ""), ("mask", "abc"), ("sha256", "G" * 64), ("sha256", "a" * 63),
    ("when", "yesterday"), ("when", "2025-11-24T16:00:00"), ("when", "0001-01-01T00:00:00+14:00"),
    ("tokens", {"x": -1}), ("tokens", {"x": True}), ("tokens", {"a b": 1}),
    ("tokens", {str(n): 1 for n in range(65)}),
    ("references", [1]), ("references", [{"sha256": A}]), ("references", [{"sha256": A, "name": ""}] * 65),
    ("references", {"sha256": A}), ("asked", asdict(WHOLE.asked) | {"count": 0}),
    ("asked", asdict(WHOLE.asked) | {"options": {"seed": 1.5}}),
    ("asked", asdict(WHOLE.asked) | {"options": {"seed": "x" * 300}}),
    ("asked", asdict(WHOLE.asked) | {"options": {"x" * 300: 1}}),
    ("delivered", asdict(WHOLE.delivered) | {"width": "9"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda case: str(case)[:40])
def test_a_field_of_another_kind_is_no_recipe(name: str, value: Any) -> None:
    with pytest.raises(NoRecipe):
        from_json(json.dumps(asdict(WHOLE) | {name: value}))


@pytest.mark.parametrize("name", sorted(set(asdict(WHOLE)) - {"markup"}))  # which older recipes do not have
def test_a_recipe_with_a_field_missing_is_none(name: str) -> None:
    with pytest.raises(NoRecipe):
        from_json(json.dumps({key: value for key, value in asdict(WHOLE).items() if key != name}))


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "1", '"recipe"', "[]", "{", "[" * 200_000, '{"a":' * 200_000, "9" * 5000, "NaN", "\0",
        "\ud800", '{"version":1e999}', " " * (MAX_LENGTH + 1), '{"version":' + "9" * 5000 + "}",
    ],
    ids=lambda text: text[:9],
)  # fmt: skip
def test_hostile_json_is_no_recipe(text: str) -> None:
    with pytest.raises(NoRecipe):
        from_json(text)


def test_half_a_surrogate_pair_is_mended_so_that_it_can_be_told() -> None:
    text = json.dumps(asdict(replace(WHOLE, prompt="a\ud800b")))
    assert to_json(from_json(text)).encode()


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=9), inside, max_size=4),
    max_leaves=9,
)


@given(name=st.sampled_from(sorted(asdict(WHOLE))), value=JSONS)
def test_any_value_in_any_place_is_a_recipe_or_none(name: str, value: Any) -> None:
    try:
        read = from_json(json.dumps(asdict(WHOLE) | {name: value}))
    except NoRecipe:
        return
    assert from_json(to_json(read)) == read
