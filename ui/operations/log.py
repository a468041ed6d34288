"""The log: one line for each thing that happened, as text or JSON, on the standard error.

Nobody's prompt, key or cookie is in it, and no line of it is a stranger's: a line break in a message is written as
`\\n`, and the lines of a traceback are indented.
"""

import json
import logging
import sys
import time
import traceback
from dataclasses import asdict
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Final

import gradio as gr

from studio.observing.call_report import LOG_ID, CallReport
from ui.setting_parsers import LogStyle

LOG: Final = logging.getLogger("easel")
ROOT: Final = Path(__file__).parents[2]
OWN_CODE: Final = tuple(str(ROOT / room) for room in ("ui", "studio", "providers", "formats", "painter"))
MAX_LINE: Final = 4000
"""Characters of one message."""


class LogFormatter(logging.Formatter):
    """Formatter of both styles: time in UTC, level, log id, message, the fields of a report."""

    def __init__(self, style: LogStyle) -> None:
        super().__init__()
        self._as_json = style == "json"

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = getattr(record, "fields", {})
        timestamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{record.msecs:03.0f}Z"
        request = fields.get("request") or LOG_ID.get()
        message = record.getMessage()[:MAX_LINE]
        details = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        if self._as_json:
            line = {"time": timestamp, "level": record.levelname.lower(), "logger": record.name, "message": message}
            line |= {"request": request} if request else {}
            line |= fields | ({"traceback": details} if details else {})
            return json.dumps(line, ensure_ascii=False)
        pairs = [f"{name}={_one_line(str(value))}" for name, value in fields.items() if value not in ("", None)]
        pairs += [f"request={request}"] if request and "request" not in fields else []
        text = " ".join([timestamp, record.levelname, _one_line(message), *pairs])
        return text + "".join(f"\n  | {_one_line(line)}" for line in details.splitlines())


def _one_line(text: str) -> str:
    """A text without line breaks or other control characters, which a terminal would obey."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def configure_logging(style: LogStyle) -> None:
    """Sends every log line of this process to the standard error, in one style."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogFormatter(style))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    LOG.setLevel(logging.INFO)
    logging.getLogger("ui").setLevel(logging.INFO)  # who logged in


def log_call(report: CallReport) -> None:
    """One line for a call that ended."""
    level = logging.INFO if report.state in ("done", "cancelled") else logging.WARNING
    LOG.log(level, "call %s", report.state, extra={"fields": asdict(report)})


class CallbackErrors:
    """`traceback` as Gradio's routes see it: a refused value is one line without it.

    Gradio prints 2 KB for each, with what the stranger sent in it; a mistake of our own keeps its traceback.
    """

    def print_exc(self) -> None:
        error = sys.exception()
        if error is None:
            return
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        where = f"{Path(frames[-1].f_code.co_filename).name}:{_line(error.__traceback__)}" if frames else ""
        if isinstance(error, gr.Error) or not _is_own(frames[-1]):
            LOG.warning("callback refused: %s at %s", type(error).__name__, where)
        else:
            LOG.error("callback failed: %s at %s", type(error).__name__, where, exc_info=error)


def _is_own(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(OWN_CODE)


def _line(trace: TracebackType | None) -> int:
    *_, (_, line) = traceback.walk_tb(trace)
    return line
