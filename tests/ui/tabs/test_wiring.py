"""The page's load event.

What the page is built with is not sent again, and what was stored is restored.
"""

from typing import Any

import httpx
import pytest

from tests.ui.tabs.test_press import send

Json = dict[str, Any]
NOTHING: Json = {"__type__": "update"}
HTML: tuple[str, ...] = ("options", "key", "picker")
TABS = ("t2i", "edit", "chat")


async def load_body(browser: httpx.AsyncClient, stored: Json) -> tuple[Json, list[str]]:
    """The request of the page as it loads, and the ids of the components that are answered for."""
    config = (await browser.get("/config")).json()
    ids = {part["id"]: part["props"].get("elem_id") for part in config["components"]}
    event = next(it for it in config["dependencies"] if any(name == "load" for _, name in it["targets"]))
    return {"session_hash": "a1", "fn_index": event["id"], "data": [stored]}, [ids[id] for id in event["outputs"]]


async def test_a_new_page_is_left_as_it_is_built(anna: httpx.AsyncClient) -> None:
    body, names = await load_body(anna, {})
    assert len(names) == 3 * 8
    for stored in ({tab: {} for tab in TABS}, None):
        answer = dict(zip(names, await send(anna, {**body, "data": [stored]}), strict=True))
        assert {name for name, update in answer.items() if update != NOTHING} == {
            f"{tab}-{part}" for tab in TABS for part in HTML
        }
        # An empty one for them would take away what a tab that is not drawn yet will be drawn with.
        assert all(
            update["props"].keys() & {"spec", "state", "card"} for update in answer.values() if "props" in update
        )


@pytest.mark.parametrize("tab", TABS)
async def test_a_new_page_is_built_as_the_server_has_its_default_model(anna: httpx.AsyncClient, tab: str) -> None:
    """Else what is left as it is would be wrong: asked for in so many words, the form is the built one."""
    config = (await anna.get("/config")).json()
    parts = {part["id"]: part["props"] for part in config["components"]}
    button = next(id for id, props in parts.items() if props.get("elem_id") == f"{tab}-bring")
    event = next(it for it in config["dependencies"] if [button, "click"] in it["targets"])
    answer = await send(anna, {"session_hash": "a1", "fn_index": event["id"], "data": [{}]})
    for id, update in zip(event["outputs"], answer, strict=True):
        built = parts[id]
        for name, value in (update | update.pop("props", {})).items():
            match name:
                case "__type__":
                    continue
                case "value" if built["elem_id"].endswith("-run"):
                    continue  # a label, which the browser translates
                case "choices":
                    assert [choice[1] for choice in built["choices"]] == [choice[1] for choice in value]
                case "spec" | "state" | "card":
                    assert built["props"][name] == value, built["elem_id"]
                case _:
                    assert built[name] == value, (built["elem_id"], name)


async def test_a_stored_form_comes_back_and_the_others_are_left(anna: httpx.AsyncClient) -> None:
    body, names = await load_body(anna, {"edit": {"model": "custom/gpt-image-1", "ratio": "3:2", "count": 2}})
    answer = dict(zip(names, await send(anna, body), strict=True))
    assert answer["edit-model"]["value"] == "custom/gpt-image-1"
    assert answer["edit-ratio"]["value"] == "3:2"
    assert answer["edit-count"]["value"] == 2
    others = [name for name, update in answer.items() if not name.startswith("edit-") and update != NOTHING]
    assert all(name.endswith(HTML) for name in others)
