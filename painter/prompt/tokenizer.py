"""Tokenizer of prompts: the longest known phrase at each place, in English and in Chinese.

A vocabulary is a table of rows: kind → name → phrases of both languages in one string, where an underscore stands
for a space and the plural s is understood.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

Table = Mapping[str, Mapping[str, str]]
Lexicon = Mapping[str, "Term"]
Language = Literal["en", "zh"]
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
LONGEST: Final = 6
PLURALS: Final = {
    "kitties": "kitty", "puppies": "puppy", "bunnies": "bunny", "ponies": "pony", "butterflies": "butterfly",
    "foxes": "fox", "cities": "city", "women": "woman", "men": "man", "children": "child", "ladies": "lady",
}  # fmt: skip
ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth")
FIGURES: Final = "一二三四五六七八九十"
_SIGN = rf"(?:\d{{1,2}}|[{FIGURES}](?![下个张些点样]))"
_NTH = rf"(?:图(?:片|像)?\s*(?={_SIGN})|第\s*(?=[\d{FIGURES}]+\s*(?:张|幅|图)))"
_TOKEN: Final = re.compile(
    r"(?P<picture>(?:image|picture|photo|img|pic)\s*(?:no\.?\s*|#\s*)?(?P<number>\d{1,2})\b"
    rf"|(?:the\s+)?(?P<ordinal>{'|'.join(ORDINALS)})\s+(?:image|picture|photo|one)\b"
    rf"|{_NTH}(?P<sign>\d{{1,2}}|[{FIGURES}])\s*(?:张|幅)?(?:图片|图像|照片|图(?!\s*\d))?)"
    r"|(?P<angle>(?P<degrees>\d{1,4})\s*(?:°|degrees?\b|deg\b|度))"
    rf"|(?P<chinese>(?:(?!{_NTH})[\u3400-\u9fff])+)"
    r"|(?P<latin>[^\W_\u3400-\u9fff]+(?:[-'’][^\W_\u3400-\u9fff]+)*)"
    r"|(?P<join>[&+])|(?P<stop>[.,;:!?\n，。；：！？、])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A known phrase: its kind and name in the table, its `word` and position in the prompt."""

    kind: str
    name: str
    word: str = ""
    start: int = 0
    end: int = 0
    is_plural: bool = False


def language_of(prompt: str) -> Language:
    """Language of a prompt: Chinese as soon as one Chinese character stands in it."""
    return "zh" if CHINESE.search(prompt) else "en"


def lexicon(tables: Iterable[Table]) -> Lexicon:
    """Every phrase of the tables; the first row that names one keeps it."""
    known: dict[str, Term] = {}
    for table in tables:
        for kind, rows in table.items():
            for name, phrases in rows.items():
                for phrase in phrases.replace("_", "\x00").split():
                    known.setdefault(phrase.replace("\x00", " "), Term(kind=kind, name=name))
    return known


def tokenize(prompt: str, known: Lexicon) -> Iterator[Term]:
    """All terms of the prompt in order; neighbouring unknown signs are one.

    Beside those of the lexicon there are the kinds picture, angle, number, join, stop and unknown.
    """
    matches = list(_TOKEN.finditer(prompt))
    index = 0
    while index < len(matches):
        match = matches[index]
        length = 1
        if match["latin"]:
            term, length = _english(prompt, matches[index : index + LONGEST], known)
            yield term
        elif match["chinese"]:
            yield from _chinese(match[0], match.start(), known)
        else:
            yield _other(match)
        index += length


def _other(match: re.Match[str]) -> Term:
    kind, name = match.lastgroup or "stop", match["degrees"] or match[0]
    if match["picture"]:
        word = (match["number"] or match["sign"] or match["ordinal"]).lower()
        order = ORDINALS if word in ORDINALS else FIGURES
        name = str(int(word)) if word.isdigit() else str(order.index(word) + 1)
    return Term(kind=kind, name=name, word=match[0], start=match.start(), end=match.end())


def _english(prompt: str, matches: list[re.Match[str]], known: Lexicon) -> tuple[Term, int]:
    for length in range(len(matches), 0, -1):
        run = matches[:length]
        if not all(match["latin"] or match["join"] for match in run):
            continue
        start, end = run[0].start(), run[-1].end()
        phrase = " ".join(match[0] for match in run).lower().replace("’", "'")
        for spelled in (phrase, _singular(phrase)):
            if spelled in known:
                term = replace(known[spelled], word=prompt[start:end], start=start, end=end)
                return replace(term, is_plural=spelled != phrase), length
    word = matches[0][0]
    kind = "number" if word.isdecimal() else "unknown"
    return Term(kind=kind, name=word, word=word, start=matches[0].start(), end=matches[0].end()), 1


def _singular(phrase: str) -> str:
    head, _, last = phrase.rpartition(" ")
    one = PLURALS.get(last, last[:-1] if last.endswith("s") and len(last) > 3 else "")
    return f"{head} {one}".strip() if one else ""


def _chinese(run: str, offset: int, known: Lexicon) -> Iterator[Term]:
    index = unknown = 0
    while index <= len(run):
        long = next((size for size in range(LONGEST, 0, -1) if run[index : index + size] in known), 0)
        if unknown < index and (long or index == len(run)):
            word = run[unknown:index]
            yield Term(kind="unknown", name=word, word=word, start=offset + unknown, end=offset + index)
        if long:
            word = run[index : index + long]
            yield replace(known[word], word=word, start=offset + index, end=offset + index + len(word))
            unknown = index + len(word)
        index += max(long, 1)
