"""Settings: what the environment and .env say, and the sentence for what cannot be used."""

import asyncio
import dataclasses
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from studio.env import environment
from studio.storage.database import Database
from studio.users.user_store import UserStore
from tests.easel_process import run_command
from tests.paths import ROOT
from ui.setting_parsers import BadSetting
from ui.settings import Settings, read_settings


def test_defaults_serve_this_machine_alone(tmp_path: Path) -> None:
    settings = read_settings({"EASEL_DATA_DIR": str(tmp_path / "data")})
    assert (settings.host, settings.port, settings.is_loopback) == ("127.0.0.1", 7860, True)
    assert (settings.calls_per_gateway, settings.runs_per_visitor) == (64, 8)
    assert (settings.keep_partials_days, settings.keep_uploads_days, settings.keep_deleted_days) == (7, 30, 30)


def test_a_space_is_served_to_all_and_framed(tmp_path: Path) -> None:
    settings = read_settings({"EASEL_DATA_DIR": str(tmp_path), "SPACE_ID": "someone/easel"})
    assert (settings.host, settings.framed) == ("0.0.0.0", True)


@pytest.mark.parametrize(
    ("env", "server_keys"),
    [
        ({}, "this machine"),
        ({"EASEL_DAILY_CALLS": "5"}, "budget"),
        ({"EASEL_HOST": "0.0.0.0"}, "closed"),
        ({"EASEL_PUBLIC_URL": "https://easel.example"}, "closed"),
        ({"SPACE_ID": "someone/easel"}, "closed"),
        ({"SPACE_ID": "someone/easel", "EASEL_OPEN_TO_ALL": "no"}, "closed"),
        ({"SPACE_ID": "someone/easel", "EASEL_OPEN_TO_ALL": " Yes "}, "open"),
        ({"EASEL_HOST": "0.0.0.0", "EASEL_DAILY_TOKENS": "5"}, "budget"),
        ({"EASEL_HOST": "0.0.0.0", "EASEL_USERS": "anna:x"}, "login"),
    ],
)
def test_a_server_key_is_open_to_others_in_words_only(
    tmp_path: Path, env: dict[str, str], server_keys: str
) -> None:
    assert read_settings({"EASEL_DATA_DIR": str(tmp_path), **env}).server_keys == server_keys


@pytest.mark.parametrize(
    ("env", "kept_free", "storage", "uploads"),
    [
        ({}, 2 * 10**6, 0, 0),
        ({"EASEL_HOST": "0.0.0.0"}, 2 * 10**9, 10 * 10**9, 240),
        ({"EASEL_PUBLIC_URL": "https://easel.example"}, 2 * 10**9, 10 * 10**9, 240),
        ({"EASEL_HOST": "::", "EASEL_KEEP_FREE": "1.5 GiB"}, 3 * 2**29, 10 * 10**9, 240),
        ({"EASEL_STORAGE_PER_VISITOR": "500MB", "EASEL_UPLOADS_PER_HOUR": "9"}, 2 * 10**6, 500 * 10**6, 9),
    ],
)
def test_the_disk_is_guarded_where_others_can_reach_it(
    tmp_path: Path, env: dict[str, str], kept_free: int, storage: int, uploads: int
) -> None:
    settings = read_settings({"EASEL_DATA_DIR": str(tmp_path), **env})
    assert (settings.keep_free, settings.storage_per_visitor, settings.uploads_per_hour) == (
        kept_free,
        storage,
        uploads,
    )


def test_the_real_environment_wins_over_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("EASEL_PORT=1111\nEASEL_HOST=10.0.0.1\nEASEL_USERS=a:b\n")
    monkeypatch.setenv("EASEL_PORT", "2222")
    monkeypatch.setenv("EASEL_HOST", "")
    variables = environment(tmp_path)
    assert (variables["EASEL_PORT"], variables["EASEL_HOST"], variables["EASEL_USERS"]) == (
        "2222",
        "10.0.0.1",
        "a:b",
    )


