"""What the retoucher says, in the prompt's language: what it read, what it does, and what it cannot."""

from typing import Final, assert_never

from painter.edit_language.operations import (
    Backdrop,
    Collage,
    Edit,
    Erase,
    Guest,
    Inset,
    Look,
    Tint,
    Tone,
    Turn,
    Wishes,
)
from painter.edit_language.planner import MOST, Orders
from painter.prompt.language import Language
from painter.prompt.vocabulary import COLOURS, SUBJECTS, TIMES

LABELS: Final[dict[str, tuple[str, str]]] = {
    "grey": ("grey", "黑白"), "sepia": ("sepia", "怀旧棕"), "invert": ("inverted", "反色"),
    "bright": ("brighter", "变亮"), "dark": ("darker", "变暗"), "warm": ("warmer", "变暖"),
    "cold": ("colder", "变冷"), "contrast": ("more contrast", "对比更强"), "soft": ("softer", "更柔和"),
    "vivid": ("more vivid", "更鲜艳"), "pale": ("paler", "更素淡"), "blur": ("blurred", "模糊"),
    "sharpen": ("sharper", "锐化"), "pixelate": ("in large squares", "马赛克"),
    "watercolour": ("watercolour", "水彩"), "oil": ("oil painting", "油画"), "ink": ("ink wash", "水墨"),
    "pixel": ("pixel art", "像素画"), "flat": ("flat print", "平涂画"), "pencil": ("pencil", "铅笔素描"),
    "neon": ("neon", "霓虹"), "rain": ("rain", "雨"), "snow": ("snow", "雪"), "fog": ("fog", "雾"),
    "firefly": ("fireflies", "萤火虫"), "petals": ("spring petals", "春天的花瓣"),
    "leaves": ("autumn leaves", "秋天的落叶"), "vignette": ("darker corners", "暗角"), "grain": ("grain", "颗粒"),
    "flip_h": ("mirrored", "左右翻转"), "flip_v": ("mirrored upside down", "上下翻转"),
    "cw": ("turned 90° clockwise", "顺时针转 90°"), "ccw": ("turned 90° anticlockwise", "逆时针转 90°"),
    "half": ("turned 180°", "旋转 180°"), "grid": ("collage", "拼图"), "row": ("side by side", "左右并排"),
    "column": ("one above the other", "上下排列"), "dissolve": ("blended", "融合"),
    "erase": ("the area closed from around it", "用周围补上选区"),
}  # fmt: skip
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "read": ("I read: {words}. ", "我读到：{words}。"),
    "rule": ("I am a painter by rule, no AI model.", "我是按规则作画的画师，不是 AI 模型。"),
    "painterly": (
        " No word tells me what to change, so I go over it with a brush.",
        "没有我能照做的词，所以我用画笔轻轻画一遍。",
    ),
    "pasted": (
        " No word tells me what to change, so I lay picture 2 into the area.",
        "没有我能照做的词，所以我把图 2 放进选区。",
    ),
    "collected": (" You gave several pictures: I lay them on one sheet.", "你给了几张图，我把它们拼成一张。"),
    "area": (" Only the marked area changes.", "只改动选区里面。"),
    "overlooked": (
        " Mirroring, turning and collages concern the whole picture, whatever is marked.",
        "翻转、旋转和拼图作用于整张图，不受选区限制。",
    ),
    "things": (
        " I cannot see what a picture shows ({words}): all of it changes, unless you mark an area.",
        "我认不出图里的东西（{words}），所以整张图都会改；想只改一处，请涂出选区。",
    ),
    "coloured": (
        " I cannot see what a picture shows ({words}): I go by the colour alone.",
        "我认不出图里的东西（{words}），只看颜色来改。",
    ),
    "unknown": (" Words I do not know: {words}.", "这些词我不认识：{words}。"),
    "scenes": (
        " A scene ({words}) I can paint into a marked area only.",
        "景物（{words}）我只能画进涂出的选区。",
    ),
    "aimless": (
        " To take something away I need the area marked where it is.",
        "要去掉东西，请先把它涂成选区，我才知道在哪里。",
    ),
    "odd": (" I turn by quarters only, not by {words}.", "我只会按 90° 旋转，转不了{words}。"),
    "many": (" I do the first {words} things only.", "一次我只做前 {words} 件事。"),
    "missing": (" There is no picture {words}.", "没有图 {words}。"),
    "unused": (" Not used: picture {words}.", "没有用到：图 {words}。"),
    "count": (" I shall make {words} variations.", "我会做 {words} 张不同的。"),
    "absent": (
        "\nI find hardly any {words} there, so all of it is coloured.",
        "\n这里几乎找不到{words}，所以全部上色。",
    ),
    "empty": ("\nNothing is marked as free to change, so nothing changes.", "\n选区是空的，所以什么也没有改。"),
}  # fmt: skip
STEPS: Final = {
    "open": ("looking at the picture", "正在看图"),
    "edit": ("at work: {words}", "正在处理：{words}"),
}


