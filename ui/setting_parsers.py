"""Parsers of single settings. A value that cannot be used is refused with a sentence."""

import asyncio
import ipaddress
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from studio.disk.byte_size import parse_byte_size
from studio.errors import JournalFailed
from studio.maintenance.verify import read_only
from studio.storage.database import Database
from studio.users.passwords import is_hash
from studio.users.user_store import UserRefused, UserStore, clean_name, name_key

USER_ENTRY: Final = re.compile(
    r"\s*(?:([^:,]*):(\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[^,]*|[^,]*)|[^:,]+)?(?:,|$)"
)
"""One entry of EASEL_USERS: a name and a password, or a hash with the commas of its parameters; what has no colon
is an entry without its password, and nothing at all is none."""

OWN_SEGMENTS: Final = frozenset(
    (
        *("account", "admin", "api", "assets", "carry", "config", "docs", "gradio_api", "healthz", "login"),
        *("logout", "metrics", "openapi.json", "pictures", "readyz", "references", "static", "theme.css"),
    )
)
"""How Easel's own paths begin."""


LogStyle = Literal["text", "json"]
MIN_TOKEN: Final = 16


class BadSetting(ValueError):
    """A setting that cannot be used, with a sentence for whoever starts the server."""


def parse_host(value: str) -> str:
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


def parse_number(env: Mapping[str, str], name: str, *, default: int, minimum: int, maximum: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not minimum <= int(text) <= maximum:
        raise BadSetting(f"{name} is “{text}”, but must be a whole number from {minimum} to {maximum}.")
    return int(text)


def parse_yes(env: Mapping[str, str], name: str) -> bool:
    """Whether a choice was made in words. Anything but yes and no is refused: it is about money."""
    text = env.get(name, "").strip().lower()
    if text not in {"", "yes", "no"}:
        raise BadSetting(f"{name} is “{text[:40]}”, but must be yes or no.")
    return text == "yes"


def parse_size(env: Mapping[str, str], name: str, *, default: int) -> int:
    """Bytes of a size such as 2GB or 500MB; 0 is none."""
    text = env.get(name, "").strip()
    try:
        return parse_byte_size(text) if text else default
    except ValueError as error:
        raise BadSetting(f"{name} is “{text}”, but must be a size such as 2GB or 500MB, or 0 for none.") from error


def parse_log(text: str) -> LogStyle:
    """The style of the log, text where none is named."""
    match text.strip().lower():
        case "" | "text":
            return "text"
        case "json":
            return "json"
        case _:
            raise BadSetting(f"EASEL_LOG is “{text.strip()[:40]}”, but must be text or json.")


def parse_token(env: Mapping[str, str], name: str) -> str:
    """A token that nobody guesses, "" for none. A refusal does not repeat it."""
    token = env.get(name, "").strip()
    if token and not (len(token) >= MIN_TOKEN and token.isascii() and token.isprintable()):
        raise BadSetting(f"{name} must have {MIN_TOKEN} characters or more, none of them special.")
    return token


def make_folder(data: Path) -> Path:
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


def parse_database_url(text: str, data: Path) -> str:
    """An address under which the journal can be opened.

    A refusal does not repeat it, since it may hold a password.
    """
    if text:
        try:
            asyncio.run(_try_database(Database(text, data=data)))
        except JournalFailed as error:
            raise BadSetting(f"EASEL_DATABASE_URL cannot be used. {str(error).splitlines()[0]}") from error
    return text


def find_users(url: str, data: Path) -> bool:
    """Whether anybody in the database can log in; False where it cannot be read."""
    if not url and not (data / "easel.db").exists():
        return False
    return asyncio.run(_find_users(Database(read_only(url, data=data), data=data)))


async def _find_users(database: Database) -> bool:
    try:
        return await UserStore(database).has_active()
    except JournalFailed:  # it is older than the table of users
        await asyncio.sleep(0.1)  # for aiosqlite's thread, as below
        return False
    finally:
        await database.close()


async def _try_database(database: Database) -> None:
    try:
        async with database:
            pass
    except JournalFailed:
        # aiosqlite's thread has a last word for the loop after it failed, and prints a traceback without one.
        await asyncio.sleep(0.1)
        raise


def parse_users(text: str) -> dict[str, str]:
    """Names with their passwords or argon2id hashes, which hold commas."""
    users: dict[str, str] = {}
    for entry in USER_ENTRY.finditer(text):
        name, password = (entry[1] or "").strip(), (entry[2] or "").rstrip()
        if not entry[0].strip(" ,\t\r\n"):
            continue
        if not (name and password):
            raise BadSetting(
                "EASEL_USERS must read name:password,name:password; an entry lacks its name or password."
            )
        if password.startswith("$argon2") and not is_hash(password):
            raise BadSetting(
                f"EASEL_USERS gives “{name[:64]}” a hash that cannot be used: it is no whole argon2id hash, or "
                "asks for over 256 MB at each login. `python -m studio.users hash` makes one."
            )
        try:
            name = clean_name(name)
        except UserRefused as error:
            raise BadSetting(f"EASEL_USERS: {error}") from error
        if name_key(name) in map(name_key, users):
            raise BadSetting(f"EASEL_USERS names “{name}” twice; Anna and anna are one.")
        users[name] = password
    return users


def parse_user_header(name: str, proxies: str) -> str:
    """The header in which a proxy names who logged in there; that proxy must be named."""
    if not name:
        return ""
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", name):
        raise BadSetting(
            f"EASEL_PROXY_USER_HEADER is “{name[:64]}”, which is no header's name; for example Remote-User."
        )
    named = [part.strip() for part in proxies.split(",") if part.strip()]
    if not named or not all(_is_network(part) for part in named):
        raise BadSetting(
            "EASEL_PROXY_USER_HEADER lets a proxy say who comes in, so EASEL_TRUSTED_PROXIES must name that proxy "
            "by its address: 10.0.0.5, or 10.0.0.0/24; neither * nor a host name will do."
        )
    return name.lower()


def _is_network(text: str) -> bool:
    try:
        return ipaddress.ip_network(text, strict=False).prefixlen > 0
    except ValueError:
        return False


def parse_public_url(text: str) -> str:
    """The address that people type, its path included, without a slash at its end."""
    url = text.strip().rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.query
        or parts.fragment
        or parts.username
    ):
        raise BadSetting(
            f"EASEL_PUBLIC_URL is “{url}”, but must be the address people type: https://easel.example or "
            "https://tools.example/easel."
        )
    _check_root_path("EASEL_PUBLIC_URL", parts.path)
    return url


