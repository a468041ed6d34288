"""The request of a run that is repeated.

All that it was asked for, with what was drawn over its first image.
"""

from typing import Any

from tests.node import run_node

REPEAT = """
let sent;
globalThis.document = { baseURI: 'http://easel.test/', addEventListener() {}, dispatchEvent() {} };
globalThis.fetch = async (url, { body }) => {
  sent = [new URL(url).pathname, JSON.parse(body)];
  throw new TypeError('no network');
};
const { repeatRun } = await import('./lib/run_client.js');
const run = async (one) => {
  await repeatRun(one).catch((error) => { if (!(error instanceof TypeError)) throw error; });
  return sent;
};
"""
RUN = {"task": "edit", "gateway": "demo", "model": "painter", "prompt": "the sea"}


def repeat(**asked: Any) -> dict[str, Any]:
    path, body = run_node(REPEAT, {**RUN, "asked": {"count": 2, "options": {"seed": 7}, **asked}})
    assert path == "/api/runs"
    return dict(body)


def test_a_repeated_edit_takes_its_images_mask_marks_and_cut_out_along() -> None:
    images, overlays = [{"id": "a"}, {"id": "b"}], {"mask": {"id": "painted"}, "markup": {"id": "drawn"}}
    body = repeat(images=images, **overlays, cutout=True)
    assert {name: body[name] for name in ("pictures", "mask", "markup", "cutout")} == {
        "pictures": ["a", "b"],
        "mask": "painted",
        "markup": "drawn",
        "cutout": True,
    }
    assert (body["prompt"], body["count"], body["options"]) == ("the sea", 2, {"seed": 7})


def test_a_repeated_expansion_grows_by_the_same_pixels() -> None:
    expand = {"left": 53, "top": 0, "right": 65, "bottom": 24}
    body = repeat(images=[{"id": "a"}], mask=None, markup=None, expand=expand)
    assert (body["pictures"], body["expand"]) == (["a"], expand)
    assert "mask" not in body and "markup" not in body
    assert "expand" not in repeat(images=[], expand=None)
