"""Addresses as people paste them, and the ones that are none."""

import pytest

from formats.texts.base_url import BadAddress, normalize_base_url

TURING = "https://live-turing.cn.llm.tcljd.com/api/v1"


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("https://api.tu-zi.com/v1", "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com/v1/", "https://api.tu-zi.com/v1"),
        ("  https://api.tu-zi.com/v1///\n", "https://api.tu-zi.com/v1"),
        ('"https://api.tu-zi.com/v1"', "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com/v1/chat/completions", "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com/v1/images/generations/", "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com/v1/images/edits", "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com/v1/Models?limit=3#top", "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com/v1/responses", "https://api.tu-zi.com/v1"),
        ("api.tu-zi.com/v1", "https://api.tu-zi.com/v1"),
        ("api.tu-zi.com", "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com", "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com/", "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com/v1/v1", "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com/v1/v1/chat/completions", "https://api.tu-zi.com/v1"),
        ("https://api.tu-zi.com//v1", "https://api.tu-zi.com/v1"),
        ("HTTPS://API.tu-zi.COM/v1", "https://api.tu-zi.com/v1"),
        ("https://api.deepinfra.com/v1/openai", "https://api.deepinfra.com/v1/openai"),
        ("https://ark.cn-beijing.volces.com/api/v3", "https://ark.cn-beijing.volces.com/api/v3"),
        ("https://ark.cn-beijing.volces.com/api/v3/images/generations", "https://ark.cn-beijing.volces.com/api/v3"),
        ("https://x.openai.azure.com/openai/v1/?api-version=preview", "https://x.openai.azure.com/openai/v1"),
        ("https://api.example.com/chat/completions", "https://api.example.com"),
        (TURING + "/chat/completions", TURING),
        ("http://127.0.0.1:1234/v1", "http://127.0.0.1:1234/v1"),
        ("127.0.0.1:1234", "http://127.0.0.1:1234/v1"),
        ("localhost:8080/v1", "http://localhost:8080/v1"),
        ("localhost", "http://localhost/v1"),
        ("192.168.1.20:30000/v1/models", "http://192.168.1.20:30000/v1"),
        ("sglang:30000", "http://sglang:30000/v1"),
        ("http://sglang/v1", "http://sglang/v1"),
        ("[::1]:8080", "http://[::1]:8080/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("https://网关.example.com/v1", "https://xn--d6q013i.example.com/v1"),
    ],
)
def test_base_urls_are_normalized(pasted, meant):
    assert normalize_base_url(pasted) == meant
    if meant.count("/") > 2:
        assert normalize_base_url(meant) == meant


def test_a_bare_host_of_the_gateway_itself_gets_its_own_path():
    assert normalize_base_url("live-turing.cn.llm.tcljd.com", usual=TURING) == TURING
    assert normalize_base_url("other.example.com", usual=TURING) == "https://other.example.com/v1"


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "   ",
        "nonsense",
        "https://",
        "https:///v1",
        "https:/api.tu-zi.com",
        "http:api.tu-zi.com",
        "ftp://api.tu-zi.com",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://api tu-zi.com",
        "https://api.tu-zi.com:99999",
        "https://api.tu-zi.com:port/v1",
        "https://api.tu-zi.com:0",
        "https://name:secret-word@api.tu-zi.com/v1",
        "name:secret-word@api.tu-zi.com",
        "https://[::1/v1",
        "https://a..b/v1",
        "https://-/v1",
        "<https://api.tu-zi.com/v1>",
        "https://api.tu-zi.com/\x00",
        "/v1",
        "?",
    ],
)
def test_a_bad_address_gets_a_sentence_that_does_not_repeat_it(nonsense):
    with pytest.raises(BadAddress) as error:
        normalize_base_url(nonsense)
    assert str(error.value).endswith(".")
    assert "secret-word" not in str(error.value)
