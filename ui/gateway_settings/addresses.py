"""Addresses of gateways: as a visitor pasted one, and as one is told."""

from urllib.parse import urlsplit, urlunsplit

from formats.web_address import is_local, parse_url
from providers.types import Gateway
from ui.context import AppContext
from ui.gateway_settings.visitor_gateways import KEY_IN_PATH, UnusableAddress
from ui.schemas.errors import ApiError


def usable_address(context: AppContext, text: str) -> str:
    """A pasted address as a base URL.

    Raises ApiError, which does not repeat it: it may hold a key.
    """
    try:
        return context.visitor_gateways.usable_address(text)
    except UnusableAddress as error:
        raise ApiError("bad_address", status=422, reason=error.reason, field="address") from error


def shown_address(gateway: Gateway, *, is_private: bool) -> str:
    """The base URL; without its path where that may hold a key.

    Where others can reach the server, its own network is not told to them.
    """
    if not gateway.base_url:
        return ""
    if is_local(parse_url(gateway.base_url).name) and not (is_private or gateway.visitor_owned):
        return ""
    parts = urlsplit(gateway.base_url)
    return urlunsplit((parts.scheme, parts.netloc, "" if KEY_IN_PATH.search(parts.path) else parts.path, "", ""))
