"""The catalog that settings make: keys, addresses, added models, the model to begin with."""

import re
from dataclasses import replace

import pytest

from formats.texts.api_key import BadKeyFormat, clean_key
from models.caps import PSEUDO_OPTIONS
from models.families import FAMILIES
from providers.added_models import added_model, configured_models
from providers.catalog import Catalog, discover, discover_models, load_catalog, route_of
from providers.errors import BadKey, NoKey, UnknownModel
from providers.transport.client import HttpClient
from tests.paths import ROOT
from tests.simulator import Simulator

CUSTOM = {
    "CUSTOM_BASE_URL": "http://127.0.0.1:1234/v1/",
    "CUSTOM_MODELS": "gpt-image-1@images, gemini-3-pro-image@chat",
}


def names(catalog: Catalog, gateway: str) -> list[str]:
    return [model.id for model in catalog.gateway(gateway).models]


def test_the_gateways_stand_in_their_order():
    assert [gateway.id for gateway in discover()] == [
        "tuzi",
        "dmxapi",
        "turing",
        "qiniu",
        "openai",
        "custom",
        "demo",
    ]
    ids = [gateway.id for gateway in load_catalog({})[0].gateways]
    assert ids == ["tuzi", "dmxapi", "turing", "qiniu", "openai", "demo"]


def test_every_gateway_is_filled_in():
    for gateway in discover():
        assert gateway.name
        assert gateway.site.startswith("https://") or not gateway.base_url
        assert len({model.id for model in gateway.models}) == len(gateway.models)
        for model in gateway.models:
            assert model.routes
            for route in model.routes:
                caps = route.caps
                assert caps.streams
                assert caps.max_count >= 1
                assert all(ratio in caps.aspect_ratios and tier in caps.resolutions for ratio, tier in caps.sizes)
                assert all(caps.option(need.option) or need.option in PSEUDO_OPTIONS for need in caps.dependencies)


def test_the_addresses_are_the_documented_ones():
    assert {gateway.id: gateway.base_url for gateway in load_catalog({})[0].gateways if gateway.base_url} == {
        "tuzi": "https://api.tu-zi.com/v1",
        "dmxapi": "https://www.dmxapi.cn/v1",
        "turing": "https://live-turing.cn.llm.tcljd.com/api/v1",
        "qiniu": "https://api.qnaigc.com/v1",
        "openai": "https://api.openai.com/v1",
    }


def test_keys_are_known_but_never_shown():
    catalog, keys = load_catalog(
        {"TUZI_API_KEY": " Bearer sk-very-secret \n", "QINIU_API_KEY": "", "OPENAI_API_KEY": "k"}
    )
    assert catalog.gateways_with_key == {"tuzi", "openai"}
    assert keys.get("tuzi") == "sk-very-secret"
    assert keys.get("qiniu") == ""
    assert keys.get("nobody") == ""
    assert "secret" not in repr(keys) + repr(catalog) + str(keys)


@pytest.mark.parametrize("key", ["two words", "sk-\x00", "sk-猫", "sk-a\nsk-b", "x" * 5000])
def test_a_malformed_key_is_reported_and_not_used(key):
    catalog, keys = load_catalog({"DMXAPI_API_KEY": key})
    assert keys.get("dmxapi") == ""
    assert "dmxapi" in {gateway.id for gateway in catalog.gateways}
    (sentence,) = catalog.complaints
    assert sentence.startswith("DMXAPI_API_KEY ")
    assert key not in sentence
    with pytest.raises(BadKeyFormat):
        clean_key(key)


@pytest.mark.parametrize(
    ("env", "address"),
    [
        ({"TUZI_BASE_URL": "http://127.0.0.1:9/v1/images/generations"}, "http://127.0.0.1:9/v1"),
        ({"TUZI_API_BASE": "https://mirror.example.com"}, "https://mirror.example.com/v1"),
        ({"TUZI_BASE_URL": "a.example.com", "TUZI_API_BASE": "b.example.com"}, "https://a.example.com/v1"),
        ({"TUZI_BASE_URL": " ", "TUZI_API_BASE": "b.example.com"}, "https://b.example.com/v1"),
    ],
)
def test_another_address(env, address):
    assert load_catalog(env)[0].gateway("tuzi").base_url == address