def test_the_secret_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    first, second = (read_settings({"EASEL_DATA_DIR": str(tmp_path)}).secret for _ in range(2))
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_no_secret_is_shown_when_settings_are_printed(tmp_path: Path) -> None:
    given = {
        "EASEL_SECRET": "s3cret-s3cret-s3cret",
        "EASEL_USERS": "anna:passw0rd",
        "EASEL_DATA_DIR": str(tmp_path),
    }
    shown = repr(read_settings(given))
    assert "s3cret" not in shown
    assert "passw0rd" not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EASEL_PORT", "http"),
        ("EASEL_KEEP_PARTIALS_DAYS", "a week"),
        ("EASEL_KEEP_UPLOADS_DAYS", "-1"),
        ("EASEL_KEEP_DELETED_DAYS", "1.5"),
        ("EASEL_KEEP_FREE", "a lot"),
        ("EASEL_STORAGE_PER_VISITOR", "-1GB"),
        ("EASEL_UPLOADS_PER_HOUR", "many"),
        ("EASEL_PORT", "70000"),
        ("EASEL_PORT", "-1"),
        ("EASEL_PORT", "٧٨٦٠"),
        ("EASEL_HOST", "http://127.0.0.1"),
        ("EASEL_HOST", "127.0.0.1:80"),
        ("EASEL_ALLOW_FAKE_IP", "yes"),
        ("EASEL_RUNS_PER_VISITOR", "0"),
        ("EASEL_CALLS_PER_GATEWAY", "many"),
        ("EASEL_RUNS_PER_ADDRESS", "0"),
        ("EASEL_WAITING_CALLS", "0"),
        ("EASEL_KEYS", "0"),
        ("EASEL_KEYS_PER_ADDRESS", "few"),
        ("EASEL_STREAMS_PER_VISITOR", "0"),
        ("EASEL_STREAMS_PER_ADDRESS", "-1"),
        ("EASEL_CALLBACKS_PER_SECOND", "0"),
        ("EASEL_PAGES_PER_MINUTE", "0"),
        ("EASEL_HEADER_SECONDS", "0"),
        ("EASEL_BODY_SECONDS", "1m"),
        ("EASEL_CONNECTIONS", "63"),
        ("EASEL_GRACE", "-1"),
        ("EASEL_IMAGE_MEMORY", "63"),
        ("EASEL_UPLOAD_MEGAPIXELS", "201"),
        ("EASEL_LOG", "xml"),
        ("EASEL_METRICS_TOKEN", "short"),
        ("EASEL_OPEN_TO_ALL", "1"),
        ("EASEL_OPEN_TO_ALL", "true"),
        ("EASEL_DAILY_CALLS", "0"),
        ("EASEL_DAILY_TOKENS", "-5"),
        ("EASEL_USERS", "anna"),
        ("EASEL_USERS", "anna:"),
        ("EASEL_USERS", "anna:x,anna:y"),
        ("EASEL_USERS", "anna:x,Anna:y"),
        ("EASEL_USERS", "anna:$argon2id$v=19$m=19456,t=2"),
        ("EASEL_USERS", "anna:$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAA,ben:x"),
        ("EASEL_PROXY_USER_HEADER", "Remote-User"),
        ("EASEL_PROXY_USER_HEADER", "Remote User"),
        ("EASEL_KEEP_ANONYMOUS_DAYS", "never"),
        ("EASEL_SECRET", "short"),
        ("EASEL_PUBLIC_URL", "easel.example.com"),
        ("EASEL_PUBLIC_URL", "https://easel.example.com/sub?x"),
        ("EASEL_PUBLIC_URL", "https://easel.example.com/a b"),
        ("EASEL_PUBLIC_URL", "https://easel.example.com/api"),
        ("EASEL_ROOT_PATH", "/../easel"),
        ("EASEL_ROOT_PATH", "/static/easel"),
        ("EASEL_DATABASE_URL", "nonsense"),
        ("EASEL_DATABASE_URL", "postgresql+nodriver://anna:passw0rd@db/easel"),
        ("EASEL_DATABASE_URL", "sqlite+aiosqlite:////proc/nowhere/easel.db"),
    ],
)
def test_a_bad_value_is_named_in_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        read_settings({"EASEL_DATA_DIR": str(tmp_path), name: value})
    assert name in str(caught.value)
    assert "passw0rd" not in str(caught.value)