def parse_root_path(text: str, public_url: str) -> str:
    """The path of EASEL_ROOT_PATH, else the public address's: "/easel" or ""."""
    path = "/".join(filter(None, text.strip().split("/")))
    path, public = f"/{path}" if path else "", urlsplit(public_url).path
    _check_root_path("EASEL_ROOT_PATH", path)
    if path and public and path != public:
        raise BadSetting(
            f"EASEL_ROOT_PATH is “{path}”, but EASEL_PUBLIC_URL ends in “{public}”; one of them is enough."
        )
    return path or public


def _check_root_path(name: str, path: str) -> None:
    """A path that begins like one of Easel's own could not be told from it."""
    if path and not re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+", path):
        raise BadSetting(
            f"{name} has the path “{path}”, but it may have letters, digits, “-”, “.”, “_” and “~” alone."
        )
    if path.split("/")[1:2] and path.split("/")[1] in OWN_SEGMENTS:
        raise BadSetting(f"{name} has the path “{path}”, which begins like one of Easel's own; choose another.")


def parse_secret(given: str, data: Path) -> str:
    """The given secret, or the one kept in the data folder (mode 0600), which is made once."""
    if given and len(given) < 16:
        raise BadSetting("EASEL_SECRET is too short to keep cookies safe: give 16 characters or more.")
    return given or _stored_secret(data / "secret", data / f".secret-{secrets.token_hex(8)}")


def _stored_secret(path: Path, temporary: Path) -> str:
    """The secret in a file, made through a temporary one first, so that it is never half there.

    By hand instead of by `atomic_write`: nobody else may read it, from its first byte on.
    """
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
