"""Conversation tree: ancestors, base image and history of a turn. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from providers.types import PastTurn
from studio.types import FROM_TEXT, Picture, Run, RunRequest

MAX_HISTORY_TURNS: Final = 12
"""Turns that are told of again; more would cost at every turn and no picture needs them."""
MAX_PROMPT_LENGTH: Final = 400
MAX_ANSWER_LENGTH: Final = 600
"""Characters of a turn that are told of again."""
MAX_TITLE_LENGTH: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnContext:
    """Base image, inputs and history of a turn.

    `base` is the picture that it changes, "" for none; `pictures` go along in this order, `before` is its history.
    """

    base: str = ""
    pictures: tuple[str, ...] = ()
    before: tuple[PastTurn, ...] = ()


def path_to(runs: Iterable[Run], tip: str) -> tuple[Run, ...]:
    """The turns that lead to a turn, from the first one to itself."""
    by_id = {run.id: run for run in runs}
    path: list[Run] = []
    while (run := by_id.pop(tip, None)) is not None:
        path.append(run)
        tip = run.parent
    return tuple(reversed(path))


def results_of(run: Run) -> tuple[Picture, ...]:
    """Pictures of a turn that another can go on from.

    A composited one stands for the raw one it was made of.
    """
    whole = [
        picture for picture in run.pictures if picture.state == "done" and not picture.draft and not picture.gone
    ]
    composited = {picture.parent for picture in whole}
    return tuple(picture for picture in whole if picture.id not in composited)


def version_numbers(runs: Iterable[Run]) -> Mapping[str, int]:
    """Numbers the pictures of a conversation, from 1, in the order in which they began to come."""
    finals = [picture for run in runs for picture in run.pictures if not picture.draft and picture.kind == "final"]
    ordered = sorted(finals, key=lambda picture: (picture.created, picture.number, picture.id))
    return {picture.id: number for number, picture in enumerate(ordered, 1)}


def turn_context(ask: RunRequest, path: Sequence[Run], *, max_images: int = 1) -> TurnContext:
    """The turn that `ask` is, after those of `path`.

    It changes the newest picture of its branch unless another one is named. Those that came in the same answer go
    along with the newest, as many as the model takes (`max_images`): "the second one" is said of them. Before any
    was made, the pictures that the last turn brought go along again.
    """
    base = ask.based_on
    if base == "":
        base = next((run_made[-1].id for run in reversed(path) if (run_made := results_of(run))), "")
        if not base:
            inputs = next((run.brought for run in reversed(path) if run.brought), ())
            again = tuple(image.id for image in inputs if image.id not in ask.pictures)
            return TurnContext(pictures=(*again, *ask.pictures), before=history_of(path, base=""))
    if base == FROM_TEXT:
        return TurnContext(pictures=ask.pictures, before=history_of(path, base=""))
    others = tuple(image for image in ask.pictures if image != base)
    beside = tuple(image for image in _beside_newest(path, base) if image not in others)
    beside = beside[: max(0, max_images - 1 - len(others))]
    pictures = (base, *others, *beside)  # behind what is brought, which the page numbers from 2
    made = (1, *range(len(pictures) - len(beside) + 1, len(pictures) + 1))
    return TurnContext(base=base, pictures=pictures, before=history_of(path, base=base, made=made))


def _beside_newest(path: Sequence[Run], base: str) -> tuple[str, ...]:
    """The other results of the answer that brought `base`, where it is the newest picture of the path."""
    newest = next((made for run in reversed(path) if (made := results_of(run))), ())
    if not newest or newest[-1].id != base:
        return ()
    return tuple(picture.id for picture in newest[:-1] if picture.call == newest[-1].call)


def history_of(path: Sequence[Run], *, base: str, made: tuple[int, ...] = (1,)) -> tuple[PastTurn, ...]:
    """History of the turns before.

    `made` are the numbers of the pictures of the turn that brought the base. A turn that came to no answer is left
    out; so is one whose picture is not in what the base shows, since it came after that.
    """
    turns: list[PastTurn] = []
    past = False
    for run in path:
        finals = {picture.id for picture in run.pictures if not picture.draft}
        if run.state != "done" or (past and finals):
            continue
        past = past or base in finals
        answer = "\n\n".join(call.text for call in run.calls if call.text)
        turns.append(
            PastTurn(
                said=_truncate(run.request.prompt, MAX_PROMPT_LENGTH),
                answered=_truncate(answer, MAX_ANSWER_LENGTH),
                made=made if base in finals else (),
            )
        )
    return tuple(turns[-MAX_HISTORY_TURNS:])


def title_of(prompt: str) -> str:
    """A conversation's name: its first words."""
    text = " ".join(prompt.split())
    if len(text) <= MAX_TITLE_LENGTH:
        return text
    cut = text[:MAX_TITLE_LENGTH]
    space = cut.rfind(" ", MAX_TITLE_LENGTH // 2)
    return f"{cut[:space] if space > 0 else cut}…"


def _truncate(text: str, limit: int) -> str:
    text = text.strip()
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
