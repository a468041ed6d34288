"""Strings: every sentence in both languages; every error, refusal and notice has its own."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Final

import pytest

from providers import errors
from providers.catalog import discover
from providers.errors import ProviderError
from providers.types import Gateway
from studio.errors import StudioError
from tests.house.source import tree
from tests.paths import ROOT
from ui.i18n import STRINGS
from ui.i18n.__main__ import table


def files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def kinds(root: type[Exception]) -> Iterator[str]:
    for subclass in root.__subclasses__():
        yield vars(subclass).get("kind", "")
        yield from kinds(subclass)


@pytest.mark.parametrize("kind", sorted(set(filter(None, (*kinds(ProviderError), *kinds(StudioError))))))
def test_every_error_has_its_sentence_and_advice(kind: str) -> None:
    assert STRINGS[f"error.{kind}.message"]
    assert STRINGS[f"error.{kind}.advice"]


def test_every_reason_of_refusal_has_its_sentence() -> None:
    source = "\n".join(file.read_text() for file in files("providers"))
    reasons = set(re.findall(r'reason="(\w+)"', source))
    assert reasons
    assert [reason for reason in reasons if f"unsupported.{reason}" not in STRINGS] == []


def test_every_notice_has_its_sentence() -> None:
    source = "\n".join(file.read_text() for room in ("providers", "studio") for file in files(room))
    notices = set(re.findall(r'Notice\(\s*kind="(\w+)"', source))
    assert notices
    assert [notice for notice in notices if f"notice.{notice}" not in STRINGS] == []


def test_both_languages_say_the_same() -> None:
    assert [key for key, texts in STRINGS.items() if not all(texts)] == []
    assert [key for key, (english, chinese) in STRINGS.items() if fields_of(english) != fields_of(chinese)] == []


def fields_of(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def test_the_readme_lists_the_gateways_as_they_are() -> None:
    readme = (ROOT / "README.md").read_text()
    table = readme.split("<!-- gateways")[1].split("<!-- /gateways")[0].splitlines()[1:]
    rows = [line for line in table if line.startswith("|")][2:]
    assert rows == [row(gateway) for gateway in discover()]


def row(gateway: Gateway) -> str:
    """A gateway as the README lists it."""
    models = ", ".join(f"`{model.id}`" for model in gateway.models) or "those you name"
    listed = {route.name for model in gateway.models for route in model.routes}
    routes = sorted(listed or {route.name for route in gateway.templates})
    key = f"`{gateway.key_env}`" if gateway.key_env else "none"
    return f"| {gateway.name} | {key} | {models} | {', '.join(routes)} |"


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    defined = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert drawn == defined - {"ProviderError", "Mapping", "ClassVar"}


KEY: Final = re.compile(
    r"(?:page|card|option|error|notice|unsupported|server|record|mask|chat)\.[a-z_]\w*(?:\.\w+)*"
)
NOT_KEYS: Final = frozenset({"chat.completions.create", "record.json"})


def test_every_string_that_python_asks_for_exists() -> None:
    """A key that is put together at run time is asked for by its beginning, which ends with a dot."""
    asked = {
        (file.relative_to(ROOT).as_posix(), node.lineno, node.value)
        for file in files("ui")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value)
    }
    assert len(asked) > 100
    assert {use for use in asked if use[2] not in STRINGS and use[2] not in NOT_KEYS} == set()


def test_every_string_that_a_script_asks_for_exists() -> None:
    asked = {
        (file.relative_to(ROOT).as_posix(), key)
        for file in (ROOT / "ui" / "static").rglob("*.js")
        for key in re.findall(r"""['"`]((?:card|page|option)\.[\w.]*\w)['"`]""", file.read_text())
    }
    assert len(asked) > 100
    assert {use for use in asked if use[1] not in STRINGS} == set()


BANNED_ENGLISH: Final = re.compile(
    r"\b(?:bring|brought|become of|as far as is known|the line|put away|anew|whoever|of its own|any more"
    r"|costs nothing|said no|turns|gateways?|pictures?|recipes?|calls?|log(?:ged)? (?:in|out)|shape|very same)\b",
    re.IGNORECASE,
)
BANNED_CHINESE: Final = re.compile(
    "网关|画幅|不花钱|本机|配方|原话|不是 AI 模型|什么都没有|停掉|忘掉|看不懂|选区|网段"
)


def test_people_read_the_words_of_the_page_and_not_those_of_the_code() -> None:
    """docs/glossary.md tells the two vocabularies apart."""
    sentences = {key: [re.sub(r"\{\w+\}", "", text) for text in texts] for key, texts in STRINGS.items()}
    assert {key: english for key, (english, _) in sentences.items() if BANNED_ENGLISH.search(english)} == {}
    assert {key: chinese for key, (_, chinese) in sentences.items() if BANNED_CHINESE.search(chinese)} == {}


def test_the_table_of_strings_has_a_row_for_each() -> None:
    rows = table().splitlines()
    assert rows[0] == "| key | English | 中文 |"
    assert len(rows) == len(STRINGS) + 2
    assert all(row.count(" | ") == 2 for row in rows)
