"""Manifest store (C2PA): the generator of a file and the signer, by its own word.

C2PA Technical Specification 2.2: manifests, claims and signatures in JUMBF (ISO 19566-5). The signature is not
verified: whoever shows it must say that it is the file's own word.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from studio.credentials.carriers import find_manifest_store, read_spans
from studio.credentials.cbor import decode
from studio.credentials.certificate import subject_names

MAX_STORE: Final = 16 * 1024 * 1024
"""Bytes of a manifest store; most are thumbnails. A longer one is present and not read."""
MAX_BOXES: Final = 1000
MAX_CBOR: Final = 1024 * 1024
MAX_NAME: Final = 120
CERTIFICATES: Final = (33, "x5chain")
"""The header of the certificates (RFC 9360 §2), and what early writers called it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Content credentials of a file, as it tells them itself.

    `generator` is the program that made the claim, `signer` the certificate's subject; "" where they cannot be
    read.
    """

    present: bool = False
    generator: str = ""
    signer: str = ""


def read_credentials(path: Path) -> Credentials:
    """Reads the credentials of a file; blocks.

    What is malformed is present without names. Raises OSError.
    """
    with path.open("rb") as file:
        spans = find_manifest_store(file)
        if not spans or sum(span.length for span in spans) > MAX_STORE:
            return Credentials(present=bool(spans))
        store = memoryview(read_spans(file, spans))
    generator = signer = ""
    with suppress(ValueError):
        manifest = _active_manifest(store)
        with suppress(ValueError):
            generator = _generator(_content(manifest, "c2pa.claim"))
        with suppress(ValueError):
            signer = _signer(_content(manifest, "c2pa.signature"))
    return Credentials(present=True, generator=generator, signer=signer)


def _active_manifest(store: memoryview) -> memoryview:
    """The content of the last manifest, which speaks for the file as it is."""
    for kind, content in _boxes(store):
        manifests = [inner for inside, inner in _boxes(content) if inside == b"jumb"]
        if kind == b"jumb" and manifests:
            return manifests[-1]
    raise ValueError("no manifest")


def _content(manifest: memoryview, label: str) -> object:
    """The content of the box of that label, or of its later version ("c2pa.claim.v2")."""
    for kind, content in _boxes(manifest):
        if kind == b"jumb" and _label(content).partition(".v")[0] == label:
            for inside, data in _boxes(content):
                if inside == b"cbor" and len(data) <= MAX_CBOR:
                    return decode(bytes(data))
    raise ValueError(f"no {label}")


def _label(superbox: memoryview) -> str:
    """The label in a superbox's description: behind its type (16 bytes) and its toggles, ended by 0."""
    for kind, content in _boxes(superbox):
        if kind == b"jumd" and len(content) > 17 and content[16] & 2:
            return bytes(content[17:273]).partition(b"\0")[0].decode()
        break
    return ""


def _boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Type and content of each box, one after the other. Raises ValueError."""
    offset = 0
    for _ in range(MAX_BOXES):
        if len(data) - offset < 8:
            return
        length, start = int.from_bytes(data[offset : offset + 4], "big"), 8
        if length == 1:
            length, start = int.from_bytes(data[offset + 8 : offset + 16], "big"), 16
        elif length == 0:
            length = len(data) - offset
        if length < start or offset + length > len(data):
            raise ValueError("a box that is cut")
        yield bytes(data[offset + 4 : offset + 8]), data[offset + start : offset + length]
        offset += length
    raise ValueError("too many boxes")


def _generator(claim: object) -> str:
    """The program's name: of a list the first one's, and where only the old field is, what stands there."""
    match claim:
        case {"claim_generator_info": {"name": str(name)}} | {"claim_generator_info": [{"name": str(name)}, *_]}:
            return _printable(name)
        case {"claim_generator": str(name)}:
            return _printable(name)
    raise ValueError("no generator")


def _signer(signature: object) -> str:
    """The organisation and the name in the first certificate of a COSE_Sign1 (RFC 9052 §4.2)."""
    match signature:
        case [bytes(protected), unprotected, *_]:
            headers = [decode(protected) if protected else {}, unprotected]
        case _:
            raise ValueError("no signature")
    certificates = [certificate for header in headers for certificate in _certificates(header)]
    if not certificates:
        raise ValueError("no certificate")
    names = subject_names(certificates[0])
    organization, common = _printable(names.organization), _printable(names.common_name)
    return (
        f"{organization} ({common})"
        if organization and common not in {"", organization}
        else organization or common
    )


def _certificates(header: object) -> Iterator[bytes]:
    for name in CERTIFICATES:
        match header.get(name) if isinstance(header, Mapping) else None:
            case bytes(certificate) | [bytes(certificate), *_]:
                yield certificate


def _printable(text: str) -> str:
    """A stranger's text as one short line: nothing in it can turn or hide what stands around it."""
    line = " ".join(text.split())
    return "".join(letter for letter in line if letter.isprintable())[:MAX_NAME]
