"""The judge of what counts as whole is the browser.

It shows each of these files, and turns none by XMP alone.
"""

import base64

from playwright.sync_api import Page

from tests.odd_pictures import SIZE, WHOLE, XMP_ONLY, exif, written

SHOW = """async (files) => {
  const shown = {};
  for (const [name, data] of Object.entries(files)) {
    const image = new Image();
    image.src = `data:application/octet-stream;base64,${data}`;
    await image.decode().catch(() => {});
    const canvas = new OffscreenCanvas(image.naturalWidth || 1, image.naturalHeight || 1);
    const brush = canvas.getContext('2d');
    brush.drawImage(image, 0, 0);
    const [, , , alpha] = brush.getImageData(canvas.width / 2, canvas.height / 4, 1, 1).data;
    shown[name] = [image.naturalWidth, image.naturalHeight, alpha];
  }
  return shown;
}"""


def shown(page: Page, files: dict[str, bytes]) -> dict[str, list[int]]:
    """The size that each file has in the browser, and how opaque a pixel in its upper half is."""
    encoded = {name: base64.b64encode(data).decode() for name, data in files.items()}
    answer: dict[str, list[int]] = page.evaluate(SHOW, encoded)
    return answer


def test_a_browser_shows_what_is_called_whole(bare: Page) -> None:
    wrong = {name: came for name, came in shown(bare, WHOLE).items() if came != [*SIZE, 255]}
    assert not wrong, wrong


def test_a_browser_turns_by_exif_and_not_by_xmp(bare: Page) -> None:
    still = {name: data for name, data in XMP_ONLY.items() if name != "tiff"}
    still["webp-exif"] = written("WEBP", exif=exif(6))
    assert {tuple(came) for came in shown(bare, still).values()} == {(*SIZE, 255)}
    turned = {form: written(form, exif=exif(6)) for form in ("JPEG", "PNG", "AVIF")}
    assert {tuple(came) for came in shown(bare, turned).values()} == {(*SIZE[::-1], 255)}
