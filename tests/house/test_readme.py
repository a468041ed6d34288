"""The README in its two languages, and the pictures that it shows."""

import re
from itertools import chain
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from tests.paths import ROOT

ENGLISH: Final = ROOT / "README.md"
CHINESE: Final = ROOT / "README.zh-CN.md"
PICTURES: Final = ROOT / "docs" / "images"
SHOWN: Final = re.compile(r"!\[[^\]]+\]\((docs/images/[\w.-]+)\)")
BLOCK: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NAME: Final = re.compile(r"`[^`]+`|\]\((?!README)[^)]+\)")
"""Code in a line, or the target of a link; not that of the other language."""
STILL_BYTES, ANIMATION_BYTES = 120_000, 1_500_000


def body(file: Path) -> str:
    """The text without the header that a Hugging Face Space reads."""
    return re.sub(r"\A---\n.*?\n---\n", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)


def blocks(text: str) -> list[str]:
    """The blocks of code, with their languages."""
    return BLOCK.findall(text)


def headings(text: str) -> list[int]:
    """The levels of the headings, in their order."""
    return [len(marks) for marks in re.findall(r"^(#+) ", BLOCK.sub("", text), re.MULTILINE)]


def names(text: str) -> list[str]:
    """Names that both languages write in the same letters, sorted."""
    prose = " ".join(BLOCK.sub("", text).split())
    return sorted(NAME.findall(prose.replace(".zh-CN", "")))


def tables(text: str) -> list[list[list[str]]]:
    """The tables, as rows of cells."""
    matches = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    return [[line.strip("|").split("|") for line in table.splitlines()] for table in matches]


def test_both_languages_have_the_same_headings() -> None:
    assert headings(body(ENGLISH)) == headings(body(CHINESE))


def test_both_languages_give_the_same_commands() -> None:
    assert blocks(body(ENGLISH)) == blocks(body(CHINESE))


def test_both_languages_have_the_same_tables() -> None:
    """As many rows and cells, the same cells empty, and the same names, settings and links in each."""
    english, chinese = tables(body(ENGLISH)), tables(body(CHINESE))
    assert [[len(row) for row in table] for table in english] == [[len(row) for row in table] for table in chinese]
    for row, other in zip(chain(*english), chain(*chinese), strict=True):
        assert [bool(cell.strip()) for cell in row] == [bool(cell.strip()) for cell in other]
        assert names(" ".join(row)) == names(" ".join(other))


def test_both_languages_name_the_same_code_and_link_to_the_same_places() -> None:
    assert names(body(ENGLISH)) == names(body(CHINESE))


def test_the_languages_link_to_each_other_at_the_top() -> None:
    assert "](README.zh-CN.md)" in body(ENGLISH)[:100]
    assert "](README.md)" in body(CHINESE)[:100]


def test_the_header_of_the_space_is_kept() -> None:
    assert ENGLISH.read_text(encoding="utf-8").startswith("---\ntitle: Easel\n")


def test_every_picture_is_shown() -> None:
    shown = {path for file in (ENGLISH, CHINESE) for path in SHOWN.findall(body(file))}
    assert shown == {file.relative_to(ROOT).as_posix() for file in PICTURES.iterdir()}


@pytest.mark.parametrize("file", sorted(PICTURES.iterdir()), ids=lambda file: file.name)
def test_a_picture_is_small_enough_for_a_page(file: Path) -> None:
    with Image.open(file) as picture:
        moves = getattr(picture, "n_frames", 1) > 1
        assert not moves or picture.width <= 900
    assert file.stat().st_size <= (ANIMATION_BYTES if moves else STILL_BYTES)
