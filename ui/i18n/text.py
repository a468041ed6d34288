"""Every visible string of Easel, in English and Chinese, and the choice between the two."""

from typing import Literal

from ui.i18n.table import STRINGS

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


class _Blank(dict[str, str | int]):
    """A parameter that a sentence names and nobody gave reads as an empty place, never as a crash."""

    def __missing__(self, key: str) -> str:
        return ""


def language(accept_language: str) -> Language:
    """The language of an Accept-Language header: the first of its wishes that Easel speaks (RFC 9110 §12.5.4)."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        wishes.append((-quality, place, tag.strip().lower()))
    for _quality, _place, tag in sorted(wishes):
        match tag.split("-")[0]:
            case "zh":
                return "zh"
            case "en":
                return "en"
    return "en"


def say(key: str, lang: Language, /, **params: str | int) -> str:
    """The sentence `key` in `lang`, its places filled from `params`. Raises KeyError for an unknown key."""
    return STRINGS[key][LANGUAGES.index(lang)].format_map(_Blank(params)).strip()


def known(key: str) -> bool:
    """Whether there is a sentence of that name."""
    return key in STRINGS


def dictionary(prefixes: tuple[str, ...], lang: Language) -> dict[str, str]:
    """All sentences that begin so, unfilled: what the page's own script speaks with."""
    place = LANGUAGES.index(lang)
    return {key: words[place] for key, words in STRINGS.items() if key.startswith(prefixes)}
