"""The example prompts of the empty stage, which the demo paints at one press."""

import pytest

from painter import paint
from ui.i18n import Language, t


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("number", range(1, 5))
def test_the_painter_recognises_every_word_of_an_example(lang: Language, number: int) -> None:
    texts = [step.text for step in paint(prompt=t(f"card.example.generate.{number}", lang), size=(64, 48))]
    assert any("ecognised" in text or "已识别" in text for text in texts)
    assert not any("Not recognised" in text or "未识别" in text for text in texts)
