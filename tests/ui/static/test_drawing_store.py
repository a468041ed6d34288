"""The store of drawings on reference images.

Of each its own, the last ones first, and no more than there is room for.
"""

from tests.node import run_node

SCRIPT = """
import { DrawingStore } from './edit/drawing_store.js';
const kept = {};
globalThis.localStorage = { getItem: (key) => kept[key], setItem: (key, text) => { kept[key] = text; } };
globalThis.document = { documentElement: { dataset: {} } }; // nobody is logged in
function run(stored, ids) {
  kept.edit = JSON.stringify({ mask: stored, tiles: [1] });
  const store = new DrawingStore('edit', 'mask');
  ids.forEach(([id, drawing]) => store.save(id, drawing));
  const again = new DrawingStore('edit', 'mask');
  return [again.drawings.map(({ of }) => of), again.load('a'), JSON.parse(kept.edit).tiles];
}
"""


def test_each_image_has_its_own() -> None:
    saved = [["a", {"share": 0.1}], ["b", {"share": 0.2}]]
    assert run_node(SCRIPT, None, saved) == [["b", "a"], {"share": 0.1, "of": "a"}, [1]]
    assert run_node(SCRIPT, None, [*saved, ["a", None]]) == [["b"], None, [1]]


def test_what_a_page_of_before_stored_is_still_there() -> None:
    stored = {"share": 0.3, "of": "a"}
    assert run_node(SCRIPT, stored, [["b", {"share": 0.2}]]) == [["b", "a"], stored, [1]]


def test_it_is_kept_of_the_last_sixteen() -> None:
    listed, first, _ = run_node(SCRIPT, None, [["a", {}], *([str(n), {}] for n in range(16))])
    assert (len(listed), first) == (16, None)
