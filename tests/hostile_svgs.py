"""SVGs that would run something, load something, or keep a browser busy; made by code.

`{outside}` is who must not be asked, `{file}` a file of the disk that must not be read.
"""

import base64
import struct
import zlib
from pathlib import Path
from typing import Final

HEAD: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">'
)
TEAL: Final = '<rect width="64" height="64" fill="#008080"/>'
RUN: Final = "document.documentElement.setAttribute('data-ran','1');(parent||self).ran=1;fetch('{outside}/ran')"

LOADING: Final = {
    "script": f"<script>{RUN}</script>",
    "script-href": '<script href="{outside}/a.js"/><script xlink:href="{outside}/b.js"/>',
    "onload": f'<g onload="{RUN}"><rect width="1" height="1" onclick="{RUN}" onbegin="{RUN}"/></g>',
    "animated": f'<rect width="9" height="9"><set attributeName="x" to="1" onbegin="{RUN}"/></rect>',
    "image": '<image href="{outside}/a.png" width="64" height="64"/>',
    "image-xlink": '<image xlink:href="{outside}/b.png" width="64" height="64"/>',
    "image-file": '<image href="{file}" width="9" height="9"/><image href="file://{file}" width="9" height="9"/>',
    "fe-image": '<filter id="f"><feImage href="{file}"/></filter><rect width="64" height="64" filter="url(#f)"/>',
    "use": '<use href="{outside}/c.svg#a"/><use xlink:href="{outside}/d.svg#a"/>',
    "style-import": "<style>@import url('{outside}/e.css'); @import \"{outside}/f.css\";</style>",
    "style-url": "<style>rect.a{{fill:url({outside}/g.svg#a)}} @font-face{{font-family:x;src:url({outside}/x.ttf)}}"
    '</style><rect class="a"/><text font-family="x">a</text>',
    "style-attribute": '<g style="fill:url({outside}/h.svg#a)" mask="url( \'{outside}/i.svg#m\')"/>',
    "foreign": '<foreignObject width="64" height="64"><body xmlns="http://www.w3.org/1999/xhtml">'
    '<iframe src="{outside}/j.html"/><img src="{outside}/k.png"/></body></foreignObject>',
    "base": '<g xml:base="{outside}/"><image href="l.png" width="9" height="9"/></g>',
    "link": '<link xmlns="http://www.w3.org/1999/xhtml" rel="stylesheet" href="{outside}/m.css"/>',
}
"""What stands before a teal square in each."""


RECTS: Final = "<rect/>" * 999
POINTS: Final = "L1 1" * 999
LINE: Final = '<path fill="none" stroke="red" d="M0 32H640"/>'
STRIPES: Final = '<pattern id="p" width="9" height="9">' + '<circle r="9"/>' * 500 + "</pattern>"
ARROW: Final = '<marker id="m">' + '<circle r="9"/>' * 500 + "</marker>"
SQUARE: Final = '<rect width="64" height="64" fill="teal" opacity=".5"/>'
SVG_IN_URL: Final = "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E"

