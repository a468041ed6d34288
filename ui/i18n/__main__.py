"""Table of all strings in Markdown: key, English, Chinese."""

from ui.i18n import STRINGS


def table() -> str:
    """All strings as one Markdown table, in the order of the page's parts."""
    rows = (("key", "English", "中文"), ("---", "---", "---"), *((key, *texts) for key, texts in STRINGS.items()))
    return "\n".join("| " + " | ".join(map(_cell, row)) + " |" for row in rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


if __name__ == "__main__":
    print(table())
