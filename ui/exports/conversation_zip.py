"""A conversation as a zip: pictures, a page to read, its turns as JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Final

from studio.types import Conversation, InputImage, Picture, Run
from ui.exports.zip_stream import ZipEntry
from ui.i18n import Language, t
from ui.schemas.serialize import file_suffix

STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1f1e1b;"
    "background:#f3f1ec}article{margin:2rem 0;padding-top:1rem;border-top:1px solid #dcd8cf}"
    ".said{white-space:pre-wrap;background:#e6ebfb;border-radius:10px;padding:.6rem .9rem}"
    ".answer{white-space:pre-wrap}small{color:#5e5b53}img{max-width:100%;height:auto;display:block;margin:.6rem 0}"
    ".brought img{max-height:8rem;width:auto}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationExport:
    """One conversation with its runs, oldest first, in one language.

    `versions` are the numbers of its pictures.
    """

    conversation: Conversation
    runs: tuple[Run, ...]
    lang: Language
    versions: Mapping[str, int]

    def entries(self) -> Iterator[ZipEntry]:
        """The files of the zip.

        A file that is gone is left out; the JSON names it still. Looks at the disk.
        """
        yield ZipEntry(name="conversation.json", content=self._json())
        yield ZipEntry(name="index.html", content=self._page().encode())
        named = {name: record for run in self.runs for name, record in self._files(run).items()}
        for name, record in named.items():
            if record.path.exists():
                yield ZipEntry(name=name, content=record.path)

    def _files(self, run: Run) -> dict[str, Picture | InputImage]:
        """Files in the zip of a turn, by their names there."""
        made = {self._picture_name(picture): picture for picture in run.pictures if picture.id in self.versions}
        inputs = {_input_name(image): image for image in run.brought if not image.made}
        return {**made, **inputs}

    def _picture_name(self, picture: Picture) -> str:
        return f"pictures/v{self.versions[picture.id]}.{file_suffix(picture.mime)}"

    def _json(self) -> bytes:
        document = {
            "title": self.conversation.title,
            "created": _when(self.conversation.created),
            "turns": [self._turn_info(number, run) for number, run in enumerate(self.runs, 1)],
        }
        return json.dumps(document, ensure_ascii=False, indent=2).encode()

    def _turn_info(self, number: int, run: Run) -> dict[str, object]:
        numbers = {other.id: position for position, other in enumerate(self.runs, 1)}
        return {
            "turn": number,
            "goes_on_from": numbers.get(run.parent),
            "based_on": self.versions.get(run.based_on),
            "said": run.request.prompt,
            "brought": [
                {"file": _input_name(image), "name": image.name} for image in run.brought if not image.made
            ],
            "gateway": run.gateway,
            "model": run.model,
            "asked": {
                "aspect_ratio": run.request.aspect_ratio,
                "resolution": run.request.resolution,
                "size": run.request.size,
                "count": run.request.count,
                "options": dict(run.request.options),
                "extra": dict(run.request.extra),
            },
            "state": run.state,
            "answered": _answer(run),
            "reasoning": "\n\n".join(call.reasoning for call in run.calls if call.reasoning),
            "pictures": [
                {
                    "file": "" if picture.gone else self._picture_name(picture),
                    "version": self.versions[picture.id],
                    "state": picture.state,
                    "width": picture.width,
                    "height": picture.height,
                    "mime": picture.mime,
                    "sha256": picture.sha256,
                }
                for picture in run.pictures
                if picture.id in self.versions
            ],
            "errors": [call.error.kind for call in run.calls if call.error],
            "tokens": {name: count for call in run.calls for name, count in call.usage.items()},
            "when": _when(run.created),
        }

    def _page(self) -> str:
        title = escape(self.conversation.title)
        turns = "\n".join(self._article(number, run) for number, run in enumerate(self.runs, 1))
        return (
            f'<!doctype html><html lang="{self.lang}"><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
            f"<h1>{title}</h1>\n{turns}</html>"
        )

    def _article(self, number: int, run: Run) -> str:
        numbers = {other.id: position for position, other in enumerate(self.runs, 1)}
        about = [t("export.turn", self.lang, number=number)]
        if run.parent in numbers and numbers[run.parent] != number - 1:
            about.append(t("export.after", self.lang, number=numbers[run.parent]))
        if run.based_on in self.versions:
            about.append(t("card.chat.based_on", self.lang, version=self.versions[run.based_on]))
        about += [f"{run.gateway}/{run.model}", _when(run.created)]
        inputs = "".join(
            f'<img src="{escape(_input_name(image))}" alt="">' for image in run.brought if not image.made
        )
        made = "".join(self._picture_html(picture) for picture in run.pictures if picture.id in self.versions)
        return (
            f"<article><small>{escape(' · '.join(about))}</small>"
            f'<p class="said">{escape(run.request.prompt)}</p><div class="brought">{inputs}</div>'
            f'<p class="answer">{escape(_answer(run))}</p>{made}</article>'
        )

    def _picture_html(self, picture: Picture) -> str:
        name = f"v{self.versions[picture.id]}"
        if picture.gone:
            return f"<small>{name} · {escape(t('card.gone', self.lang))}</small>"
        return (
            f'<img src="{escape(self._picture_name(picture))}" alt="{name}">'
            f"<small>{name} · {picture.width}×{picture.height}</small>"
        )


def _answer(run: Run) -> str:
    return "\n\n".join(call.text for call in run.calls if call.text)


def _input_name(record: InputImage) -> str:
    return f"brought/{record.sha256[:12]}.{file_suffix(record.mime)}"


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
