"""Sizes: the gateways' tables word for word.

The nearest valid size, and what a request may expect.
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.dimensions import parse_ratio
from formats.size_rules import SizeRule, broken_rule, nearest_size
from models.caps import Caps
from models.sizes import (
    GEMINI_3_SIZES,
    GEMINI_25_SIZES,
    GENERIC_SIZES,
    GPT_IMAGE_1_SIZES,
    GPT_IMAGE_2_SIZES,
    RATIOS,
    SEEDREAM_45_SIZES,
)
from providers.request.sizing import expected_size, promised_size
from providers.types import ImageRequest

SEED_002 = """
│ 1:1 │ 1024x1024 │ 1210 │ 2048x2048 │ 4096x4096 ││
│ 2:3 │ 848x1264 │ 1210 │ 1696x2528 │ 3392x5056 ││
│ 3:2 │ 1264x848 │ 1210 │ 2528x1696 │ 5056x3392 ││
│ 3:4 │ 896x1200 │ 1210 │ 1792x2400 │ 3584x4800 ││
│ 4:3 │ 1200x896 │ 1210 │ 2400x1792 │ 4800x3584 ││
│ 4:5 │ 928x1152 │ 1210 │ 1856x2304 │ 3712x4608 ││
│ 5:4 │ 1152x928 │ 1210 │ 2304x1856 │ 4608x3712 ││
│ 9:16 │ 768x1376 │ 1210 │ 1536x2752 │ 3072x5504 ││
│ 16:9 │ 1376x768 │ 1210 │ 2752x1536 │ 5504x3072 ││
│ 21:9 │ 1584x672 │ 1210 │ 3168x1344 │ 6336x2688 ││
"""
SEED_003_GEMINI_3 = """
| 1:1 | 1024x1024 | 1210 | 2048x2048 | 1210 | 4096x4096 | 2000 |
| 2:3 | 848x1264 | 1210 | 1696x2528 | 1210 | 3392x5056 | 2000 |
| 3:2 | 1264x848 | 1210 | 2528x1696 | 1210 | 5056x3392 | 2000 |
| 3:4 | 896x1200 | 1210 | 1792x2400 | 1210 | 3584x4800 | 2000 |
| 4:3 | 1200x896 | 1210 | 2400x1792 | 1210 | 4800x3584 | 2000 |
| 4:5 | 928x1152 | 1210 | 1856x2304 | 1210 | 3712x4608 | 2000 |
| 5:4 | 1152x928 | 1210 | 2304x1856 | 1210 | 4608x3712 | 2000 |
| 9:16 | 768x1376 | 1210 | 1536x2752 | 1210 | 3072x5504 | 2000 |
| 16:9 | 1376x768 | 1210 | 2752x1536 | 1210 | 5504x3072 | 2000 |
| 21:9 | 1584x672 | 1210 | 3168x1344 | 1210 | 6336x2688 | 2000 |
"""
SEED_003_GEMINI_25 = """
| 1:1 | 1024x1024 | 1290 |
| 2:3 | 832x1248 | 1290 |
| 3:2 | 1248x832 | 1290 |
| 3:4 | 864x1184 | 1290 |
| 4:3 | 1184x864 | 1290 |
| 4:5 | 896x1152 | 1290 |
| 5:4 | 1152x896 | 1290 |
| 9:16 | 768x1344 | 1290 |
| 16:9 | 1344x768 | 1290 |
| 21:9 | 1536x672 | 1290 |
"""
GPT = SizeRule(multiple=16, max_side=3840, ratio=3.0, min_pixels=655_360, max_pixels=8_294_400)
SEEDREAM = SizeRule(ratio=16.0, max_pixels=16_777_216, recommended=3_686_400)
THREE_TIERS = Caps(aspect_ratios=RATIOS, resolutions=("1K", "2K", "4K"), sizes=GEMINI_3_SIZES)


def _rows(table: str) -> dict[tuple[str, str], tuple[int, int]]:
    """The document's own rows: the ratio, then every WxH cell under 1K, 2K, 4K."""
    sizes = {}
    for row in table.strip().splitlines():
        ratio, *cells = (cell.strip() for cell in row.replace("│", "|").strip("|").split("|"))
        for tier, size in zip(("1K", "2K", "4K"), (cell for cell in cells if "x" in cell), strict=False):
            width, height = size.split("x")
            sizes[ratio, tier] = (int(width), int(height))
    return sizes