GIVEN: Final[Mapping[str, tuple[str, str, object]]] = {
    "EASEL_HOST": ("0.0.0.0", "host", "0.0.0.0"),
    "EASEL_PORT": ("8080", "port", 8080),
    "EASEL_DATABASE_URL": ("sqlite+aiosqlite://", "database_url", "sqlite+aiosqlite://"),
    "EASEL_USERS": ("anna:x", "users", {"anna": "x"}),
    "EASEL_ADMINS": ("anna, ben,", "admins", ("anna", "ben")),
    "EASEL_SECRET": ("s" * 16, "secret", "s" * 16),
    "EASEL_PUBLIC_URL": ("https://a.example/", "public_url", "https://a.example"),
    "EASEL_ROOT_PATH": ("/easel", "root_path", "/easel"),
    "EASEL_CALLS_PER_GATEWAY": ("3", "calls_per_gateway", 3),
    "EASEL_WAITING_CALLS": ("3", "waiting_calls", 3),
    "EASEL_RUNS_PER_VISITOR": ("3", "runs_per_visitor", 3),
    "EASEL_RUNS_PER_ADDRESS": ("3", "runs_per_address", 3),
    "EASEL_OPEN_TO_ALL": ("yes", "open_to_all", True),
    "EASEL_DAILY_CALLS": ("3", "daily_calls", 3),
    "EASEL_DAILY_TOKENS": ("3", "daily_tokens", 3),
    "EASEL_KEYS": ("3", "keys", 3),
    "EASEL_KEYS_PER_ADDRESS": ("3", "keys_per_address", 3),
    "EASEL_STREAMS_PER_VISITOR": ("3", "streams_per_visitor", 3),
    "EASEL_STREAMS_PER_ADDRESS": ("3", "streams_per_address", 3),
    "EASEL_CALLBACKS_PER_SECOND": ("3", "callbacks_per_second", 3),
    "EASEL_PAGES_PER_MINUTE": ("3", "pages_per_minute", 3),
    "EASEL_HEADER_SECONDS": ("3", "header_seconds", 3),
    "EASEL_BODY_SECONDS": ("3", "body_seconds", 3),
    "EASEL_CONNECTIONS": ("300", "connections", 300),
    "EASEL_GRACE": ("0", "grace", 0),
    "EASEL_IMAGE_MEMORY": ("100", "image_memory", 100_000_000),
    "EASEL_UPLOAD_MEGAPIXELS": ("3", "upload_pixels", 3_000_000),
    "EASEL_TRUSTED_PROXIES": (" 10.0.0.5 ", "trusted_proxies", "10.0.0.5"),
    "EASEL_KEEP_PARTIALS_DAYS": ("0", "keep_partials_days", 0),
    "EASEL_KEEP_UPLOADS_DAYS": ("3", "keep_uploads_days", 3),
    "EASEL_KEEP_DELETED_DAYS": ("3", "keep_deleted_days", 3),
    "EASEL_KEEP_ANONYMOUS_DAYS": ("3", "keep_anonymous_days", 3),
    "EASEL_KEEP_FREE": ("3GB", "keep_free", 3 * 10**9),
    "EASEL_STORAGE_PER_VISITOR": ("3MB", "storage_per_visitor", 3 * 10**6),
    "EASEL_UPLOADS_PER_HOUR": ("3", "uploads_per_hour", 3),
    "EASEL_LOG": (" JSON", "log", "json"),
    "EASEL_METRICS_TOKEN": ("t" * 16, "metrics_token", "t" * 16),
    "EASEL_ALLOW_FAKE_IP": ("1", "allow_fake_ip", True),
    "EASEL_ALLOW_PRIVATE_GATEWAYS": ("yes", "allow_private_gateways", True),
}
"""A value of each setting, the field that takes it, and what is read there."""


@pytest.mark.parametrize("name", GIVEN)
def test_a_value_is_read(tmp_path: Path, name: str) -> None:
    text, field, expected = GIVEN[name]
    settings = read_settings({"EASEL_DATA_DIR": str(tmp_path), name: text})
    assert getattr(settings, field) == expected
    assert getattr(Settings(), field) != expected, "a default would pass, too"


def test_every_setting_has_a_row_here_and_in_the_example() -> None:
    """Two of them need another beside them, or are in every test: those have tests of their own."""
    names = set(re.findall(r'"(EASEL_\w+)"', (ROOT / "ui" / "settings.py").read_text()))
    fields = {field.name for field in dataclasses.fields(Settings)} - {"data", "framed", "has_users"}
    assert names == {*GIVEN, "EASEL_DATA_DIR", "EASEL_PROXY_USER_HEADER"}
    assert fields == {field for _, field, _ in GIVEN.values()} | {"proxy_user_header"}
    example = (ROOT / ".env.example").read_text()
    assert [name for name in sorted(names) if f"# {name}=" not in example] == []


def test_users_may_have_hashes_whose_commas_end_no_entry(tmp_path: Path) -> None:
    hashed = "$argon2id$v=19$m=19456,t=2,p=1$z696mlmQU1sNHCuAGbAClw$dL9OvgQ1FA8XrJZlu3W/xGAYrGC1K2zg4QdTwSMZO8g"
    for text in (f"anna:{hashed},ben:p:a ss", f" ben:p:a ss, ,anna:{hashed} ,"):
        users = read_settings({"EASEL_DATA_DIR": str(tmp_path), "EASEL_USERS": text}).users
        assert users == {"anna": hashed, "ben": "p:a ss"}
    users = read_settings({"EASEL_DATA_DIR": str(tmp_path), "EASEL_USERS": "a:pw,t=3:x"}).users
    assert users == {"a": "pw", "t=3": "x"}


