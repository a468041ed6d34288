"""Messages of the editor, in either language."""

from collections.abc import Iterable
from typing import Final

from painter.edit_language.planner import MAX_EDITS, Edit, EditPlan, Wishes
from painter.edit_language.vocabulary import LABELS
from painter.prompt.tokenizer import CHINESE, Language
from painter.prompt.vocabulary import WORDS
from painter.steps import KNOWN, UNKNOWN, sentence

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "reading": ("reading the image", "正在读取图片"),
    "applying": ("applying: {0}", "正在处理：{0}"),
    "read": KNOWN,
    "unknown": UNKNOWN,
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
    "things": (" The demo can't see what an image shows ({0}), so all of it changes. Use a mask to limit it.",
               "演示认不出图片内容（{0}），因此会修改整张图。如只想改一处，请涂抹蒙版。"),
    "scenes": (" Scenes ({0}) can only be painted into a mask.", "场景（{0}）只能画在蒙版里。"),
    "aimless": (" To remove something, paint a mask over it.", "要去掉物体，请先用蒙版涂抹它。"),
    "many": (" Only the first {0} changes are applied.", "只执行前 {0} 项修改。"),
    "missing": (" There is no image {0}.", "没有图{0}。"),
    "unused": (" Not used: image {0}.", "未使用：图{0}。"),
    "empty": ("\nThe mask is empty, so nothing changes.", "\n蒙版是空的，没有任何修改。"),
}  # fmt: skip


def summary(wishes: Wishes, plan: EditPlan, *, marked: bool, language: Language, is_drawn: bool = False) -> str:
    """First message of an edit: the words that were recognised, and what will differ from them.

    `is_drawn`: the area is where marks are, and no mask's.
    """
    done = () if plan.guessed else plan.edits[1:] if plan.collected else plan.edits
    guess = "pasted" if plan.edits[0].kind == "insert" else "painterly"
    is_whole = all(edit.kind in ("transform", "collage") for edit in plan.edits)
    texts: tuple[tuple[str, Iterable[object] | bool], ...] = (
        ("read", [label(edit, language) for edit in done]),
        ("unknown", wishes.unknown),
        ("collected", plan.collected),
        (guess, plan.guessed and not plan.collected),
        ("aimless", wishes.aimless),
        ("scenes", wishes.scenes),
        ("things", [] if marked or plan.guessed else wishes.things),
        ("many", [MAX_EDITS] if plan.more else []),
        ("missing", plan.missing),
        ("unused", plan.unused),
        ("expanded", plan.edits[0].kind == "expand"),
        ("marks" if is_drawn else "area", marked and plan.edits[0].kind != "expand" and not is_whole),
        ("overlooked", plan.overlooked),
    )
    listed = ((name, [] if isinstance(items, bool) else dict.fromkeys(items)) for name, items in texts if items)
    return "".join(sentence(SENTENCES[name], language, items) for name, items in listed).lstrip()


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
            pair = f"image {edit.picture} into image {edit.on}", f"图{edit.picture}放进图{edit.on}"
            return sentence(pair, language)
        case _:
            english, chinese = LABELS[edit.name or edit.kind].split()
            little, strongly = edit.strength < 0.75, edit.strength > 1.3
            degree = sentence(("a little ", "略") if little else ("strongly ", "很"), language)
            text = sentence((english, chinese), language).replace("_", " ")
            return degree + text if little or strongly else text


def chinese_name(kind: str, name: str) -> str:
    """First Chinese word of a row; of a colour the one that ends with 色."""
    names = [word for word in WORDS[kind][name].split() if CHINESE.match(word)]
    return next((word for word in names if kind == "colour" and word.endswith("色")), names[0])
