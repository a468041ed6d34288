"""Keying: a subject on a flat background comes out with its own alpha and its own colours."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from painter.editing.cutout import on_backdrop
from studio.cutouts.alpha_figures import measure_alpha
from studio.cutouts.backdrop import BACKDROPS, CannotCutOut, Colour, excess, high_channels
from studio.cutouts.cutout_pictures import measure_or_cut_out
from studio.cutouts.keying import cut_out
from tests.paths import IMAGES

SIZE = 240
Planes = tuple[np.ndarray, np.ndarray]


def disc(colour: Colour, *, soft: float, outline: Colour | None = None, hole: bool = False) -> Planes:
    """Colours and alpha of a disc with an edge of so many pixels."""
    down, across = np.mgrid[:SIZE, :SIZE]
    away = np.hypot(across - SIZE / 2, down - SIZE / 2) - SIZE * 0.3
    if hole:
        away = np.maximum(away, SIZE * 0.12 - np.hypot(across - SIZE / 2, down - SIZE / 2))
    colours = np.full((SIZE, SIZE, 3), colour, np.float32)
    if outline is not None:
        colours[away > -6] = outline
    return colours, np.clip(0.5 - away / soft, 0, 1)


def on_ground(planes: Planes, ground: Colour, *, grain: float = 0) -> Image.Image:
    colours, alpha = planes
    laid = alpha[..., None] * colours + (1 - alpha[..., None]) * np.array(ground, np.float32)
    laid = laid + np.random.default_rng(1).normal(0, grain, laid.shape) if grain else laid
    return Image.fromarray(np.clip(np.rint(laid), 0, 255).astype(np.uint8))


@pytest.mark.parametrize("ground", [backdrop[0] for backdrop in BACKDROPS.values()])
@pytest.mark.parametrize("soft", [1.5, 6])
@pytest.mark.parametrize("colour", [(210, 60, 40), (250, 250, 250), (128, 128, 128), (18, 18, 22)])
def test_alpha_and_colours_are_what_they_were(ground: Colour, soft: float, colour: Colour) -> None:
    for outline in (None, (10, 10, 10)):
        colours, alpha = planes = disc(colour, soft=soft, outline=outline, hole=True)
        keyed = cut_out(on_ground(planes, ground, grain=2), asked=ground)
        out = np.asarray(keyed.image).astype(np.float32)
        assert np.abs(out[..., 3] / 255 - alpha).mean() < 0.008
        assert np.abs((out[..., 3] / 255).mean() - alpha.mean()) < 0.006, "as large as it was"
        seen = out[..., 3] > 90
        assert np.percentile(np.abs(out[..., :3] - colours).max(axis=2)[seen], 97) < 40
        figures = measure_alpha(keyed.image, backdrop=keyed.backdrop)
        assert figures.clear == pytest.approx(float((alpha < 0.02).mean()), abs=0.015)
        assert figures.is_transparent
        assert figures.fringe < 0.01, "none of the background's colour is left on the edge"


@pytest.mark.parametrize("ground", [(0, 255, 0), (30, 214, 52)])
def test_despill_leaves_no_green_and_takes_no_green_that_is_the_subjects_own(ground: Colour) -> None:
    for colour, own in (((214, 190, 60), -24), ((255, 255, 255), 0), ((60, 120, 60), 60)):
        keyed = cut_out(on_ground(disc(colour, soft=4), ground), asked=(0, 255, 0))
        out = np.asarray(keyed.image)
        seen = out[..., 3] > 40
        most = int(np.percentile(excess(out[..., :3], (1,))[seen], 99.5))
        assert most <= max(0, own) + 12
        assert excess(out[SIZE // 2, SIZE // 2, :3][None], (1,))[0] == pytest.approx(own, abs=1)


def test_a_light_ground_is_taken_from_the_border_in_and_no_hole_is_torn_into_a_light_subject() -> None:
    colours, alpha = disc((180, 40, 40), soft=2)
    colours[100:140, 100:140] = 255
    keyed = cut_out(on_ground((colours, alpha), (252, 252, 252)))
    out = np.asarray(keyed.image)
    assert keyed.backdrop.high == ()
    assert (out[100:140, 100:140, 3] == 255).all()
    assert np.abs(out[..., 3] / 255 - alpha).mean() < 0.01


def test_a_picture_without_a_flat_ground_is_left_alone() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (SIZE, SIZE, 3), np.uint8)
    with pytest.raises(CannotCutOut) as refused:
        cut_out(Image.fromarray(noise), asked=(0, 255, 0))
    assert refused.value.reason == "flat"
    with pytest.raises(CannotCutOut) as refused:
        cut_out(Image.new("RGB", (SIZE, SIZE), (0, 255, 0)), asked=(0, 255, 0))
    assert refused.value.reason == "empty"


def test_a_fringe_is_measured() -> None:
    """A naive key leaves one: what is half green stays half green."""
    colours, alpha = planes = disc((210, 60, 40), soft=5)
    flat = np.asarray(on_ground(planes, (0, 255, 0)))
    naive = Image.fromarray(np.dstack([flat, np.rint(255 * alpha).astype(np.uint8)]))
    keyed = cut_out(on_ground(planes, (0, 255, 0)), asked=(0, 255, 0))
    assert measure_alpha(naive, backdrop=keyed.backdrop).fringe > 0.2
    assert measure_alpha(naive).fringe > 0.2, "of one that came transparent, too"
    clean = Image.fromarray(np.dstack([colours.astype(np.uint8), np.rint(255 * alpha).astype(np.uint8)]))
    assert measure_alpha(clean).fringe == 0


def test_an_answer_that_is_transparent_is_measured_and_not_keyed(tmp_path: Path) -> None:
    colours, alpha = disc((210, 60, 40), soft=2)
    path, into = tmp_path / "answer.png", tmp_path / "cutout.png"
    Image.fromarray(np.dstack([colours.astype(np.uint8), np.rint(255 * alpha).astype(np.uint8)])).save(path)
    measured = measure_or_cut_out(path, into=into, asked=None)
    assert not measured.is_keyed
    assert not into.exists()
    assert measured.figures.clear == pytest.approx(float((alpha < 0.01).mean()), abs=0.01)


@pytest.mark.parametrize("ground", [(0, 255, 0), (255, 0, 255)])
@pytest.mark.parametrize(
    ("soft", "opacity", "is_told"), [(3, 1, False), (9, 1, False), (40, 1, True), (3, 0.5, True)]
)
def test_hair_and_glass_are_not_called_clean(ground: Colour, soft: float, opacity: float, is_told: bool) -> None:
    """Softer than an edge may be, or see-through: fringe was 0.0 % while half of the subject stayed green."""
    colours, alpha = disc((200, 80, 60), soft=soft)
    keyed = cut_out(on_ground((colours, alpha * opacity), ground), asked=ground)
    figures = measure_alpha(keyed.image, backdrop=keyed.backdrop)
    assert figures.is_transparent
    assert (figures.is_tinted, figures.tint > 0.1) == (is_told, is_told)
    whole = Image.fromarray(np.dstack([colours.astype(np.uint8), np.rint(255 * alpha).astype(np.uint8)]))
    assert measure_alpha(whole, backdrop=keyed.backdrop).tint == 0


@pytest.mark.parametrize("ground", [(255, 255, 255), (128, 128, 128), (0, 255, 0)])
@pytest.mark.parametrize(("soft", "is_told"), [(2, False), (6, False), (14, True), (20, True)])
def test_an_edge_softer_than_can_be_keyed_is_told(ground: Colour, soft: float, is_told: bool) -> None:
    """Up to 8 % of the side on white or grey it came out solid without a word."""
    keyed = cut_out(on_ground(disc((200, 80, 60), soft=soft), ground, grain=1))
    assert (keyed.hardened > 0.8, keyed.hardened > 0.05) == (is_told, is_told)


def test_shades_and_grain_of_a_subject_are_no_soft_edge(tmp_path: Path) -> None:
    colours, alpha = disc((200, 80, 60), soft=2)
    colours *= np.linspace(0.4, 1.2, SIZE)[:, None, None]
    colours += np.random.default_rng(2).normal(0, 40, colours.shape)
    picture = on_ground((np.clip(colours, 0, 255), alpha), (255, 255, 255), grain=1)
    picture.save(tmp_path / "answer.png")
    measured = measure_or_cut_out(tmp_path / "answer.png", into=tmp_path / "cutout.png", asked=None)
    assert measured.is_keyed and not measured.figures.is_hardened


@pytest.mark.parametrize("name", ["cat.png", "coffee.jpg", "rocket.jpg"])
def test_what_the_demo_cuts_out_of_a_photo_is_keyed(name: str) -> None:
    """None of these came out: their soft outlines crossed the border, or what is unlike it took most of it."""
    with Image.open(IMAGES / name) as photo:
        picture = photo.convert("RGB").resize((300, 240))
    keyed = cut_out(on_backdrop(picture, (0, 255, 0)), asked=(0, 255, 0))
    figures = measure_alpha(keyed.image, backdrop=keyed.backdrop)
    assert 0.3 < figures.clear < 0.7 and figures.fringe < 0.01
    pixels = np.asarray(keyed.image)
    soft = pixels[(pixels[..., 3] > 40) & (pixels[..., 3] < 253)][:, :3]
    assert (excess(soft, (1,)) > 20).mean() < 0.01, "soft outlines had left a green rim that was visible"


def test_a_jpeg_is_keyed_and_keeps_its_size(tmp_path: Path) -> None:
    path, into = tmp_path / "answer.jpg", tmp_path / "cutout.png"
    planes = disc((210, 60, 40), soft=2)
    on_ground(planes, (0, 255, 0)).save(path, quality=88)
    measured = measure_or_cut_out(path, into=into, asked=(0, 255, 0))
    assert measured.is_keyed
    assert measured.figures.fringe < 0.03
    with Image.open(into) as image:
        assert (image.mode, image.size) == ("RGBA", (SIZE, SIZE))
        assert np.abs(np.asarray(image)[..., 3] / 255 - planes[1]).mean() < 0.012


def test_a_colour_is_saturated_by_its_high_channels() -> None:
    assert [high_channels(colour[0]) for colour in BACKDROPS.values()] == [(1,), (0, 2), (2,)]
    assert high_channels((250, 240, 235)) == ()
