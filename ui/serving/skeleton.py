"""Skeleton of the page: what is painted until Gradio has drawn it.

Gradio's page is empty until its scripts have run, most of a second after its first byte. The skeleton stands in
the HTML itself: a prompt that takes what is typed, and for who comes for the first time the empty stage with its
examples where it will be (ui/static/run/empty_state.js). The page's script takes it away
(ui/static/run/skeleton.js).
"""

import html
from typing import Final

from ui.i18n import LANGUAGES, Language, t
from ui.static_files import FOLDER, SCRIPT_BUNDLE, SHEET_BUNDLE, page_url

TEMPLATE: Final = FOLDER / "skeleton.html"
EXAMPLES: Final = (1, 2, 3, 4)


def skeleton(*, is_free: bool) -> str:
    """The HTML that goes before Gradio's element.

    `is_free`: the model that the page opens with costs nothing.
    """
    key = "card.empty.generate.words.free" if is_free else "card.empty.generate.words"
    parts = {
        "prompts": "".join(map(_prompt, LANGUAGES)),
        "title": _texts("card.empty.generate.title"),
        "words": _texts(key),
        "examples": "".join(map(_example, EXAMPLES)),
        "promise": _texts("card.empty.promise"),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


def preload_tags() -> str:
    """Links to the page's own script and sheet, for which Gradio asks only once it runs."""
    return (
        f'<link rel="modulepreload" href="{page_url(SCRIPT_BUNDLE)}">'
        f'<link rel="preload" as="style" href="{page_url(SHEET_BUNDLE)}">'
    )


def _prompt(lang: Language) -> str:
    """The field of the prompt, which takes what is typed until the form is there."""
    label, example = (html.escape(t(key, lang)) for key in ("page.prompt.generate", "page.placeholder.generate"))
    return (
        f'<label class="prompt" lang="{lang}">{label}<textarea rows="5" placeholder="{example}"></textarea></label>'
    )


def _example(number: int) -> str:
    source = page_url(f"examples/example-{number}.webp")
    image = f'<img src="{source}" alt="" width="480" height="360" fetchpriority="high">'
    return f"<div>{image}<p>{_texts(f'card.example.generate.{number}')}</p></div>"


def _texts(key: str) -> str:
    """A text in every language; the style sheet shows one of them."""
    return "".join(f'<span lang="{lang}">{html.escape(t(key, lang))}</span>' for lang in LANGUAGES)
