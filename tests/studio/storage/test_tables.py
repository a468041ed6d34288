"""Rows of older databases: what they say is understood."""

from pathlib import Path

import pytest

from providers.types import PastTurn
from studio.storage.tables import _as_request


@pytest.mark.parametrize(("stored", "made"), [(0, ()), (1, (1,)), ([], ()), ([1, 3], (1, 3)), (None, None)])
def test_a_past_turn_is_read_as_it_was_written_then_and_now(
    stored: object, made: tuple[int, ...] | None, tmp_path: Path
) -> None:
    turn = {"said": "draw me a dog", "answered": "", **({} if stored is None else {"made": stored})}
    request = _as_request({"prompt": "red", "before": [turn]}, tmp_path)
    assert request.before == (PastTurn(said="draw me a dog", made=made or ()),)
