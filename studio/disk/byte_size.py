"""Sizes in bytes as people write them: "2GB", "500 MB", "1.5GiB"."""

import re
from typing import Final

UNITS: Final = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
BINARY_UNITS: Final = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
WRITTEN: Final = re.compile(r"(\d{1,12}(?:\.\d{1,3})?) ?(?:([KMGT]?)(i?)B?)", re.ASCII | re.IGNORECASE)


def parse_byte_size(text: str) -> int:
    """Bytes of a size with its unit, or of a bare number. Raises ValueError."""
    match = WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"“{text}” is no size")
    number, unit, binary = match.groups()
    units = BINARY_UNITS if binary else UNITS
    if unit.upper() not in units:
        raise ValueError(f"“{text}” has no unit before its i")
    return round(float(number) * units[unit.upper()])


def format_size(size: int) -> str:
    """A size with the unit that makes it short: "1.5 GB", "730 MB", "12 KB"."""
    for unit, factor in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6)):
        if size >= factor:
            number = size / factor
            return f"{number:.1f} {unit}" if number < 10 and round(number, 1) % 1 else f"{number:.0f} {unit}"
    return f"{max(min(size, 1), round(size / 1000))} KB"
