"""The turns before, in words: what a model is told of a conversation that it does not remember. Pure."""

from typing import Final, Literal

from providers.types import ImageRequest, PastTurn

Language = Literal["en", "zh"]

EARLIER: Final = {
    "en": "Earlier in this conversation, oldest first:",
    "zh": "这段对话此前的内容，从早到晚：",
}
SAID: Final = {"en": "- I said: {said}", "zh": "- 我说：{said}"}
ANSWERED: Final = {"en": "- You answered: {answered}", "zh": "- 你回答：{answered}"}
MADE: Final = {
    "en": "Image {number} is what came of it so far. Change it as I say now:",
    "zh": "图{number}是目前的结果。请按我现在说的修改：",
}
NOW: Final = {"en": "Now I say:", "zh": "现在我说："}


def history_text(request: ImageRequest, lang: Language, *, limit: int = 0) -> str:
    """The words before the prompt that tell of the turns before, "" where there are none. With a `limit` of
    characters for the whole prompt the oldest turns are left out until it holds."""
    turns = list(request.before)
    while turns:
        words = _words(tuple(turns), lang)
        if not limit or len(words) + 2 + len(request.prompt) <= limit:
            return words
        turns.pop(0)
    return ""


def _words(turns: tuple[PastTurn, ...], lang: Language) -> str:
    lines = [EARLIER[lang]]
    for turn in turns:
        lines.append(SAID[lang].format(said=turn.said))
        if turn.answered:
            lines.append(ANSWERED[lang].format(answered=turn.answered))
    made = next((turn.made for turn in reversed(turns) if turn.made), 0)
    return "\n".join(lines) + "\n\n" + (MADE[lang].format(number=made) if made else NOW[lang])
