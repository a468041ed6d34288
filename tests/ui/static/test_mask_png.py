"""The mask's PNG: one bit per pixel, transparent where the picture may change, and small."""

import base64
import functools
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from studio.images import masks
from tests.node import run_node

SIZES = ((1, 1), (7, 3), (8, 8), (65, 40), (333, 205), (2049, 5))
SHARES = (0, 0.02, 0.5, 1)
SEED = 7
RANDOM = """
import { MaskBitmap } from './mask/bitmap.js';
import { encodePng, readRows } from './mask/png.js';
const base64 = async (blob) => Buffer.from(await blob.arrayBuffer()).toString('base64');
const randomBitmap = (width, height, seed, share) => {
  const bitmap = new MaskBitmap(width, height);
  let state = seed;
  const next = () => { state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff; return state / 0x7fffffff; };
  bitmap.begin();
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (next() < share) bitmap.fillSpan(y, x, x + 1 + Math.floor(next() * 9), true);
    }
  }
  bitmap.commit();
  return bitmap;
};
"""
WRITE = """const write = async (asked) => {
  const bitmap = randomBitmap(...asked);
  const bits = await base64(new Blob([bitmap.bits]));
  return { png: await base64(await encodePng(bitmap)), bits, count: bitmap.count };
};
const run = (all) => Promise.all(all.map(write));"""
READ_BACK = """const readBack = ([width, height, seed, share, text]) => {
  const bitmap = randomBitmap(width, height, seed, share);
  const back = new MaskBitmap(width, height);
  readRows(back, 0, { width, height, data: Uint8ClampedArray.from(Buffer.from(text, 'base64')) });
  back.recount();
  const all = back.words.every((word, index) => word === bitmap.words[index]);
  return [back.width, back.height, back.count === bitmap.count, all];
};
const run = (all) => all.map(readBack);"""


@functools.cache
def written() -> dict[tuple[int, int, float], Any]:
    """PNGs that the page writes of a random mask of every size and share, in one node."""
    cases = [(*size, share) for size in SIZES for share in SHARES]
    results = run_node(RANDOM + WRITE, [(width, height, SEED, share) for width, height, share in cases])
    return dict(zip(cases, results, strict=True))


def write(width: int, height: int, share: float) -> tuple[bytes, Any]:
    """The PNG of a random mask, and what is in it."""
    result = written()[width, height, share]
    return base64.b64decode(result["png"]), result


def alpha_of(bits: bytes, width: int, height: int) -> bytes:
    """Of each pixel: 0 where its bit is set, 255 elsewhere."""
    stride = len(bits) // height
    return bytes(
        0 if bits[y * stride + x // 8] >> (7 - x % 8) & 1 else 255 for y in range(height) for x in range(width)
    )


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("size", SIZES)
def test_what_is_set_is_transparent_and_all_else_opaque_black(size: tuple[int, int], share: float) -> None:
    png, mask = write(*size, share)
    image = Image.open(io.BytesIO(png))
    assert image.size == size
    assert image.mode == "P"
    assert png[24:26] == b"\x01\x03", "one bit, with a palette"
    assert image.getpalette("RGB") == [0, 0, 0, 0, 0, 0]
    *colours, alpha = image.convert("RGBA").split()
    assert [colour.getextrema() for colour in colours] == [(0, 0)] * 3
    assert alpha.tobytes() == alpha_of(base64.b64decode(mask["bits"]), *size)
    assert alpha.histogram()[0] == mask["count"]


def test_what_the_pad_writes_any_reader_reads() -> None:
    asked = []
    for width, height, share in written():
        pixels = Image.open(io.BytesIO(write(width, height, share)[0])).convert("RGBA").tobytes()
        asked.append([width, height, SEED, share, base64.b64encode(pixels).decode()])
    results = run_node(RANDOM + READ_BACK, asked)
    assert results == [[width, height, True, True] for width, height, _ in written()]


def test_the_server_reads_it_as_it_was_painted(tmp_path: Path) -> None:
    png, mask = write(333, 205, 0.02)
    path = tmp_path / "mask.png"
    path.write_bytes(png)
    assert masks.measure(path).share == pytest.approx(mask["count"] / (333 * 205))
    alpha = alpha_of(base64.b64decode(mask["bits"]), 333, 205)
    assert masks.read(path).tobytes() == bytes(255 - value for value in alpha)


def test_twelve_megapixels_of_strokes_are_light() -> None:
    strokes = """const run = async () => {
      const bitmap = new MaskBitmap(4032, 3024);
      const at = (turn) => ({ x: 300 + ((turn * 797) % 3400), y: 300 + ((turn * 551) % 2400) });
      for (let turn = 0; turn < 20; turn += 1) bitmap.drawLine(at(turn), at(turn + 1), 60, true);
      return (await encodePng(bitmap)).size;
    };"""
    assert run_node(RANDOM + strokes) < 100_000
