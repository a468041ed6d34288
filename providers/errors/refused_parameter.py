"""Reads which parameter of a request a refusal names (docs/gateways.md, Q37). Pure.

Only the gateway's own JSON counts, and only where it names exactly one parameter that was sent and that may be left
out. A refused value is none, but that of `modalities`, for which there is only one other that holds a picture.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from providers.request.body import JsonBodyValue
from providers.request.parameters import ParameterChange, optional_parameters

MODALITIES: Final = ParameterChange(name="modalities", values=("image",))
WORD_KEYS: Final = (
    *("error", "errors", "message", "msg", "detail", "details", "metadata", "raw", "description"),
    *("fieldViolations", "localized_message", "error_msg", "reason", "title", "upstream_error"),
)
"""Where words of a refusal stand. Others repeat the request, a prompt among it."""
MAX_DEPTH: Final = 8
MAX_TEXTS, MAX_LENGTH = 5, 400

_KIND: Final = r"(?:parameter|param|argument|arg|field|propert(?:y|ie)|option|key|attribute|setting)s?"
_BAD: Final = r"(?:unknown|unsupported|unrecogni[sz]ed|unexpected|extra|additional|not[ _-]supported)"
_NO: Final = r"(?:not|un|n't)[ -]?(?:supported|allowed|permitted|recogni[sz]ed|accepted|known|expected|available)"
_IS_NO: Final = rf"(?:is|are|was|were)?\s?{_NO}"
_DOES_NOT: Final = r"(?:not|n't) (?:support|accept|allow|permit|recogni[sz]e|know|take)s? (?:the |a |an |any )?"
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*"
_QUOTED: Final = rf"[\"'`‘“「]{_NAME}[\"'`’”」]"
_BARE: Final = rf"(?<![A-Za-z0-9_.-]){_NAME}(?![A-Za-z0-9_=-]|\.[A-Za-z_])"
_NEXT: Final = rf"(?:{_QUOTED}|{_BARE}(?!\s+(?!and\b|is\b|are\b|not\b|for\b|in\b|by\b)[A-Za-z]))"
_LIST: Final = rf"[\[({{]?(?P<names>(?:{_QUOTED}|{_BARE})(?:\s?(?:,|、|，|/|&|\band\b|和)\s?{_NEXT}){{0,3}})"

CODE: Final = re.compile(
    rf"{_BAD}[_ ]?(?:request[_ ]?)?(?:body[_ ]?)?{_KIND}|extra_forbidden|value_error\.extra", re.IGNORECASE
)
EXTRA: Final = re.compile(r"extra (?:inputs?|fields?) (?:is|are)? ?not (?:permitted|allowed)", re.IGNORECASE)
VALUE_CODE: Final = re.compile(
    r"(?:invalid|unsupported|unknown)[_ ]?(?:value|type|enum\w*)|missing\w*", re.IGNORECASE
)
NOT_BY_NAME: Final = re.compile(
    r"\b(?:values?|variants?|missing|required)\b|\bmust (?:not )?be\b|out of range|值"
    r"|\b(?:when|unless|if|together|conflict\w*|mutually|combin\w+)\b|同时|组合|仅当",
    re.IGNORECASE,
)
"""Signs of a value that is refused, or of a parameter that is refused only beside another."""
PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_BAD}[ _](?:request |body |query |top-level |optional |keyword )?(?:{_KIND}|name)(?:\(s\))?"
        rf"(?: names?)?(?: (?:supplied|provided|passed|given|found|in)(?: (?:the )?(?:request|body|object))?"
        rf"| (?:for|on|by|with|to) [\w -]{{1,40}}(?=:))? ?[:：]? ?{_LIST}",
        rf"\b{_KIND} {_IS_NO}(?: [\w -]{{1,40}})?[:：] ?{_LIST}",
        rf"{_DOES_NOT}(?:optional |request )?{_KIND}(?: supplied)? ?[:：]? ?{_LIST}",
        rf"\bpropert(?:y|ies) {_LIST} should not exist",
        rf"'loc': [(\[](?:'\w+', )*'(?P<names>{_NAME})'[)\]], 'msg': ['\"]{EXTRA.pattern}",
        rf"{_DOES_NOT}{_LIST} {_KIND}\b",
        rf"\b{_KIND} ?[:：]? ?{_LIST} {_IS_NO}",
        rf"(?:^|[.:;] ?)(?:the )?{_LIST} {_KIND} {_IS_NO}",
        rf"(?:^|[.:;] ?)(?:the )?(?=[\"'`‘“]){_LIST} {_IS_NO}",
        rf"{_LIST} (?:is|are) not (?:a )?(?:valid|supported|known|recogni[sz]ed) (?:request )?{_KIND}\b",
        rf"(?=[\"'`‘“]){_LIST} (?:was|were) unexpected",
        rf"{_LIST} ?[:：]? ?{EXTRA.pattern}",
        rf"{EXTRA.pattern}, {_KIND}: ?{_LIST}",
        rf"(?:不支持|未知|无法识别|不识别|不认识|多余)的?(?:请求)?(?:参数|字段|属性)名?为? ?[:：]? ?{_LIST}",
        rf"(?:参数|字段|属性)为? ?[:：]? ?{_LIST} ?(?:暂)?(?:不支持|不被支持|不被允许|不允许|无法识别|未知|不存在)",
        rf"不支持 ?{_LIST} ?(?:参数|字段|属性)",
        rf"(?<![A-Za-z]){_LIST} ?(?:参数|字段|属性) ?暂?(?:不支持|不被支持|不被允许|不允许|无法识别|不存在)",
        rf"不支持(?:该|此|这个|设置|使用|传入)(?:参数|字段|属性)? ?[:：]? ?{_LIST}",
    )
)
TAIL: Final = re.compile(
    r"(?<!not )\bexpected\b|\b(?:supported|allowed|valid|known|available|accepted) (?:parameters?|fields?|keys?"
    r"|arguments?|options?|names?|properties)\b(?: are|:)|\bdid you mean|, value:|\bto drop "
    r"|(?<!不)(?:支持的|可用的?|允许的)(?:参数|字段)",
    re.IGNORECASE,
)
"""From here on a refusal says what it would take, what it got, or how LiteLLM is set."""
JSON_START: Final = re.compile(r'\{\s*"|\[\s*\{')
MODALITY: Final = re.compile(r"(?<!input[ _])modalit", re.IGNORECASE)
REFUSING: Final = re.compile(
    r"\bno endpoints?\b|\bnot\b|n't\b|\binvalid\b|unsupported|\bonly\b|不支持|仅支持|只支持", re.I
)


@dataclass(slots=True, kw_only=True)
class _Refusal:
    """The words of a refusal and the names in its fields; `has_other`: it speaks of more than a name."""

    sentences: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    has_other: bool = False


def refused_parameter(
    *, status: int | None, body: bytes, fields: Mapping[str, JsonBodyValue]
) -> ParameterChange | None:
    """Change after which a refused request may be taken; None where no one parameter is named.

    `fields` are those of the request. A 404 is read for `modalities` alone: it may as well be a wrong address.
    """
    parsed = _parse(body.decode("utf-8", "replace").lstrip("\ufeff \r\n\t"))
    if status not in (400, 404, 422) or parsed is None:
        return None
    refusal = _Refusal()
    _read(parsed, refusal, depth=0)
    heads = [TAIL.split(text, maxsplit=1)[0] for text in refusal.sentences]
    sent = optional_parameters(fields)
    named = _names(refusal, heads, sent)
    quoted = {_path_of(text[1:-1], sent) for head in heads for text in re.findall(_QUOTED, head)} - {""}
    meant = named | quoted
    meant -= {path for path in meant for other in meant if other.startswith(f"{path}.")}
    is_about_more = refusal.has_other or any(map(NOT_BY_NAME.search, heads))
    if status != 404 and named and len(meant) == 1 and "" not in meant and not is_about_more:
        return ParameterChange(name=meant.pop())
    can_narrow = meant <= {MODALITIES.name} and _has_several_modalities(fields)
    return MODALITIES if can_narrow and any(map(_refuses_modalities, heads)) else None


def _parse(text: str, *, anywhere: bool = False) -> Any:
    """The JSON that a text is, perhaps as an event, or that stands anywhere in it; None where there is none."""
    start = JSON_START.search(text)
    if start is None or not (anywhere or start.start() == 0 or text.startswith(("data:", "event:"))):
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start.start())[0]
    except (ValueError, RecursionError):
        return None


def _names(refusal: _Refusal, heads: Iterable[str], sent: Sequence[str]) -> set[str]:
    """The paths of all that is refused by name; "" among them for what is refused beside it and was not sent."""
    lists = [[name] for name in refusal.names] + [
        re.findall(_NAME, re.sub(r"\band\b", ",", match["names"]))
        for head in heads
        for pattern in PATTERNS
        for match in pattern.finditer(head)
    ]
    paths = [{_path_of(name, sent) for name in names} for names in lists]
    return {path for group in paths if any(group) for path in group}


def _path_of(name: str, sent: Iterable[str]) -> str:
    """The path of the one sent parameter that is meant, or "": a gateway may name the last part alone."""
    meant = [path for path in sent if name == path or path.endswith(f".{name}") or name.endswith(f".{path}")]
    return meant[0] if len(meant) == 1 else ""


def _has_several_modalities(fields: Mapping[str, JsonBodyValue]) -> bool:
    sent = fields.get(MODALITIES.name)
    return isinstance(sent, list | tuple) and "image" in sent and len(sent) > 1


def _refuses_modalities(head: str) -> bool:
    return MODALITY.search(head) is not None and REFUSING.search(head) is not None


def _read(value: Any, refusal: _Refusal, *, depth: int) -> None:
    if value is not None and (depth > MAX_DEPTH or len(refusal.sentences) >= MAX_TEXTS):
        refusal.has_other = True
        return
    match value:
        case dict():
            _read_object(value, refusal)
            for key in WORD_KEYS:
                _read(value.get(key), refusal, depth=depth + 1)
        case list():
            for item in value:
                _read(item, refusal, depth=depth + 1)
        case str():
            _read_text(value, refusal, depth=depth)


def _read_object(value: Mapping[str, Any], refusal: _Refusal) -> None:
    """Fields of their own for the name: OpenAI's `param`, FastAPI's `loc`, the `keys` of JavaScript servers."""
    codes = [code for name in ("code", "type") if isinstance(code := value.get(name), str)]
    says_extra = isinstance(message := value.get("msg"), str) and EXTRA.search(message) is not None
    is_refusal = says_extra or any(map(CODE.fullmatch, codes)) or "unrecognized_keys" in codes
    match value.get("params"):
        case {"additionalProperty": str(name)}:  # Ajv, which Fastify checks requests with
            refusal.names.append(name)
    param, keys, location = value.get("param"), value.get("keys"), value.get("loc", value.get("path"))
    if is_refusal and isinstance(keys, list):
        refusal.names += [key for key in keys if isinstance(key, str)]
    elif isinstance(location, list):
        refusal.names += [".".join(part for part in location if isinstance(part, str))] if is_refusal else []
        refusal.has_other |= not is_refusal
    elif any(map(VALUE_CODE.fullmatch, codes)):
        refusal.has_other = True
    elif is_refusal and isinstance(param, str) and param:
        refusal.names.append(param)


def _read_text(text: str, refusal: _Refusal, *, depth: int) -> None:
    """Words, or another gateway's whole answer as a string, perhaps behind words of its own."""
    if inner := _parse(text, anywhere=True):
        _read(inner, refusal, depth=depth + 1)
        text = JSON_START.split(text, maxsplit=1)[0]
    if sentence := " ".join(text[:MAX_LENGTH].split()):
        refusal.sentences.append(sentence)
