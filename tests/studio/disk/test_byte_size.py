"""Sizes in bytes, read and written."""

import pytest

from studio.disk.byte_size import format_size, parse_byte_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("2GB", 2_000_000_000),
        ("500MB", 500_000_000),
        (" 1.5 gb ", 1_500_000_000),
        ("64MiB", 64 * 2**20),
        ("10k", 10_000),
        ("4096", 4096),
        ("0", 0),
    ],
)
def test_sizes_are_read_as_people_write_them(text: str, size: int) -> None:
    assert parse_byte_size(text) == size


@pytest.mark.parametrize("text", ["", "GB", "-1GB", "2 gigs", "1e9", "٢GB", "5i", "5iB", "1,5GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        parse_byte_size(text)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 KB"), (999, "1 KB"), (1_500_000_000, "1.5 GB"), (2_000_000_000, "2 GB"), (73_400_000, "73 MB")],
)
def test_sizes_are_short(size: int, text: str) -> None:
    assert format_size(size) == text