@pytest.mark.parametrize("proxies", ["", "*", "proxy.internal", "0.0.0.0/0"])
def test_only_a_proxy_that_is_named_says_who_comes_in(tmp_path: Path, proxies: str) -> None:
    env = {"EASEL_DATA_DIR": str(tmp_path), "EASEL_PROXY_USER_HEADER": "Remote-User"}
    with pytest.raises(BadSetting, match="EASEL_TRUSTED_PROXIES"):
        read_settings({**env, "EASEL_TRUSTED_PROXIES": proxies})
    settings = read_settings({**env, "EASEL_TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/24"})
    assert (settings.proxy_user_header, settings.needs_login) == ("remote-user", True)


def test_users_of_the_database_need_a_login_too(tmp_path: Path) -> None:
    async def add() -> None:
        async with Database("", data=tmp_path) as database:
            await UserStore(database).add("anna")

    env = {"EASEL_DATA_DIR": str(tmp_path), "EASEL_HOST": "0.0.0.0"}
    assert (read_settings(env).needs_login, read_settings(env).server_keys) == (False, "closed")
    asyncio.run(add())
    assert (read_settings(env).needs_login, read_settings(env).server_keys) == (True, "login")


def test_galleries_of_browsers_are_kept_for_ever_only_where_nobody_else_comes(tmp_path: Path) -> None:
    env = {"EASEL_DATA_DIR": str(tmp_path)}
    assert read_settings(env).keep_anonymous_days == 0
    assert read_settings({**env, "EASEL_PUBLIC_URL": "https://easel.example"}).keep_anonymous_days == 90
    assert read_settings({**env, "EASEL_HOST": "0.0.0.0"}).keep_anonymous_days == 90
    assert read_settings({**env, "SPACE_ID": "a/b", "EASEL_KEEP_ANONYMOUS_DAYS": "0"}).keep_anonymous_days == 0


def test_a_missing_driver_is_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(BadSetting) as caught:
        read_settings(
            {"EASEL_DATA_DIR": str(tmp_path), "EASEL_DATABASE_URL": "postgresql://anna:passw0rd@db/easel"}
        )
    text = str(caught.value)
    assert "pip install asyncpg" in text and "passw0rd" not in text
    assert text.count("cannot be used") == text.count("EASEL_DATABASE_URL") == 1


def test_a_data_folder_that_cannot_be_written_is_said() -> None:
    with pytest.raises(BadSetting, match="EASEL_DATA_DIR"):
        read_settings({"EASEL_DATA_DIR": "/proc/easel"})


def test_the_server_ends_with_a_sentence_and_status_2(tmp_path: Path) -> None:
    env = {"EASEL_DATA_DIR": str(tmp_path / "data"), "EASEL_PORT": "seven"}
    status, printed = run_command(("app.py",), env, folder=tmp_path)
    assert status == 2
    assert printed.splitlines() == ["EASEL_PORT is “seven”, but must be a whole number from 0 to 65535."]


@pytest.mark.parametrize(
    ("env", "public_url", "root_path"),
    [
        ({}, "", ""),
        ({"EASEL_PUBLIC_URL": "https://a.example/"}, "https://a.example", ""),
        ({"EASEL_PUBLIC_URL": "https://a.example/easel/"}, "https://a.example/easel", "/easel"),
        ({"EASEL_ROOT_PATH": "tools/easel/"}, "", "/tools/easel"),
        (
            {"EASEL_ROOT_PATH": "/easel", "EASEL_PUBLIC_URL": "https://a.example"},
            "https://a.example/easel",
            "/easel",
        ),
        (
            {"EASEL_ROOT_PATH": "/easel", "EASEL_PUBLIC_URL": "https://a.example/easel"},
            "https://a.example/easel",
            "/easel",
        ),
    ],
)
def test_the_path_prefix_is_named_once_in_either_setting(
    tmp_path: Path, env: dict[str, str], public_url: str, root_path: str
) -> None:
    settings = read_settings({"EASEL_DATA_DIR": str(tmp_path), **env})
    assert (settings.public_url, settings.root_path) == (public_url, root_path)


def test_two_path_prefixes_that_differ_are_refused(tmp_path: Path) -> None:
    env = {"EASEL_ROOT_PATH": "/easel", "EASEL_PUBLIC_URL": "https://a.example/studio"}
    with pytest.raises(BadSetting, match="EASEL_ROOT_PATH is “/easel”, but EASEL_PUBLIC_URL ends in “/studio”"):
        read_settings({"EASEL_DATA_DIR": str(tmp_path), **env})
