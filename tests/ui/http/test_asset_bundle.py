"""Modules joined into one keep their names apart, and give the same exports."""

import graphlib

import pytest

from tests.node import run_node
from ui.http.asset_bundle import join_scripts, join_sheets

SOURCES = {
    "main.js": "import './lib/late.js';\nexport { twice, Counter as Tally } from './lib/count.js';\n",
    "lib/count.js": (
        "// Two names that others have too.\n"
        "import {\n  step as STEP,\n} from './step.js';\n"
        "const name = 'count';\n"
        "/**\n * Doubles.\n */\n"
        "export async function twice(value) {\n  return `${name} ${value * STEP}`;\n}\n"
        "export class Counter {\n  value = STEP;\n}\n"
    ),
    "lib/step.js": "const name = 'step';\nexport const step = name.length / 2;\n",
    "lib/late.js": "import { step } from './step.js';\nawait null;\nglobalThis.late = step;\n",
    "lib/unused.js": "throw new Error('nobody imports this');\n",
}
RUN = """
export async function run(bundle) {
  const main = await import(`data:text/javascript,${encodeURIComponent(bundle)}`);
  return [
    Object.keys(main).sort(), await main.twice(4), new main.Tally().value, globalThis.late,
    main.modules['lib/step.js'],
  ];
}"""


def test_the_bundle_exports_what_its_entry_does_and_every_module_by_name() -> None:
    bundle = join_scripts(SOURCES, entry="main.js")
    assert run_node(RUN, bundle) == [["Tally", "modules", "twice"], "count 8", 2, 2, {"step": 2}]


@pytest.mark.parametrize(
    "line",
    ["export default 1;", "export let a = 1;", "import * as all from './step.js';", "export * from './step.js';"],
)
def test_a_form_that_would_be_lost_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"main\.js: a bundle cannot hold"):
        join_scripts({"main.js": f"{line}\n", "step.js": ""}, entry="main.js")


def test_a_cycle_is_refused() -> None:
    sources = {"a.js": "import './b.js';\n", "b.js": "import './a.js';\n"}
    with pytest.raises(graphlib.CycleError):
        join_scripts(sources, entry="a.js")


def test_sheets_follow_each_other_without_their_comments() -> None:
    assert (
        join_sheets(["/* One. */\na { color: red; }\n", "b { top: 0; }\n"])
        == "\na { color: red; }\nb { top: 0; }\n"
    )
