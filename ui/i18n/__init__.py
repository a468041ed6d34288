"""Every text that people read, in English and Chinese: `t(key, language)` and the table.

One file per subject. A sentence says what happened, what it cost, and what to do next.
"""

from collections.abc import Iterable
from typing import Literal

from ui.i18n.account import ACCOUNT
from ui.i18n.actions import ACTIONS
from ui.i18n.admin import ADMIN
from ui.i18n.app import APP
from ui.i18n.canvas import CANVAS
from ui.i18n.chat import CHAT
from ui.i18n.check_results import CONNECTION_CHECK
from ui.i18n.connection import CONNECTION
from ui.i18n.disk_space import DISK_SPACE
from ui.i18n.edit import EDIT, INPUT_ERRORS, INPUT_PREVIEW, REFERENCES
from ui.i18n.errors import ERRORS
from ui.i18n.gallery import GALLERY, RECORD
from ui.i18n.markup import CUTOUT, MARKUP
from ui.i18n.mask import MASK
from ui.i18n.model_behaviour import BEHAVIOUR
from ui.i18n.models import MODELS
from ui.i18n.notices import NOTICES, UNSUPPORTED
from ui.i18n.page import CARD, OPTIONS, PAGE
from ui.i18n.prompt_library import LIBRARY
from ui.i18n.providers_page import PROVIDERS
from ui.i18n.refusals import REFUSALS
from ui.i18n.server import SERVER

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

STRINGS: dict[str, tuple[str, str]] = {
    **APP,
    **PAGE,
    **MODELS,
    **PROVIDERS,
    **OPTIONS,
    **CARD,
    **ACTIONS,
    **CHAT,
    **GALLERY,
    **EDIT,
    **INPUT_ERRORS,
    **INPUT_PREVIEW,
    **MASK,
    **MARKUP,
    **CUTOUT,
    **CANVAS,
    **LIBRARY,
    **REFERENCES,
    **RECORD,
    **ERRORS,
    **DISK_SPACE,
    **UNSUPPORTED,
    **NOTICES,
    **SERVER,
    **REFUSALS,
    **CONNECTION,
    **CONNECTION_CHECK,
    **BEHAVIOUR,
    **ACCOUNT,
    **ADMIN,
}
"""Key → (English, Chinese)."""


class _Blank(dict[str, str | int]):
    """Parameters of a sentence; one that nobody gave reads as an empty text, never as a crash."""

    def __missing__(self, key: str) -> str:
        return ""


def language(accept_language: str) -> Language:
    """Language of an Accept-Language header (RFC 9110 §12.5.4), English by default."""
    wishes: list[tuple[float, int, str]] = []
    for index, part in enumerate(accept_language.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        wishes.append((-quality, index, tag.strip().lower()))
    for _quality, _index, tag in sorted(wishes):
        match tag.split("-")[0]:
            case "zh":
                return "zh"
            case "en":
                return "en"
    return "en"


def chosen_language(values: Iterable[str]) -> Language | None:
    """The first of these that is a language, None where none is."""
    return next((lang for value in values for lang in LANGUAGES if value == lang), None)


def t(key: str, lang: Language, /, **params: str | int) -> str:
    """The sentence of a key, its parameters filled in. Raises KeyError for an unknown key."""
    return STRINGS[key][LANGUAGES.index(lang)].format_map(_Blank(params)).strip()


def has_string(key: str) -> bool:
    """Whether there is a sentence of that key."""
    return key in STRINGS


def strings_for(prefixes: tuple[str, ...], lang: Language) -> dict[str, str]:
    """The sentences whose keys begin with a prefix, not filled in, for the page's scripts."""
    column = LANGUAGES.index(lang)
    return {key: sentences[column] for key, sentences in STRINGS.items() if key.startswith(prefixes)}
