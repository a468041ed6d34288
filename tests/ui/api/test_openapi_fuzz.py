"""Requests made of the app's own OpenAPI, right and wrong: none is answered with a 5xx."""

import importlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from tests.easel_process import Easel
from tests.hypothesis_profiles import THOROUGH, examples

if TYPE_CHECKING:
    from schemathesis.specs.openapi.schemas import OpenApiSchema

ENDLESS: Final = frozenset({"/api/events"})
NUMBERS: Final = ("9" * 20, "9" * 400, "-1", "1e999", "nan", "0x10", "٣")
"""Of no kind that a parameter takes, or beyond what a database does."""


@pytest.fixture(scope="module")
def schema(easel: Easel) -> "OpenApiSchema":
    # Each worker reads all files of tests, and importing it takes 0.6 s: only where its tests run.
    return importlib.import_module("schemathesis").openapi.from_url(f"{easel.url}/openapi.json")


@pytest.mark.timeout(1800)  # a thorough run takes minutes
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_no_request_is_answered_with_a_5xx(easel: Easel, schema: "OpenApiSchema", mode: str) -> None:
    """Wrong bodies and paths are for a thorough run: to find what a schema forbids takes seconds for each."""
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 25
    thorough = examples(THOROUGH) == THOROUGH
    with requests.Session() as session:
        for operation in (operation for operation in operations if operation.path not in ENDLESS):
            if mode == "positive" or thorough or list(operation.query):
                fuzz(operation, session, mode)


def fuzz(operation: Any, session: requests.Session, mode: str) -> None:
    """Asks one operation in some ways that its document allows, or forbids."""
    generation = importlib.import_module("schemathesis").GenerationMode(mode)

    @seed(20_26_11_29)
    @settings(
        max_examples=examples(40),
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy(generation_mode=generation))
    def ask(case: Any) -> None:
        answer = case.call(session=session, timeout=30)
        assert answer.status_code < 500, (case.as_curl_command(), answer.status_code)

    with suppress(Unsatisfiable):  # an operation without parameters cannot be asked wrongly
        ask()


@given(number=st.sampled_from(NUMBERS), name=st.sampled_from(["least", "since", "until", "limit", "cursor"]))
def test_no_number_is_too_large_to_be_refused(easel: Easel, number: str, name: str) -> None:
    for path in ("/api/pictures", "/api/runs", "/api/conversations"):
        assert requests.get(f"{easel.url}{path}", params={name: number}, timeout=30).status_code < 500


@pytest.mark.parametrize("count", [10**30, -(10**30), 2**63, 1e300])
def test_no_number_of_a_body_is_too_large_to_be_refused(easel: Easel, count: float) -> None:
    for fields in ({"count": count}, {"options": {"seed": count}}):
        body = {"gateway": "demo", "model": "painter", "prompt": "a lighthouse", **fields}
        assert requests.post(f"{easel.url}/api/runs", json=body, timeout=30).status_code == 422
