"""Base URLs as people paste them, made usable.

An address becomes the parent of /images/generations, or a sentence about what is wrong with it.
"""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_ENDPOINT = re.compile(
    r"/(chat/completions|completions|images/(generations|edits|variations)|models|responses)$", re.I
)
_FORBIDDEN = re.compile(r"[\s\x00-\x1f\x7f<>\"'`{}|\\^]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?")


class BadAddress(ValueError):
    """An address that cannot be used.

    The message completes "TUZI_BASE_URL …" and never repeats the address, which may hold a password.
    """


def normalize_base_url(value: str, *, usual: str = "") -> str:
    """Normalizes a pasted base URL: "api.x.com" → "https://api.x.com/v1".

    Without a trailing slash. Endpoints, queries, doubled slashes and a doubled /v1 are cut off. A bare host gets
    /v1, or the path of the gateway's `usual` address when it is that host; any other path is left alone (Ark's is
    /api/v3, Turing's /api/v1). Raises BadAddress.
    """
    text = value.strip().strip("\"'").strip()
    if not text or _FORBIDDEN.search(text):
        raise BadAddress("is no address: it is empty or holds blanks, quotes or brackets.")
    parts = _split(text)
    origin = _origin(parts)
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    if not path:
        return origin + _default_path(origin, usual)
    previous = ""
    while previous != path:
        previous, path = path, _ENDPOINT.sub("", path).rstrip("/")
    return origin + re.sub(r"(?i)(/v1)(/v1)+$", r"\1", path)


def _split(address: str) -> SplitResult:
    if "://" not in address:
        address = f"{_scheme(address)}://{address}"
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise BadAddress("is no address: its host cannot be read.") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise BadAddress("must begin with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("must not hold a user name or password; the key has a setting of its own.")
    return parts


def _scheme(text: str) -> str:
    """The scheme of an address without one: http for this machine and the house network, where few speak TLS.

    Raises BadAddress for what is a lone word or a scheme spelled wrong.
    """
    match = re.match(r"(\[[0-9a-fA-F:.]+\]|[^/?#:]+)(:[0-9]+)?(?=[/?#]|$)", text)
    if not match or match[1].lower() in ("http", "https"):
        raise BadAddress("is no address: it names no host. Write it like https://api.example.com/v1.")
    host = match[1].strip("[]").lower()
    try:
        is_local = ipaddress.ip_address(host).is_private
    except ValueError:
        is_local = "." not in host
        if is_local and host != "localhost" and not match[2]:
            raise BadAddress(
                "is no address: it is a lone word. Write it like https://api.example.com/v1."
            ) from None
    return "http" if is_local else "https"


def _origin(parts: SplitResult) -> str:
    """Scheme, host and port, in lower case."""
    try:
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise BadAddress("has a port that is no number from 1 to 65535.") from error
    if port == 0:
        raise BadAddress("has a port that is no number from 1 to 65535.")
    shown_host = f"[{host}]" if ":" in host else _ascii(host)
    return f"{parts.scheme.lower()}://{shown_host}" + (f":{port}" if port else "")


def _ascii(host: str) -> str:
    try:
        name = host.encode("idna").decode() if host else ""
    except UnicodeError as error:
        raise BadAddress("is no address: its host cannot be read.") from error
    if not _HOST.fullmatch(name) or ".." in name:
        raise BadAddress("is no address: it names no host. Write it like https://api.example.com/v1.")
    return name


def _default_path(home: str, usual: str) -> str:
    usual_url = urlsplit(usual)
    return usual_url.path if usual and home == f"{usual_url.scheme}://{usual_url.netloc}" else "/v1"
