"""A frame on the card: interim pictures take each other's place, in whatever order the browser loads them."""

from playwright.sync_api import Page

# Three previews come before the first has loaded; then the last one loads, and only then the one before it.
OVERTAKEN = """async () => {
  const frame = new EaselFrame.Frame({ ratio: 1 });
  document.body.prepend(frame.root);
  const url = document.createElement('canvas').toDataURL();
  const about = { state: 'done', draft: true, mime: 'image/png', width: 1, height: 1, bytes: 1 };
  const interim = (id) => ({ id, url, ...about });
  ['first', 'second', 'third'].forEach((id) => frame.update({ under: interim(id), prompt: '' }));
  const [, second, third] = frame.canvas.querySelectorAll('img');
  await third.decode();
  third.dispatchEvent(new Event('load'));
  second.dispatchEvent(new Event('load'));
  const left = [...frame.canvas.querySelectorAll('img')].map((img) => img.dataset.picture);
  frame.root.remove();
  return left;
}"""


def test_a_preview_that_loads_after_a_newer_one_is_let_go(page: Page) -> None:
    """It used to throw, and with it the page stopped hearing of its runs; the fixture fails on script errors."""
    assert page.evaluate(OVERTAKEN) == ["third"]
