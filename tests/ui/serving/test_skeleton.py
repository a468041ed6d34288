"""Skeleton of the page, and what of Gradio's scripts is not written as expected."""

from pathlib import Path

import pytest

from ui.serving.gradio_chunks import chunk_names
from ui.serving.skeleton import skeleton

PAGE = '<script>window.gradio_config = {"components": []};</script><script src="./assets/index-AB.js"></script>'


@pytest.mark.parametrize(("is_free", "sentence"), [(True, "It's free."), (False, "start from one of these.")])
def test_it_says_in_both_languages_what_a_press_costs(*, is_free: bool, sentence: str) -> None:
    text = skeleton(is_free=is_free).replace("&#x27;", "'")
    assert sentence in text
    assert ("免费" in text) is is_free
    assert "{" not in text.rpartition("</style>")[2]


@pytest.mark.parametrize(
    ("scripts", "names"),
    [
        ({}, ()),
        ({"index-AB.js": "nothing like it"}, ()),
        (
            {
                "index-AB.js": 'm.f=["./core-C.js","./a.css"];import(`./core-C.js`),__vite__mapDeps([0,1])',
                "core-C.js": "another table",
            },
            ("core-C.js", "a.css"),
        ),
    ],
)
def test_what_another_gradio_writes_is_left_out(
    scripts: dict[str, str], names: tuple[str, ...], tmp_path: Path
) -> None:
    for name, text in scripts.items():
        (tmp_path / name).write_text(text)
    page = PAGE if scripts else PAGE.replace("index-AB", "main-AB")
    assert chunk_names(page, assets=tmp_path) == names
