"""A frame on the card.

Interim pictures take each other's place, in whatever order the browser loads them.
"""

import io

from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import expose, open_bare

# Three previews come before the first has loaded; then the last one loads, and only then the one before it.
OVERTAKEN = """async () => {
  const frame = new PictureFrame({ ratio: 1 });
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


def test_a_preview_that_loads_after_a_newer_one_is_let_go(bare: Page) -> None:
    """It used to throw, and with it the page stopped hearing of its runs; the fixture fails on script errors."""
    expose(bare, "run/picture_frame.js")
    assert bare.evaluate(OVERTAKEN) == ["third"]


def test_a_deleted_picture_that_is_off_the_disk_is_told_and_not_asked_for(bare: Page) -> None:
    asked: list[str] = []
    expose(bare, "run/picture_frame.js")
    bare.on("request", lambda request: asked.append(request.url))
    bare.evaluate("""() => {
      const frame = new PictureFrame({ ratio: 1.5 });
      document.querySelector('.gradio-container').append(frame.root);
      const picture = { id: 'p', url: '/pictures/p', state: 'done', kind: 'final', width: 3, height: 2, bytes: 9 };
      frame.update({ picture: { ...picture, gone: 1.5 }, prompt: 'a hill' });
    }""")
    frame = bare.locator(".frame")
    expect(frame.locator(".facts")).to_contain_text("Deleted")
    expect(frame.locator("img[data-state=gone]")).to_have_attribute("alt", "Deleted")
    expect(frame.get_by_role("link", name="Download")).to_be_hidden()
    assert asked == []


def test_a_picture_that_broke_off_and_was_read_again_is_shown_whole(bare: Page) -> None:
    """A document keeps what it has loaded from an address, whatever the server says of caches."""
    files = [png(2), png(4)]
    bare.route("**/pictures/p*", lambda route: route.fulfill(body=files.pop(0), content_type="image/png"))
    expose(bare, "run/picture_frame.js")
    update = """(state) => {
      const picture = { id: 'p', url: '/pictures/p', kind: 'final', mime: 'image/png', width: 4, height: 4 };
      globalThis.frame ??= new PictureFrame({ ratio: 1 });
      document.querySelector('.gradio-container').append(frame.root);
      frame.update({ picture: { ...picture, state }, prompt: 'a hill' });
    }"""
    bare.evaluate(update, "broken")
    image = bare.locator(".canvas img[data-picture=p]")
    expect(image).to_have_js_property("naturalWidth", 2)
    for state in ("growing", "done"):
        bare.evaluate(update, state)
    expect(image).to_have_js_property("naturalWidth", 4)


def png(side: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(file, "PNG")
    return file.getvalue()


def test_a_growing_frame_without_bytes_shows_no_sign_of_a_broken_image(bare: Page) -> None:
    expose(bare, "run/picture_frame.js")
    bare.evaluate("""() => {
      const frame = new PictureFrame({ ratio: 1.5 });
      document.querySelector('#easel').prepend(frame.root);
      const picture = { id: 'p', url: '/pictures/none', state: 'growing', kind: 'final' };
      frame.update({ picture, prompt: 'a hill' });
    }""")
    expect(bare.locator(".canvas img[data-retrying]")).to_have_attribute("alt", "Generating: a hill")
    box = bare.locator(".canvas").bounding_box()
    assert box
    corner = {"x": box["x"] + 2, "y": box["y"] + 2, "width": 60, "height": 40}
    with Image.open(io.BytesIO(bare.screenshot(clip=corner))) as shot:  # type: ignore[arg-type]
        assert all(high - low < 12 for low, high in shot.convert("RGB").getextrema())  # type: ignore[misc]


def test_a_picture_that_was_given_up_is_asked_for_again_once_the_server_is_reached(clock_page: Page) -> None:
    """After ten seconds without a server it was a broken image until the page was loaded anew."""
    page, is_away, out = clock_page, [True], io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(out, "PNG")

    def answer(route: Route) -> None:
        if is_away[0]:
            route.abort()
        else:
            route.fulfill(body=out.getvalue(), content_type="image/png")

    page.route("**/pictures/p*", answer)
    page.route("**/pictures/p/thumb", answer)
    open_bare(page)
    expose(page, "run/picture_frame.js", "run/run_strip.js", "lib/connection.js")
    page.evaluate("""() => {
      tellOffline(true);
      const about = { url: '/pictures/p', thumb_url: '/pictures/p/thumb', state: 'done', kind: 'final', bytes: 9 };
      const picture = { id: 'p', width: 3, height: 2, ...about };
      const frame = new PictureFrame({ ratio: 1.5 });
      const strip = new RunStrip({ onChoose() {}, onEnd() {} });
      document.querySelector('#easel').prepend(frame.root, strip.root);
      frame.update({ picture, prompt: 'a hill' });
      const told = { prompt: 'a hill', state: 'done', calls: [], notices: [], timings: {} };
      strip.update([{ id: 'r', ...told, pictures: [picture] }], { current: 'r', hasOlder: false });
    }""")
    image, thumbnail = page.locator(".canvas img"), page.locator(".strip-item img")
    for tries in range(1, 6):
        expect(image).to_have_attribute("data-tries", str(tries))
        expect(image).to_have_attribute("data-retrying", "")
        with page.expect_event("requestfailed"):
            page.clock.fast_forward(700 * tries)
    expect(thumbnail).to_be_hidden()
    is_away[0] = False
    page.evaluate("tellOffline(false)")
    expect(image).not_to_have_attribute("data-retrying", "")
    page.clock.fast_forward(10_000)
    for shown in (image, thumbnail):
        page.wait_for_function("(it) => it.complete && it.naturalWidth === 3", arg=shown.element_handle())
        expect(shown).to_be_visible()
