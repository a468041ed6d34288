"""Messages of the editor, in either language."""

from typing import Final

from painter.edit_language.planner import MAX_EDITS, Edit, Plan, Wishes
from painter.edit_language.vocabulary import LABELS
from painter.prompt.language import CHINESE, Language
from painter.prompt.vocabulary import WORDS

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "read": ("Recognised: {words}.", "已识别：{words}。"),
    "unknown": (" Not recognised: {words}.", "未识别：{words}。"),
    "painterly": (" There is nothing to apply, so the image gets a light brush effect.",
                  "没有可执行的修改，因此只添加了轻微的笔触效果。"),
    "pasted": (" There is nothing to apply, so image 2 is placed into the mask.",
               "没有可执行的修改，因此把图2放进了蒙版区域。"),
    "collected": (" Several images are combined into a collage.", "多张图拼成了一张。"),
    "expanded": (" The new area continues the image's edges.", "新增区域延续画面边缘。"),
    "area": (" Only the masked area changes.", "只修改蒙版区域。"),
    "marks": (" Only the place of the marks changes; the demo can't read them.",
              "只修改标注所在的位置，演示看不懂标注的内容。"),
    "cutout": ("The demo can tell a subject from a plain background only.", "演示只能从单一颜色的背景中分出主体。"),
    "overlooked": (" Mirroring, rotation and collages ignore the mask.", "翻转、旋转和拼图不受蒙版限制。"),
    "things": (" The demo can't see what an image shows ({words}), so all of it changes. Use a mask to limit it.",
               "演示认不出图片内容（{words}），因此会修改整张图。如只想改一处，请涂抹蒙版。"),
    "scenes": (" Scenes ({words}) can only be painted into a mask.", "场景（{words}）只能画在蒙版里。"),
    "aimless": (" To remove something, paint a mask over it.", "要去掉物体，请先用蒙版涂抹它。"),
    "many": (" Only the first {words} changes are applied.", "只执行前 {words} 项修改。"),
    "missing": (" There is no image {words}.", "没有图{words}。"),
    "unused": (" Not used: image {words}.", "未使用：图{words}。"),
    "empty": ("\nThe mask is empty, so nothing changes.", "\n蒙版是空的，没有任何修改。"),
}  # fmt: skip


def sentence(name: str, language: Language, text: str = "") -> str:
    """One sentence of the table."""
    return _in(SENTENCES[name], language).format(words=text)


def step(language: Language, edit: Edit | None = None) -> str:
    """Progress message of one edit."""
    if edit is None:
        return _in(("reading the image", "正在读取图片"), language)
    return _in(("applying: {0}", "正在处理：{0}"), language).format(label(edit, language))


def opening(wishes: Wishes, plan: Plan, *, marked: bool, language: Language, is_drawn: bool = False) -> str:
    """First message of an edit: the words that were recognised, and what will differ from them.

    `is_drawn`: the area is where marks are, and no mask's.
    """
    between = "、" if language == "zh" else ", "
    read = () if plan.guessed else plan.edits[1:] if plan.collected else plan.edits
    guess = "pasted" if plan.edits[0].kind == "insert" else "painterly"
    texts: list[tuple[str, tuple[str, ...] | bool]] = [
        ("read", tuple(dict.fromkeys(label(edit, language) for edit in read))),
        ("unknown", tuple(dict.fromkeys(wishes.unknown))),
        ("collected", plan.collected),
        (guess, plan.guessed and not plan.collected),
        ("aimless", wishes.aimless),
        ("scenes", tuple(dict.fromkeys(wishes.scenes))),
        ("things", () if marked or plan.guessed else tuple(dict.fromkeys(wishes.things))),
        ("many", (str(MAX_EDITS),) if plan.more else ()),
        ("missing", tuple(map(str, plan.missing))),
        ("unused", tuple(map(str, plan.unused))),
        ("expanded", plan.edits[0].kind == "expand"),
        (
            "marks" if is_drawn else "area",
            marked
            and plan.edits[0].kind != "expand"
            and not all(edit.kind in ("transform", "collage") for edit in plan.edits),
        ),
        ("overlooked", plan.overlooked),
    ]
    return "".join(
        sentence(name, language, between.join(text) if isinstance(text, tuple) else "")
        for name, text in texts
        if text
    ).lstrip()


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
            return _in(("image {0} into image {1}", "图{0}放进图{1}"), language).format(edit.picture, edit.on)
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
