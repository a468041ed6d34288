"""Texts of the library of prompts and styles."""

from typing import Final

LIBRARY: Final[dict[str, tuple[str, str]]] = {
    "card.library.title": ("Prompts and styles", "提示词与风格"),
    "card.library.search": ("Search prompts and styles", "搜索提示词与风格"),
    "card.library.prompts": ("Prompts", "提示词"),
    "card.library.styles": ("Styles, as many as you like", "风格（可多选）"),
    "card.library.own": ("Saved by you", "已保存的"),
    "card.library.save": ("Save the current prompt", "保存当前提示词"),
    "card.library.remove": ("Remove “{prompt}”", "移除“{prompt}”"),
    "card.library.none_saved": (
        "Nothing yet. Write a prompt and save it here for later.",
        "还没有。写好提示词后可以保存到这里。",
    ),
    "card.library.nothing": ("Nothing found for “{words}”", "没有找到“{words}”"),
    "card.library.replaced": ("Prompt replaced.", "提示词已替换。"),
    "card.library.blank": (
        "Fill in “{name}” first. To send the prompt as it is, press again.",
        "请先填写“{name}”。如需原样发送，请再按一次。",
    ),
    "card.keys.library": ("Prompts and styles, in an empty prompt", "在空提示词中打开提示词与风格"),
}
