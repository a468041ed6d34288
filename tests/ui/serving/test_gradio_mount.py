"""The page's mounting: one app of Gradio's for a start."""

from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import gradio.routes
import httpx
import pytest
from fastapi import FastAPI

from ui.serving.gradio_mount import mount_page


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[gr.Blocks]]:
    """The pages for which Gradio built an app with its routes."""
    pages: list[gr.Blocks] = []
    build = gradio.routes.App.create_app

    def counted(blocks: gr.Blocks, *args: object, **keywords: object) -> object:
        pages.append(blocks)
        return build(blocks, *args, **keywords)

    monkeypatch.setattr(gradio.routes.App, "create_app", staticmethod(counted))
    yield pages


def page() -> gr.Blocks:
    with gr.Blocks(analytics_enabled=False) as blocks:
        gr.Textbox(label="a prompt")
    return blocks


async def test_gradio_builds_its_routes_once(built: list[gr.Blocks]) -> None:
    app = FastAPI()
    mount_page(app, page)
    assert len(built) == 1
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        components = (await client.get("/config")).json()["components"]
    assert [each["props"]["label"] for each in components if each["type"] == "textbox"] == ["a prompt"]


async def test_blocks_made_elsewhere_have_their_app(built: list[gr.Blocks]) -> None:
    """The patch that keeps Gradio from it ends with the page, also where building it fails.

    (Outside of a loop Gradio would make one and never close it.)
    """

    def broken() -> gr.Blocks:
        raise LookupError

    with pytest.raises(LookupError):
        mount_page(FastAPI(), broken)
    assert set(built) == set()
    assert page().app is not None


async def test_a_folder_in_tmp_that_is_anothers_does_not_hinder_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "gradio").touch()
    monkeypatch.setattr(gradio.routes, "DEFAULT_TEMP_DIR", str(tmp_path / "gradio"))
    mount_page(FastAPI(), page)