@pytest.mark.parametrize(
    ("table", "ours", "count"),
    [
        (SEED_002, GEMINI_3_SIZES, 30),
        (SEED_003_GEMINI_3, GEMINI_3_SIZES, 30),
        (SEED_003_GEMINI_25, GEMINI_25_SIZES, 10),
    ],
)
def test_size_tables_are_those_of_the_documents(table, ours, count):
    assert len(ours) == count
    assert dict(ours) == _rows(table)


@pytest.mark.parametrize(
    ("sizes", "rule"),
    [(GPT_IMAGE_2_SIZES, GPT), (GPT_IMAGE_1_SIZES, GPT), (GENERIC_SIZES, GPT), (SEEDREAM_45_SIZES, SEEDREAM)],
)
def test_computed_tables_hold_only_valid_sizes_of_the_named_shape(sizes, rule):
    for (ratio, _), (width, height) in sizes.items():
        assert broken_rule(width, height, rule) == ""
        assert width * height >= rule.recommended
        assert math.isclose(width / height, parse_ratio(ratio) or 0, rel_tol=0.03), ratio


def test_tables_are_symmetrical():
    for sizes in (GEMINI_3_SIZES, GEMINI_25_SIZES, GPT_IMAGE_2_SIZES, GPT_IMAGE_1_SIZES, SEEDREAM_45_SIZES):
        for (ratio, tier), (width, height) in sizes.items():
            across, down = ratio.split(":")
            turned = sizes.get((f"{down}:{across}", tier))
            assert turned in (None, (height, width))


@pytest.mark.parametrize(
    ("asked", "rule_name", "offered"),
    [
        ((2000, 2000), "", (2000, 2000)),
        ((1000, 1000), "size_multiple", (1008, 1008)),
        ((300, 1834), "size_multiple", (480, 1424)),
        ((4096, 2304), "size_longest", (3840, 2160)),
        ((3200, 800), "size_ratio", (2784, 928)),
        ((512, 512), "size_least", (816, 816)),
        ((3840, 3840), "size_most", (2880, 2880)),
        ((7680, 4320), "size_longest", (3840, 2160)),
    ],
)
def test_five_rules_of_gpt_image_2(asked, rule_name, offered):
    assert broken_rule(*asked, GPT) == rule_name
    size = nearest_size(*asked, GPT)
    assert broken_rule(*size, GPT) == ""
    assert size == offered


@pytest.mark.parametrize("edge", [(3840, 2160), (2160, 3840), (1024, 640), (640, 1024), (3840, 1280), (1024, 1024)])
def test_edges_of_the_rules_are_inside(edge):
    assert broken_rule(*edge, GPT) == ""
    assert nearest_size(*edge, GPT) == edge


RULES = st.sampled_from(
    [GPT, SEEDREAM, SizeRule(), SizeRule(multiple=64, max_side=2048), SizeRule(min_pixels=10_000)]
)


@given(width=st.integers(1, 999_999), height=st.integers(1, 999_999), rule=RULES)
def test_nearest_is_always_valid_and_leaves_valid_sizes_alone(width, height, rule):
    size = nearest_size(width, height, rule)
    assert broken_rule(*size, rule) == ""
    assert nearest_size(*size, rule) == size
    if broken_rule(width, height, rule) == "":
        assert size == (width, height)


@given(width=st.integers(1, 60_000), height=st.integers(1, 60_000))
def test_nearest_keeps_the_shape_that_the_rule_allows(width, height):
    shape = min(max(width / height, 1 / 3), 3.0)
    size = nearest_size(width, height, GPT)
    assert math.isclose(size[0] / size[1], shape, rel_tol=0.05)


def test_nearest_says_when_no_size_can_be_valid():
    with pytest.raises(ValueError, match="no size"):
        nearest_size(10, 10, SizeRule(multiple=64, max_side=32))


@pytest.mark.parametrize(
    ("asked", "pixels"),
    [
        ({"aspect_ratio": "16:9", "resolution": "4K"}, (5504, 3072)),
        ({"aspect_ratio": "16:9"}, (1376, 768)),
        ({"resolution": "4K"}, None),
        ({}, None),
        ({"size": "2048x1152"}, (2048, 1152)),
        ({"size": "16x9", "resolution": "2K"}, (2752, 1536)),
        ({"size": "auto"}, None),
        ({"aspect_ratio": "7:5"}, None),
    ],
)
def test_expected_pixels(asked, pixels):
    assert expected_size(ImageRequest(prompt="a fox", **asked), THREE_TIERS) == pixels


def test_a_resolution_alone_promises_every_size_of_its_column():
    sizes = promised_size(ImageRequest(prompt="a fox", resolution="4K"), THREE_TIERS)
    assert len(sizes) == 10
    assert (4096, 4096) in sizes
    assert (1024, 1024) not in sizes
