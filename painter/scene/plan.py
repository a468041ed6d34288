"""Plan of a picture, made before the first stroke: world, subjects and light."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from painter.prompt.parser import Subject, Understood
from painter.render.noise import Rng
from painter.render.palette import GREY, RGB, TIMES, Palette, luma, mix, rgb, times, vivid

GRASS = {"": "#6f8f45", "spring": "#86ab4c", "summer": "#5f8f3f", "autumn": "#b08a42", "winter": "#e9eef5"}
LEAVES = {"": "#4f7d3a", "spring": "#7fa94a", "summer": "#3f7a38", "autumn": "#cf7a2c", "winter": "#8a8f96"}
HOMES: Mapping[str, tuple[str, ...]] = {
    "boat": ("sea", "lake mountain"), "lighthouse": ("sea beach",), "fish": ("underwater",),
    "jellyfish": ("underwater",), "penguin": ("mountain winter",), "castle": ("mountain hill",),
    "robot": ("city", "hill"), "car": ("desert mountain", "city meadow"),
    "rocket": ("desert",), "astronaut": ("space", "desert"), "planet": ("space",), "panda": ("forest mountain",),
    "fox": ("forest meadow",), "bear": ("forest mountain meadow",),
    "balloon": ("hill mountain", "mountain lake"),
}  # fmt: skip
"""Where a subject is at home, when the prompt names no setting."""
STYLED = {"ink": ("mountain lake",), "neon": ("city lake",)}
INHABITED = ("hill meadow", "mountain meadow", "hill forest")
EMPTY = ("mountain lake", "mountain meadow", "mountain forest lake", "sea", "hill forest")
STILL = frozenset(["teapot", "cup", "apple", "vase"])
WATERS = frozenset(["sea", "lake", "river", "beach"])
WORLDS = ("space", "underwater", "abstract", "table")
HORIZONS = {"sea": 0.58, "lake": 0.56, "river": 0.52, "city": 0.66, "desert": 0.56}
VEILS = (("storm", 0.75), ("rain", 0.55), ("fog", 0.55), ("snow", 0.45), ("overcast", 0.6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Facts that the painting steps read.

    `horizon` and `light` are in pixels; `facing` points to the light, x to the right and y down.
    """

    width: int
    height: int
    world: str
    features: frozenset[str]
    horizon: float
    palette: Palette
    light: tuple[float, float]
    facing: tuple[float, float]
    subjects: tuple[Subject, ...]
    weather: frozenset[str]
    season: str
    style: str
    tints: Mapping[str, RGB]
    accents: tuple[RGB, ...]
    seed: int

    def rng(self, step: str) -> Rng:
        """The chance of one step: the same for the same request."""
        return np.random.default_rng([self.seed, zlib.crc32(step.encode())])

    @property
    def grass(self) -> RGB:
        return self.tints.get("meadow", self.tints.get("hill", rgb(GRASS[self.season])))

    @property
    def leaves(self) -> RGB:
        return self.tints.get("forest", rgb(LEAVES[self.season]))

    @property
    def snowy(self) -> bool:
        return "snow" in self.weather or self.season == "winter"

    def lit(self, colour: RGB, amount: float = 0.7) -> RGB:
        """A surface's own colour in this light: 0 turned away from it, 1 facing it."""
        return times(colour, mix(self.palette.shade, self.palette.light, amount))

    def far(self, colour: RGB, distance: float) -> RGB:
        """A colour seen through the air: 1 is lost in the haze."""
        return mix(colour, self.palette.haze, distance)


def seed_of(prompt: str, seed: int, variation: int) -> int:
    """Number that all chance comes from: equal requests give equal pictures."""
    key = f"{' '.join(prompt.split())}\x00{seed}\x00{variation}"
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")


def plan(understood: Understood, *, width: int, height: int, seed: int, style: str = "auto") -> Scene:
    """Decide everything that the prompt leaves open, by `seed`."""
    rng = np.random.default_rng(seed)
    style = understood.style if style == "auto" else {"natural": "", "poster": "flat"}.get(style, style)
    understood = replace(understood, style=style)
    world = _world(understood, rng)
    features, season = _features(understood, rng)
    time = _time(understood, rng)
    palette = _palette(understood, TIMES[style] if style in ("ink", "neon") else TIMES[time], time)
    tall = height / width
    horizon = height * min((share for name, share in HORIZONS.items() if name in features), default=0.6)
    horizon += height * float(rng.uniform(-0.02, 0.03)) + height * (0.04 if tall > 1.3 else 0)
    side = 0.26 + 0.12 * float(rng.random())
    light = (side if rng.random() < 0.5 else 1 - side) * width, horizon * (1 - palette.height * 0.92)
    centre = (width / 2 - light[0], horizon * 1.1 - light[1])
    length = max(1e-6, (centre[0] ** 2 + centre[1] ** 2) ** 0.5)
    return Scene(
        width=width, height=height, world=world, features=features, horizon=horizon, palette=palette, light=light,
        facing=(-centre[0] / length, -max(0.35, centre[1] / length)),
        subjects=_company(understood, features, world, rng), weather=frozenset(understood.weather),
        season=understood.season or season, style=style, tints=understood.tints, accents=tuple(understood.palette),
        seed=seed,
    )  # fmt: skip


