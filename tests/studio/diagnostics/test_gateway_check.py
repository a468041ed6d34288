"""Broken set-ups against real servers.

Each is named, with the change that mends it, and nothing is posted.
"""

import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from providers.transport.client import HttpClient, TimeLimits
from studio.diagnostics.gateway_check import CheckRequest, GatewayCheck
from studio.diagnostics.problems import Diagnosis
from tests.certificates import authority_file, tls
from tests.easel_process import free_port
from tests.studio.diagnostics.small_server import (
    KEY,
    Answer,
    Request,
    api,
    error,
    listing,
    page,
    says,
    serving,
)
from ui.gateway_checks.check_view import check_view

CONNECTED = "address connection tls"
QUICK = TimeLimits(connect=0.5, total=0.5)


@pytest.fixture(autouse=True)
def no_proxy_and_an_authority_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HTTP", "HTTPS", "ALL", "NO"):
        monkeypatch.delenv(f"{name}_PROXY", raising=False)
        monkeypatch.delenv(f"{name.lower()}_proxy", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority_file(tmp_path)))


async def check(
    address: str,
    *,
    key: str = KEY,
    model: str = "",
    known: tuple[str, ...] = (),
    base_url: str = "",
    silent: bool = False,
    **more: bool,
) -> Diagnosis:
    """The diagnosis of an address; `silent` where a server that says nothing is waited for in vain."""
    async with HttpClient() as http:
        checks = GatewayCheck(http, seconds=3.0, patience=QUICK) if silent else GatewayCheck(http)
        allowed = {"public_only": False, "public_only_elsewhere": False, **more}
        ask = CheckRequest(address=address, base_url=base_url, key=key, model=model, known=known, **allowed)
        return await checks.run(ask)


def give_names(monkeypatch: pytest.MonkeyPatch, names: dict[bytes, str]) -> None:
    """Has these hosts be addresses of this machine, and all others of .test be none."""
    real = socket.getaddrinfo

    def look_up(host: bytes | str, *rest: Any, **more: Any) -> Any:
        plain = host.encode() if isinstance(host, str) else host
        return real(names.get(plain, host), *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def states(diagnosis: Diagnosis) -> dict[str, str]:
    return {step.name: step.state for step in diagnosis.steps}


def assert_named(diagnosis: Diagnosis, problem: str, *, kind: str = "none", value: str = "", ok: str = "") -> None:
    """The problem and its change, in words of both languages; of the steps those that are `ok`."""
    assert diagnosis.problem is not None
    assert (diagnosis.problem.name, diagnosis.mend.kind, diagnosis.mend.value) == (problem, kind, value)
    assert [name for name, state in states(diagnosis).items() if state == "ok"] == ok.split()
    for lang in ("en", "zh"):
        view = check_view(diagnosis, lang)  # type: ignore[arg-type]
        assert view.message and view.advice and value in view.advice
        assert view.result == "broken" and KEY not in view.model_dump_json()


async def test_what_is_right_is_said_to_be() -> None:
    async with serving(api()) as server:
        diagnosis = await check(f"{server.origin}/v1", model="gpt-image-2")
    assert diagnosis.problem is None and set(states(diagnosis).values()) == {"ok"}
    assert [(request.path, bool(request.key)) for request in server.requests] == [
        ("/v1/models", True),
        ("/v1/models", False),
        ("/v1/dashboard/billing/subscription", True),
    ]
    view = check_view(diagnosis, "en", model="gpt-image-2")
    assert view.result == "works" and "gpt-image-2 is one of the 3" in view.steps[-1].message
    assert "Not encrypted" in view.steps[2].message
    assert [step.step for step in view.steps if step.is_warning] == ["tls"]


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("", "version_missing"),
        ("/", "version_missing"),
        ("/v1/chat/completions", "endpoint_pasted"),
        ("/v1/images/edits/?a=b", "endpoint_pasted"),
        ("/v1/v1", "version_doubled"),
        ("/v1/v1/models", "version_doubled"),
    ],
)
async def test_the_form_of_the_address(path: str, problem: str) -> None:
    async with serving(api()) as server:
        diagnosis = await check(f"{server.origin}{path}")
    assert_named(diagnosis, problem, kind="address", value=f"{server.origin}/v1", ok="connection tls key models")
    assert server.posts == 0


