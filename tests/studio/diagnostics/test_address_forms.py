"""Addresses as people write them, and the ones that may be meant.

A key goes to no other host.
"""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.diagnostics.address_forms import MAX_CANDIDATES, candidates, may_have_key, read_address
from studio.diagnostics.problems import STEP_OF

HOSTS = st.sampled_from(
    ["api.shop.com", "www.shop.com", "shop.com:8443", "127.0.0.1:3000", "localhost", "[::1]:80"]
)
PATHS = st.sampled_from(["", "/v1", "/openai", "/api/v1", "/v1/models/x", "/v1beta/openai"])
BASES = st.builds("{}://{}{}".format, st.sampled_from(["http", "https"]), HOSTS, PATHS)


@pytest.mark.parametrize(
    ("text", "base_url", "problem"),
    [
        ("https://api.x.com/v1", "https://api.x.com/v1", ""),
        (" https://api.x.com/v1/ ", "https://api.x.com/v1", ""),
        ('"https://api.x.com//v1?x=1"', "https://api.x.com/v1", ""),
        ("https://ark.cn/api/v3", "https://ark.cn/api/v3", ""),
        ("api.x.com", "https://api.x.com/v1", "version_missing"),
        ("https://api.x.com/v1/images/generations", "https://api.x.com/v1", "endpoint_pasted"),
        ("https://api.x.com/api/v1/models", "https://api.x.com/api/v1", "endpoint_pasted"),
        ("https://api.x.com/v1/v1/chat/completions", "https://api.x.com/v1", "version_doubled"),
        ("https://api.x.com/V1/v1", "https://api.x.com/V1", "version_doubled"),
        ("https://", "", "address_unreadable"),
    ],
)
def test_addresses_as_they_are_written(text: str, base_url: str, problem: str) -> None:
    reading = read_address(text)
    assert (reading.base_url, reading.problem) == (base_url, problem)


@given(st.text(max_size=60))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    reading = read_address(text)
    assert bool(reading.base_url) == (reading.problem != "address_unreadable")


@given(BASES, st.sampled_from(sorted(STEP_OF)), st.sampled_from(["", "https://other.com/v1/models", "/x", "::"]))
def test_candidates_are_few_others_and_named(base_url: str, problem: str, location: str) -> None:
    proposals = candidates(base_url, problem, location=location, known=("https://api.shop.com/v1",))
    addresses = [candidate.base_url for candidate in proposals]
    assert len(addresses) <= MAX_CANDIDATES and len(set(addresses)) == len(addresses)
    assert base_url not in addresses
    assert {candidate.problem for candidate in proposals} <= set(STEP_OF)


@given(BASES, BASES)
def test_a_key_goes_to_no_other_host_and_never_from_encrypted_to_plain(base_url: str, other: str) -> None:
    given_parts, parts = urlsplit(base_url), urlsplit(other)
    if may_have_key(base_url, other):
        assert given_parts.hostname == parts.hostname
        assert (given_parts.scheme, parts.scheme) != ("https", "http")
    assert may_have_key(base_url, base_url)


def test_a_path_changes_nothing_of_whose_a_key_is() -> None:
    assert may_have_key("http://shop.com/v1", "http://shop.com/api/v1")
    assert may_have_key("http://shop.com/v1", "https://shop.com/v1")
    assert not may_have_key("https://shop.com/v1", "https://shop.com:8443/v1")
    assert not may_have_key("https://shop.com/v1", "https://shop.com.evil.example/v1")