def sentence(name: str, language: Language, words: str = "") -> str:
    """One sentence of the table."""
    return _said(SENTENCES[name], language).format(words=words)


def step(language: Language, edit: Edit | None = None) -> str:
    """What is being done."""
    return _said(STEPS["edit" if edit else "open"], language).format(words=label(edit, language) if edit else "")


def opening(wishes: Wishes, orders: Orders, *, count: int, marked: bool, language: Language) -> str:
    """What it read, who speaks, and all that will be otherwise than one might think."""
    between = "、" if language == "zh" else ", "
    read = () if orders.guessed else orders.edits[1:] if orders.collected else orders.edits
    only = any(isinstance(edit, Tint) and edit.old for edit in orders.edits)
    guess = "pasted" if isinstance(orders.edits[0], Inset) else "painterly"
    said: list[tuple[str, tuple[str, ...] | bool]] = [
        ("read", tuple(dict.fromkeys(label(edit, language) for edit in read))),
        ("rule", True),
        ("unknown", wishes.unknown),
        ("collected", orders.collected),
        (guess, orders.guessed and not orders.collected),
        ("aimless", wishes.aimless),
        ("scenes", wishes.scenes),
        ("coloured" if only else "things", () if marked or orders.guessed else wishes.things),
        ("odd", wishes.odd),
        ("many", (str(MOST),) if orders.more else ()),
        ("missing", tuple(map(str, orders.missing))),
        ("unused", tuple(map(str, orders.unused))),
        ("area", marked and not all(isinstance(edit, Turn | Collage) for edit in orders.edits)),
        ("overlooked", orders.overlooked),
        ("count", (str(count),) if count > 1 else ()),
    ]
    return "".join(
        sentence(name, language, between.join(words) if isinstance(words, tuple) else "")
        for name, words in said
        if words
    )


def label(edit: Edit, language: Language) -> str:
    """An edit in few words."""
    match edit:
        case Tone(hour=True):
            return edit.name if language == "en" else TIMES[edit.name][1].split()[0]
        case Tone() | Look():
            return _degree(edit.strength, language) + _said(LABELS[edit.name], language)
        case Turn():
            return _said(LABELS[edit.name], language)
        case Tint():
            return _tint(edit, language)
        case Guest():
            return _guest(edit, language)
        case Backdrop():
            return edit.label
        case Erase():
            return _said(LABELS["erase"], language)
        case Inset():
            words = ("picture {0} into picture {1}", "图 {0} 放进图 {1}")
            return _said(words, language).format(edit.picture, edit.on)
        case Collage():
            return _said(LABELS[edit.layout], language)
        case _:
            assert_never(edit)


def colour(name: str, language: Language) -> str:
    """A colour's name."""
    if language == "en":
        return name
    signs = COLOURS[name][2].split()
    return next((sign for sign in signs if sign.endswith("色")), signs[0])


def _tint(edit: Tint, language: Language) -> str:
    shades = {"light": ("light ", "浅"), "deep": ("deep ", "深"), "": ("", "")}
    new = _said(shades[edit.shade], language) + colour(edit.name, language)
    if not edit.old:
        return new
    return _said(("{0} to {1}", "{0}改成{1}"), language).format(colour(edit.old, language), new)


def _guest(edit: Guest, language: Language) -> str:
    name = edit.subject.name if language == "en" else SUBJECTS[edit.subject.name][1].split()[0]
    return name if edit.subject.count == 1 else f"{edit.subject.count} × {name}"


def _degree(strength: float, language: Language) -> str:
    if 0.75 <= strength <= 1.3:
        return ""
    return _said(("a little ", "略") if strength < 1 else ("strongly ", "很"), language)


def _said(pair: tuple[str, str], language: Language) -> str:
    return pair[1] if language == "zh" else pair[0]
