"""Features of models, and what they are called."""

from dataclasses import replace
from pathlib import Path

from providers.catalog import Catalog, discover, load_catalog
from providers.types import Model
from studio.limits import Limits
from tests.studio.scripted_gateway import image_events, studio_in
from ui.context import AppContext
from ui.gateway_settings.gateway_list import gateway_list, model_features
from ui.schemas.gateways import FeaturesView
from ui.security.visitor_keys import VisitorKeys
from ui.tabs.form import model_card

CATALOG = Catalog(gateways=discover())


def test_features_are_those_of_any_route() -> None:
    assert model_features(CATALOG.model("openai", "gpt-image-1")) == FeaturesView(
        resolution="1K", max_images=16, mask=True, streams=True, transparent=True
    )
    assert model_features(CATALOG.model("turing", "doubao-seedream-4-5-251128")).max_images == 14
    assert not model_features(CATALOG.model("dmxapi", "nano-banana-2")).mask


async def test_a_guess_is_told_as_one(tmp_path: Path) -> None:
    env = {"OPENAI_MODELS": "gpt-image-2.7-x@images, gpt-image-3-nova@images"}
    studio = studio_in(tmp_path, image_events, catalog=load_catalog(env)[0])
    context = AppContext(studio=studio, visitor_keys=VisitorKeys(), limits=Limits())
    async with studio:
        listed = await gateway_list(context, "ann", "en")
        chinese = await gateway_list(context, "ann", "zh")
    models = {model.id: model for gateway in listed.gateways for model in gateway.models}
    known, guess, old = models["gpt-image-2.7-x"], models["gpt-image-3-nova"], models["gpt-image-2"]
    assert (known.family, known.family_is_guess, known.note) == ("gpt-image-2.6", False, "")
    assert (guess.family, guess.family_is_guess) == ("gpt-image-2.6", True)
    assert "gpt-image-2.6" in guess.note
    ends = [(models[name].ends, models[name].ends_by_report) for name in ("gpt-image-1", "gpt-image-1.5")]
    assert (ends, old.ends) == ([("2026-10-23", True), ("2026-12-01", False)], "")
    assert (old.family, old.family_is_guess, old.features.transparent) == ("", False, False)
    assert known.features.transparent and known.caps == models["gpt-image-2.6-flare"].caps
    note = next(model.note for gateway in chinese.gateways for model in gateway.models if model.id == guess.id)
    assert "gpt-image-2.6" in note and note != guess.note
    card = model_card(context, context.catalog.gateway("openai"), context.catalog.model("openai", guess.id))
    assert (card["family"], card["family_is_guess"]) == ("gpt-image-2.6", True)


def test_a_model_has_one_name_at_every_gateway(tmp_path: Path) -> None:
    studio = studio_in(tmp_path, image_events, catalog=CATALOG)
    name = AppContext(studio=studio, visitor_keys=VisitorKeys(), limits=Limits()).model_names
    names = {
        name(CATALOG.model(gateway, model))
        for gateway, model in (
            ("tuzi", "gemini-3-pro-image-preview"),
            ("dmxapi", "nano-banana-2"),
            ("turing", "turing/gemini-3-pro-image"),
            ("qiniu", "gemini-3.0-pro-image-preview"),
        )
    }
    assert names == {("Gemini 3 Pro Image", "Nano Banana Pro")}
    known = CATALOG.model("openai", "gpt-image-2")
    assert name(replace(known, id="azure/gpt-image-2", label="")) == ("GPT Image 2", ""), "the same one elsewhere"
    assert name(Model(id="flux-9", routes=known.routes)) == ("flux-9", "")
