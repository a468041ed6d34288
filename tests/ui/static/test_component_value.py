"""A component's value that the page's script owns.

What Gradio puts there instead is put back.
"""

from tests.node import run_node

SCRIPT = """
import { ownValue, withOwnValues } from './lib/component_value.js';

function run() {
  const props = { value: { from: 'the page' } };
  let changed;
  const element = { closest: () => ({ id: 'edit-mask' }) };
  const setValue = ownValue(props, element, (name, callback) => { if (name === 'value') changed = callback; });
  const seen = [];
  const overwrite = (value) => {
    props.value = value;
    changed();
    seen.push(props.value);
  };
  overwrite({ from: 'before anything was set' });
  setValue({ id: 'mask' });
  seen.push(props.value);
  overwrite({});
  setValue({});
  overwrite({ id: 'mask' });
  setValue({ id: 'last' });
  seen.push(withOwnValues(['edit-prompt', 'edit-mask'], ['a hat', { id: 'gathered before' }, 'unnamed']));
  return seen;
}
"""


def test_what_was_set_last_is_held_and_sent() -> None:
    *values, sent = run_node(SCRIPT)
    assert values == [{"from": "before anything was set"}, {"id": "mask"}, {"id": "mask"}, {}]
    assert sent == ["a hat", {"id": "last"}, "unnamed"]
