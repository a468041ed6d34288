"""Content credentials read from files that c2pa-python signed, and from malformed ones."""

import io
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from studio.credentials.carriers import has_credentials
from studio.credentials.manifest_store import Credentials, read_credentials
from tests.paths import IMAGES
from tests.processor_cost import bounded_cost
from tests.studio.credentials.signing import GENERATOR, SIGNER, sign, validation_state

KINDS = ("PNG", "JPEG", "WEBP", "AVIF", "GIF", "TIFF", "SVG+XML")


def picture(kind: str) -> bytes:
    if kind == "SVG+XML":
        return (
            b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="64" height="48"/></svg>'
        )
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, kind)
    return out.getvalue()


def read(tmp_path: Path, data: bytes) -> Credentials:
    path = tmp_path / "picture"
    path.write_bytes(data)
    credentials = read_credentials(path)
    assert has_credentials(path) == credentials.present
    return credentials


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_file_names_its_generator_and_its_signer(tmp_path: Path, kind: str, version: int) -> None:
    mime = f"image/{kind.lower()}"
    signed = sign(picture(kind), mime, version=version)
    assert validation_state(signed, mime) == "Valid"
    assert read(tmp_path, signed) == Credentials(present=True, generator=GENERATOR, signer=SIGNER)
    assert read(tmp_path, picture(kind)) == Credentials()


def test_a_file_without_credentials_has_none(tmp_path: Path) -> None:
    for path in IMAGES.iterdir():
        assert read_credentials(path) == Credentials()
    for data in (b"", b"not a picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a"):
        assert read(tmp_path, data) == Credentials()


@pytest.mark.parametrize("kind", KINDS)
def test_malformed_credentials_are_no_error_of_the_picture(tmp_path: Path, kind: str) -> None:
    signed = sign(picture(kind), f"image/{kind.lower()}")
    for step in range(40):
        at = len(signed) * step // 40
        read(tmp_path, signed[:at])
        read(tmp_path, signed[:at] + b"\xff\x00\x9f" * 9 + signed[at + 27 :])
    torn = signed.replace(b"jumdc2ma", b"junkc2ma").replace(b"c2pa.claim", b"c2pa.chaos")
    assert read(tmp_path, torn).present


@pytest.mark.parametrize("length", [2**62, 2**63 - 1, 2**64 - 1])
def test_a_box_longer_than_its_file_is_no_error_of_the_picture(tmp_path: Path, length: int) -> None:
    beyond = b"\0\0\0\x01free" + length.to_bytes(8, "big")
    for data in (picture("AVIF") + beyond, picture("AVIF") + beyond + bytes(64)):
        assert read(tmp_path, data) == Credentials()


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_and_a_changed_length_are_no_error_of_the_picture(tmp_path: Path, kind: str) -> None:
    """In the heads above all, where lengths and offsets stand."""
    signed, chance = sign(picture(kind), f"image/{kind.lower()}"), Random(kind)
    for number in range(300):
        data = bytearray(signed)
        for _ in range(1 + number % 3):
            at = chance.randrange(min(len(data), 600) if number % 2 else len(data))
            data[at] ^= 1 << chance.randrange(8)
            data[at : at + 4] = chance.choice((data[at : at + 4], b"\xff" * 4, b"\0\0\0\1", b"\x80\0\0\0"))
        read(tmp_path, bytes(data))


def test_hostile_credentials_cost_little(tmp_path: Path) -> None:
    head, end = picture("PNG")[:33], picture("PNG")[33:]
    for body in (b"\0\0\0\x08jumb" * 200_000, b"\x00\x10\x00\x00jumb" + b"\x9f" * 1_048_568, b"\0" * 20_000_000):
        chunk = len(body).to_bytes(4, "big") + b"caBX" + body + b"\0\0\0\0"
        with bounded_cost(loops=250):
            assert read(tmp_path, head + chunk + end) == Credentials(present=True)