HIDDEN: Final = {
    # Dashes, spelt so that no search for their name finds them, or so that no number tells their length.
    "escaped-name": rf'<g style="stroke-\64 asharray:1e-6">{LINE}</g>',
    "escaped-in-a-sheet": rf"<style>path{{stroke-dash\61rray:1e-6}}</style>{LINE}",
    "escaped-attribute": rf'<g stroke-dasharray="\31 e-6">{LINE}</g>',
    "escaped-marker": rf'{ARROW}<style>path{{mark\65r-mid:url(#m)}}</style><path d="M0 0{POINTS}"/>',
    "escaped-url": rf'{STRIPES}<g fill="u\72l(#p)">{RECTS}</g>',
    "escaped-import": r"<style>@\69mport 'data:text/css,path{stroke-dasharray:1e-6}';</style>" + LINE,
    "variable": f'<g style="--d:1e-6;stroke-dasharray:var(--d)">{LINE}</g>',
    "variable-attribute": f'<g style="--d:1e-6" stroke-dasharray="var(--d)">{LINE}</g>',
    "sum": f'<g stroke-dasharray="calc(1px / 1e6)">{LINE}</g>',
    "attr": f'<g data-d="1e-6" style="stroke-dasharray:attr(data-d type(*))">{LINE}</g>',
    "font-units": f'<g font-size="1e-6" stroke-dasharray="1em">{LINE}</g>',
    "share": f'<g stroke-dasharray="1e-9%">{LINE}</g>',
    "nested-rule": f"<style>svg{{&amp; path{{stroke-dasharray:1e-6}}}}</style>{LINE}",
    "condition": f"<style>@media all{{@supports (r:1px){{.x,path{{stroke-dasharray:1e-6}}}}}}</style>{LINE}",
    "negation": f"<style>:not(.a){{stroke-dasharray:1e-6}}</style>{LINE}",
    "below-a-class": f'<style>.a path{{stroke-dasharray:1e-6}}</style><g class="a">{LINE}</g>',
    "keyframes": f"<style>@keyframes k{{to{{stroke-dasharray:1e-6}}}}path{{animation:k 9s}}</style>{LINE}",
    "keyframes-from-nothing": "<style>@keyframes k{from{stroke-dasharray:0}to{stroke-dasharray:90}}</style>" + LINE,
    "open-comment": f"<style>/*</style><style>path{{stroke-dasharray:1e-6}}/**/</style>{LINE}",
    "comment-in-a-url": f"<style>x{{fill:url(/*)}}path{{stroke-dasharray:1e-6}}/*)}}</style>{LINE}",
    "comment-in-no-url": f'<style>x{{y:xurl(/*)"*/}}path{{stroke-dasharray:1e-6}}/*"*/}}</style>{LINE}',
    "torn-string": f"<style>x{{y:'\n;}}path{{stroke-dasharray:1e-6}}/*'*/</style>{LINE}",
    "animated-dashes": f'<g><set attributeName="stroke-dasharray" to="1e-6"/>{LINE}</g>',
    "animated-by-values": f'<g stroke-dasharray="0"><animate attributeName="stroke-dasharray" to="9"/>{LINE}</g>',
    "dashes-of-the-screen": '<path vector-effect="non-scaling-stroke" stroke-dasharray="9" d="M0 0H1"/>',
    "dashes-of-a-use": f'<defs><g id="a">{LINE}</g></defs><use href="#a" stroke-dasharray="1e-6"/>',
    "dashes-of-letters": '<text font-size="900000" stroke-dasharray=".1">W</text>',
    "dashes-of-a-styled-circle": '<style>circle{r:1e9px}</style><circle stroke-dasharray="1"/>',
    "dashes-of-an-arc": '<path stroke-dasharray=".01" d="M0 0A400 400 0 1 1 .1 0"/>' * 5,
    "used-dashes": f'<defs><g id="a" stroke-dasharray=".1">{LINE}</g></defs>' + '<use href="#a"/>' * 99,
    # Bombs of references that are not where they are looked for.
    "capital-url": f'{STRIPES}<g fill="URL(#p)">{RECTS}</g>',
    "inherited-pattern": f'{STRIPES}<g fill="url(#p)">{RECTS}</g>',
    "inherited-arrow": f'{ARROW}<g marker-end="url( &quot;#m&quot; )">{RECTS.replace("rect", "path")}</g>',
    "used-arrows": f'{ARROW}<g id="a" marker-mid="url(#m)"><path d="M0 0L1 1L2 2L3 3"/></g>'
    + '<use href="#a"/>' * 99,
    "id-in-percents": f'{STRIPES}<g fill="url(#%70)">{RECTS}</g>',
    "id-with-a-tab": STRIPES.replace("pattern", "g") + '<use href="#&#9;p"/>' * 999,
    "id-twice": '<g id="p"><g id="p"/>' + "<circle/>" * 500 + "</g>" + '<use href="#p"/>' * 999,
    "in-a-circle": '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
    "url-in-a-variable": '<g style="--x:url(#p);fill:var(--x)"/>',
    "animated-reference": '<use href="#a"><set attributeName="href" to="#b"/></use>',
    "animated-class": '<g><set attributeName="class" to="b"/></g>',
    "used-points": f'<path id="p" d="M0 0{POINTS}{POINTS}"/>' + '<use href="#p"/>' * 999,
    # Files in a file.
    "image-svg": f'<image href="{SVG_IN_URL}" width="9"/>',
    "svg-in-a-style": f"<style>rect{{mask-image:url(&quot;{SVG_IN_URL}&quot;)}}</style>",
    "sheet-in-an-import": "<style>@import url(data:text/css,path{stroke:red});</style>",
    "sheet-in-a-link": '<link xmlns="http://www.w3.org/1999/xhtml" rel="stylesheet" href="da&#9;ta:text/css,a{}"/>',
    "unknown-picture": '<image href="data:image/png;base64,AAABAAEAAAAAAAEAIAAA"/>',
}
"""What would be too much, and does not look it."""

UNTRIED: Final = {
    "animated": '<rect display="none"><set attributeName="opacity" to="1"/></rect>',
    "switch": '<switch><g systemLanguage="zh"/></switch>',
    "styled-size": "<style>rect{width:100%}</style>",
    "media": "<style>@media print{rect{display:none}}</style>",
    "layered": "<style>rect{display:inline!important}</style>",
    "moved": "<style>rect{transform:none}</style>",
    "foreign": "<foreignObject/>",
    "variable-scale": '<g style="--o:1;opacity:var(--o)"/>',
}
"""What lets a browser draw three thousand squares that the drawing here may not try, before them."""


