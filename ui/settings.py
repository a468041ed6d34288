"""Server settings: `EASEL_*`, checked once, refused with a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from formats.web_address import is_loopback
from studio.limits import Limits
from ui.setting_parsers import (
    LogStyle,
    find_users,
    make_folder,
    parse_database_url,
    parse_host,
    parse_log,
    parse_number,
    parse_public_url,
    parse_root_path,
    parse_secret,
    parse_size,
    parse_token,
    parse_user_header,
    parse_users,
    parse_yes,
)

ServerKeys = Literal["this machine", "login", "open", "budget", "closed"]
"""Who uses the server's own keys: whoever reaches this machine, those who log in, everybody, everybody within the
day's budget, nobody."""
ANONYMOUS_DAYS: Final = 90
"""Where others can reach the server, what a browser without a login owns goes so long after its last visit: on a
hosted demo nobody else could ever delete it."""

MB: Final = 10**6
GB: Final = 10**9
NUMBERS: Final[Mapping[str, tuple[int, int, int]]] = {
    "EASEL_PORT": (7860, 0, 65535),
    "EASEL_CALLS_PER_GATEWAY": (64, 1, 10_000),
    "EASEL_WAITING_CALLS": (256, 1, 100_000),
    "EASEL_RUNS_PER_VISITOR": (8, 1, 10_000),
    "EASEL_RUNS_PER_ADDRESS": (64, 1, 100_000),
    "EASEL_DAILY_CALLS": (0, 1, 100_000_000),
    "EASEL_KEYS": (10_000, 1, 1_000_000),
    "EASEL_KEYS_PER_ADDRESS": (100, 1, 1_000_000),
    "EASEL_STREAMS_PER_VISITOR": (8, 1, 10_000),
    "EASEL_STREAMS_PER_ADDRESS": (64, 1, 100_000),
    "EASEL_CALLBACKS_PER_SECOND": (20, 1, 10_000),
    "EASEL_PAGES_PER_MINUTE": (60, 1, 100_000),
    "EASEL_HEADER_SECONDS": (15, 1, 3600),
    "EASEL_BODY_SECONDS": (60, 1, 3600),
    "EASEL_CONNECTIONS": (2000, 64, 100_000),
    "EASEL_DAILY_TOKENS": (0, 1, 999_999_999),
    "EASEL_GRACE": (5, 0, 3600),
    "EASEL_KEEP_PARTIALS_DAYS": (7, 0, 36_500),
    "EASEL_KEEP_UPLOADS_DAYS": (30, 0, 36_500),
    "EASEL_KEEP_DELETED_DAYS": (30, 0, 36_500),
}
"""Settings that are a plain number: the default, the least and the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Values of the `EASEL_*` settings.

    `users` maps names to passwords; `public_url` has no trailing slash, and ends in `root_path`, the path under
    which a proxy shows Easel ("" where it has a host name of its own).
    Of users, `admins` are names, and passwords may be argon2id hashes; `proxy_user_header` is where a trusted proxy
    names who has logged in there; `has_users`: the database has some.
    `grace`: seconds that running calls get when the server closes. `image_memory`: bytes for all
    that opens pictures or paints them; `upload_pixels`: the most that a picture may have which is brought.
    `framed`: the page is shown inside another site's frame (a Hugging Face Space). `trusted_proxies` are the
    addresses whose X-Forwarded-* headers are believed. `keep_…`, `storage_…` and `uploads_…`: as in
    studio.limits.Limits. `allow_fake_ip`:
    result links may lead to 198.18.0.0/15, which a local proxy resolves every name to. `allow_private_gateways`:
    a gateway that a visitor adds may stand in this server's own network.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    data: Path = Path("data")
    database_url: str = field(default="", repr=False)
    users: Mapping[str, str] = field(default_factory=dict, repr=False)
    admins: tuple[str, ...] = ()
    proxy_user_header: str = ""
    has_users: bool = False
    secret: str = field(default="", repr=False)
    public_url: str = ""
    root_path: str = ""
    calls_per_gateway: int = 64
    waiting_calls: int = 256
    runs_per_visitor: int = 8
    runs_per_address: int = 64
    open_to_all: bool = False
    daily_calls: int = 0
    daily_tokens: int = 0
    keys: int = 10_000
    keys_per_address: int = 100
    streams_per_visitor: int = 8
    streams_per_address: int = 64
    callbacks_per_second: int = 20
    pages_per_minute: int = 60
    header_seconds: int = 15
    body_seconds: int = 60
    connections: int = 2000
    grace: int = 5
    image_memory: int = 448_000_000
    upload_pixels: int = 64_000_000
    trusted_proxies: str = "127.0.0.1"
    keep_partials_days: int = 7
    keep_uploads_days: int = 30
    keep_deleted_days: int = 30
    keep_free: int = 0
    storage_per_visitor: int = 0
    uploads_per_hour: int = 0
    keep_anonymous_days: int = 0
    log: LogStyle = "text"
    metrics_token: str = field(default="", repr=False)
    framed: bool = False
    allow_fake_ip: bool = False
    allow_private_gateways: bool = False

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def needs_login(self) -> bool:
        """Whether nobody gets in without a login, from the start on."""
        return self.has_users or bool(self.users or self.proxy_user_header)

    @property
    def is_exposed(self) -> bool:
        """Whether others can reach the server: by its address, through a proxy, or on a Space."""
        return self.framed or bool(self.public_url) or not self.is_loopback

    @property
    def may_add_private_gateways(self) -> bool:
        """Whether visitors may add gateways in this server's own network.

        On this machine alone, without a login, the visitor is the operator.
        """
        return self.allow_private_gateways or not (self.is_exposed or self.needs_login)

    @property
    def server_keys(self) -> ServerKeys:
        """Users of the server's own keys.

        Where others can reach it and nobody logs in, these are open in words or by a budget only.
        """
        if self.needs_login:
            return "login"
        if self.daily_calls or self.daily_tokens:
            return "budget"
        if self.open_to_all:
            return "open"
        return "closed" if self.is_exposed else "this machine"

    @property
    def limits(self) -> Limits:
        """The limits of the studio."""
        return Limits(
            calls_per_gateway=self.calls_per_gateway,
            waiting_calls=self.waiting_calls,
            runs_per_visitor=self.runs_per_visitor,
            runs_per_address=self.runs_per_address,
            server_keys_open=self.server_keys != "closed",
            daily_calls=self.daily_calls,
            daily_tokens=self.daily_tokens,
            grace=self.grace,
            image_memory=self.image_memory,
            upload_pixels=self.upload_pixels,
            keep_partials_days=self.keep_partials_days,
            keep_uploads_days=self.keep_uploads_days,
            keep_deleted_days=self.keep_deleted_days,
            keep_free=self.keep_free,
            storage_per_visitor=self.storage_per_visitor,
            uploads_per_hour=self.uploads_per_hour,
            keep_anonymous_days=self.keep_anonymous_days,
        )

    @property
    def is_public_https(self) -> bool:
        """Whether people come over TLS, whatever the proxy says of it."""
        return self.framed or self.public_url.startswith("https:")


def read_settings(env: Mapping[str, str]) -> Settings:
    """Reads the settings. Raises BadSetting.

    Makes the data folder, and the secret in it when none is given.
    """
    framed = bool(env.get("SPACE_ID"))
    host = parse_host(env.get("EASEL_HOST", "").strip() or ("0.0.0.0" if framed else "127.0.0.1"))  # noqa: S104
    public_url = parse_public_url(env.get("EASEL_PUBLIC_URL", ""))
    shared = framed or bool(public_url) or not is_loopback(host)
    root_path = parse_root_path(env.get("EASEL_ROOT_PATH", ""), public_url)
    data = Path(env.get("EASEL_DATA_DIR") or "data").expanduser().resolve()
    settings = Settings(
        **_read_numbers(env),
        host=host,
        data=make_folder(data),
        database_url=parse_database_url(env.get("EASEL_DATABASE_URL", "").strip(), data),
        users=parse_users(env.get("EASEL_USERS", "")),
        admins=tuple(filter(None, (name.strip() for name in env.get("EASEL_ADMINS", "").split(",")))),
        proxy_user_header=parse_user_header(
            env.get("EASEL_PROXY_USER_HEADER", "").strip(), env.get("EASEL_TRUSTED_PROXIES", "")
        ),
        secret=parse_secret(env.get("EASEL_SECRET", "").strip(), data),
        public_url=f"{public_url.removesuffix(root_path)}{root_path}" if public_url else "",
        root_path=root_path,
        open_to_all=parse_yes(env, "EASEL_OPEN_TO_ALL"),
        image_memory=parse_number(env, "EASEL_IMAGE_MEMORY", default=448, minimum=64, maximum=65_536) * 1_000_000,
        upload_pixels=parse_number(env, "EASEL_UPLOAD_MEGAPIXELS", default=64, minimum=1, maximum=200) * 1_000_000,
        keep_free=parse_size(env, "EASEL_KEEP_FREE", default=2 * GB if shared else 2 * MB),
        storage_per_visitor=parse_size(env, "EASEL_STORAGE_PER_VISITOR", default=10 * GB if shared else 0),
        uploads_per_hour=parse_number(
            env, "EASEL_UPLOADS_PER_HOUR", default=240 if shared else 0, minimum=0, maximum=1_000_000
        ),
        log=parse_log(env.get("EASEL_LOG", "")),
        metrics_token=parse_token(env, "EASEL_METRICS_TOKEN"),
        allow_fake_ip=bool(parse_number(env, "EASEL_ALLOW_FAKE_IP", default=0, minimum=0, maximum=1)),
        allow_private_gateways=parse_yes(env, "EASEL_ALLOW_PRIVATE_GATEWAYS"),
        trusted_proxies=env.get("EASEL_TRUSTED_PROXIES", "").strip() or "127.0.0.1",
        framed=framed,
    )
    days = ANONYMOUS_DAYS if settings.is_exposed else 0
    days = parse_number(env, "EASEL_KEEP_ANONYMOUS_DAYS", default=days, minimum=0, maximum=36_500)
    has_users = find_users(settings.database_url, data)
    return replace(settings, keep_anonymous_days=days, has_users=has_users)


def _read_numbers(env: Mapping[str, str]) -> dict[str, Any]:
    """The plain numbers by the name of their field. Raises BadSetting."""
    return {
        name.removeprefix("EASEL_").lower(): parse_number(env, name, default=default, minimum=low, maximum=high)
        for name, (default, low, high) in NUMBERS.items()
    }
