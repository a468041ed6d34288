"""Picture files that browsers show although a strict reader refuses them.

And files that are torn. Made by code.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

SIZE = (64, 48)
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>'
)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def drawing() -> Image.Image:
    """Cells of 8 pixels in colours of their own: no two rows of cells are the same."""
    cells = np.random.default_rng(7).integers(0, 255, (SIZE[1] // 8, SIZE[0] // 8, 3), dtype=np.uint8)
    return Image.fromarray(np.kron(cells, np.ones((8, 8, 1), np.uint8)))


def written(form: str, image: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (image or drawing()).save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def exif(orientation: int) -> Image.Exif:
    notes = Image.Exif()
    notes[0x0112] = orientation
    return notes


def chunk(kind: bytes, body: bytes, *, crc: int | None = None) -> bytes:
    return (
        struct.pack(">I", len(body))
        + kind
        + body
        + struct.pack(">I", zlib.crc32(kind + body) if crc is None else crc)
    )


def profile(size: int) -> bytes:
    """sRGB, valid, filled up to that size."""
    return struct.pack(">I", size) + SRGB[4:] + bytes(size - len(SRGB))


def png(*, before: bytes = b"", after: bytes = b"", end: bytes | None = None) -> bytes:
    plain = written("PNG")
    data, last = plain.index(b"IDAT") - 4, plain.index(b"IEND") - 4
    return plain[:data] + before + plain[data:last] + after + (plain[last:] if end is None else end)


def png_with_data(change: Callable[[bytes], list[bytes]]) -> bytes:
    """A PNG whose packed pixels are others, in so many chunks."""
    plain = written("PNG")
    data, last = plain.index(b"IDAT") - 4, plain.index(b"IEND") - 4
    return (
        plain[:data] + b"".join(chunk(b"IDAT", part) for part in change(plain[data + 8 : last - 4])) + plain[last:]
    )


def png_in_two(*, crc: int) -> bytes:
    """A PNG with its data in two chunks, the second with that checksum."""
    plain = written("PNG")
    data, last = plain.index(b"IDAT") - 4, plain.index(b"IEND") - 4
    body = plain[data + 8 : last - 4]
    half = len(body) // 2
    return plain[:data] + chunk(b"IDAT", body[:half]) + chunk(b"IDAT", body[half:], crc=crc) + plain[last:]


def whole_pngs() -> Iterator[tuple[str, bytes]]:
    bomb = zlib.compress(bytes(70_000_000))
    packed = zlib.compress(b"a" * 2_000_000)
    plain = png()
    yield "iccp-2.3mb", png(before=chunk(b"iCCP", b"p\0\0" + zlib.compress(profile(2_300_000))))
    yield "iccp-zeros", png(before=chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(2_300_000))))
    yield "iccp-nonsense", png(before=chunk(b"iCCP", b"p\0\0nonsense"))
    yield "iccp-method", png(before=chunk(b"iCCP", b"p\0\7nonsense"))
    yield "iccp-bomb", png(before=chunk(b"iCCP", b"p\0\0" + bomb))
    yield "ztxt", png(before=chunk(b"zTXt", b"workflow\0\0" + packed))
    yield "ztxt-after", png(after=chunk(b"zTXt", b"workflow\0\0" + packed))
    yield "itxt", png(before=chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packed))
    yield "itxt-after", png(after=chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packed))
    yield "ztxt-bomb", png(before=chunk(b"zTXt", b"w\0\0" + bomb))
    yield "many-chunks", png(before=chunk(b"tEXt", b"a\0b") * 50_000)
    yield "bad-crc-text", png(before=chunk(b"tEXt", b"a\0b", crc=5))
    yield "bad-crc-alpha", png(before=chunk(b"tRNS", bytes(6), crc=5))
    yield "bad-crc-data", png_in_two(crc=5)
    yield "behind-iend", plain + b"behind" * 100
    yield "behind-iend-100kb", plain + b"behind" * 20_000
    yield "no-iend", png(end=b"")
    yield "no-iend-no-crc", png(end=b"")[:-4]
    yield "no-iend-no-adler", png(end=b"")[:-8]
    yield "half-iend", plain[:-6]
    yield "bad-adler", png_with_data(lambda data: [data[:-4] + b"nope"])
    yield "bad-adler-in-two", png_with_data(lambda data: [data[:-2], data[-2:-1] + b"?"])
    yield "no-adler", png_with_data(lambda data: [data[:-4]])
    yield "note-cut-behind", png(end=struct.pack(">I", 9_999) + b"tEXtabc")
    yield "alpha-short", png(before=chunk(b"tRNS", bytes(3)))
    yield "bad-adler-apart", png_with_data(lambda data: [data[:-4], b"nope", b""])


def moving_pngs() -> Iterator[tuple[str, bytes]]:
    """PNGs whose further frames are wrong; their picture is whole."""
    turned = drawing().transpose(Image.Transpose.ROTATE_180)
    moving = written("PNG", save_all=True, append_images=[turned], duration=100)
    last = moving.rindex(b"fdAT") - 4
    control = moving.index(b"acTL")
    yield "more-frames", moving[: control - 4] + chunk(b"acTL", struct.pack(">II", 9, 0)) + moving[control + 16 :]
    yield "no-last-frame", moving[:last] + chunk(b"IEND", b"")
    yield "frame-cut", moving[:last] + chunk(b"fdAT", moving[last + 8 : last + 40]) + chunk(b"IEND", b"")
    yield (
        "frame-number",
        moving[:last] + chunk(b"fdAT", b"\0\0\0\x63" + moving[last + 12 : -16]) + chunk(b"IEND", b""),
    )


def whole_jpegs() -> Iterator[tuple[str, bytes]]:
    plain, fine = written("JPEG", quality=90), written("JPEG", quality=90, progressive=True)
    rows = written("JPEG", quality=90, restart_marker_rows=1)
    two = written("MPO", save_all=True, append_images=[drawing().transpose(Image.Transpose.ROTATE_180)])
    first = two.index(b"\xff\xd9") + 2
    far = two.replace(struct.pack("<I", first), struct.pack("<I", 99_000_000))
    yield "no-eoi", plain[:-2]
    yield "note-length-0", plain[:2] + b"\xff\xfe\0\0" + plain[2:]
    yield "half-eoi", plain[:-1]
    yield "progressive-no-eoi", fine[:-2]
    yield "restarts-no-eoi", rows[:-2]
    yield "grey-no-eoi", written("JPEG", drawing().convert("L"))[:-2]
    yield "behind-nul", plain + bytes(3)
    yield "behind-seft", plain + b"\0\0\x01\x0a\xff\xd8\xff" * 6_000 + b"SEFT"
    yield "behind-film", plain + b"\0\0\0\x18ftypmp42" + bytes(range(255)) * 1_000
    yield "behind-jpeg", plain + fine
    yield "mpo-first-only", two[:first]
    yield "mpo-second-cut", two[: first + (len(two) - first) // 2]
    yield "mpo-far", far
    yield "mpo-index-cut", two[:first].replace(b"MPF\0II*\0", b"MPF\0II*\1")


def whole_others() -> Iterator[tuple[str, bytes]]:
    palette = drawing().convert("P")
    gif = written("GIF", palette)
    moving = written("GIF", palette, save_all=True, append_images=[palette.transpose(Image.Transpose.ROTATE_180)])
    bmp, avif = written("BMP"), written("AVIF", quality=95)
    data, rows = avif.rindex(b"mdat") - 4, bmp[54:]
    yield "gif-no-trailer", gif[:-1]
    yield "gif-no-terminator", gif[:-2]
    yield "gif-no-last-code", gif[:-3]
    yield "gif-moving-no-last-code", moving[:-3]
    yield "gif-moving-no-trailer", moving[:-1]
    yield "gif-behind", gif + b"behind"
    yield "webp-behind", written("WEBP", lossless=True) + b"behind"
    yield "avif-behind", written("AVIF", quality=95) + b"behind the boxes"
    yield "avif-data-long", avif[:data] + struct.pack(">I", len(avif) - data + 50) + avif[data + 4 :]
    yield "avif-data-cut-behind", avif + struct.pack(">I", 99) + b"mdatab"
    yield "bmp-reserved", bmp[:6] + b"abcd" + bmp[10:]
    yield "bmp-os2", b"BM" + struct.pack("<IIIIHHHH", 26 + len(rows), 0, 26, 12, *SIZE, 1, 24) + rows
    yield "bmp-size-0", bmp[:2] + bytes(4) + bmp[6:]
    yield "bmp-size-large", bmp[:2] + struct.pack("<I", len(bmp) + 9) + bmp[6:]


def torn_files() -> Iterator[tuple[str, bytes]]:
    plain, fine = written("JPEG", quality=90), written("JPEG", quality=90, progressive=True)
    rows = written("JPEG", quality=90, restart_marker_rows=1)
    marks = [at for at in range(len(rows)) if rows[at] == 0xFF and 0xD0 <= rows[at + 1] <= 0xD7]
    scans = [one for one, other in pairwise([*_find_all(fine, b"\xff\xda"), len(fine)]) if other]
    yield "jpeg", plain[: int(len(plain) * 0.6)]
    yield "jpeg-90", plain[: int(len(plain) * 0.9)]
    yield "jpeg-progressive", fine[: int(len(fine) * 0.6)]
    yield "jpeg-progressive-no-last-scan", fine[: scans[-1]]
    yield "jpeg-before-restart", rows[: marks[-1]]
    yield "jpeg-after-restart", rows[: marks[-1] + 2]
    yield "png", png()[: int(len(png()) * 0.6)]
    yield "png-no-last-data", png_in_two(crc=0)[: png_in_two(crc=0).rindex(b"IDAT") - 4]
    yield "webp", written("WEBP", lossless=True)[:-20]
    gif = written("GIF", drawing().convert("P"))
    yield "gif", gif[:-40]
    yield "gif-last-pixel", gif[:-4]
    yield "avif", written("AVIF")[:-40]
    yield "bmp", written("BMP")[:-40]


def _find_all(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def xmp_only() -> Iterator[tuple[str, bytes]]:
    """Pictures whose XMP alone says that they are to be turned."""
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    yield "jpeg", written("JPEG", xmp=XMP, quality=95)
    yield "jpeg-exif-1", written("JPEG", xmp=XMP, exif=exif(1), quality=95)
    yield "png", written("PNG", pnginfo=text)
    yield "webp", written("WEBP", xmp=XMP, lossless=True)
    yield "tiff", written("TIFF", tiffinfo={700: XMP})
    yield "avif", written("AVIF", xmp=XMP, quality=95)


WHOLE_PNGS = dict(whole_pngs()) | {f"moving-{name}": data for name, data in moving_pngs()}
WHOLE = WHOLE_PNGS | dict((*whole_jpegs(), *whole_others()))
TORN = dict(torn_files())
XMP_ONLY = dict(xmp_only())
