"""Families of models by their ids, and the capabilities of their members."""

import pytest

from models.caps import Choice
from models.families import FAMILIES, match_family


@pytest.mark.parametrize(
    ("model_id", "family"),
    [
        ("gpt-image-1", "gpt-image-1"),
        ("gpt-image-1.5", "gpt-image-1"),
        ("gpt-image-1-mini", "gpt-image-1"),
        ("chatgpt-image-latest", "gpt-image-1"),
        ("gpt-image-2", "gpt-image-2"),
        ("turing/gpt-image-2", "gpt-image-2"),
        ("gpt-image-2-2026-04-21", "gpt-image-2"),
        ("gpt-image-2.5-flare", "gpt-image-2.5"),
        ("openai/gpt-image-2.5-sunburst-2026-09-08", "gpt-image-2.5"),
        ("GPT-Image-2.6-Flare", "gpt-image-2.6"),
        ("gpt-image-2.6-sunburst-2026-11-04", "gpt-image-2.6"),
        ("gpt-image-2.7-x", "gpt-image-2.6"),
        ("gpt-image-2.10", "gpt-image-2.6"),
        ("nano-banana", "gemini-2.5-image"),
        ("gemini-2.5-flash-image", "gemini-2.5-image"),
        ("nano-banana-2", "gemini-3-image"),
        ("gemini-3-pro-image", "gemini-3-image"),
        ("gemini-3.0-pro-image-preview", "gemini-3-image"),
        ("gemini-3-pro-image-preview-hd", "gemini-3-image"),
        ("google/gemini-3.1-flash-image", "gemini-3-image"),
        ("gemini-3.1-flash-lite-image", "gemini-3-lite-image"),
        ("nano-banana-2.1", "nano-banana-2.1"),
        ("gemini-nano-banana-2.1", "nano-banana-2.1"),
        ("doubao-seedream-4-5-251128", "seedream-4"),
        ("seedream-5-0-pro-260628", "seedream-5-pro"),
        ("doubao-seedream-5.0-pro", "seedream-5-pro"),
        ("doubao-seedream-5.0-lite", "seedream-5-lite"),
        ("seedream-5-0-260128", "seedream-5-lite"),
        ("grok-imagine-image-2.0", "grok-imagine-image"),
        ("Qwen-Image-2.0", "qwen-image-2"),
    ],
)
def test_an_id_is_of_its_family(model_id: str, family: str) -> None:
    match = match_family(model_id)
    assert match and (match.family.name, match.is_guess) == (family, False)


@pytest.mark.parametrize(
    ("model_id", "nearest"),
    [
        ("gpt-image-3-nova", "gpt-image-2.6"),
        ("gpt-image-10", "gpt-image-2.6"),
        ("nano-banana-3", "nano-banana-2.1"),
        ("gemini-4-flash-image", "nano-banana-2.1"),
        ("seedream-6", "seedream-5-lite"),
        ("grok-imagine-image-3.0", "grok-imagine-image"),
        ("qwen-image-3.0", "qwen-image-2"),
    ],
)
def test_a_new_id_is_guessed_to_be_of_the_nearest(model_id: str, nearest: str) -> None:
    match = match_family(model_id)
    assert match and (match.family.name, match.is_guess) == (nearest, True)


@pytest.mark.parametrize("model_id", ["flux", "", "gpt-5.6", "my-gpt-image", "imagen-4", "gemini-3-pro"])
def test_of_others_nothing_is_known(model_id: str) -> None:
    assert match_family(model_id) is None


def test_every_family_is_known_by_its_name_and_filled_in() -> None:
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)
    for family in FAMILIES:
        match = match_family(family.name)
        assert match and match.family is family and not match.is_guess
        assert family.edits.inputs and family.caps.inputs is None
        for caps in (family.caps, family.edits):
            assert all(ratio in caps.aspect_ratios and tier in caps.resolutions for ratio, tier in caps.sizes)
            if caps.sizes:
                assert {ratio for ratio, _ in caps.sizes} == set(caps.aspect_ratios)


def test_each_generation_of_gpt_image_can_what_the_one_before_it_could() -> None:
    families = {family.name: family for family in FAMILIES}
    older, newer = families["gpt-image-2.5"], families["gpt-image-2.6"]
    for before, after in ((older.caps, newer.caps), (older.edits, newer.edits)):
        for option in before.options:
            same = after.option(option.name)
            assert same == option or (isinstance(same, Choice) and isinstance(option, Choice))
            if isinstance(same, Choice) and isinstance(option, Choice):
                assert set(option.values) <= set(same.values)
    assert newer.edits.inputs and newer.edits.inputs.markup and older.edits.inputs and not older.edits.inputs.markup
