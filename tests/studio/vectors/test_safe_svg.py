"""The copy of an SVG that is drawn.

Nothing outside is named in it, and what cannot be bounded is refused.
"""

from pathlib import Path

import pytest

from providers.errors import Damaged
from studio.errors import SvgPicture
from studio.vectors.safe_svg import SafeSvg, read_svg
from tests.hostile_svgs import HEAD, LOADING, SQUARE, harmless_svgs, loading_svgs, nested_uses, withheld_svgs
from tests.ordinary_svgs import ORDINARY
from tests.processor_cost import bounded_cost

OUTSIDE, FILE = "http://198.51.100.7", Path("/data/secret.png")


def read(folder: Path, data: bytes) -> SafeSvg:
    path = folder / "a.svg"
    path.write_bytes(data)
    return read_svg(path)


@pytest.mark.parametrize("name", [*LOADING, "stylesheet", "together"])
def test_the_copy_names_nothing_outside_and_runs_nothing(tmp_path: Path, name: str) -> None:
    svg = read(tmp_path, loading_svgs(outside=OUTSIDE, file=FILE)[name])
    copy = svg.markup((64, 64))
    assert not [word for word in (OUTSIDE, str(FILE), "data-ran", "svg+xml", "script", "xml:base") if word in copy]
    assert "#008080" in copy, "what is to be seen stays"
    assert svg.is_active


@pytest.mark.parametrize("name", harmless_svgs())
def test_what_draws_only_is_called_harmless(tmp_path: Path, name: str) -> None:
    data, size = harmless_svgs()[name]
    svg = read(tmp_path, data)
    assert ((svg.width, svg.height), svg.is_active) == (size, False)


@pytest.mark.parametrize("name", ORDINARY)
def test_what_programs_and_models_write_is_shown(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, ORDINARY[name].encode()).is_light or name in {"map", "matplotlib"}


@pytest.mark.parametrize("name", withheld_svgs())
def test_what_cannot_be_bounded_is_refused_at_once(tmp_path: Path, name: str) -> None:
    data, reason = withheld_svgs()[name]
    with bounded_cost(loops=500), pytest.raises(SvgPicture) as refused:
        read(tmp_path, data)
    assert refused.value.params["reason"] == reason


def test_what_moves_has_less_room(tmp_path: Path) -> None:
    squares = SQUARE * 700
    assert read(tmp_path, f"{HEAD}{squares}</svg>".encode()).is_light
    for moved in (
        "<style>rect{animation:k 1s infinite}</style>",
        '<rect><animate attributeName="x" to="9"/></rect>',
    ):
        assert read(tmp_path, f"{HEAD}{moved}{SQUARE * 300}</svg>".encode()).is_moving
        with pytest.raises(SvgPicture):
            read(tmp_path, f"{HEAD}{moved}{squares}</svg>".encode())


def test_a_matrix_that_goes_over_much_is_bounded(tmp_path: Path) -> None:
    """Of filters the one for which a browser takes seven times as long as the drawing here."""
    matrix = '<filter id="f"><feConvolveMatrix order="8" kernelMatrix="1"/></filter><rect filter="url(#f)"/>'
    with pytest.raises(SvgPicture):
        read(tmp_path, f'{HEAD}{matrix}<rect filter="url(#f)"/></svg>'.encode())
    assert read(tmp_path, f"{HEAD}{matrix.replace('8', '3')}</svg>".encode()).has_filters


def test_a_few_levels_of_references_are_no_bomb(tmp_path: Path) -> None:
    assert read(tmp_path, nested_uses(4).encode()).width == 64


@pytest.mark.parametrize(
    "data", [b"<svg><g></svg>", b"<svg>&nbsp;</svg>", b"<svg>", b"<svg a=1/>", HEAD.encode() + b"<\xff/></svg>"]
)
def test_what_is_no_whole_xml_is_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Damaged):
        read(tmp_path, data)


def test_letters_and_pictures_inside_stay(tmp_path: Path) -> None:
    picture = "data:image/gif;base64,R0lGODdhAQABAAAAACwAAAAAAQABAAACAkQBADs="
    content = f'<image href="{picture}"/><a href="https://example.com"><text>a &lt; b</text></a>'
    svg = read(tmp_path, f"{HEAD}{content}</svg>".encode())
    copy = svg.markup((9, 9))
    assert picture in copy and "a &lt; b" in copy and "example.com" not in copy
    assert (svg.has_text, svg.is_active) == (True, False)
