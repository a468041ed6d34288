"""SVGs as drawing programs, libraries and models write them.

Cut down to what is peculiar to each.
"""

from typing import Final

SVG: Final = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
FONT: Final = "data:font/woff2;base64,d09GMgABAAAAAA=="
PICTURE: Final = "data:image/gif;base64,R0lGODdhAQABAAAAACwAAAAAAQABAAACAkQBADs="

ORDINARY: Final = {
    "inkscape": SVG
    + """xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="210mm" height="297mm" viewBox="0
    0 210 297"
    inkscape:export-filename="C:\\Users\\anna\\a.png"><defs><linearGradient id="a"><stop
    style="stop-color:#000000;"/>
    </linearGradient><linearGradient xlink:href="#a" id="b" gradientTransform="scale(2)"/><marker
    style="overflow:visible" id="T" orient="auto"><path transform="scale(0.5)"
    style="fill:context-stroke;stroke-width:1pt"
    d="M 5,0 -5,5 V -5 Z"/></marker></defs><g inkscape:label="Layer 1" inkscape:groupmode="layer"><path
    style="fill:url(#b);stroke:#000000;stroke-width:0.26;stroke-dasharray:1.06,
    1.06;stroke-dashoffset:0;marker-end:url(#T);
    -inkscape-stroke:none;paint-order:stroke fill markers" d="m 10,20 c 30,40 50,60 70,80 z"/><text
    xml:space="preserve"
    style="font-size:10.5833px;font-family:'DejaVu Sans';-inkscape-font-specification:'DejaVu
    Sans';white-space:pre;
    shape-inside:url(#r);display:inline"><tspan x="3" y="4">a</tspan></text><rect id="r" width="9"
    height="9"/></g></svg>""",
    "illustrator": """<?xml version="1.0" encoding="utf-8"?><!-- Generator: Adobe Illustrator 28.0.0 -->
    <svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" x="0px" y="0px" viewBox="0 0 64 64"
    style="enable-background:new 0 0 64 64;" xml:space="preserve"><style type="text/css">.st0{fill:#FFFFFF;}
    .st1{fill:url(#SVGID_1_);}
    .st2{fill:none;stroke:#000;stroke-miterlimit:10;stroke-dasharray:12.0412,12.0412;}
    .st3{clip-path:url(#SVGID_2_);} .st4{font-family:'MyriadPro-Regular';}
    .st5{opacity:0.5;enable-background:new ;}
    </style><linearGradient id="SVGID_1_" gradientUnits="userSpaceOnUse"><stop offset="0"
    style="stop-color:#FFF"/>
    </linearGradient><g><defs><rect id="SVGID_3_" width="64" height="64"/></defs><clipPath id="SVGID_2_"><use
    xlink:href="#SVGID_3_" style="overflow:visible;" xmlns:xlink="http://www.w3.org/1999/xlink"/></clipPath>
    <path class="st1 st3" d="M1,2c0,0,3-4,5-6S7,8,9,10z"/><line class="st2" x1="0" y1="5" x2="64"
    y2="5"/></g></svg>""",
    "figma": """<svg width="64" height="64" viewBox="0 0 64 64" fill="none" xmlns="http://www.w3.org/2000/svg">
    <g clip-path="url(#clip0_1_2)" filter="url(#filter0_d_1_2)"><rect x="4" width="56" height="56" rx="8"
    fill="var(--fill-0, white)" shape-rendering="crispEdges"/><mask id="path-1-inside-1" fill="white"><path
    d="M4 8H60V56H4Z"/>
    </mask><path d="M4 8H60" stroke="black" stroke-dasharray="4 4"
    mask="url(#path-1-inside-1)"/></g><defs><filter
    id="filter0_d_1_2" x="0" y="0" width="64" height="64" filterUnits="userSpaceOnUse"
    color-interpolation-filters="sRGB"><feFlood flood-opacity="0" result="B"/><feColorMatrix in="SourceAlpha"
    values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0" result="h"/><feOffset dy="4"/><feGaussianBlur
    stdDeviation="2"/>
    <feComposite in2="h" operator="out"/><feBlend mode="normal" in2="B" result="e"/><feBlend
    in="SourceGraphic" in2="e"/>
    </filter><clipPath id="clip0_1_2"><rect width="64" height="64" fill="white"/></clipPath></defs></svg>""",
    "sketch": SVG
    + """width="64px" height="64px" viewBox="0 0 64 64"><title>Icon</title><g stroke="none" stroke-width="1"
    fill="none">
    <circle stroke="#979797" stroke-dasharray="0" cx="32" cy="32" r="30"/></g></svg>""",
    "colours-of-the-system": SVG
    + """viewBox="0 0 16 16"><style>:root{--ink:#222}path{fill:var(--ink)}@media (prefers-color-scheme: dark){
    path{fill:#eee}}</style><path d="M1 1h14v14H1z"/></svg>""",
    "a-model's-scene": SVG
    + """viewBox="0 0 800 600"><defs><radialGradient id="sun"><stop offset="0%"
    stop-color="#fff7d6"/></radialGradient>
    <filter id="glow"><feGaussianBlur stdDeviation="8" result="b"/><feMerge><feMergeNode in="b"/><feMergeNode
    in="SourceGraphic"/></feMerge></filter><pattern id="dots" width="10" height="10"
    patternUnits="userSpaceOnUse"><circle
    cx="5" cy="5" r="1"/></pattern></defs><rect width="100%" height="100%" fill="url(#dots)"/>"""
    + '<circle cx="400" cy="300" r="9" filter="url(#glow)" fill="url(#sun)"/>' * 4
    + """<text x="400" y="550" text-anchor="middle" font-family="Georgia, 'Times New Roman', serif"
    font-size="2em"
    >Good &amp; evening</text></svg>""",
    "a-model's-animation": SVG
    + """viewBox="0 0 200 200" style="background:#111;width:100%;height:auto"><style>
    @import url('https://fonts.googleapis.com/css2?family=Inter&amp;display=swap');
    .draw { stroke-dasharray: 1000; stroke-dashoffset: 1000; animation: draw 3s linear infinite; /* slow */ }
    .spin { transform-origin: center; transform-box: fill-box; animation: spin 4s cubic-bezier(.4,0,.2,1)
    infinite }
    @keyframes draw { to { stroke-dashoffset: 0; } } @keyframes spin { 100% { transform: rotate(360deg) } }
    @media (prefers-reduced-motion: reduce) { * { animation: none !important; } } circle:hover { fill: "red"
    }</style>"""
    + '<path class="draw" d="M10 80 C 40 10, 65 10, 95 80 S 150 150, 180 80" fill="none" stroke="#fff"/>' * 9
    + '<g class="spin"><rect x="90" y="90" width="20" height="20"/></g></svg>',
    "spinner": SVG
    + """viewBox="0 0 50 50"><circle cx="25" cy="25" r="20" fill="none" stroke="#09f" stroke-linecap="round">
    <animate attributeName="stroke-dasharray" dur="1.5s" values="1,150;90,150;90,150" repeatCount="indefinite"/>
    <animate attributeName="stroke-dashoffset" dur="1.5s" values="0;-35;-124" repeatCount="indefinite"/>
    <animateTransform attributeName="transform" type="rotate" from="0 25 25" to="360 25 25"
    dur="2s"/></circle></svg>""",
    "matplotlib": """<?xml version="1.0" encoding="utf-8" standalone="no"?><!DOCTYPE svg PUBLIC "-//W3C//DTD
    SVG 1.1//EN"
    "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg xmlns:xlink="http://www.w3.org/1999/xlink"
    width="460.8pt"
    height="345.6pt" viewBox="0 0 460.8 345.6" xmlns="http://www.w3.org/2000/svg"><defs><style type="text/css">
    *{stroke-linejoin: round; stroke-linecap: butt}</style><path id="m1" d="M 0 3 C 0.8 3 1.5 2.6 2.1 2.1
    z"/></defs>
    <g clip-path="url(#p1)">"""
    + '<use xlink:href="#m1" x="73.8" y="295.4" style="fill: #1f77b4; stroke: #1f77b4"/>' * 500
    + """</g><path d="M 57.6 307.5 L 414.7 307.5" clip-path="url(#p1)" style="fill: none; stroke-dasharray:
    5.55,2.4;
    stroke-dashoffset: 0"/><defs><clipPath id="p1"><rect x="57.6" y="41.4" width="357.1"
    height="266.1"/></clipPath></defs>
    </svg>""",
    "map": SVG
    + 'viewBox="0 0 1000 1000"><style>.border{fill:none;stroke:#888;stroke-dasharray:6 2 1 2}</style>'
    + f'<path class="border" d="M0 0{"".join(f"l{step % 7}-{step % 5}" for step in range(900))}z"/>' * 4
    + "</svg>",
    "excalidraw": SVG
    + f"""viewBox="0 0 64 64"><defs><style class="style-fonts">@font-face {{ font-family: "Virgil"; src:
    url("{FONT}"); }}
    </style></defs><image href="{PICTURE}" width="9" height="9"/><text font-family="Virgil, Segoe UI
    Emoji">hi</text></svg>""",
    "draw.io": SVG
    + """width="64px" style="background-color: rgb(255, 255, 255);"
    content="&lt;mxfile&gt;"><g><switch><foreignObject
    pointer-events="none" width="100%" height="100%"
    requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"
    style="overflow: visible; text-align: left;"><div xmlns="http://www.w3.org/1999/xhtml" style="display:
    flex; width:
    118px; color: light-dark(#000000, #ffffff);">a</div></foreignObject><text x="60"
    y="34">a</text></switch></g></svg>""",
    "mermaid": SVG
    + """id="m" width="100%" viewBox="0 0 64 64" style="max-width:
    64px;"><style>#m{font-family:"trebuchet ms";fill:#333;}
    #m .edge-pattern-dashed{stroke-dasharray:3;}#m .edge-thickness-normal{stroke-width:1px;}#m
    .marker.cross{stroke:#333}
    #m .node rect,#m .node circle:not(.x){fill:#ECECFF;}#m
    :root{--mermaid-font-family:"trebuchet ms",arial;}</style>
    <marker id="m_end" orient="auto"><path d="M 0 0 L 10 5 L 0 10 z"/></marker><path class="edge-pattern-dashed"
    d="M27,35L27,55C3,4,5,6,7,8" marker-end="url(#m_end)"/></svg>""",
}
"""A browser is given each."""
