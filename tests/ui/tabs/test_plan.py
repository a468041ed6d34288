"""The line beside the button: what an animation is billed as, and what stands in its way."""

from dataclasses import replace

import pytest

from providers.catalog import load_catalog
from ui.i18n import Language
from ui.tabs.form import FormFields, OptionValues, option_specs
from ui.tabs.input_preview import InputPreview
from ui.tabs.plan import Experience, PlanMessage, plan_message

CATALOG = load_catalog({})[0]
OPENAI = CATALOG.gateway("openai")
GIF = FormFields(prompt="a fox", options={"output_format": "gif", "frame_count": 6, "size": "960x960"})


def plan(
    fields: FormFields, *, model: str = "gpt-image-2.6-flare", lang: Language = "en", masked: bool = False
) -> PlanMessage:
    preview = InputPreview(masked=masked)
    known = CATALOG.model("openai", model)
    return plan_message(OPENAI, known, fields, preview, experience=Experience(), lang=lang)


def line(
    fields: FormFields, *, model: str = "gpt-image-2.6-flare", lang: Language = "en", masked: bool = False
) -> str:
    return plan(fields, model=model, lang=lang, masked=masked).text


@pytest.mark.parametrize(("frames", "step"), [(6, "2–8"), (9, "9"), (12, "10–12"), (16, "13–16")])
def test_the_step_in_which_frames_are_billed_stands_before_the_press(frames: int, step: str) -> None:
    fields = replace(GIF, options={**GIF.options, "frame_count": frames, "size": "720x720"})
    assert f"{frames} frames, billed as {step}" in line(fields)
    assert step in line(fields, lang="zh")


def test_frames_that_do_not_fit_are_told_with_the_nearest_size() -> None:
    sentence = line(replace(GIF, options={**GIF.options, "size": "1024x1024"}))
    assert "6 frames of 1024x1024" in sentence and "960x960" in sentence


def test_the_nearest_size_is_offered_as_a_press_where_it_is_the_size_that_hinders() -> None:
    frames = {"output_format": "gif", "frame_count": 6}
    assert plan(FormFields(prompt="a fox", ratio="1:1", resolution="1K", options=frames)).size == "960x960"
    assert plan(FormFields(prompt="a fox", options={"size": "1000x1000"})).size == "1008x1008"
    assert plan(FormFields(prompt="a fox", options={"size": "1024x1024"})).size == ""
    assert plan(replace(GIF, task="edit"), masked=True).size == "", "it is the mask that hinders"


def test_a_frames_time_is_told_as_it_is_sent() -> None:
    assert "frame_duration_ms is sent as 160" in line(
        replace(GIF, options={**GIF.options, "frame_duration_ms": 155})
    )


def test_that_an_svg_takes_text_tokens_stands_before_the_press() -> None:
    assert "text tokens billed as well" in line(FormFields(prompt="a fox", options={"output_format": "svg"}))


def test_a_size_stays_on_one_line() -> None:
    sentence = line(FormFields(prompt="a fox", options={"size": "1024x1536"}))
    assert "1024 × 1536 px".replace(" ", "\N{NO-BREAK SPACE}") in sentence


def test_a_mask_stops_an_animation_before_the_press() -> None:
    assert "mask" in line(replace(GIF, task="edit"), masked=True)


def test_a_background_that_was_turned_off_is_told_with_who_has_it() -> None:
    fields = FormFields(prompt="a fox", options={"background": "transparent"})
    assert "GPT Image 2.5" in line(fields, model="gpt-image-2")


@pytest.mark.parametrize(
    ("options", "stream", "unused"),
    [
        ({}, "true", {"output_compression", "frame_count", "frame_duration_ms"}),
        ({"output_format": "gif"}, "false", {"output_compression", "partial_images"}),
        ({"output_format": "gif", "stream": "true"}, "false", {"output_compression", "partial_images"}),
        (
            {"output_format": "svg"},
            "false",
            {"output_compression", "partial_images", "frame_count", "frame_duration_ms"},
        ),
        ({"stream": "false"}, "true", {"output_compression", "partial_images", "frame_count", "frame_duration_ms"}),
        ({"output_format": "jpeg"}, "true", {"frame_count", "frame_duration_ms"}),
    ],
)
def test_the_form_says_of_each_option_what_will_be_sent(
    options: OptionValues, stream: str, unused: set[str]
) -> None:
    model = CATALOG.model("openai", "gpt-image-2.6-flare")
    specs = {str(item["name"]): item for item in option_specs(model, options, task="generate", with_inputs=False)}
    assert specs["stream"]["default"] == stream
    assert {name for name, item in specs.items() if item.get("unused")} == unused


def test_the_form_has_the_options_of_the_model() -> None:
    specs = {
        str(item["name"]): item
        for item in option_specs(
            CATALOG.model("openai", "gpt-image-2.6-flare"), {}, task="generate", with_inputs=False
        )
    }
    assert specs["quality"]["values"] == ["auto", "low", "medium", "high", "xhigh", "max"]
    assert specs["complexity"]["values"] == ["low", "medium", "high"]
    assert (specs["frame_count"]["minimum"], specs["frame_count"]["maximum"], specs["frame_count"]["default"]) == (
        2,
        16,
        9,
    )
    assert (specs["frame_duration_ms"]["minimum"], specs["frame_duration_ms"]["step"]) == (20, 10)
    old = option_specs(CATALOG.model("openai", "gpt-image-2"), {}, task="generate", with_inputs=False)
    assert not {"complexity", "frame_count"} & {str(item["name"]) for item in old}
