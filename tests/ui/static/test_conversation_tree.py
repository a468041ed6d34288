"""The page's conversation tree gives what the server's gives, from the same fixture."""

import json
from typing import Any

import pytest

from tests.node import run_node
from tests.paths import ROOT

TREES: list[dict[str, Any]] = json.loads(
    (ROOT / "tests" / "studio" / "conversations" / "conversation_trees.json").read_text()
)

ANSWERS = """
import * as trees from './chat/conversation_tree.js';

const PICTURE = { state: 'done', kind: 'final', draft: false };

function answer(tree) {
  const runs = new Map(tree.runs.map((run) => [
    run.id, { ...run, pictures: run.pictures.map((picture) => ({ ...PICTURE, ...picture })) },
  ]));
  const each = (asked, work) => Object.fromEntries(Object.keys(asked).map((id) => [id, work(id)]));
  return {
    paths: each(tree.paths, (id) => trees.pathTo(runs, id).map((run) => run.id)),
    newest: each(tree.newest, (id) => trees.newestPicture(trees.pathTo(runs, id))?.id ?? ''),
    versions: [...trees.versionNumbers(runs)].sort(([, a], [, b]) => a - b).map(([id]) => id),
    children: each(tree.children, (id) => trees.childrenOf(runs, id).map((run) => run.id)),
    tips: each(tree.tips, (id) => trees.tipOf(runs, id)),
    siblings: [...runs.values()].every((run) => trees.siblingsOf(runs, run).includes(run)),
  };
}

const run = (all) => all.map(answer);
"""


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    """The page's own reading of every tree, asked in one process."""
    return list(run_node(ANSWERS, TREES))


@pytest.mark.parametrize("number", range(len(TREES)), ids=[tree["name"] for tree in TREES])
def test_the_script_knows_paths_versions_and_branches(answers: list[dict[str, Any]], number: int) -> None:
    tree = TREES[number]
    names = ("paths", "newest", "versions", "children", "tips")
    assert {name: answers[number][name] for name in names} == {name: tree[name] for name in names}


def test_every_run_is_among_its_siblings(answers: list[dict[str, Any]]) -> None:
    assert all(answer["siblings"] for answer in answers)
