"""Installation: the lock file has what is required, and the container what the app imports."""

import re
from itertools import pairwise

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.test_imports import ROOMS
from tests.paths import ROOT

PINNED = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)


def locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text()
    return {canonicalize_name(match["name"]): match["version"] for match in PINNED.finditer(text)}


def test_the_lock_file_has_everything_that_is_required_within_its_bounds() -> None:
    """`make lock` writes it anew."""
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] != "#"]
    versions = locked()
    wrong = {
        need.name: versions.get(canonicalize_name(need.name))
        for need in map(Requirement, lines)
        if not need.specifier.contains(versions.get(canonicalize_name(need.name), "0"))
    }
    assert wrong == {}


def test_every_locked_package_has_its_hashes_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text()
    pinned = list(PINNED.finditer(text))
    blocks = [text[here.start() : there.start()] for here, there in pairwise(pinned)]
    assert len(blocks) > 30
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"https?://|--index-url|--find-links", text)


def test_the_container_gets_the_rooms_that_the_app_imports() -> None:
    install = (ROOT / "deploy" / "install.sh").read_text()
    dockerfile, ignored = ((ROOT / name).read_text() for name in ("Dockerfile", ".dockerignore"))
    copied = re.search(r"^for room in (.*); do$", install, re.MULTILINE)
    assert copied is not None
    assert set(copied[1].split()) >= {*ROOMS, "app.py"}
    assert [room for room in ROOMS if f"COPY {room} {room}" not in dockerfile] == []
    assert {line[1:] for line in ignored.splitlines() if line.startswith("!")} >= {
        *ROOMS,
        "app.py",
        "requirements.lock",
    }


def test_the_container_has_fonts_for_the_letters_of_an_svg() -> None:
    """python:slim has none; Latin and Chinese are the page's two languages."""
    final = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert {"fonts-dejavu-core", "fonts-wqy-microhei"} <= set(final.split("USER easel")[0].split())


def test_the_unit_permits_what_the_server_calls() -> None:
    """mbind and setpriority are among @resources, and who calls one is killed by default."""
    lines = (ROOT / "deploy" / "easel.service").read_text().splitlines()
    filters = [line.partition("=")[2] for line in lines if line.startswith("SystemCallFilter=")]
    assert filters == ["@system-service", "~@privileged"]
    assert "SystemCallErrorNumber=EPERM" in lines
