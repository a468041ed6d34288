"""Text and reasoning deltas of one choice.

Pictures taken out, status lines separated, the caption trimmed.
"""

import re
from typing import Final

from formats.surrogates import CUT_CHARACTER, repair_surrogates
from providers.decoding.incoming_images import IncomingImage, IncomingImages
from providers.decoding.markdown_images import ImageLink, MarkdownImageScanner
from providers.decoding.status_lines import StatusLineFilter
from providers.events import Progress, ReasoningDelta, TextDelta

GAP: Final = re.compile(r"\n{3,}")

TextStreamItem = TextDelta | ReasoningDelta | Progress | IncomingImage | ImageLink


class TextStream:
    """Splits one choice's text into deltas, progress and images.

    A picture's surroundings leave no empty lines behind.
    """

    def __init__(self, images: IncomingImages, *, choice: int, is_reasoning: bool) -> None:
        self.choice = choice
        self.is_reasoning = is_reasoning
        self.streamed = False
        self._scanner = MarkdownImageScanner(images)
        self._filter = StatusLineFilter()
        self._carry = ""
        self._trailing_space = ""
        self._has_text = False
        self._after_image = False

    @property
    def growing(self) -> bool:
        """Whether the text so far ends inside a picture."""
        return self._scanner.growing

    @property
    def status_lines(self) -> list[str]:
        """The last status lines in the text."""
        return self._filter.lines

    def feed(self, text: str) -> list[TextStreamItem]:
        """Adds more text. Raises OSError when the disk does not take a picture."""
        text, self._carry = self._carry + text, ""
        if not text.isascii():
            cut = CUT_CHARACTER.search(text, max(0, len(text) - 4))
            if cut:
                text, self._carry = text[: cut.start()], cut[0]
            text = repair_surrogates(text)
        return self._process(self._scanner.feed(text))

    def finish(self) -> list[TextStreamItem]:
        """Ends the text: what was held back."""
        last = self._process(self._scanner.feed(repair_surrogates(self._carry))) if self._carry else []
        self._carry = ""
        return [*last, *self._process(self._scanner.finish()), *self._trim_pieces(self._filter.flush())]

    def _process(self, items: list[str | IncomingImage | ImageLink]) -> list[TextStreamItem]:
        out: list[TextStreamItem] = []
        for item in items:
            if isinstance(item, IncomingImage | ImageLink):
                out += [*self._trim_pieces(self._filter.flush()), item]
                self._after_image = True
            elif self.is_reasoning:
                out.append(ReasoningDelta(text=item))
            else:
                out += self._trim_pieces(self._filter.feed(item))
        return out

    def _trim_pieces(self, pieces: list[str | Progress]) -> list[TextStreamItem]:
        out: list[TextStreamItem] = []
        for piece in pieces:
            if isinstance(piece, Progress):
                self._after_image = True
                out.append(piece)
            elif text := self._trim(piece):
                out.append(TextDelta(text=text))
        return out

    def _trim(self, text: str) -> str:
        """`text` with the space that was held back before it, without the space at its own end."""
        text = self._trailing_space + text if self._has_text else text.lstrip()
        trimmed = text.rstrip()
        self._trailing_space = text[len(trimmed) :]
        if not trimmed:
            return ""
        self._has_text = True
        gap, self._after_image = self._after_image, False
        return GAP.sub("\n\n", trimmed) if gap else trimmed