def test_a_gateway_with_a_bad_address_is_left_out_so_that_its_key_goes_nowhere():
    catalog, keys = load_catalog({"TUZI_BASE_URL": "nonsense", "TUZI_API_KEY": "sk-x", "DMXAPI_API_KEY": "sk-y"})
    assert "tuzi" not in {gateway.id for gateway in catalog.gateways}
    assert catalog.gateways_with_key == {"dmxapi"}
    assert keys.get("tuzi") == ""
    (sentence,) = catalog.complaints
    assert sentence.startswith("TUZI_BASE_URL is no address")
    assert "tu-zi is left out" in sentence


def test_custom_is_there_when_it_has_an_address_and_needs_no_key():
    gateway = load_catalog(CUSTOM)[0].gateway("custom")
    assert gateway.base_url == "http://127.0.0.1:1234/v1"
    assert gateway.needs_key is False
    assert [(model.id, [route.name for route in model.routes]) for model in gateway.models] == [
        ("gpt-image-1", ["images"]),
        ("gemini-3-pro-image", ["chat"]),
    ]
    alone = load_catalog({"CUSTOM_BASE_URL": "http://127.0.0.1:1234/v1"})[0]
    assert alone.gateway("custom").models == ()
    assert load_catalog({"CUSTOM_MODELS": CUSTOM["CUSTOM_MODELS"]})[0].complaints == ()


def test_models_are_added_with_the_caps_of_that_wires_first_model():
    env = {"TUZI_MODELS": "next@images，talker@chat;both@chat\nboth@images", "OPENAI_MODELS": "chatty@chat"}
    catalog = load_catalog(env)[0]
    first = catalog.gateway("tuzi").models[0]
    assert names(catalog, "tuzi")[2:] == ["next", "talker", "both"]
    assert catalog.model("tuzi", "next").routes == (route_of(first, "images"),)
    assert catalog.model("tuzi", "talker").routes == (route_of(first, "chat"),)
    assert [route.name for route in catalog.model("tuzi", "both").routes] == ["chat", "images"]
    assert [route.name for route in catalog.model("openai", "chatty").routes] == ["chat"]
    assert catalog.complaints == ()


@pytest.mark.parametrize(
    ("setting", "gateway", "model", "family", "is_guess"),
    [
        ("TUZI_MODELS=gpt-image-2.6-flare@images", "tuzi", "gpt-image-2.6-flare", "gpt-image-2.6", False),
        ("TUZI_MODELS=theirs=gpt-image-2.6-flare@images", "tuzi", "theirs", "gpt-image-2.6", False),
        ("TUZI_MODELS=theirs = gpt-image-2.6-flare", "tuzi", "theirs", "gpt-image-2.6", False),
        ("DMXAPI_MODELS=gpt-image-2.5-sunburst-2026-09-08", "dmxapi", "gpt-image-2.5-sunburst-2026-09-08",
         "gpt-image-2.5", False),
        ("OPENAI_MODELS=gpt-image-2.7-x@images", "openai", "gpt-image-2.7-x", "gpt-image-2.6", False),
        ("OPENAI_MODELS=gpt-image-3-nova@images", "openai", "gpt-image-3-nova", "gpt-image-2.6", True),
        ("OPENAI_MODELS=gpt-image-1-mini@images", "openai", "gpt-image-1-mini", "gpt-image-1", False),
        ("OPENAI_MODELS=chatgpt-image-latest@images", "openai", "chatgpt-image-latest", "gpt-image-1", False),
        ("TURING_MODELS=turing/gpt-image-2.6-flare@images", "turing", "turing/gpt-image-2.6-flare",
         "gpt-image-2.6", False),
        ("TUZI_MODELS=painter-without-a-family@images", "tuzi", "painter-without-a-family", "", False),
    ],
)  # fmt: skip
def test_an_added_model_has_the_caps_of_its_family(setting, gateway, model, family, is_guess):
    name, _, value = setting.partition("=")
    catalog = load_catalog({name: value})[0]
    added = catalog.model(gateway, model)
    assert (added.family, added.is_guess) == (family, is_guess)
    assert catalog.complaints == ()
    known = next((one for one in FAMILIES if one.name == family), None)
    if known:
        route = route_of(added, "images")
        assert route.edits
        for caps, expected in ((route.caps, known.caps), (route.edits, known.edits)):
            # What the gateway never streams has no preview frames either.
            options = {
                option for option in expected.options if True in caps.streams or option.name != "partial_images"
            }
            assert options <= set(caps.options)
            assert (caps.sizes, caps.free_size, caps.frames) == (
                expected.sizes,
                expected.free_size,
                expected.frames,
            )


