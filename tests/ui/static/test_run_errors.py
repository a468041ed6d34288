"""Errors of a run's calls.

Those of the same wording are one statement, and nothing of any is lost.
"""

from typing import Any

from tests.node import run_node

GROUPS = """
import { useStrings } from './lib/i18n.js';
import { callNames, groupByError } from './run/run_errors.js';

const calls = { 'card.calls': 'Requests {numbers}', 'card.calls.comma': ', ', 'card.calls.all': 'All {count}' };
useStrings({ 'card.call': 'Request {number}', ...calls });
const run = (runs) => runs.map((calls) => groupByError(calls).map((alike) => callNames(alike, calls.length)));
"""


def error(message: str = "Out of credit.", **fields: Any) -> dict[str, Any]:
    return {"message": message, "advice": "Top up.", **fields}


def statements(*runs: list[dict[str, Any] | None]) -> Any:
    return run_node(
        GROUPS, [[{"number": number, "error": one} for number, one in enumerate(run, 1)] for run in runs]
    )


def test_errors_of_the_same_wording_are_one_statement_whatever_their_names_and_links() -> None:
    named = [error(request_id=name, said=f"no (id: {name})") for name in "ab"]
    dead = [error(advice=f"The link is kept: https://a.test/{name}", url=f"https://a.test/{name}") for name in "ab"]
    assert statements([named[0], None, named[1]], named, [*dead, None]) == [
        ["Requests 1, 3"],
        ["All 2"],
        ["Requests 1, 2"],
    ]


def test_what_happened_and_what_may_have_been_charged_is_told_apart() -> None:
    charged, busy = error(may_be_charged=True), error("Busy.")
    assert statements([error(), charged, None], [busy, error(), busy, None]) == [
        ["Request 1", "Request 2"],
        ["Requests 1, 3", "Request 2"],
    ]