def _world(understood: Understood, rng: Rng) -> str:
    named = [world for world in WORLDS if world in understood.settings]
    if named:
        return named[0]
    names = {subject.name for subject in understood.subjects}
    if not understood.settings and names:
        if names <= STILL:
            return "table"
        if names <= {"fish", "jellyfish"}:
            return "underwater"
        if names <= {"astronaut", "planet", "rocket"} and "planet" in names:
            return "space"
    return "abstract" if not understood.known and rng.random() < 0.3 else "land"


def _features(understood: Understood, rng: Rng) -> tuple[frozenset[str], str]:
    names = [subject.name for subject in understood.subjects]
    features = set(understood.settings) - set(WORLDS)
    if not features:
        usual = STYLED.get(understood.style, INHABITED if names else EMPTY)
        homes = next((HOMES[name] for name in names if name in HOMES), usual)
        features = set(homes[int(rng.integers(len(homes)))].split())
    if "city" in features and not features & {*WATERS, "meadow", "hill", "desert"}:
        features.add("lake")
    if "boat" in names and not features & WATERS:
        features.add("lake")
    season = "winter" if "winter" in features else "spring" if "cherry" in names else ""
    return frozenset(features - {"winter"}), season


def _company(understood: Understood, features: frozenset[str], world: str, rng: Rng) -> tuple[Subject, ...]:
    if understood.subjects or world != "land" or understood.weather & {"storm", "rain", "snow"}:
        return tuple(understood.subjects)
    birds = Subject(name="bird", count=int(rng.integers(3, 7)), scale=0.55)
    company = (birds,) if rng.random() < 0.6 else ()
    if understood.known:
        return company
    usual = ("boat", "boat", "lighthouse") if features & {"sea", "lake"} else ("house", "balloon", "tree")
    return (Subject(name=usual[int(rng.integers(3))]), *company)


def _time(understood: Understood, rng: Rng) -> str:
    if understood.time:
        return understood.time
    has_moon = any(subject.name == "moon" for subject in understood.subjects)
    if understood.weather & {"stars", "aurora", "firefly"} or has_moon:
        return "night"
    if understood.weather & {"clear", "rain", "snow", "storm", "overcast"}:
        return "day"
    if understood.style == "neon":
        return "night"
    return ("dawn", "golden", "golden", "sunset", "day", "day")[int(rng.integers(6))]


def _palette(understood: Understood, palette: Palette, time: str) -> Palette:
    if understood.style == "ink" and time in ("night", "dusk"):
        palette = replace(palette, sky=tuple((y, times(colour, 0.72 + 0.2 * y)) for y, colour in palette.sky))
    if understood.style == "flat":
        sky = tuple((y, vivid(colour, 1.25)) for y, colour in palette.sky)
        palette = replace(palette, sky=sky, light=vivid(palette.light, 1.2))
    for weather, strength in VEILS:
        if weather in understood.weather:
            grey = times(rgb(GREY[weather]), 1 - 0.72 * palette.dark)
            deep = times(grey, 0.72)
            sky = tuple((y, mix(mix(tone, mix(deep, grey, y), strength), tone, 0.12)) for y, tone in palette.sky)
            palette = replace(
                palette, sky=sky, haze=mix(palette.haze, grey, strength),
                light=mix(palette.light, grey, strength * 0.45), cloud=mix(palette.cloud, grey, strength * 0.8),
                gloom=mix(palette.gloom, times(grey, 0.74), strength), glow=palette.glow * (1 - strength * 0.8),
            )  # fmt: skip
    asked = [understood.tints["sky"]] if "sky" in understood.tints else understood.palette[:2]
    if asked and understood.style != "ink":
        strength = 0.75 if "sky" in understood.tints else 0.42
        tinted = []
        for y, colour in palette.sky:
            tone = asked[min(int(y * len(asked)), len(asked) - 1)]
            bright = min(1.6, (0.25 + luma(colour)) / (0.25 + luma(tone)))
            tinted.append((y, mix(colour, times(tone, bright), strength * (1 - 0.35 * y))))
        palette = replace(palette, sky=tuple(tinted), haze=mix(palette.haze, tinted[-1][1], 0.5))
    return palette
