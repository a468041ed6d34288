"""Sizes and aspect ratios as people write them."""

import pytest

from formats.dimensions import nearest_ratio, parse_ratio, parse_size

RATIOS = ("1:1", "4:3", "3:4", "16:9", "9:16", "21:9")


@pytest.mark.parametrize(
    ("text", "pixels"),
    [
        ("1024x768", (1024, 768)),
        (" 1024 × 768 ", (1024, 768)),
        ("1024X768", (1024, 768)),
        ("1024*768", (1024, 768)),
        ("16x9", (16, 9)),
        ("0x768", None),
        ("1024", None),
        ("-1x4", None),
        ("٣x٣", None),
        ("9999999x1", None),
        ("auto", None),
        ("", None),
    ],
)
def test_parse_size(text, pixels):
    assert parse_size(text) == pixels


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("16:9", 16 / 9),
        ("16x9", 16 / 9),
        ("4：3", 4 / 3),
        ("2.35:1", 2.35),
        ("9/16", 9 / 16),
        ("1:0", None),
        ("0:1", None),
        ("wide", None),
        ("1e9:1", None),
    ],
)
def test_parse_ratio(text, ratio):
    assert parse_ratio(text) == ratio


def test_nearest_ratio():
    assert nearest_ratio(1920 / 1080, RATIOS) == "16:9"
    assert nearest_ratio(2.35, RATIOS) == "21:9"
    assert nearest_ratio(1.0, ()) == ""
