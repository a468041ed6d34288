"""Updates of the page by a callback's values.

The same as from Gradio, which builds every component anew.
"""

from typing import Any

import gradio as gr
from gradio.state_holder import SessionState

from ui.page import Page


def values() -> list[Any]:
    """Of a callback: parts of two gr.HTML, choices, and nothing new."""
    return [
        gr.HTML(text="It's free.", size="", spec=[{"name": "quality"}]),
        gr.HTML(value={"quality": "high"}),
        gr.update(choices=[("Automatic", ""), ("1:1", "1:1")], visible=True, value="1:1"),
        gr.skip(),
    ]


def meant(updates: list[Any]) -> list[Any]:
    """Gradio's updates without its own mark among the properties of a gr.HTML."""
    for update in updates:
        update.get("props", {}).pop("__type__", None)
    return updates


async def test_it_is_what_gradio_sends() -> None:
    with Page(analytics_enabled=False) as page:
        parts = [gr.HTML(text="", size="", spec=[]), gr.HTML(value={}), gr.Radio(choices=[""]), gr.Slider()]
        gr.Button().click(values, outputs=parts)
        gr.Button().click(values, outputs=parts[0])
    several, one = page.fns.values()
    session = SessionState(page)
    sent = await page.postprocess_data(several, values(), session)
    assert sent == meant(await gr.Blocks.postprocess_data(page, several, values(), SessionState(page)))
    assert [session[part._id] is part for part in parts] == [True, True, False, True]
    assert session[parts[2]._id].preprocess("1:1") == "1:1"
    sent = await page.postprocess_data(one, values()[0], session)
    assert sent == meant(await gr.Blocks.postprocess_data(page, one, values()[0], SessionState(page)))