@pytest.mark.parametrize(
    ("api_at", "path", "problem"),
    [
        ("/openai/v1", "/openai", "version_missing"),
        ("/api/v1", "/v1", "path_wrong"),
        ("/v1", "/v1/pricing", "path_wrong"),
        ("/v1beta/openai", "/v1beta", "path_wrong"),
    ],
)
@pytest.mark.parametrize("elsewhere", [None, page(), page(404), says({"message": "hello"})])
async def test_an_api_at_another_path(api_at: str, path: str, problem: str, elsewhere: Answer | None) -> None:
    async with serving(api(at=api_at, elsewhere=elsewhere)) as server:
        diagnosis = await check("", base_url=f"{server.origin}{path}")
    assert_named(
        diagnosis, problem, kind="address", value=f"{server.origin}{api_at}", ok="connection tls key models"
    )
    assert server.posts == 0


async def test_a_right_path_with_a_wrong_key_is_a_right_path() -> None:
    async with serving(api(at="/api/v1", elsewhere=page())) as server:
        diagnosis = await check(f"{server.origin}/v1", key="sk-wrong")
    assert_named(diagnosis, "path_wrong", kind="address", value=f"{server.origin}/api/v1", ok="connection tls")
    assert states(diagnosis)["key"] == "failed"


async def test_the_home_page_of_a_gateway_whose_api_has_a_host_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    give_names(monkeypatch, {b"www.gw.test": "127.0.0.1", b"api.gw.test": "127.0.0.2"})
    port = free_port()
    website = serving(lambda request: page(title="Welcome"), port=port)
    async with website as home, serving(api(), host="127.0.0.2", port=port) as elsewhere:
        diagnosis = await check(f"http://www.gw.test:{port}")
    address = f"http://api.gw.test:{port}/v1"
    assert_named(diagnosis, "web_page", kind="address", value=address, ok="connection tls")
    assert home.posts == elsewhere.posts == 0
    assert [request.key for request in elsewhere.requests] == [""], "the key stays with the host it was given for"


async def test_http_where_https_is_meant(tmp_path: Path) -> None:
    async with serving(api(), tls=tls(tmp_path)) as server:
        diagnosis = await check(f"http://127.0.0.1:{server.port}/v1")
    assert_named(
        diagnosis, "https_meant", kind="address", value=f"{server.origin}/v1", ok="address connection key models"
    )
    assert server.posts == 0


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_to_https(status: int, tmp_path: Path) -> None:
    async with serving(api(), tls=tls(tmp_path)) as server:
        moved = Answer(status=status, headers={"Location": f"{server.origin}/v1/models"})
        async with serving(lambda request: moved) as plain:
            diagnosis = await check(f"{plain.origin}/v1")
    assert_named(diagnosis, "moved", kind="address", value=f"{server.origin}/v1", ok="connection tls")
    assert server.posts == plain.posts == 0
    assert [request.key for request in server.requests] == [""], "no key goes where an answer leads"


async def test_https_where_nothing_is_encrypted() -> None:
    async with serving(api()) as server:
        diagnosis = await check(f"https://127.0.0.1:{server.port}/v1")
    assert_named(diagnosis, "http_meant", kind="address", value=f"{server.origin}/v1", ok="address connection")
    assert [request.key for request in server.requests] == [""], "no key goes unencrypted that was to go encrypted"


async def test_a_host_that_does_not_exist() -> None:
    diagnosis = await check("https://api.nowhere.invalid/v1", known=("https://api.elsewhere.example/v1",))
    assert_named(diagnosis, "host_unknown", ok="address")


