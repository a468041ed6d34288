"""Address forms: what is wrong with one as written, and which may be meant. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final
from urllib.parse import SplitResult, urlsplit

from formats.texts.base_url import BadAddress, normalize_base_url
from formats.web_address import is_local

COMMON_PATHS: Final = ("/api/v1", "/openai/v1", "/v1beta/openai", "/api/v3", "/compatible-mode/v1")
"""Where APIs of this kind lie that are not at /v1: OpenRouter and Turing, relays, Google, Ark, DashScope."""
MAX_CANDIDATES: Final = 6
SIMILAR_HOST: Final = 0.75
VERSION: Final = re.compile(r"(?i)/v\d+\w*")
LIST_PATH: Final = "/models"
ELSEWHERE: Final = frozenset({"not_found", "web_page", "not_an_api", "redirected", "key_without_models"})
"""Problems of an address that may lie at another path; the last is an answer that names no model at all."""
UNENCRYPTED: Final = frozenset({*ELSEWHERE, "odd_answer", "broken_off", "refused"})
"""Problems of an http address that may be one of https: nginx answers 400, others break off or redirect."""
NO_TLS: Final = frozenset({"tls_plain", "tls_failed"})
SILENT: Final = frozenset({"connect_timeout", "network"})
"""Problems of an https address that may be one of http; the second where it names a port that speaks no TLS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressReading:
    """An address as it was written, and the base URL that Easel makes of it.

    `problem` is what was changed for that: "", "address_unreadable", "endpoint_pasted", "version_doubled" or
    "version_missing".
    """

    base_url: str
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A base URL that may be the right one, and the problem that it would mend."""

    base_url: str
    problem: str


def read_address(text: str) -> AddressReading:
    """Reads a typed address."""
    try:
        base_url = normalize_base_url(text)
        written = _written_path(text)
    except (BadAddress, ValueError):
        return AddressReading(base_url="", problem="address_unreadable")
    if not written:
        return AddressReading(base_url=base_url, problem="version_missing")
    if written == urlsplit(base_url).path:
        return AddressReading(base_url=base_url)
    doubled = re.search(r"(?i)(/v1)(/v1)+", written)
    return AddressReading(base_url=base_url, problem="version_doubled" if doubled else "endpoint_pasted")


def candidates(
    base_url: str, problem: str, *, location: str = "", known: Sequence[str] = ()
) -> tuple[Candidate, ...]:
    """The base URLs to look at where `base_url` has a problem, the likeliest first.

    `location` is where it redirects to; `known` are the base URLs of gateways that Easel knows.
    """
    parts = urlsplit(base_url)
    tried = dict.fromkeys(_candidates(parts, problem, location=location, known=known))
    first = dict[str, Candidate]()
    for candidate in tried:
        if candidate.base_url != base_url:
            first.setdefault(candidate.base_url, candidate)
    return tuple(first.values())[:MAX_CANDIDATES]


def may_have_key(base_url: str, candidate: str) -> bool:
    """Whether a key may go to another base URL: of the same origin, or host with TLS."""
    given, other = urlsplit(base_url), urlsplit(candidate)
    if (given.scheme, given.netloc) == (other.scheme, other.netloc):
        return True
    return other.geturl() == _with_tls(given).geturl()


def is_same_host(base_url: str, candidate: str) -> bool:
    """Whether two addresses name the same host."""
    return urlsplit(base_url).hostname == urlsplit(candidate).hostname


def _candidates(parts: SplitResult, problem: str, *, location: str, known: Sequence[str]) -> Iterator[Candidate]:
    encrypted = _with_tls(parts).geturl()
    if location:
        yield from _redirect_candidates(parts, location, encrypted=encrypted)
    if parts.scheme == "https" and (problem in NO_TLS or (problem in SILENT and parts.port)):
        yield Candidate(base_url=parts._replace(scheme="http").geturl(), problem="http_meant")
    if problem == "host_unknown":
        yield from (Candidate(base_url=url, problem=problem) for url in _similar(parts, known))
    if parts.scheme == "http" and problem in UNENCRYPTED:
        yield Candidate(base_url=encrypted, problem="https_meant")
    if problem in ELSEWHERE:
        yield from _other_paths(parts, problem)


def _redirect_candidates(parts: SplitResult, location: str, *, encrypted: str) -> Iterator[Candidate]:
    """The base URL of where it leads, or the same path there."""
    target = urlsplit(location)
    path = target.path.removesuffix(LIST_PATH) if target.path.endswith(LIST_PATH) else parts.path
    base_url = target._replace(path=path.rstrip("/"), query="", fragment="").geturl()
    yield Candidate(base_url=base_url, problem="https_meant" if base_url == encrypted else "moved")


def _other_paths(parts: SplitResult, problem: str) -> Iterator[Candidate]:
    version = VERSION.search(parts.path)
    if version is None:
        yield Candidate(base_url=parts._replace(path=f"{parts.path}/v1").geturl(), problem="version_missing")
    elif version.end() < len(parts.path):
        yield Candidate(base_url=parts._replace(path=parts.path[: version.end()]).geturl(), problem="path_wrong")
    yield Candidate(base_url=parts._replace(path="/v1").geturl(), problem="path_wrong")
    host = parts.hostname or ""
    if problem == "web_page" and not host.startswith("api.") and not _is_address(host):
        yield Candidate(base_url=_with_host(parts, f"api.{host.removeprefix('www.')}").geturl(), problem="web_page")
    for path in COMMON_PATHS:
        yield Candidate(base_url=parts._replace(path=path).geturl(), problem="path_wrong")


def _similar(parts: SplitResult, known: Sequence[str]) -> list[str]:
    hosts = {urlsplit(url).hostname or "": url for url in known}
    names = get_close_matches(parts.hostname or "", list(hosts), n=1, cutoff=SIMILAR_HOST)
    return [hosts[name] for name in names if name != parts.hostname]


def _with_tls(parts: SplitResult) -> SplitResult:
    """The same by https; the port of plain http is not named."""
    netloc = parts.netloc.removesuffix(":80") if parts.scheme == "http" else parts.netloc
    return parts._replace(scheme="https", netloc=netloc)


def _with_host(parts: SplitResult, host: str) -> SplitResult:
    port = f":{parts.port}" if parts.port else ""
    return parts._replace(netloc=f"{host}{port}", path="/v1")


def _is_address(host: str) -> bool:
    """Whether a host is an IP address, or a lone name that has no others beside it."""
    return ":" in host or host.replace(".", "").isdigit() or ("." not in host and is_local(host))


def _written_path(text: str) -> str:
    """The path of an address as it was typed, without what says nothing: slashes too many, a query."""
    typed = text.strip().strip("\"'").strip()
    path = urlsplit(typed if "://" in typed else f"//{typed}").path
    return re.sub(r"/{2,}", "/", path).rstrip("/")