def test_a_relay_streams_when_asked_and_its_maker_by_itself():
    env = {"TUZI_MODELS": "gpt-image-2.6-flare", "TURING_MODELS": "turing/gpt-image-2.6-flare@images"}
    catalog = load_catalog(env)[0]
    streams = {
        gateway: route_of(catalog.model(gateway, model), "images").caps.streams
        for gateway, model in (
            ("openai", "gpt-image-2.6-flare"),
            ("tuzi", "gpt-image-2.6-flare"),
            ("turing", "turing/gpt-image-2.6-flare"),
        )
    }
    assert streams == {"openai": (True, False), "tuzi": (False, True), "turing": (False,)}


def test_a_gateways_own_names_stand_in_a_table_of_its_file():
    gateway = replace(
        load_catalog({})[0].gateway("dmxapi"), aliases={"house-painter": "gpt-image-2.6-sunburst"}, models_env="M"
    )
    models, complaints = configured_models(gateway, {"M": "house-painter"})
    assert (models[-1].id, models[-1].family, complaints) == ("house-painter", "gpt-image-2.6", [])
    assert added_model(gateway, "other", route="chat").family == ""


def test_an_added_model_says_nothing_of_those_that_are_added_after_it():
    env = {**CUSTOM, "CUSTOM_MODELS": "gpt-image-2.7-x@images, gemini-2.5-flash-image@chat"}
    first, second = load_catalog(CUSTOM)[0].gateway("custom"), load_catalog(env)[0].gateway("custom")
    for model_id in ("gpt-image-1", "flux", "gpt-image-2.6-flare", "gemini-3-pro-image"):
        assert added_model(second, model_id) == added_model(first, model_id)
    assert added_model(second, "flux").routes == second.templates


def test_an_unknown_family_is_complained_of():
    catalog = load_catalog({"TUZI_MODELS": "theirs=nonsense@images, good=gpt-image-2.6-flare"})[0]
    assert names(catalog, "tuzi")[2:] == ["good"]
    (sentence,) = catalog.complaints
    assert sentence.startswith("TUZI_MODELS holds “theirs=nonsense@images”")
    assert "theirs=gpt-image-2.6-flare" in sentence


def test_a_known_model_can_get_another_wire_and_keeps_its_own():
    catalog = load_catalog({"DMXAPI_MODELS": "nano-banana-2@chat,nano-banana-2@images"})[0]
    (model,) = catalog.gateway("dmxapi").models
    assert [route.name for route in model.routes] == ["images", "chat"]
    assert model.routes[0] == load_catalog({})[0].model("dmxapi", "nano-banana-2").routes[0]


@pytest.mark.parametrize(
    "entry",
    [
        "lonely",
        "@images",
        "model@",
        "model@video",
        "two words@chat",
        "a\x00b@chat",
        "=gpt-image-2",
        "x=gpt-image-2@video",
    ],
)
def test_a_bad_entry_is_reported_and_the_others_stand(entry):
    catalog = load_catalog({"TUZI_MODELS": f"good@images, {entry}, better@chat"})[0]
    assert names(catalog, "tuzi")[2:] == ["good", "better"]
    (sentence,) = catalog.complaints
    assert sentence.startswith("TUZI_MODELS holds ")
    assert "new-model@images or new-model@chat" in sentence


def test_ids_may_hold_slashes_and_at_signs():
    catalog = load_catalog({**CUSTOM, "CUSTOM_MODELS": "google/imagen@006@images"})[0]
    assert names(catalog, "custom") == ["google/imagen@006"]