async def test_a_host_that_is_misspelt_is_named_as_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    give_names(monkeypatch, {b"api.shop.test": "127.0.0.1"})
    async with serving(api()) as server:
        right = f"http://api.shop.test:{server.port}/v1"
        diagnosis = await check("https://api.shpo.test/v1", known=(right, "https://api.example.com/v1"))
    assert_named(diagnosis, "host_unknown", kind="address", value=right, ok="address tls")
    assert [request.key for request in server.requests] == [""]


async def test_nothing_listens() -> None:
    assert_named(await check(f"http://127.0.0.1:{free_port()}/v1"), "refused_local", ok="address")


@pytest.mark.parametrize(
    ("problem", "certificate"),
    [
        ("tls_expired", {"age": timedelta(days=400)}),
        ("tls_not_yet_valid", {"age": timedelta(days=-2)}),
        ("tls_self_signed", {"self_signed": True}),
        ("tls_other_name", {"host": "api.other.example"}),
        ("tls_untrusted", {"authority": "Somebody else"}),
    ],
)
async def test_a_certificate_that_is_none(problem: str, certificate: dict[str, object], tmp_path: Path) -> None:
    async with serving(api(), tls=tls(tmp_path, **certificate)) as server:  # type: ignore[arg-type]
        diagnosis = await check(f"{server.origin}/v1")
    assert_named(diagnosis, problem, ok="address connection")
    assert server.requests == []


@pytest.mark.parametrize(
    ("problem", "key", "answer"),
    [
        ("key_refused", "sk-wrong", error(401, "Incorrect API key provided.", "invalid_api_key")),
        ("key_missing", "", error(401, "You didn't provide an API key.", "invalid_api_key")),
        ("key_of_another", "sk-or-v1-0123456789", error(401, "Invalid token", "invalid_api_key")),
        ("key_forbidden", KEY, error(403, "This key may not list models.", "access_denied")),
        ("key_malformed", "sk-密钥", listing("unseen")),
    ],
)
async def test_a_key_that_is_not_the_right_one(problem: str, key: str, answer: Answer) -> None:
    async with serving(lambda request: answer) as server:
        diagnosis = await check(f"{server.origin}/v1", key=key)
    assert_named(diagnosis, problem, kind="key", ok=CONNECTED if problem != "key_malformed" else "address")
    assert server.posts == 0


ANSWERS = [
    ("no_balance", error(403, "用户额度不足, 剩余额度: ¥0.000000", "insufficient_user_quota"), CONNECTED),
    ("no_balance", error(402, "Insufficient balance.", "insufficient_balance"), CONNECTED),
    ("key_without_models", error(503, "当前分组 default 无可用渠道", "model_not_found"), f"{CONNECTED} key"),
    ("key_without_models", listing(), f"{CONNECTED} key"),
    ("rate_limited", error(429, "Rate limit reached.", "rate_limit_exceeded"), CONNECTED),
    ("busy", error(503, "当前分组上游负载已饱和，请稍后再试", "system_busy"), CONNECTED),
    ("server_error", error(500, "boom", "internal"), CONNECTED),
    ("server_error", page(502, "502 Bad Gateway"), CONNECTED),
    ("region", error(403, "Country, region, or territory not supported", "unsupported_country"), CONNECTED),
    ("firewall", page(403, "Just a moment...", cf_mitigated="challenge"), "address"),
    ("firewall", Answer(status=403, body=b"error code: 1010", type="text/plain"), "address"),
    ("web_page", page(title="New API"), "connection tls"),
    ("not_found", error(404, "Invalid URL", "not_found"), "connection tls"),
    ("not_an_api", Answer(body=b"OK", type="text/plain"), "connection tls"),
    ("too_slow", Answer(after=30.0), CONNECTED),
]


@pytest.mark.parametrize(("problem", "answer", "ok"), ANSWERS)
async def test_what_the_gateway_answers(problem: str, answer: Answer, ok: str) -> None:
    async with serving(lambda request: answer) as server:
        diagnosis = await check(f"{server.origin}/v1", silent=problem == "too_slow")
        assert server.posts == 0
    kind = "key" if problem.startswith("key_") else "none"
    assert_named(diagnosis, problem, kind=kind, ok=ok)


