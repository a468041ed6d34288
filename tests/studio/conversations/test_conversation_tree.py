"""A conversation as a tree.

What a turn changes, what goes along and what is recalled, on whichever branch.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from providers.types import ImageRequest, PastTurn
from studio.conversations.conversation_tree import (
    MAX_ANSWER_LENGTH,
    MAX_HISTORY_TURNS,
    MAX_PROMPT_LENGTH,
    TurnContext,
    path_to,
    title_of,
    turn_context,
    version_numbers,
)
from studio.types import FROM_TEXT, Call, InputImage, Picture, Run, RunRequest

NOWHERE = Path("nowhere")


def run(name: str, prompt: str, *, parent: str = "", made: str = "", text: str = "", **more: object) -> Run:
    """A turn that ended; `made` names its pictures."""
    pictures = tuple(
        Picture(id=id, run=name, call="c", number=number, path=NOWHERE, state="done", created=float(int(id[1:])))
        for number, id in enumerate(made.split(), 1)
    )
    values = {
        "id": name,
        "visitor": "ann",
        "gateway": "g",
        "model": "m",
        "route": "chat",
        "request": ImageRequest(prompt=prompt, task="chat"),
        "state": "done",
        "calls": (Call(id="c", run=name, number=1, text=text),),
        "pictures": pictures,
        "parent": parent,
        **more,
    }
    return Run(**values)  # type: ignore[arg-type]  # the fields of a Run


DOG = run("r1", "draw me a dog", made="p1", text="Here you go!")
HAT = run("r2", "add a hat", parent="r1", made="p2")
RED = run("r3", "no, red", parent="r2", made="p3")
BEACH = run("r4", "on a beach", parent="r1", made="p4")
TREE = (DOG, HAT, RED, BEACH)


def ask(prompt: str = "blue", **fields: object) -> RunRequest:
    return RunRequest(gateway="g", model="m", request=ImageRequest(prompt=prompt, task="chat"), **fields)  # type: ignore[arg-type]


def test_the_newest_picture_of_the_branch_is_changed_unless_another_is_named() -> None:
    assert turn_context(ask(), path_to(TREE, "r3")).base == "p3"
    assert turn_context(ask(), path_to(TREE, "r4")).base == "p4"
    assert turn_context(ask(based_on="p1"), path_to(TREE, "r1")).base == "p1"
    assert turn_context(ask(based_on=FROM_TEXT), path_to(TREE, "r3")).base == ""


def test_only_its_own_branch_is_recalled() -> None:
    before = turn_context(ask(), path_to(TREE, "r4")).before
    assert before == (
        PastTurn(said="draw me a dog", answered="Here you go!", made=()),
        PastTurn(said="on a beach", answered="", made=(1,)),
    )


def test_a_turn_that_was_made_after_the_base_is_not_recalled_but_words_about_it_are() -> None:
    asked = run("r5", "what breed is it?", parent="r3", text="A beagle.")
    path = path_to((*TREE, asked), "r5")
    before = turn_context(ask(based_on="p2"), path).before
    assert [turn.said for turn in before] == ["draw me a dog", "add a hat", "what breed is it?"]
    assert [turn.made for turn in before] == [(), (1,), ()]


def test_a_turn_that_came_to_nothing_is_not_recalled_and_changes_nothing() -> None:
    failed = run("r5", "with wings", parent="r3", state="failed")
    context = turn_context(ask(), path_to((*TREE, failed), "r5"))
    assert context.base == "p3"
    assert "with wings" not in [turn.said for turn in context.before]


def test_what_was_brought_goes_along_again_until_a_picture_was_made() -> None:
    cat = InputImage(id="b1", name="cat.png", path=NOWHERE, mime="image/png", width=1, height=1, size=1, sha256="x")
    talked = run("r1", "what is this?", text="A cat.", brought=(cat,))
    assert turn_context(ask(pictures=("b2",)), (talked,)).pictures == ("b1", "b2")
    drawn = run("r2", "paint it", parent="r1", made="p1", brought=(cat,))
    assert turn_context(ask(pictures=("b2",)), (talked, drawn)) == TurnContext(
        base="p1",
        pictures=("p1", "b2"),
        before=(
            PastTurn(said="what is this?", answered="A cat."),
            PastTurn(said="paint it", made=(1,)),
        ),
    )


def test_a_picture_is_not_sent_twice() -> None:
    assert turn_context(ask(pictures=("p3", "b1")), path_to(TREE, "r3")).pictures == ("p3", "b1")


def test_what_is_recalled_is_bounded() -> None:
    long = [
        run(f"r{number}", "s" * 5000, parent=f"r{number - 1}", text="t" * 5000, made=f"p{number}")
        for number in range(40)
    ]
    before = turn_context(ask(), path_to(long, "r39")).before
    assert len(before) == MAX_HISTORY_TURNS
    assert all(len(turn.said) <= MAX_PROMPT_LENGTH and len(turn.answered) <= MAX_ANSWER_LENGTH for turn in before)
    assert before[-1].made == (1,)


def test_versions_number_the_pictures_as_they_began_to_come_and_a_held_one_is_no_version() -> None:
    composited = Picture(
        id="p9", run="r4", call="c", number=2, path=NOWHERE, kind="held", parent="p4", state="done"
    )
    draft = Picture(id="p0", run="r4", call="c", number=3, path=NOWHERE, draft=True, state="done")
    beach = run("r4", "on a beach", parent="r1", made="p4")
    with_more = Run(
        **{name: getattr(beach, name) for name in beach.__slots__}
        | {"pictures": (*beach.pictures, composited, draft)}
    )
    assert dict(version_numbers((DOG, HAT, RED, with_more))) == {"p1": 1, "p2": 2, "p3": 3, "p4": 4}
    assert turn_context(ask(), (DOG, with_more)).base == "p9", "the held one stands for the raw one"


def test_a_conversation_is_named_after_its_first_words() -> None:
    assert title_of("  draw me\n a dog ") == "draw me a dog"
    long = title_of("a very long wish about a dog that stands on a hill in the evening sun and barks at the moon")
    assert long.endswith("…") and len(long) <= 61
    assert long == "a very long wish about a dog that stands on a hill in the…"
    assert title_of("画" * 100) == "画" * 60 + "…"


TREES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("conversation_trees.json").read_text())


def run_of(tree: dict[str, Any]) -> Run:
    """A run of the fixture, which the page's script is tested with, too (tests/ui/static)."""
    pictures = tuple(
        Picture(**{"run": tree["id"], "call": "c", "path": NOWHERE, "state": "done", **picture})
        for picture in tree["pictures"]
    )
    return run(tree["id"], "words", parent=tree.get("parent", ""), created=tree["created"], pictures=pictures)


