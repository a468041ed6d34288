"""Mentions of images in a prompt follow the images when these change places."""

from typing import Any

from tests.node import run_node

RENUMBER = """
import { renumberMentions, renumbering } from './edit/image_mentions.js';

const numbers = (names) => new Map([...names].map((name, index) => [name, index + 1]));
const run = (text, before, after) => renumberMentions(text, renumbering(numbers(before), numbers(after)));
"""
BEFORE = """
import { mentionBefore } from './edit/image_mentions.js';

const run = (texts) => texts.map((text) => mentionBefore(text));
"""


def renumber(text: str, before: str, after: str) -> Any:
    """The text after the images, a letter each, came into another order."""
    return run_node(RENUMBER, text, before, after)


def test_a_mention_follows_its_image() -> None:
    text = "Put the cat of image 2 on the chair of Image 1, 图3 behind; @2 and 图片 1, but 2 chairs and image 22"
    assert renumber(text, "abc", "bac") == (
        "Put the cat of image 1 on the chair of Image 2, 图3 behind; @1 and 图片 2, but 2 chairs and image 22"
    )


def test_a_number_that_went_to_another_image_is_not_read_as_that_one() -> None:
    assert renumber("image 2 on image 1, image 3 behind", "abc", "ac") == "image ? on image 1, image 2 behind"
    assert renumber("image 2 on image 1", "ab", "a") == "image 2 on image 1", "there is no second image to confuse"


def test_an_image_that_is_replaced_keeps_its_mention() -> None:
    assert renumber("image 2 on image 1", "ab", "ax") == "image 2 on image 1"
    assert renumber("image 1", "ab", "x") == "image 1"


def test_a_mention_begins_with_a_sign_that_is_no_address() -> None:
    assert run_node(BEFORE, ["put @", "put @1", "图@2", "ann@", "a.b@1", "put @1 ", "@@"]) == [
        {"start": 4, "number": ""},
        {"start": 4, "number": "1"},
        {"start": 1, "number": "2"},
        None,
        None,
        None,
        None,
    ]
