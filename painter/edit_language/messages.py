"""Messages of the editor, in the prompt's language."""

from typing import Final

from painter.edit_language.planner import MAX_EDITS, Edit, Plan, Wishes
from painter.edit_language.vocabulary import LABELS
from painter.prompt.language import CHINESE, Language
from painter.prompt.vocabulary import WORDS

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "read": ("I read: {words}. ", "我读到：{words}。"),
    "rule": ("I am a painter by rule, no AI model.", "我是按规则作画的画师，不是 AI 模型。"),
    "painterly": (" No word tells me what to change, so I go over it with a brush.",
                  "没有我能照做的词，所以我用画笔轻轻画一遍。"),
    "pasted": (" No word tells me what to change, so I lay picture 2 into the area.",
               "没有我能照做的词，所以我把图 2 放进选区。"),
    "collected": (" You gave several pictures: I lay them on one sheet.", "你给了几张图，我把它们拼成一张。"),
    "area": (" Only the marked area changes.", "只改动选区里面。"),
    "overlooked": (" Mirroring, turning and collages concern the whole picture, whatever is marked.",
                   "翻转、旋转和拼图作用于整张图，不受选区限制。"),
    "things": (" I cannot see what a picture shows ({words}): all of it changes, unless you mark an area.",
               "我认不出图里的东西（{words}），所以整张图都会改；想只改一处，请涂出选区。"),
    "unknown": (" Words I do not know: {words}.", "这些词我不认识：{words}。"),
    "scenes": (" A scene ({words}) I can paint into a marked area only.", "景物（{words}）我只能画进涂出的选区。"),
    "aimless": (" To take something away I need the area marked where it is.",
                "要去掉东西，请先把它涂成选区，我才知道在哪里。"),
    "many": (" I do the first {words} things only.", "一次我只做前 {words} 件事。"),
    "missing": (" There is no picture {words}.", "没有图 {words}。"),
    "unused": (" Not used: picture {words}.", "没有用到：图 {words}。"),
    "count": (" I shall make {words} variations.", "我会做 {words} 张不同的。"),
    "empty": ("\nNothing is marked as free to change, so nothing changes.", "\n选区是空的，所以什么也没有改。"),
}  # fmt: skip


def sentence(name: str, language: Language, text: str = "") -> str:
    """One sentence of the table."""
    return _in(SENTENCES[name], language).format(words=text)


def step(language: Language, edit: Edit | None = None) -> str:
    """Progress message of one edit."""
    if edit is None:
        return _in(("looking at the picture", "正在看图"), language)
    return _in(("at work: {0}", "正在处理：{0}"), language).format(label(edit, language))


def opening(wishes: Wishes, plan: Plan, *, count: int, marked: bool, language: Language) -> str:
    """First message of an edit: all that was read, and all that will be otherwise."""
    between = "、" if language == "zh" else ", "
    read = () if plan.guessed else plan.edits[1:] if plan.collected else plan.edits
    guess = "pasted" if plan.edits[0].kind == "insert" else "painterly"
    texts: list[tuple[str, tuple[str, ...] | bool]] = [
        ("read", tuple(dict.fromkeys(label(edit, language) for edit in read))),
        ("rule", True),
        ("unknown", tuple(dict.fromkeys(wishes.unknown))),
        ("collected", plan.collected),
        (guess, plan.guessed and not plan.collected),
        ("aimless", wishes.aimless),
        ("scenes", tuple(dict.fromkeys(wishes.scenes))),
        ("things", () if marked or plan.guessed else tuple(dict.fromkeys(wishes.things))),
        ("many", (str(MAX_EDITS),) if plan.more else ()),
        ("missing", tuple(map(str, plan.missing))),
        ("unused", tuple(map(str, plan.unused))),
        ("area", marked and not all(edit.kind in ("transform", "collage") for edit in plan.edits)),
        ("overlooked", plan.overlooked),
        ("count", (str(count),) if count > 1 else ()),
    ]
    return "".join(
        sentence(name, language, between.join(text) if isinstance(text, tuple) else "")
        for name, text in texts
        if text
    )


def label(edit: Edit, language: Language) -> str:
    """An edit in few words."""
    match edit.kind:
        case "tint":
            return edit.name if language == "en" else chinese_name("colour", edit.name)
        case "subject" if edit.subject is not None:
            name = edit.subject.name if language == "en" else chinese_name("subject", edit.subject.name)
            return name if edit.subject.count == 1 else f"{edit.subject.count} × {name}"
        case "scene":
            return edit.label
        case "insert":
            return _in(("picture {0} into picture {1}", "图 {0} 放进图 {1}"), language).format(
                edit.picture, edit.on
            )
        case _:
            english, chinese = LABELS[edit.name or edit.kind].split(" ")
            return _degree(edit.strength, language) + _in((english, chinese), language).replace("_", " ")


def chinese_name(kind: str, name: str) -> str:
    """First Chinese word of a row; of a colour the one that ends with 色."""
    names = [word for word in WORDS[kind][name].split() if CHINESE.match(word)]
    return next((word for word in names if kind == "colour" and word.endswith("色")), names[0])


def _degree(strength: float, language: Language) -> str:
    if 0.75 <= strength <= 1.3:
        return ""
    return _in(("a little ", "略") if strength < 1 else ("strongly ", "很"), language)


def _in(pair: tuple[str, str], language: Language) -> str:
    return pair[1] if language == "zh" else pair[0]
