"""Sheet of an animation: a model draws all frames at once, in a grid on one picture.

So the frames share the pixels of that picture, and are charged by the grid (docs/gateways.md, "Families").
"""

from dataclasses import dataclass

from formats.size_rules import SizeRule


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameSheet:
    """The grids on which a model draws the frames of an animation.

    A sheet is drawn where the option `needs` is one of `values`; the option `count` is the number of frames.
    `grids` are cells along the longer and the shorter side, the smallest grid first: one holds as many frames as it
    has cells. The frames' own longer side lies along the fewer cells. `sheet` is the rule of the whole.
    """

    needs: str
    values: tuple[str, ...]
    count: str
    grids: tuple[tuple[int, int], ...]
    sheet: SizeRule

    def grid(self, frames: int) -> tuple[int, int]:
        """The smallest grid that holds so many frames, or the largest there is."""
        return next((grid for grid in self.grids if grid[0] * grid[1] >= frames), self.grids[-1])

    @property
    def steps(self) -> tuple[str, ...]:
        """The numbers of frames that are charged alike, by grid: "2–8", "9"."""
        cells = [many * few for many, few in self.grids]
        firsts = [2, *(cell + 1 for cell in cells)]
        return tuple(
            str(last) if first == last else f"{first}–{last}" for first, last in zip(firsts, cells, strict=False)
        )

    def step(self, frames: int) -> str:
        """The step in which so many frames are charged."""
        return self.steps[self.grids.index(self.grid(frames))]

    def frame_rule(self, frames: int) -> SizeRule:
        """The rule of one frame's size."""
        many, few = self.grid(frames)
        return SizeRule(
            multiple=self.sheet.multiple,
            max_side=self.sheet.max_side // few,
            max_short_side=self.sheet.max_side // many,
            ratio=self.sheet.ratio,
            min_pixels=-(-self.sheet.min_pixels // (many * few)),
            max_pixels=self.sheet.max_pixels // (many * few),
        )
