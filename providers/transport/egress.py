"""Proxies of the environment: which URLs leave through one.

`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, as Python's standard library reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.request import getproxies_environment, proxy_bypass

from providers.transport.ssrf import ParsedUrl

SCHEMES: Final = ("http", "https")


@dataclass(frozen=True, slots=True, kw_only=True)
class EgressProxies:
    """The proxy of each scheme, where there is one, and the environment's exceptions."""

    by_scheme: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_environment(cls) -> Self:
        """Reads the environment of this process, once."""
        environment = getproxies_environment()
        proxies = {scheme: environment.get(scheme) or environment.get("all", "") for scheme in SCHEMES}
        return cls(by_scheme={scheme: url for scheme, url in proxies.items() if url}, environment=environment)

    def applies(self, parsed: ParsedUrl) -> bool:
        """Whether a URL leaves through a proxy; this machine itself never does."""
        if parsed.scheme not in self.by_scheme or parsed.name in ("localhost", "127.0.0.1", "::1"):
            return False
        return not proxy_bypass(parsed.host_port, dict(self.environment))