@pytest.mark.parametrize("tree", TREES, ids=[tree["name"] for tree in TREES])
def test_the_fixture_that_the_page_shares(tree: dict[str, Any]) -> None:
    runs = [run_of(record) for record in tree["runs"]]
    for tip, path in tree["paths"].items():
        assert [turn.id for turn in path_to(runs, tip)] == path
    for tip, picture in tree["newest"].items():
        assert turn_context(ask(), path_to(runs, tip)).base == picture
    numbers = version_numbers(runs)
    assert sorted(numbers, key=lambda picture: numbers[picture]) == tree["versions"]


def test_all_results_of_the_answer_that_is_gone_on_from_are_recalled() -> None:
    """Three variants came in one message, and "the second one" is said of them."""
    three = run("r1", "three variants", made="p1 p2 p3")
    context = turn_context(ask(pictures=("b1",)), (three,), max_images=9)
    assert context.pictures == ("p3", "b1", "p1", "p2")
    assert context.before == (PastTurn(said="three variants", made=(1, 3, 4)),)
    assert turn_context(ask(pictures=("b1",)), (three,), max_images=3).pictures == ("p3", "b1", "p1")
    assert turn_context(ask(pictures=("b1", "b2")), (three,), max_images=3).pictures == ("p3", "b1", "b2")
    assert turn_context(ask(based_on="p1"), (three,), max_images=9).pictures == ("p1",), "one of them was chosen"
    other_call = replace(three, pictures=tuple(replace(picture, call=picture.id) for picture in three.pictures))
    assert turn_context(ask(), (other_call,), max_images=9).pictures == ("p3",), "four were asked for in four calls"
