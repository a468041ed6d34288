"""A component's value that the page's script owns: what Gradio puts there instead is put back."""

from tests.node import run_node

HELD = """
import { ownValue } from './lib/component_value.js';

function run() {
  const props = { value: { from: 'the page' } };
  let changed;
  const setValue = ownValue(props, (name, callback) => { if (name === 'value') changed = callback; });
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
  return seen;
}
"""


def test_what_was_set_last_is_held() -> None:
    assert run_node(HELD) == [{"from": "before anything was set"}, {"id": "mask"}, {"id": "mask"}, {}]
