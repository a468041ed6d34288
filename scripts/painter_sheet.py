"""Contact sheet of the painter: twelve prompts in one JPEG.

To be looked at before and after a change of the painter. `make painter-sheet` writes docs/painter.jpg; a path as
the argument writes it elsewhere.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from painter import paint

PROMPTS = (
    "A red fishing boat on a calm sea at sunset, watercolour",
    "A lighthouse under the northern lights, snowy mountains",
    "An old castle above a misty forest at dawn, ink wash",
    "A white cat on a hill with hot-air balloons, poster",
    "秋天的森林里有一只狐狸",
    "A neon city in the rain at night",
    "春天，湖边的樱花树和一座小木屋",
    "An astronaut and a rocket among the stars, a blue planet",
    "A teapot, two green apples and a vase on a table, oil painting",
    "雨中，一个女孩撑着红色的伞",
    "海底的金鱼和水母",
    "Two horses in a meadow of sunflowers, pencil drawing",
)
COLUMNS = 4
PAINTED = (960, 720)
SHOWN = (396, 297)
CAPTION = 26
GAP = 4
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)


def painted(prompt: str) -> Image.Image:
    """The first picture of a prompt, as the demo gives it with seed 0."""
    return next(step.image for step in paint(prompt=prompt, size=PAINTED) if step.is_final)


def caption_font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font with Chinese characters where the machine has one, else Pillow's own."""
    path = next((path for path in FONTS if Path(path).exists()), None)
    return ImageFont.truetype(path, 13) if path else ImageFont.load_default(13)


def contact_sheet() -> Image.Image:
    """All prompts in rows of four, each with its caption below."""
    width, height = SHOWN[0] + GAP, SHOWN[1] + CAPTION + GAP
    sheet = Image.new("RGB", (COLUMNS * width + GAP, -(-len(PROMPTS) // COLUMNS) * height + GAP), "white")
    draw, font = ImageDraw.Draw(sheet), caption_font()
    for index, prompt in enumerate(PROMPTS):
        left, top = GAP + index % COLUMNS * width, GAP + index // COLUMNS * height
        sheet.paste(painted(prompt).resize(SHOWN, Image.Resampling.LANCZOS), (left, top))
        draw.text((left + 2, top + SHOWN[1] + 5), prompt, fill="#222", font=font)
    return sheet


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/painter.jpg")
    contact_sheet().save(target, quality=80, optimize=True, progressive=True)
