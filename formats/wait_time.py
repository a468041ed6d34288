"""Time to wait that a refusal names: in its headers, its fields, its words.

Pure (docs/gateways.md, Q40)."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

UNITS: Final = (
    ("ms|milli|毫", 0.001),
    ("h|stu|час|[个個小时時시]", 3600.0),
    ("d|j|ta|д|[天日일]", 86400.0),
    ("s|с|[秒초]", 1.0),
    ("m|м|[分분]", 60.0),
)
"""Seconds of a unit, by how its word begins; the first that fits counts."""
PART: Final = (
    r"(?:(?<![\d,])\d[\d,]{0,11}(?:\.\d{1,20})?[ -]?|(?:half +)?(?:an?|one) +(?=[a-z]{3})|[一半] ?)"
    r"(?:(?:milliseconds?|msecs?|ms|seconde?s?|sekunden?|segundos?|secs?|s|minute[ns]?|minutos?|mins?|m|hours?|hrs?"
    r"|heures?|horas?|stunden?|h|days?|d[ií]as?|jours?|tage?n?|d|секунд[уы]?|минут[уы]?|час(?:а|ов)?|д(?:ень|ня|ней))"
    r"(?![a-zà-ÿа-я])|毫秒|秒[钟鐘]?|分[钟鐘]?|[个個]?小[时時]|時間|天|日|초|분|시간|일)"
)
DURATION: Final = rf"{PART}(?:[ ,]*(?:and |零)?{PART}){{0,3}}"
WAIT_TEXT: Final = re.compile(
    r"(?:retry|again|resets?|wait|allowed|available|cool(?:ing)? ?down|refill\w*|renew\w*|unlock\w*|expires?"
    rf"|等待|稍等|请在|请于|還需|还需|剩余|冷却|重[试試]|再[试試]|重置|恢复|解除)[^.;。；\d]{{0,40}}?(?<![a-z0-9])({DURATION})"
    rf"|(?<![a-z0-9])({DURATION}) ?(?:[之以]?[后後]|후|remaining|left|later|erneut|before (?:retry|trying))"
    rf"|(?<!s )\b(?:in|dans|en|em|через) (?:about |~ ?)?({DURATION})",
    re.IGNORECASE,
)
IN_FIELD: Final = re.compile(
    r"[\"'][\w-]{0,30}?(?:retry[_-]?(?:delay|after|in|at)|resets?(?:[_-]?(?:delay|after|in|at|time(?:_?stamp)?))?"
    r"|cool_?down|wait(?:[_-]?time)?)[_-]?(?P<unit>ms|millis(?:econds)?|seconds|secs?|s)?\\{0,3}[\"']"
    r"\s*:\s*(?:\{\s*[\"']seconds[\"']\s*:\s*)?\\{0,3}[\"']?(?P<value>[^\"',}\\\]]{1,40})",
    re.IGNORECASE,
)
BARE: Final = re.compile(r"retry[ _-]?after:? ?(\d{1,6})(?![\d.,:/-]|\s*[^\W\d_])", re.IGNORECASE)
"""A number alone, in the unit of the header of that name."""
COUNTED: Final = re.compile(
    r"(\d[\d,]*(?:\.\d+)?|一|半|\b(?:half +)?(?:an?|one)\b)[ -]*([a-zà-ÿа-я]+|[毫秒分个個小时時天日초분시일]+)",
    re.IGNORECASE,
)
WORDS: Final = {"a": "1", "an": "1", "one": "1", "一": "1", "半": "0.5"}
FIRST_TIMESTAMP: Final = 1e9
FIRST_MILLISECOND_TIMESTAMP: Final = 1e11
MAX_SECONDS: Final = 400 * 86400.0


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from the `Retry-After` header; None when not given.

    A number or a date (RFC 9110 §10.2.3); `retry-after-ms` of Azure and OpenAI counts before it.
    """
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    value, milliseconds = lower.get("retry-after", ""), lower.get("retry-after-ms")
    try:
        seconds = float(milliseconds) / 1000 if milliseconds else float(value)
    except ValueError:
        try:
            when = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = _seconds_until(when)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def wait_in_body(text: str) -> float | None:
    """Seconds to wait by the text of a refusal, in a field or in words; None without any."""
    for field in IN_FIELD.finditer(text):
        if (seconds := _field_seconds(field["value"].strip(), unit=field["unit"] or "s")) is not None:
            return seconds
    if match := WAIT_TEXT.search(text):
        return _plausible(_duration_seconds(match[1] or match[2] or match[3]))
    bare = BARE.search(text)
    return _plausible(float(bare[1])) if bare else None


def _field_seconds(value: str, *, unit: str) -> float | None:
    """A duration ("2h23m59s"), a number of `unit`, a Unix time, or an ISO date."""
    if re.fullmatch(DURATION, value, re.IGNORECASE):
        return _plausible(_duration_seconds(value))
    try:
        number = float(value)
    except ValueError:
        try:
            return _plausible(_seconds_until(datetime.fromisoformat(value)))
        except ValueError:
            return None
    if number >= FIRST_TIMESTAMP:
        seconds = number / 1000 if number >= FIRST_MILLISECOND_TIMESTAMP else number
        return _plausible(seconds - datetime.now(UTC).timestamp())
    return _plausible(number * _factor(unit))


def _duration_seconds(text: str) -> float:
    return sum(_number(count.lower()) * _factor(unit) for count, unit in COUNTED.findall(text))


def _number(count: str) -> float:
    """A count in digits or in a word: "half an" is 0.5."""
    rest = count.removeprefix("half").strip()
    return float(WORDS.get(rest, rest.replace(",", ""))) * (0.5 if rest != count else 1.0)


def _factor(unit: str) -> float:
    return next(factor for names, factor in UNITS if re.match(names, unit, re.IGNORECASE))


def _seconds_until(when: datetime) -> float:
    return ((when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()


def _plausible(seconds: float) -> float | None:
    """A time that is over counts as 0, one of more than a year as none."""
    return round(max(0.0, seconds), 3) if seconds <= MAX_SECONDS else None
