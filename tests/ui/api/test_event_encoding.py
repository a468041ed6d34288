"""Events as bytes: however many watch a run, a change of it is written out once."""

from itertools import count

from studio.runs.run_state import RunState
from tests.studio.runs.test_run_state import RUN
from ui.api.event_stream import ChangeEncoder
from ui.i18n import Language
from ui.schemas.serialize import ViewContext


def test_a_change_is_written_out_once_for_all_who_watch_and_once_per_language() -> None:
    state, encoder, times = RunState(RUN), ChangeEncoder(), count()

    def hear(lang: Language, since: int) -> bytes:
        context = ViewContext(lang=lang, now=lambda: float(next(times)))
        return encoder.encode(state.changes_since(since), context, id="-")

    rev = state.rev
    state.append_text("c1", "text", "a hill")
    assert len({hear("en", rev) for _ in range(100)}) == 1
    assert hear("zh", rev) != hear("en", rev)
    assert next(times) == 2, "the time is read whenever a change is written out"
    seen = state.rev
    state.append_text("c1", "text", " and a lake")
    assert b" and a lake" in hear("en", seen)
    assert b"a hill and a lake" in hear("en", rev), "who is not as far hears all that is new"
    assert b'"now":2' not in hear("en", 0), "a whole run tells the present time"
