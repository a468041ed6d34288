"""Plans that a page asks for while it still waits for one."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image
from starlette.requests import Request

from models.caps import Inputs
from models.inputs import PNG
from providers.catalog import Catalog
from studio.limits import Limits
from tests.studio.scripted_gateway import CAPS, gateway_of, image_events, studio_in
from ui.context import AppContext
from ui.security.visitor_keys import VisitorKeys
from ui.tabs.callbacks import TabCallbacks
from ui.tabs.form import FormFields
from ui.tabs.input_preview import preview_inputs
from ui.tabs.run_tabs import EDIT

MANY = gateway_of("many", caps=CAPS)
INPUTS = Inputs(max_images=4, formats=(PNG,), max_bytes=20_000)
ROUTE = replace(MANY.models[0].routes[0], edits=replace(CAPS, inputs=INPUTS))
CATALOG = Catalog(gateways=(replace(MANY, models=(replace(MANY.models[0], routes=(ROUTE,)),)),))


def request_of(page: str) -> gr.Request:
    scope = {"type": "http", "headers": [], "state": {"visitor": "ann"}}
    return gr.Request(request=Request(scope), session_hash=page)


async def test_a_plan_that_was_asked_for_before_the_newest_is_not_shown(tmp_path: Path) -> None:
    """Seen in the journey of "Fit to the limit": the plan of the picture as it was took seconds, the fitted one was
    ready at once, and the first stood there at the end (docs/gradio.md, G17)."""
    Image.effect_noise((300, 300), 120).save(tmp_path / "heavy.png", compress_level=0)
    async with studio_in(tmp_path / "data", image_events, catalog=CATALOG) as studio:
        image = await studio.references.add("ann", tmp_path / "heavy.png", name="heavy.png")
        context = AppContext(studio=studio, visitor_keys=VisitorKeys(), limits=Limits())
        callbacks = TabCallbacks(context=context, tab=EDIT)

        async def plan(page: str, *, fit: bool) -> list[dict[str, Any]]:
            form = {"prompt": "", "model": "many/brush", "ratio": "", "resolution": "", "count": 1, "options": {}}
            images = {"ids": [image.id], "fit": [image.id] if fit else []}
            updates = await callbacks.update_plan(request_of(page), **form, images=images, mask={})
            return [update if isinstance(update, dict) else update.constructor_args for update in updates]

        before, after, elsewhere = await asyncio.gather(
            plan("one", fit=False), plan("one", fit=True), plan("another", fit=False)
        )
        assert [set(update) for update in before] == [{"__type__"}, {"__type__"}]
        assert not any("value" in update for update in after), "Gradio takes a value back (docs/gradio.md, G16)"
        assert "uploads 1 image" in after[0]["text"] and after[1]["previews"][image.id]["problem"] == ""
        assert "Image 1" in elsewhere[0]["text"]
        assert "Image 1" in (await plan("one", fit=False))[0]["text"]


async def test_the_preview_shows_a_photo_padded_as_its_mask_needs_it(tmp_path: Path) -> None:
    """Of 2:1 the model knows nothing: 16:9 is nearest, and what is sent is said before the press."""
    Image.new("RGB", (100, 50), "teal").save(tmp_path / "wide.png")
    mask = Image.new("RGBA", (100, 50), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (10, 10, 30, 30))
    mask.save(tmp_path / "mask.png")
    async with studio_in(tmp_path / "data", image_events, catalog=CATALOG) as studio:
        image = await studio.references.add("ann", tmp_path / "wide.png", name="wide.png")
        painted = await studio.references.add("ann", tmp_path / "mask.png", name="mask.png", painted_for=image.id)
        context = AppContext(studio=studio, visitor_keys=VisitorKeys(), limits=Limits())
        callbacks = TabCallbacks(context=context, tab=EDIT)

        async def preview(mask: dict[str, str], ratio: str = "") -> tuple[int, int, list[str]]:
            form = {
                "prompt": "",
                "model": "many/brush",
                "ratio": ratio,
                "resolution": "",
                "count": 1,
                "options": {},
            }
            _, update = await callbacks.update_plan(
                request_of("one"), **form, images={"ids": [image.id], "fit": []}, mask=mask
            )
            shown = update.constructor_args["previews"][image.id]
            return shown["width"], shown["height"], shown["changes"]

        assert await preview({}) == (100, 50, [])
        width, height, changes = await preview({"id": painted.id})
        assert (width, height) == (100, 56)
        assert len(changes) == 1 and "16:9" in changes[0] and "100x50 → 100x56" in changes[0]
        width, height, changes = await preview({"id": painted.id}, ratio="1:1")
        assert (width, height > 56) == (100, True) and "1:1" in changes[0]
        assert await preview({"id": "nobody's"}) == (100, 50, []), "what is wrong with it is told at the press"


async def test_a_tile_names_what_happens_to_its_picture(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    Image.effect_noise((40, 40), 120).convert("RGB").save(tmp_path / "photo.jpg", exif=exif)
    async with studio_in(tmp_path / "data", image_events, catalog=CATALOG) as studio:
        image = await studio.references.add("ann", tmp_path / "photo.jpg", name="photo.jpg")
        assert ROUTE.edits
        fields = FormFields(task="edit", options={}, pictures=(image.id,))
        shown = (await preview_inputs(studio, "ann", fields, ROUTE.edits, "en")).by_id[image.id]
        assert shown["label"] == "converted" and len(shown["changes"]) == 2


async def test_marks_on_an_image_that_is_expanded_are_refused_beside_the_button(tmp_path: Path) -> None:
    Image.new("RGB", (40, 40), "teal").save(tmp_path / "photo.png")
    async with studio_in(tmp_path / "data", image_events, catalog=CATALOG) as studio:
        image = await studio.references.add("ann", tmp_path / "photo.png", name="photo.png")
        assert ROUTE.edits
        fields = FormFields(task="edit", options={}, pictures=(image.id,), expand=(8, 0, 8, 0))
        assert (await preview_inputs(studio, "ann", fields, ROUTE.edits, "en")).problem == ""
        marked = await preview_inputs(studio, "ann", replace(fields, markup="drawn"), ROUTE.edits, "en")
        assert "Remove the marks, or reset the expansion." in marked.problem
