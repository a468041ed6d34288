"""Validation before anything is sent.

What a model cannot do is refused, with the nearest thing that it can.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.caps import Caps
from providers.catalog import Catalog, discover
from providers.errors import Unsupported
from providers.request.options import is_streamed, outgoing_options
from providers.request.validation import max_images_per_call, split_into_calls, validate, validate_mask_options
from providers.types import ImageRequest

CATALOG = Catalog(gateways=discover())
NANO = CATALOG.model("dmxapi", "nano-banana-2").routes[0].caps
TUZI = CATALOG.model("tuzi", "gemini-3-pro-image-preview")
GPT = CATALOG.model("turing", "turing/gpt-image-2").routes[0].caps
SEEDREAM = CATALOG.model("turing", "doubao-seedream-4-5-251128").routes[0].caps
FLASH_25 = CATALOG.model("turing", "turing/gemini-2.5-flash-image").routes[0].caps
OPENAI_1 = CATALOG.model("openai", "gpt-image-1").routes[0].caps
OPENAI_2 = CATALOG.model("openai", "gpt-image-2").routes[0].caps
OPENAI_25 = CATALOG.model("openai", "gpt-image-2.5-flare").routes[0].caps
OPENAI_26 = CATALOG.model("openai", "gpt-image-2.6-flare").routes[0].caps
QINIU = CATALOG.model("qiniu", "gemini-3.0-pro-image-preview").routes[0].caps


def request_with(prompt: str = "a fox", **fields: object) -> ImageRequest:
    return ImageRequest(prompt=prompt, **fields)


def rejection(request: ImageRequest, caps: Caps) -> Unsupported:
    with pytest.raises(Unsupported) as error:
        validate(request, caps)
    return error.value


def gif(**options: object) -> dict[str, object]:
    return {"options": {"output_format": "gif", **options}}


@pytest.mark.parametrize("prompt", ["", "   ", "\n\t"])
def test_an_empty_prompt(prompt):
    no = rejection(request_with(prompt), NANO)
    assert (no.field, no.reason) == ("prompt", "prompt_empty")


def test_a_prompt_is_measured_in_characters():
    assert validate(request_with("字" * 32_000), NANO) == ()
    no = rejection(request_with("字" * 32_001), NANO)
    assert (no.reason, no.value, no.params["limit"]) == ("prompt_too_long", "32001", 32_000)


def test_a_prompt_over_the_recommended_length_gives_a_notice_and_is_sent():
    images = TUZI.routes[0].caps
    assert validate(request_with("x" * 1000), images) == ()
    (notice,) = validate(request_with("x" * 1001), images)
    assert (notice.kind, notice.params) == ("prompt_long", {"limit": 1000})


def test_half_a_character_is_refused():
    assert rejection(request_with("a fox \ud83d"), NANO).reason == "prompt_unreadable"


@pytest.mark.parametrize(
    ("caps", "fields", "field", "reason", "nearest"),
    [
        (NANO, {"aspect_ratio": "1920:1080"}, "aspect_ratio", "not_offered", "16:9"),
        (NANO, {"aspect_ratio": "7:5"}, "aspect_ratio", "not_offered", "4:3"),
        (NANO, {"aspect_ratio": "wide"}, "aspect_ratio", "not_offered", "1:1"),
        (NANO, {"resolution": "8K"}, "resolution", "not_offered", "4K"),
        (NANO, {"resolution": "4k"}, "resolution", "not_offered", "4K"),
        (NANO, {"resolution": "0.5K"}, "resolution", "not_offered", "1K"),
        (NANO, {"resolution": "512"}, "resolution", "not_offered", "1K"),
        (NANO, {"resolution": "2048"}, "resolution", "not_offered", "2K"),
        (FLASH_25, {"resolution": "4K"}, "resolution", "not_offered", "1K"),
        (SEEDREAM, {"resolution": "1K"}, "resolution", "not_offered", "2K"),
        (OPENAI_1, {"aspect_ratio": "16:9"}, "aspect_ratio", "not_offered", "3:2"),
        (OPENAI_1, {"size": "1920x1080"}, "size", "not_offered", "1536x1024"),
        (OPENAI_1, {"size": "aut"}, "size", "not_offered", "auto"),
        (TUZI.routes[1].caps, {"aspect_ratio": "16:9"}, "aspect_ratio", "no_such_setting", ""),
        (TUZI.routes[1].caps, {"resolution": "4K"}, "resolution", "no_such_setting", ""),
        (NANO, {"size": "1024x1024"}, "size", "no_such_setting", ""),
        (GPT, {"size": "1000x1000"}, "size", "size_multiple", "1008x1008"),
        (GPT, {"size": "4096x2304"}, "size", "size_longest", "3840x2160"),
        (GPT, {"size": "3200x800"}, "size", "size_ratio", "2784x928"),
        (GPT, {"size": "512x512"}, "size", "size_least", "816x816"),
        (GPT, {"size": "3840x3840"}, "size", "size_most", "2880x2880"),
        (GPT, {"size": "1024 x 768"}, "size", "size_unreadable", "1024x768"),
        (GPT, {"size": "1024X1024"}, "size", "size_unreadable", "1024x1024"),
        (GPT, {"size": "large"}, "size", "size_unreadable", "1024x1024"),
        (GPT, {"size": "1024x1024\r\nX-Evil: 1"}, "size", "size_unreadable", ""),
        (GPT, {"size": "9" * 65}, "size", "size_too_long", ""),
        (GPT, {"size": "1024x1024", "aspect_ratio": "1:1"}, "size", "size_or_shape", ""),
        (GPT, {"size": "1024x1024", "resolution": "2K"}, "size", "size_or_shape", ""),
        (TUZI.routes[0].caps, {"size": "16x9", "aspect_ratio": "16:9"}, "size", "size_or_shape", ""),
        (SEEDREAM, {"size": "5000x5000"}, "size", "size_most", "4096x4096"),
        (GPT, {"count": 0}, "count", "count_range", "1"),
        (GPT, {"count": 11}, "count", "count_range", "10"),
        (SEEDREAM, {"count": 16}, "count", "count_range", "15"),
        (GPT, {"options": {"quality": "hihg"}}, "quality", "not_offered", "high"),
        (GPT, {"options": {"quality": "zzz"}}, "quality", "not_offered", "high"),
        (GPT, {"options": {"output_format": "jpg"}}, "output_format", "not_offered", "jpeg"),
        (GPT, {"options": {"output_format": "webp"}}, "output_format", "not_offered", "png"),
        (GPT, {"options": {"response_format": "url"}}, "response_format", "no_such_setting", ""),
        (GPT, {"options": {"output_compression": 101}}, "output_compression", "number_range", "100"),
        (GPT, {"options": {"output_compression": "-5"}}, "output_compression", "number_range", "0"),
        (GPT, {"options": {"output_compression": "lots"}}, "output_compression", "number_range", "100"),
        (GPT, {"options": {"output_compression": 50}}, "output_compression", "needs", "jpeg"),
        (
            GPT,
            {"options": {"background": "transparent", "output_format": "jpeg"}},
            "background",
            "needs",
            "png",
        ),
        (GPT, {"options": {"user": "x" * 257}}, "user", "words_too_long", ""),
        (GPT, {"options": {"user": "a\nb"}}, "user", "words_unreadable", ""),
        (GPT, {"options": {"stream": "true"}}, "stream", "stream_fixed", "false"),
        (TUZI.routes[1].caps, {"options": {"stream": False}}, "stream", "stream_fixed", "true"),
        (QINIU, {"options": {"stream": "maybe"}}, "stream", "stream_fixed", "false"),
        (OPENAI_1, {"options": {"partial_images": 4}}, "partial_images", "number_range", "3"),
        (OPENAI_1, {"options": {"partial_images": 2, "stream": "false"}}, "partial_images", "needs", "true"),
        (OPENAI_1, {"options": {"seed": 7}}, "seed", "no_such_setting", ""),
        (OPENAI_2, {"options": {"complexity": "low"}}, "complexity", "no_such_setting", ""),
        (OPENAI_2, {"options": {"quality": "max"}}, "quality", "not_offered", "auto"),
        (OPENAI_2, {"options": {"background": "transparent"}}, "background", "withdrawn", "auto"),
        (OPENAI_25, {"options": {"complexity": "low"}}, "complexity", "no_such_setting", ""),
        (OPENAI_25, {"options": {"output_format": "gif"}}, "output_format", "not_offered", "png"),
        (OPENAI_26, {"options": {"complexity": "max"}}, "complexity", "not_offered", "high"),
        (OPENAI_26, {"options": {"frame_count": 6}}, "frame_count", "needs", "gif"),
        (OPENAI_26, gif(frame_count=1), "frame_count", "number_range", "2"),
        (OPENAI_26, gif(frame_count=17), "frame_count", "number_range", "16"),
        (OPENAI_26, gif(frame_duration_ms=10), "frame_duration_ms", "number_range", "20"),
        (OPENAI_26, gif(stream="true"), "stream", "needs", "png"),
        (OPENAI_26, gif(partial_images=2), "partial_images", "needs", "png"),
        (OPENAI_26, gif(output_compression=50), "output_compression", "needs", "jpeg"),
        (
            OPENAI_26,
            {"options": {"output_format": "svg", "output_compression": 50}},
            "output_compression",
            "needs",
            "jpeg",
        ),
        (OPENAI_26, {"size": "1024x1024", **gif(frame_count=6)}, "size", "frames_too_large", "960x960"),
        (OPENAI_26, {"size": "1024x1024", **gif()}, "size", "frames_too_large", "960x960"),
        (OPENAI_26, {"size": "960x960", **gif(frame_count=10)}, "size", "frames_too_large", "816x816"),
        (OPENAI_26, {"size": "816x816", **gif(frame_count=16)}, "size", "frames_too_large", "720x720"),
        (OPENAI_26, {"size": "1920x1088", **gif(frame_count=9)}, "size", "frames_too_large", "1280x720"),
        (OPENAI_26, {"size": "1000x1000", **gif(frame_count=6)}, "size", "size_multiple", "960x960"),
        (OPENAI_26, {"size": "96x96", **gif(frame_count=6)}, "size", "size_least", "288x288"),
        (OPENAI_26, {"size": "big", **gif(frame_count=6)}, "size", "size_unreadable", "960x960"),
        (OPENAI_26, {"aspect_ratio": "1:1", "resolution": "1K", **gif()}, "size", "frames_too_large", "960x960"),
    ],
)
def test_refusals_with_the_nearest_thing(caps, fields, field, reason, nearest):
    no = rejection(request_with(**fields), caps)
    assert (no.field, no.reason, no.nearest) == (field, reason, nearest)
    assert no.may_be_charged is False


@pytest.mark.parametrize(
    ("caps", "fields"),
    [
        (GPT, {"size": "auto"}),
        (GPT, {"size": "3840x2160", "count": 10}),
        (GPT, {"options": {"background": "transparent"}}),
        (GPT, {"options": {"background": "transparent", "output_format": "png"}}),
        (GPT, {"options": {"output_format": "jpeg", "output_compression": "0"}}),
        (GPT, {"options": {"quality": "", "user": None}}),
        (NANO, {"count": 4}),
        (SEEDREAM, {"size": "2K"}),
        (TUZI.routes[0].caps, {"size": "21x9", "resolution": "4K"}),
        (TUZI.routes[0].caps, {"size": "1:1"}),
        (QINIU, {"options": {"stream": True, "route": "chat"}}),
        (OPENAI_1, {"options": {"partial_images": 0}}),
        (OPENAI_25, {"options": {"quality": "xhigh", "background": "transparent"}}),
        (OPENAI_26, {"options": {"quality": "max", "complexity": "medium"}}),
        (OPENAI_26, {"options": {"output_format": "webp", "background": "transparent"}}),
    ],
)
def test_what_a_model_can_do_passes_without_a_notice(caps, fields):
    assert validate(request_with(**fields), caps) == ()


def test_an_svg_is_sent_with_a_word_on_its_tokens():
    (notice,) = validate(request_with(options={"output_format": "svg", "background": "transparent"}), OPENAI_26)
    assert notice.kind == "svg_tokens"


def test_a_small_seedream_size_is_sent_with_a_notice():
    (notice,) = validate(request_with(size="1024x1024"), SEEDREAM)
    assert (notice.kind, notice.params) == ("size_small", {"advised": 3_686_400})
    assert validate(request_with(size="2560x1440"), SEEDREAM) == ()


@pytest.mark.parametrize(
    ("frames", "step"), [(2, "2–8"), (6, "2–8"), (8, "2–8"), (9, "9"), (10, "10–12"), (13, "13–16"), (16, "13–16")]
)
def test_the_step_in_which_frames_are_charged_is_told(frames, step):
    (notice,) = validate(request_with(size="720x720", **gif(frame_count=frames)), OPENAI_26)
    assert (notice.kind, notice.params["frames"], notice.params["step"]) == ("frames_charged", frames, step)
    assert notice.params["steps"] == "2–8, 9, 10–12, 13–16"


@pytest.mark.parametrize(("asked", "sent"), [(20, 20), (154, 150), (155, 160), (655_350, 655_350)])
def test_a_frames_time_is_rounded_and_that_is_told(asked, sent):
    request = request_with(**gif(frame_duration_ms=asked))
    rounded = [notice.params for notice in validate(request, OPENAI_26) if notice.kind == "rounded"]
    assert rounded == (
        [] if asked == sent else [{"option": "frame_duration_ms", "value": str(asked), "sent": sent}]
    )
    assert outgoing_options(request, OPENAI_26)["frame_duration_ms"] == sent


@pytest.mark.parametrize(("kind", "streamed"), [("png", True), ("webp", True), ("gif", False), ("svg", False)])
def test_what_is_never_streamed_is_not_asked_for_in_pieces(kind, streamed):
    request = request_with(options={"output_format": kind})
    assert is_streamed(request, OPENAI_26) is streamed
    assert ("partial_images" in outgoing_options(request, OPENAI_26)) is streamed


def test_a_mask_and_an_animation_exclude_each_other():
    validate_mask_options(request_with(**gif()), OPENAI_26, masked=False)
    validate_mask_options(request_with(options={"output_format": "webp"}), OPENAI_26, masked=True)
    with pytest.raises(Unsupported) as error:
        validate_mask_options(request_with(**gif()), OPENAI_26, masked=True)
    assert (error.value.field, error.value.reason, error.value.nearest) == ("mask", "mask_needs", "png")


@pytest.mark.parametrize(
    ("caps", "count", "options", "calls"),
    [
        (GPT, 4, {}, [4]),
        (NANO, 4, {}, [1, 1, 1, 1]),
        (QINIU, 1, {}, [1]),
        (OPENAI_1, 3, {}, [1, 1, 1]),
        (OPENAI_1, 3, {"stream": "false"}, [3]),
        (SEEDREAM, 15, {}, [15]),
        (OPENAI_26, 2, {"output_format": "gif", "frame_count": 4}, [1, 1]),
        (OPENAI_26, 2, {"output_format": "svg"}, [1, 1]),
        (Caps(max_count=4), 10, {}, [4, 4, 2]),
    ],
)
def test_a_request_is_split_into_exactly_these_calls(caps, count, options, calls):
    request = request_with(count=count, options=options, aspect_ratio="1:1" if caps.aspect_ratios else "")
    made = split_into_calls(request, caps)
    assert [call.count for call in made] == calls
    assert all(call.prompt == "a fox" and call.aspect_ratio == request.aspect_ratio for call in made)


def test_the_limit_of_pictures_of_a_press():
    assert (max_images_per_call(NANO), max_images_per_call(GPT), max_images_per_call(SEEDREAM)) == (10, 10, 15)


def test_streaming_is_the_gateways_advice_until_someone_chooses():
    assert is_streamed(request_with(), TUZI.routes[1].caps) is True
    assert is_streamed(request_with(), QINIU) is False
    assert is_streamed(request_with(options={"stream": "true"}), QINIU) is True
    assert is_streamed(request_with(options={"stream": ""}), QINIU) is False


def test_only_what_was_chosen_or_is_ours_to_send_goes_out():
    assert outgoing_options(request_with(), GPT) == {}
    assert outgoing_options(request_with(), NANO) == {"response_format": "url"}
    assert outgoing_options(request_with(options={"response_format": "b64_json"}), NANO) == {
        "response_format": "b64_json"
    }
    assert outgoing_options(request_with(), OPENAI_1) == {"partial_images": 2}
    assert outgoing_options(request_with(options={"stream": "false"}), OPENAI_1) == {}
    assert outgoing_options(request_with(options={"partial_images": "0"}), OPENAI_1) == {"partial_images": 0}


CAPS = st.sampled_from([route.caps for g in discover() for m in g.models for route in m.routes])


@given(
    caps=CAPS,
    ratio=st.text(max_size=8),
    tier=st.text(max_size=4),
    size=st.text(max_size=80),
    count=st.integers(-5, 50),
    options=st.dictionaries(st.text(max_size=20), st.one_of(st.text(max_size=20), st.integers(), st.booleans())),
)
def test_any_request_either_passes_or_is_refused_with_a_reason(caps, ratio, tier, size, count, options):
    request = request_with(aspect_ratio=ratio, resolution=tier, size=size, count=count, options=options)
    try:
        validate(request, caps)
    except Unsupported as no:
        assert no.field
        assert no.reason
        assert len(no.value) <= 80
    else:
        assert sum(call.count for call in split_into_calls(request, caps)) == count
        assert all(isinstance(value, str | int) for value in outgoing_options(request, caps).values())
