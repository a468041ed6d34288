"""The host names that this server goes by, and the pages that may change things on it.

A proxy in front may have changed either; a refusal names what it did and how to set it right.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from formats.web_address import is_loopback
from ui.schemas.errors import ApiError
from ui.security.visitor_cookie import host_of
from ui.settings import Settings

HOST: Final = re.compile(r"(?P<name>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class HostNames:
    """The host names that this server goes by.

    A name that somebody pointed here (DNS rebinding) is none of them. An address cannot be rebound, and this
    machine's own names reach no other: both are always known. Of the public address the name counts, since
    proxies pass it on with its port or without.
    """

    any: bool
    public: str

    def includes(self, host: str) -> bool:
        """Whether a Host header names this server."""
        match = HOST.fullmatch(host)
        if match is None:
            return False
        name = match["name"].strip("[]").lower()
        return self.any or name == self._public_name or is_loopback(name) or _is_address(name)

    @property
    def _public_name(self) -> str | None:
        return urlsplit(f"//{self.public}").hostname


def host_names(settings: Settings) -> HostNames:
    """The host names that the settings allow.

    Any name will do where no address is told and others are to reach the server, as in a container.
    """
    public = host_of(settings.public_url)
    return HostNames(any=settings.framed or not (public or settings.is_loopback), public=public)


def check_host(headers: Headers, names: HostNames) -> None:
    """Raises ApiError where the Host header names another server, with the likely cause."""
    host = headers.get("host", "")
    if names.includes(host):
        return
    reason = "two_names" if "," in host else "other_name" if names.public else ""
    raise ApiError("unknown_host", status=421, host=_readable(host), public=names.public, reason=reason)


def check_origin(headers: Headers, names: HostNames) -> None:
    """Raises ApiError where what changes things comes from another page.

    It may come from a page of ours, or from no page at all (a script of a person). Browsers tell by Sec-Fetch-Site,
    which pages cannot forge, over TLS and on this machine; elsewhere by Origin, which is another than Host as well
    where a proxy changed that.
    """
    site, origin, host = headers.get("sec-fetch-site"), headers.get("origin"), headers.get("host", "").lower()
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise ApiError("cross_site", status=403)
    elif origin is not None and host_of(origin) not in {host, names.public} - {""}:
        is_host = HOST.fullmatch(host_of(origin)) is not None
        shown = _readable(f"{urlsplit(origin).scheme}://{host_of(origin)}")
        raise ApiError(
            "cross_site", status=403, origin=shown, host=_readable(host), reason="host" if is_host else ""
        )


def startup_warning(settings: Settings) -> str:
    """A sentence for whoever starts a server that answers to any name, "" where it does not."""
    if not host_names(settings).any or settings.framed:
        return ""
    return (
        f"EASEL_HOST={settings.host} lets others reach this server under any name, also one that a stranger's web "
        "page points here (DNS rebinding); set EASEL_PUBLIC_URL to the address that people use, and no other is "
        "answered."
    )


def _readable(text: str) -> str:
    """A header's text, short and without what could be markup or a line break."""
    return re.sub(r"[^\w.:/,\[\]-]", "", text)[:100]


def _is_address(name: str) -> bool:
    """Whether a host is a literal address: dotted quad or, without its brackets, IPv6."""
    return re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*", name) is not None