async def test_a_model_that_is_not_listed_and_the_nearest_that_is() -> None:
    async with serving(api()) as server:
        diagnosis = await check(f"{server.origin}/v1", model="openai/GPT-Image-2.5")
        assert_named(diagnosis, "model_missing", kind="model", value="gpt-image-2", ok=f"{CONNECTED} key")
        assert "gpt-image-2" in check_view(diagnosis, "zh").advice
        odd = await check(f"{server.origin}/v1", model="zzz")
        assert_named(odd, "model_missing", ok=f"{CONNECTED} key")


@pytest.mark.parametrize(
    ("proxy", "problem"), [("http://127.0.0.1:{port}", "proxy_unreachable"), ("socks9://p", "proxy_unusable")]
)
async def test_a_proxy_that_is_broken(proxy: str, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(port=free_port()))
    diagnosis = await check("https://api.gw.test/v1")
    assert_named(diagnosis, problem, ok="address")
    assert "HTTPS_PROXY" in check_view(diagnosis, "en").message


async def test_no_stranger_looks_into_the_servers_network() -> None:
    async with serving(api()) as server:
        diagnosis = await check(f"{server.origin}/v1", public_only=True)
        assert_named(diagnosis, "private_address")
        assert server.requests == []


async def test_where_an_answer_leads_is_a_strangers_address() -> None:
    async with serving(api()) as inside:
        moved = Answer(status=302, headers={"Location": f"http://localhost:{inside.port}/v1/models"})
        async with serving(lambda request: moved) as outside:
            diagnosis = await check(f"{outside.origin}/v1", public_only_elsewhere=True)
        assert_named(diagnosis, "redirected", ok="connection tls")
        assert inside.requests == []


@pytest.mark.parametrize(
    "text",
    ["", "  ", "sk-1234", "ftp://x.com", "https://", "https://user:pw@x.com/v1", "http://x y", "http://[::1"],
)
async def test_what_is_no_address(text: str) -> None:
    assert_named(await check(text), "address_unreadable")
    assert states(await check(text))["connection"] == "not_reached"


async def test_a_list_that_anybody_may_read_says_nothing_of_a_key() -> None:
    async with serving(lambda request: listing("gpt-image-2")) as server:
        diagnosis = await check(f"{server.origin}/v1", key="")
        assert diagnosis.problem is None and states(diagnosis)["key"] == "not_reached"
        diagnosis = await check(f"{server.origin}/v1", key="sk-anything")
    assert diagnosis.problem is None and states(diagnosis)["key"] == "not_reached"
    assert "wasn't tested" in check_view(diagnosis, "en").steps[3].message


async def test_all_of_it_is_bounded() -> None:
    """A server that keeps silent at every path is left after the time for the whole."""
    async with serving(lambda request: page() if request.path == "/v1/models" else Answer(after=60.0)) as server:
        diagnosis = await check(f"{server.origin}/v1", silent=True)
    assert_named(diagnosis, "web_page", ok="connection tls")
    assert len(server.requests) <= 7


@pytest.mark.parametrize(
    ("limit", "used", "is_empty"), [(10.0, 1000.0, True), (0, 0, True), (10.0, 999.0, False), (None, 5, False)]
)
async def test_an_account_that_is_used_up(limit: float | None, used: float, is_empty: bool) -> None:
    """A relay lists its models to a key without a cent; it tells its balance where OpenAI once did."""
    inner = api()

    def handle(request: Request) -> Answer:
        match request.path.removeprefix("/v1/dashboard/billing/"):
            case "subscription":
                return says({"object": "billing_subscription", "hard_limit_usd": limit})
            case "usage":
                return says({"object": "list", "total_usage": used})
        return inner(request)

    async with serving(handle) as server:
        diagnosis = await check(f"{server.origin}/v1")
        assert server.posts == 0
    if is_empty:
        assert_named(diagnosis, "no_balance", ok=CONNECTED)
    else:
        assert diagnosis.problem is None
