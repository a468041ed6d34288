"""All strings in one table: name → (English, Chinese). Sentences say what happened, its cost, what to do next."""

from ui.strings_errors import ERRORS, NOTICES, UNSUPPORTED
from ui.strings_page import CARD, OPTIONS, PAGE
from ui.strings_server import SERVER

STRINGS: dict[str, tuple[str, str]] = {**PAGE, **OPTIONS, **CARD, **ERRORS, **UNSUPPORTED, **NOTICES, **SERVER}
