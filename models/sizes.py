"""Size tables: the pixels of each (aspect ratio, resolution), by family of models."""

from collections.abc import Mapping
from types import MappingProxyType

Sizes = Mapping[tuple[str, str], tuple[int, int]]

RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
"""The ten aspect ratios that all the gateways name."""

WIDE_RATIOS = (*RATIOS, "1:4", "4:1", "1:8", "8:1")
TIERS = ("1K", "2K", "4K")


def _table(rows: str) -> Sizes:
    """Rows of a ratio and its WIDTHxHEIGHT under each resolution of the head row."""
    head, *lines = (row.split() for row in rows.strip().splitlines())
    pairs = {
        (ratio, tier): (int(size.partition("x")[0]), int(size.partition("x")[2]))
        for ratio, *sizes in lines
        for tier, size in zip(head[1:], sizes, strict=True)
    }
    return MappingProxyType(pairs)


def sizes_of_tiers(sizes: Sizes, *tiers: str) -> Sizes:
    """The part of a size table that is in these resolutions."""
    return MappingProxyType({key: pixels for key, pixels in sizes.items() if key[1] in tiers})


GEMINI_3_SIZES = _table("""
    ratio  1K         2K         4K
    1:1    1024x1024  2048x2048  4096x4096
    2:3    848x1264   1696x2528  3392x5056
    3:2    1264x848   2528x1696  5056x3392
    3:4    896x1200   1792x2400  3584x4800
    4:3    1200x896   2400x1792  4800x3584
    4:5    928x1152   1856x2304  3712x4608
    5:4    1152x928   2304x1856  4608x3712
    9:16   768x1376   1536x2752  3072x5504
    16:9   1376x768   2752x1536  5504x3072
    21:9   1584x672   3168x1344  6336x2688
""")
"""Gemini 3 Pro Image and 3.1 Flash Image (DMXAPI and Turing print the same table)."""

NANO_BANANA_21_SIZES: Sizes = MappingProxyType(
    {
        **GEMINI_3_SIZES,
        **_table("""
    ratio  1K        2K         4K
    1:4    512x2048  1024x4096  2048x8192
    4:1    2048x512  4096x1024  8192x2048
    1:8    384x3072  768x6144   1536x12288
    8:1    3072x384  6144x768   12288x1536
"""),
    }
)
"""nano-banana-2.1: fourteen ratios; the pixels of the last four are computed."""

GEMINI_25_SIZES = _table("""
    ratio  1K
    1:1    1024x1024
    2:3    832x1248
    3:2    1248x832
    3:4    864x1184
    4:3    1184x864
    4:5    896x1152
    5:4    1152x896
    9:16   768x1344
    16:9   1344x768
    21:9   1536x672
""")
"""Gemini 2.5 Flash Image (Turing): 1K sizes_of_tiers."""

GPT_IMAGE_2_SIZES = _table("""
    ratio  1K         2K         4K
    1:1    1024x1024  2048x2048  2880x2880
    2:3    832x1248   1664x2496  2336x3504
    3:2    1248x832   2496x1664  3504x2336
    3:4    864x1152   1776x2368  2480x3312
    4:3    1152x864   2368x1776  3312x2480
    4:5    912x1136   1840x2304  2576x3216
    5:4    1136x912   2304x1840  3216x2576
    9:16   768x1360   1536x2736  2160x3840
    16:9   1360x768   2736x1536  3840x2160
    21:9   1568x672   3136x1344  3840x1648
""")
"""Sizes that pass the five rules of Turing's document, computed; 4K is the most that they allow."""

GPT_IMAGE_1_SIZES = _table("""
    ratio  1K
    1:1    1024x1024
    2:3    1024x1536
    3:2    1536x1024
""")
"""The three sizes of gpt-image-1 and 1.5."""

SEEDREAM_45_SIZES = _table("""
    ratio  2K         4K
    1:1    2048x2048  4096x4096
    2:3    1664x2496  3328x4992
    3:2    2496x1664  4992x3328
    3:4    1728x2304  3520x4704
    4:3    2304x1728  4704x3520
    4:5    1856x2320  3648x4560
    5:4    2320x1856  4560x3648
    9:16   1600x2848  3040x5504
    16:9   2848x1600  5504x3040
    21:9   3136x1344  6240x2656
""")
"""Ark's recommended sizes for Seedream 4.5; 4:5 and 5:4 computed within its 3,686,400–16,777,216 pixels
(docs/gateways.md, Q24)."""

SEEDREAM_5_LITE_SIZES: Sizes = MappingProxyType(
    {
        **sizes_of_tiers(SEEDREAM_45_SIZES, "2K"),
        **_table("""
    ratio  3K
    1:1    3072x3072
    2:3    2512x3776
    3:2    3776x2512
    3:4    2656x3536
    4:3    3536x2656
    4:5    2752x3440
    5:4    3440x2752
    9:16   2304x4096
    16:9   4096x2304
    21:9   4704x2016
"""),
    }
)
"""Seedream 5.0 lite: 2K as 4.5, 3K computed within its 3,686,400–10,404,496 pixels."""

FOUR_MEGAPIXEL_SIZES = _table("""
    ratio  1K         2K
    1:1    1024x1024  2048x2048
    2:3    832x1248   1664x2496
    3:2    1248x832   2496x1664
    3:4    880x1168   1760x2352
    4:3    1168x880   2352x1760
    4:5    912x1136   1824x2288
    5:4    1136x912   2288x1824
    9:16   768x1360   1520x2704
    16:9   1360x768   2704x1520
    21:9   1568x672   3120x1344
""")
"""Computed for models that take any size of at most 4,194,304 pixels: Seedream 5.0 pro, Qwen-Image 2.0."""

GENERIC_SIZES: Sizes = MappingProxyType({**GPT_IMAGE_2_SIZES, **GPT_IMAGE_1_SIZES})
"""For models that nobody described: multiples of 16, and at 1K the three sizes that every gpt-image takes."""