def loading_svgs(*, outside: str, file: Path) -> dict[str, bytes]:
    """SVGs that run or load something, each with a square that is to be seen all the same."""
    values = {"outside": outside, "file": str(file)}
    files = {name: (HEAD + part.format(**values) + TEAL + "</svg>").encode() for name, part in LOADING.items()}
    sheet = f'<?xml version="1.0"?><?xml-stylesheet href="{outside}/n.css" type="text/css"?>{HEAD}{TEAL}</svg>'
    together = HEAD + "".join(LOADING.values()).format(**values) + TEAL + "</svg>"
    return {**files, "stylesheet": sheet.encode(), "together": together.encode()}


def nested_uses(levels: int, *, times: int = 10) -> str:
    """Groups of which each draws the one before it `times` times."""
    groups = "".join(
        f'<g id="a{level}">' + f'<use href="#a{level - 1}"/>' * times + "</g>" for level in range(1, levels)
    )
    return f'{HEAD}<defs><rect id="a0" width="1" height="1"/>{groups}</defs><use href="#a{levels - 1}"/></svg>'


def packed_zeros(count: int) -> bytes:
    """So many zeros, packed by zlib: one megabyte is packed and repeated (112 of them took 0.4 s each time)."""
    size = 1 << 20
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    megabyte = packer.compress(bytes(size)) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = packer.compress(bytes(count % size)) + packer.flush()
    check = count % 65521 << 16 | 1  # Adler-32 of zeros
    return b"\x78\xda" + megabyte * (count // size) + rest + struct.pack(">I", check)


def svg_around(width: int, height: int) -> bytes:
    """An SVG with a PNG of that size inside, one bit a pixel: some kilobytes."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = packed_zeros(((width + 7) // 8 + 1) * height)
    parts = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    url = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return f'{HEAD}{TEAL}<image href="{url}" width="9" height="9"/></svg>'.encode()


def withheld_svgs() -> dict[str, tuple[bytes, str]]:
    """SVGs that nobody is shown, with the reason."""
    hidden = {name: (f"{HEAD}{part}</svg>".encode(), "complex") for name, part in HIDDEN.items()}
    covering = {name: (f"{HEAD}{part}{SQUARE * 3000}</svg>".encode(), "complex") for name, part in UNTRIED.items()}
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE svg [<!ENTITY a0 "ha">{entities}]>{HEAD}<text>&a9;</text></svg>'
    outside = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}<text>&x;</text></svg>'
    patterns = "".join(
        f'<pattern id="p{n}" width="9" height="9">'
        + f'<rect width="1" height="1" fill="url(#p{n - 1})"/>' * 12
        + "</pattern>"
        for n in range(1, 9)
    )
    classes = "".join(f".c{n}{{mask:url(#m{n - 1})}}" for n in range(1, 9))
    masks = "".join(
        f'<mask id="m{n}">' + f'<rect class="c{n}" width="1" height="1"/>' * 12 + "</mask>" for n in range(1, 9)
    )
    line = "".join(f"L{n % 64} {n % 63}" for n in range(5000))
    marker = '<marker id="m" markerWidth="9">' + '<circle r="9"/>' * 100 + "</marker>"
    return {
        "markers": (f'{HEAD}{marker}<path marker-mid="url(#m)" d="M0 0{line}"/></svg>'.encode(), "complex"),
        "inherited-markers": (
            f'{HEAD}<style>g{{marker:url(#m)}}</style>{marker}<g><path d="M0 0{line}"/></g></svg>'.encode(),
            "complex",
        ),
        "dashes": (f'{HEAD}<path d="M0 32H640" stroke="red" stroke-dasharray=".0001"/></svg>'.encode(), "complex"),
        "inherited-dashes": (
            f'{HEAD}<g style="stroke-dasharray:1e-4 1e-4"><rect width="64" height="64"/></g></svg>'.encode(),
            "complex",
        ),
        "classes-times-targets": (
            f'{HEAD}<style>.a{{{"fill:url(#x);" * 400}}}</style><g class="{"a " * 400}"/></svg>'.encode(),
            "complex",
        ),
        "dashes-in-capitals": (
            f'{HEAD}<path style="STROKE-DASHARRAY/**/:1" d="M0 0H1e12"/></svg>'.encode(),
            "complex",
        ),
        "dashes-by-reference": (
            f'{HEAD}<path style="stroke-d&#97;sharray:1" d="M0 0H1e12"/></svg>'.encode(),
            "complex",
        ),
        "styled-dashes": (
            f'{HEAD}<style>.a{{stroke-dasharray:1}}</style><path class="a" d="" pathLength="1e12"/></svg>'.encode(),
            "complex",
        ),
        "laughs": (laughs.encode(), "entities"),
        "external-entity": (outside.encode(), "entities"),
        "uses": (nested_uses(9).encode(), "complex"),
        "patterns": (f'{HEAD}{patterns}<rect width="64" height="64" fill="url(#p8)"/></svg>'.encode(), "complex"),
        "styled-masks": (f"{HEAD}<style>{classes}</style>{masks}</svg>".encode(), "complex"),
        "deep": (f"{HEAD}{'<g>' * 5000}{'</g>' * 5000}</svg>".encode(), "complex"),
        "many": (f"{HEAD}{'<g/>' * 100_001}</svg>".encode(), "complex"),
        "pixels": (svg_around(30_000, 30_000), "complex"),
        "letters": (f"{HEAD}<text>{'W' * 300_000}</text></svg>".encode(), "complex"),
        **hidden,
        **covering,
    }


def harmless_svgs() -> dict[str, tuple[bytes, tuple[int, int]]]:
    """SVGs as programs and models write them, with their size; each has a teal square in its middle."""
    space = 'xmlns="http://www.w3.org/2000/svg"'
    rect = '<rect width="100%" height="100%" fill="#008080"/>'
    public = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    return {
        "plain": (f'<svg {space} width="40" height="30">{rect}</svg>'.encode(), (40, 30)),
        "view-box": (f'<svg {space} viewBox="0 0 1024 512">{rect}</svg>'.encode(), (1024, 512)),
        "percent": (f'<svg {space} width="100%" height="100%" viewBox="0,0,64,48">{rect}</svg>'.encode(), (64, 48)),
        "one-side": (f'<svg {space} width="200" viewBox="0 0 64 48">{rect}</svg>'.encode(), (200, 150)),
        "units": (f'<svg {space} width="2in" height="25.4mm">{rect}</svg>'.encode(), (192, 96)),
        "none": (f"<svg {space}>{rect}</svg>".encode(), (300, 150)),
        "huge": (f'<svg {space} width="1000000" height="500000">{rect}</svg>'.encode(), (1_000_000, 500_000)),
        "bom": (
            f"\ufeff<?xml version='1.0'?>\n<!-- a > b --><svg {space} width='9' height='9'>{rect}</svg>".encode(),
            (9, 9),
        ),
        "utf-16": (
            f'<?xml version="1.0" encoding="utf-16"?><svg {space} width="9" height="9">{rect}</svg>'.encode(
                "utf-16"
            ),
            (9, 9),
        ),
        "utf-16-be": (
            f'\ufeff<svg {space} width="9" height="9"><!-- é --> {rect}</svg>'.encode("utf-16-be"),
            (9, 9),
        ),
        "doctype": (
            f'<?xml version="1.0"?>{public}<svg {space} width="9" height="9">{rect}</svg>'.encode(),
            (9, 9),
        ),
        "latin": (
            f'<?xml version="1.0" encoding="iso-8859-1"?><svg {space} width="9" height="9"><!-- é -->'.encode(
                "latin-1"
            )
            + f"{rect}</svg>".encode(),
            (9, 9),
        ),
        "prefix": (
            b'<s:svg xmlns:s="http://www.w3.org/2000/svg" width="9" height="9">'
            b'<s:rect width="9" height="9" fill="teal"/></s:svg>',
            (9, 9),
        ),
        "no-namespace": (f'<svg width="9" height="9">{rect}</svg>'.encode(), (9, 9)),
        "arrows": (
            f'<svg {space} width="9" height="9"><marker id="m">{"<path/>" * 50}</marker>{rect}'
            f'<path fill="none" marker-end="url(#m)" d="M0 0{POINTS}"/></svg>'.encode(),
            (9, 9),
        ),
        "dashed": (
            f'<svg {space} width="900" height="900"><style>.a{{stroke-dasharray:1}}</style>{rect}<path '
            f'fill="none" stroke="red" stroke-dasharray="4 2" d="M0 0{"L800 9L9 9" * 40}"/></svg>'.encode(),
            (900, 900),
        ),
        "cycle": (f'<svg {space} width="9" height="9"><g id="a"><use href="#a"/>{rect}</g></svg>'.encode(), (9, 9)),
        "gradient": (
            f'<svg {space} width="9" height="9"><style>.a{{fill:url(#g)}}</style><linearGradient id="g"><stop '
            f'stop-color="teal"/></linearGradient><rect class="a" width="9" height="9"/></svg>'.encode(),
            (9, 9),
        ),
    }
