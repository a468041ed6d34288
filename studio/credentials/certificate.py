"""Subject names of a certificate (RFC 5280 §4.1, X.690 §8); no signature is verified."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 64 * 1024
COMMON_NAME: Final = b"\x55\x04\x03"
ORGANIZATION: Final = b"\x55\x04\x0a"
VERSION_TAG: Final = 0xA0
SUBJECT_INDEX: Final = 4
"""Behind serial number, algorithm, issuer and validity; the version before them may be missing."""
ENCODINGS: Final = {0x0C: "utf-8", 0x1E: "utf-16-be", 0x1C: "utf-32-be"}
"""Of UTF8String, BMPString and UniversalString; all others are read as Latin-1, which holds ASCII."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectNames:
    """A certificate's subject; "" where it does not tell."""

    organization: str = ""
    common_name: str = ""


def subject_names(certificate: bytes) -> SubjectNames:
    """Reads the subject of a certificate in DER. Raises ValueError when it is none."""
    if len(certificate) > MAX_BYTES:
        raise ValueError("too long")
    (_, whole), *_ = _elements(certificate)
    (_, signed), *_ = _elements(whole)
    fields = [content for tag, content in _elements(signed) if tag != VERSION_TAG]
    if len(fields) <= SUBJECT_INDEX:
        raise ValueError("no subject")
    names = dict(reversed(list(_names(fields[SUBJECT_INDEX]))))
    return SubjectNames(organization=names.get(ORGANIZATION, ""), common_name=names.get(COMMON_NAME, ""))


def _names(subject: bytes) -> Iterator[tuple[bytes, str]]:
    for _, group in _elements(subject):
        for _, pair in _elements(group):
            parts = list(_elements(pair))
            if len(parts) == 2:
                (_, kind), (tag, text) = parts
                yield kind, text.decode(ENCODINGS.get(tag, "latin-1"))


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element."""
    position = 0
    while position < len(data):
        tag, size = data[position], int.from_bytes(data[position + 1 : position + 2], "big")
        position += 2
        if size & 0x80:
            extra = size & 0x7F
            size = int.from_bytes(data[position : position + extra], "big")
            position += extra
        if position + size > len(data):
            raise ValueError("cut")
        yield tag, data[position : position + size]
        position += size
