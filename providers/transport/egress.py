"""Proxies of the environment: which URLs leave through one.

`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, or the system's, as Python's library reads them."""

from urllib.request import getproxies, proxy_bypass_environment  # type: ignore[attr-defined]

from formats.web_address import ParsedUrl


class EgressProxies:
    """The proxy of each scheme, where there is one, as the environment of this process says now.

    Blank values count as absent.
    """

    def __init__(self) -> None:
        configured = {name: value.strip() for name, value in getproxies().items() if value.strip()}
        self._exceptions = configured.get("no", "")
        is_off = "*" in map(str.strip, self._exceptions.split(","))
        proxies = {
            scheme: configured.get(scheme, configured.get("all", "")) for scheme in ("http", "https") if not is_off
        }
        self.by_scheme = {name: url if "://" in url else f"http://{url}" for name, url in proxies.items() if url}

    def applies(self, parsed: ParsedUrl) -> bool:
        """Whether a URL leaves through a proxy; this machine itself never does."""
        if parsed.scheme not in self.by_scheme or parsed.name in ("localhost", "127.0.0.1", "::1"):
            return False
        return not proxy_bypass_environment(parsed.host_port, {"no": self._exceptions})