@pytest.mark.parametrize(
    ("env", "gateway", "model"),
    [
        ({}, "demo", None),
        ({"DMXAPI_API_KEY": "k"}, "dmxapi", "nano-banana-2"),
        ({"QINIU_API_KEY": "k", "TURING_API_KEY": "k"}, "turing", "turing/gpt-image-2"),
        (CUSTOM, "demo", None),
        ({**CUSTOM, "CUSTOM_API_KEY": "k"}, "custom", "gpt-image-1"),
        ({"CUSTOM_BASE_URL": "http://127.0.0.1:1", "CUSTOM_API_KEY": "k"}, "demo", None),
        (
            {"EASEL_DEFAULT_MODEL": "turing/turing/gemini-3-pro-image", "DMXAPI_API_KEY": "k"},
            "turing",
            "turing/gemini-3-pro-image",
        ),
        ({"EASEL_DEFAULT_MODEL": " openai/gpt-image-1.5 "}, "openai", "gpt-image-1.5"),
    ],
)
def test_the_model_to_begin_with(env, gateway, model):
    catalog = load_catalog(env)[0]
    default_gateway, first = catalog.default
    assert default_gateway.id == gateway
    assert first.id == model or model is None
    assert catalog.complaints == ()


@pytest.mark.parametrize("setting", ["nobody/x", "tuzi", "tuzi/", "turing/gpt-image-2", "custom/gpt-image-1", "/"])
def test_a_wrong_default_is_reported_and_ignored(setting):
    catalog = load_catalog({"EASEL_DEFAULT_MODEL": setting, "QINIU_API_KEY": "k"})[0]
    assert catalog.default[0].id == "qiniu"
    (sentence,) = catalog.complaints
    assert sentence.startswith(f"EASEL_DEFAULT_MODEL names “{setting}”")
    assert "gateway/model" in sentence


def test_unknown_names_are_refused():
    catalog = load_catalog({})[0]
    for gateway, model in (("nobody", "x"), ("tuzi", "x"), ("custom", "gpt-image-1")):
        with pytest.raises(UnknownModel):
            catalog.model(gateway, model)
    with pytest.raises(UnknownModel):
        catalog.route(catalog.model("dmxapi", "nano-banana-2"), "chat")
    assert catalog.route(catalog.model("dmxapi", "nano-banana-2")).name == "images"
    with pytest.raises(UnknownModel):
        _ = Catalog(gateways=()).default


def test_models_found_later_are_joined():
    catalog = load_catalog(CUSTOM)[0]
    model = replace(catalog.gateway("custom").models[0], id="found")
    more = catalog.with_models("custom", (model,))
    assert names(more, "custom") == ["gpt-image-1", "gemini-3-pro-image", "found"]
    assert names(catalog, "custom") == ["gpt-image-1", "gemini-3-pro-image"]
    with pytest.raises(UnknownModel):
        catalog.with_models("nobody", (model,))


async def test_a_gateway_is_asked_for_the_models_that_nobody_named():
    with Simulator() as simulator:
        env = simulator.env() | {"CUSTOM_MODELS": "gpt-image-1@images"}
        catalog, keys = load_catalog(env)
        custom = catalog.gateway("custom")
        async with HttpClient() as http:
            models = await discover_models(custom, http=http, key=keys.get("custom"))
            with pytest.raises(BadKey):
                await discover_models(custom, http=http, key="wrong")
        assert [(model.id, [route.name for route in model.routes]) for model in models] == [
            ("gemini-3-pro-image", ["images", "chat"])
        ]
        assert simulator.posts == 0
        more = catalog.with_models("custom", models)
        assert route_of(more.model("custom", "gemini-3-pro-image"), "chat").name == "chat"


async def test_nobody_is_asked_without_a_key_or_an_address():
    catalog = load_catalog({})[0]
    async with HttpClient() as http:
        with pytest.raises(NoKey) as error:
            await discover_models(catalog.gateway("turing"), http=http, key="")
        assert error.value.params == {"gateway": "Turing", "setting": "TURING_API_KEY"}
        assert await discover_models(replace(catalog.gateway("turing"), base_url=""), http=http, key="") == ()


def test_the_example_of_settings_names_every_setting():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    rooms = [path.read_text(encoding="utf-8") for room in ("studio", "ui") for path in (ROOT / room).glob("*.py")]
    used = {name for text in rooms for name in re.findall(r'"(EASEL_[A-Z_]+)"', text)} | {"EASEL_DEFAULT_MODEL"}
    listed = set(re.findall(r"^# ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))
    for gateway in discover():
        assert {name for name in (gateway.key_env, *gateway.base_envs, gateway.models_env) if name} <= listed
    assert used <= listed
    assert not re.findall(r"^[A-Z]", text, re.MULTILINE), "the example must change nothing when copied"
