"""All strings in one table: name → (English, Chinese). Sentences say what happened, its cost, what to do next."""

from ui.i18n.chat import CHAT
from ui.i18n.edit import EDIT, PICTURES, SHEETS
from ui.i18n.errors import ERRORS
from ui.i18n.gallery import LIBRARY
from ui.i18n.mask import MASK
from ui.i18n.notices import NOTICES, UNSUPPORTED
from ui.i18n.page import CARD, OPTIONS, PAGE
from ui.i18n.record import RECORD
from ui.i18n.references import TILES
from ui.i18n.server import SERVER

STRINGS: dict[str, tuple[str, str]] = {
    **PAGE,
    **OPTIONS,
    **CARD,
    **CHAT,
    **LIBRARY,
    **EDIT,
    **PICTURES,
    **SHEETS,
    **MASK,
    **TILES,
    **RECORD,
    **ERRORS,
    **UNSUPPORTED,
    **NOTICES,
    **SERVER,
}
