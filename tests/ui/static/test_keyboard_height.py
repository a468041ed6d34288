"""The keyboard of a phone, which lies over the page: how much of the window it takes."""

import pytest

from tests.node import run_node

LAID_OVER = """
async function run(height, scale) {
  const set = {};
  const viewport = Object.assign(new EventTarget(), { height: 844, offsetTop: 0, scale: 1 });
  const style = { setProperty: (name, value) => { set[name] = value; } };
  const document = { documentElement: { style } };
  Object.assign(globalThis, { document, window: { visualViewport: viewport }, innerHeight: 844 });
  await import('./form/keyboard_height.js');
  Object.assign(viewport, { height, scale });
  viewport.dispatchEvent(new Event('resize'));
  return set['--keyboard-height'];
}
"""


@pytest.mark.parametrize(
    ("height", "scale", "keyboard"),
    [
        pytest.param(508, 1, "336px", id="the-keyboard-is-up"),
        pytest.param(844, 1, "0px", id="it-is-down"),
        pytest.param(790, 1, "0px", id="only-a-bar-of-the-browser"),
        pytest.param(422, 2, "0px", id="the-page-is-magnified"),
    ],
)
def test_what_the_keyboard_covers(height: int, scale: float, keyboard: str) -> None:
    assert run_node(LAID_OVER, height, scale) == keyboard
