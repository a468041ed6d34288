"""Blanks of a prompt, and the phrases of styles that are added to it and taken out again."""

import pytest

from tests.node import run_node

BLANKS = """
import { findBlanks, nextBlank } from './library/prompt_text.js';
const names = (text) => findBlanks(text).map((blank) => blank.name);
export const run = (text, position) => [names(text), nextBlank(text, position)?.name ?? ''];
"""
PHRASES = """
import { hasPhrase, togglePhrase } from './library/prompt_text.js';
export const run = (text, phrase) => [hasPhrase(text, phrase), togglePhrase(text, phrase)];
"""


@pytest.mark.parametrize(
    ("text", "position", "names", "following"),
    [
        ("A {{subject}} in {{place}}", 0, ["subject", "place"], "subject"),
        ("A {{subject}} in {{place}}", 5, ["subject", "place"], "place"),
        ("A {{subject}} in Rome", 20, ["subject"], "subject"),
        ("{{ 主体 }}在海边", 0, ["主体"], "主体"),
        ("A boat, {not one}, {{}}", 0, [], ""),
    ],
)
def test_the_next_blank_is_found_and_the_first_comes_again(
    text: str, position: int, names: list[str], following: str
) -> None:
    assert run_node(BLANKS, text, position) == [names, following]


@pytest.mark.parametrize(
    ("text", "phrase", "toggled"),
    [
        ("a boat", "watercolour", "a boat, watercolour"),
        ("a boat. ", "watercolour", "a boat, watercolour"),
        ("", "watercolour", "watercolour"),
        ("一艘船", "水彩画", "一艘船，水彩画"),
    ],
)
def test_a_style_is_added_once_and_taken_out_again(text: str, phrase: str, toggled: str) -> None:
    assert run_node(PHRASES, text, phrase) == [False, toggled]
    has, without = run_node(PHRASES, toggled, phrase)
    assert has
    assert without == text.rstrip(" .")


def test_one_style_of_several_is_taken_out_where_it_stands() -> None:
    text = "a boat, watercolour, at night, ink wash"
    assert run_node(PHRASES, text, "watercolour") == [True, "a boat, at night, ink wash"]
    assert run_node(PHRASES, text, "water") == [False, f"{text}, water"]
