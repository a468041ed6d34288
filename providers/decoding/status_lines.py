"""Status lines ("> 进度 45%", "排队中…") separated from the caption. docs/gateways.md, Q20, T46."""

import re
from typing import Final

from providers.events import Progress

MAX_LINE: Final = 200
"""Characters: a longer line is no status line, and is not held back."""

OPENINGS: Final = (
    *("进度", "当前进度", "排队", "正在排队", "队列中", "等待中", "任务已提交", "任务完成", "已提交"),
    *("生成中", "正在生成", "生成完成", "绘制中", "正在绘制", "绘制完成"),
    *("处理中", "正在处理", "渲染中", "正在渲染"),
    *("progress", "queued", "queueing", "queuing", "in queue", "generating", "processing", "rendering", "waiting"),
)
LEAD: Final = re.compile(r"[\W_]*")
STATUS: Final = re.compile(
    rf"(?:{'|'.join(sorted(OPENINGS, key=len, reverse=True))})中?\s*(?:图片|图像|the image|image|picture)?"
    r"[\s\d.…。·:：%％/()（）,，~～!！|=\-█▓▒░>#*_`]*",
    re.IGNORECASE,
)
COUNTED: Final = re.compile(r"(?:当前)?(?:进度|progress)\W*\d", re.IGNORECASE)
TOPIC: Final = re.compile(
    r"进度|排队|生成|绘制|处理|任务|等待|正在|queue|progress|generat|render|process", re.IGNORECASE
)
PERCENT: Final = re.compile(r"(\d{1,3})(?:\.\d+)?\s*[%％]")
COUNTING: Final = re.compile(
    r"(?:当前)?(?:进度|progress)[\s:：.…。]*(?:\d{1,3}[.…。\s]+)*(\d{1,3})[.…。\s]*", re.IGNORECASE
)
DOTS: Final = re.compile(r"(?:\.{2,}|…|。。)\s*\Z")


def parse_status_line(line: str) -> Progress | None:
    """The progress in a line, or None when it is the model's own text."""
    bare = line.strip()
    if not bare or len(bare) > MAX_LINE:
        return None
    core = bare[LEAD.match(bare).end() :]  # type: ignore[union-attr]  # the pattern matches nothing, too
    is_status = bool(STATUS.fullmatch(core) or COUNTED.match(core))
    if bare.startswith(">") and not is_status:
        symbol = bare[1:].lstrip()[:1]
        topic = TOPIC.search(core) or PERCENT.search(core) or DOTS.search(core)
        is_status = bool(topic) or (symbol > "\u2190" and not core)
    if not is_status:
        return None
    numbers = PERCENT.findall(core) or COUNTING.findall(core)
    fraction = min(int(numbers[-1]), 100) / 100 if numbers else None
    return Progress(fraction=fraction, message=core.strip(" *_`"))


class StatusLineFilter:
    """Separates progress from text in a stream.

    Only a line that may be a status line is held back, up to its end. `lines` are the last status lines that have
    ended.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line = ""
        self._in_caption = False
        self._last_progress: Progress | None = None

    def feed(self, text: str) -> list[str | Progress]:
        """Filters more text; a status line is reported as it grows."""
        out: list[str | Progress] = []
        for piece in text.splitlines(keepends=True) if "\r" in text else _split_lines(text):
            ended = piece.endswith("\n")
            if self._in_caption:
                out.append(piece)
                self._in_caption = not ended
                continue
            self._line += piece
            if ended:
                out += self.flush()
            elif not _may_be_status(self._line):
                out.append(self._line)
                self._line, self._in_caption = "", True
        if self._line and (progress := parse_status_line(self._line)) and progress != self._last_progress:
            self._last_progress = progress
            out.append(progress)
        return out

    def flush(self) -> list[str | Progress]:
        """Ends the line: with the text, or before a picture."""
        line, previous = self._line, self._last_progress
        self._line, self._last_progress, self._in_caption = "", None, False
        progress = parse_status_line(line)
        if progress is None:
            return [line] if line else []
        self.lines = [*self.lines[-9:], progress.message]
        return [progress] if progress != previous else []


def _split_lines(text: str) -> list[str]:
    """Lines with their ends, cut at LF alone."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _may_be_status(line: str) -> bool:
    bare = line.strip()
    if len(line) > MAX_LINE:
        return False
    core = bare[LEAD.match(bare).end() :].lower()  # type: ignore[union-attr]  # the pattern matches nothing, too
    if not core or bare.startswith(">"):
        return True
    return any(core.startswith(opening) or opening.startswith(core) for opening in OPENINGS) and (
        STATUS.match(core) is None or STATUS.fullmatch(core) is not None or COUNTED.match(core) is not None
    )
