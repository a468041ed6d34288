"""Images by rule, without an AI model: `paint` makes one, `edit` changes given ones.

Both yield steps (painter/steps.py). Asking for the next step does the work of the one before, so it may take long:
a caller with an event loop asks from a thread. `encode` makes a file of the last one. Nothing else of this package
is for others, and it imports nothing of theirs.
"""

from painter.compose.pipeline import paint
from painter.editing.pipeline import edit
from painter.encoding import encode
from painter.steps import PaintStep

__all__ = ["PaintStep", "edit", "encode", "paint"]
