"""Server settings: `EASEL_*`, checked once, refused with a sentence."""

import asyncio
import ipaddress
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from studio.errors import JournalFailed
from studio.storage.database import Database


class BadSetting(ValueError):
    """A setting that cannot be used, with a sentence for whoever starts the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Values of the `EASEL_*` settings.

    `users` maps names to passwords; `public_url` has no trailing slash.
    `grace`: seconds that running calls get when the server closes. `checkers`: pictures decoded at once.
    `framed`: the page is shown inside another site's frame (a Hugging Face Space). `trusted_proxies` are the
    addresses whose X-Forwarded-* headers are believed. `keep_…_days`: as in studio.limits.Limits. `allow_fake_ip`:
    result links may lead to 198.18.0.0/15, which a local proxy resolves every name to.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    data: Path = Path("data")
    database_url: str = field(default="", repr=False)
    users: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret: str = field(default="", repr=False)
    public_url: str = ""
    calls_per_gateway: int = 64
    runs_per_visitor: int = 8
    grace: int = 5
    checkers: int = 1
    trusted_proxies: str = "127.0.0.1"
    keep_partials_days: int = 7
    keep_uploads_days: int = 30
    keep_deleted_days: int = 30
    framed: bool = False
    allow_fake_ip: bool = False

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without brackets and port, always means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def read_settings(env: Mapping[str, str]) -> Settings:
    """Reads the settings. Raises BadSetting.

    Makes the data folder, and the secret in it when none is given.
    """
    framed = bool(env.get("SPACE_ID"))
    data = Path(env.get("EASEL_DATA_DIR") or "data").expanduser().resolve()
    return Settings(
        host=_host(env.get("EASEL_HOST", "").strip() or ("0.0.0.0" if framed else "127.0.0.1")),  # noqa: S104
        port=_number(env, "EASEL_PORT", default=7860, minimum=0, maximum=65535),
        data=_folder(data),
        database_url=_database_url(env.get("EASEL_DATABASE_URL", "").strip(), data),
        users=_users(env.get("EASEL_USERS", "")),
        secret=_secret(env.get("EASEL_SECRET", "").strip(), data),
        public_url=_public_url(env.get("EASEL_PUBLIC_URL", "")),
        calls_per_gateway=_number(env, "EASEL_CALLS_PER_GATEWAY", default=64, minimum=1, maximum=10_000),
        runs_per_visitor=_number(env, "EASEL_RUNS_PER_VISITOR", default=8, minimum=1, maximum=10_000),
        grace=_number(env, "EASEL_GRACE", default=5, minimum=0, maximum=3600),
        checkers=_number(env, "EASEL_CHECKERS", default=1, minimum=1, maximum=64),
        keep_partials_days=_number(env, "EASEL_KEEP_PARTIALS_DAYS", default=7, minimum=0, maximum=36_500),
        keep_uploads_days=_number(env, "EASEL_KEEP_UPLOADS_DAYS", default=30, minimum=0, maximum=36_500),
        keep_deleted_days=_number(env, "EASEL_KEEP_DELETED_DAYS", default=30, minimum=0, maximum=36_500),
        allow_fake_ip=bool(_number(env, "EASEL_ALLOW_FAKE_IP", default=0, minimum=0, maximum=1)),
        trusted_proxies=env.get("EASEL_TRUSTED_PROXIES", "").strip() or "127.0.0.1",
        framed=framed,
    )


def _host(value: str) -> str:
    host = value.strip("[]")
    if re.search(r"[/\s@]|://", host) or (":" in host and not _is_address(host)):
        raise BadSetting(f"EASEL_HOST is “{value}”, which is no host name or address; for example 127.0.0.1.")
    return host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _number(env: Mapping[str, str], name: str, *, default: int, minimum: int, maximum: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not minimum <= int(text) <= maximum:
        raise BadSetting(f"{name} is “{text}”, but must be a whole number from {minimum} to {maximum}.")
    return int(text)


def _folder(data: Path) -> Path:
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / f".probe-{secrets.token_hex(4)}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise BadSetting(
            f"EASEL_DATA_DIR is {data}, where nothing can be written ({error.strerror}); choose another folder."
        ) from error
    return data


def _database_url(text: str, data: Path) -> str:
    """An address under which the journal can be opened; not repeated, since it may hold a password."""
    if text:
        try:
            asyncio.run(_try_database(Database(text, data=data)))
        except JournalFailed as error:
            raise BadSetting(f"EASEL_DATABASE_URL cannot be used. {str(error).splitlines()[0]}") from error
    return text


async def _try_database(database: Database) -> None:
    try:
        async with database:
            pass
    except JournalFailed:
        # aiosqlite's thread has a last word for the loop after it failed, and prints a traceback without one.
        await asyncio.sleep(0.1)
        raise


def _users(text: str) -> dict[str, str]:
    users: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, colon, password = part.partition(":")
        if not (name.strip() and colon and password):
            raise BadSetting(
                "EASEL_USERS must read name:password,name:password; an entry lacks its name or password."
            )
        if name.strip() in users:
            raise BadSetting(f"EASEL_USERS names “{name.strip()}” twice.")
        users[name.strip()] = password
    return users


def _public_url(text: str) -> str:
    url = text.strip().rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.username:
        raise BadSetting(
            f"EASEL_PUBLIC_URL is “{url}”, but must be the address people type, without a path: https://easel.example."
        )
    return url


def _secret(given: str, data: Path) -> str:
    """The given secret, or the one kept in the data folder (mode 0600), which is made once."""
    if given and len(given) < 16:
        raise BadSetting("EASEL_SECRET is too short to keep cookies safe: give 16 characters or more.")
    return given or _stored_secret(data / "secret", data / f".secret-{secrets.token_hex(8)}")


def _stored_secret(path: Path, temporary: Path) -> str:
    """The secret in a file, made through a temporary one first, so that it is never half there."""
    try:
        if not path.exists():
            temporary.touch(mode=0o600, exist_ok=False)
            temporary.write_text(secrets.token_urlsafe(48))
            temporary.replace(path)
        secret = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"The secret in {path} cannot be kept ({error}); set EASEL_SECRET.") from error
    if len(secret) < 16:
        raise BadSetting(f"The secret in {path} is damaged; delete that file, and everybody gets a new cookie.")
    return secret
