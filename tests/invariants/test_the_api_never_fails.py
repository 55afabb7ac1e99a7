"""Throws at the API what its own description allows, and what it does not, in process."""

from collections.abc import Iterator
from datetime import datetime

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from pytest_django.fixtures import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from maillage.config.wsgi import application
from maillage.places.actions.spots import refresh_spots
from tests.cast import place, record

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def kept_connection(db: None) -> Iterator[None]:
    """A server closes what a request leaves open: here it would be the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def description(
    kept_connection: None, few_communes: None, now: datetime, settings: Settings
) -> schemathesis.BaseSchema:
    """What the API says of itself, before a few places and a visitor of infinite patience."""
    settings.API_REQUESTS_IN_5_MIN = 1_000_000
    for number in range(3):
        shown = place(f"Lieu {number}", in_town="Saintes")
        record(shown, identifier=str(number), now=now)
        refresh_spots([shown.pk])
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


SEARCHES = ("chercher_des_lieux", "chercher_une_commune")  # the others take any word, or none
PLAIN = {"Accept-Encoding": "identity"}
OPERATIONS = ("chercher_des_lieux", "lire_un_lieu", "chercher_une_commune", "lire_les_services")


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *((name, GenerationMode.POSITIVE) for name in OPERATIONS),
        *((name, GenerationMode.NEGATIVE) for name in SEARCHES),
    ],
)
def test_no_request_makes_it_fail_nor_answer_what_it_does_not_describe(
    description: schemathesis.BaseSchema, name: str, mode: GenerationMode
) -> None:
    operation = description.find_operation_by_id(name)
    answers = set()

    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis.settings(max_examples=40, derandomize=True, deadline=None)
    def ask(case: schemathesis.Case) -> None:
        answers.add(case.call_and_validate(headers=PLAIN, checks=CHECKS).status_code)

    ask()

    assert answers


def test_every_operation_is_tried(description: schemathesis.BaseSchema) -> None:
    described = [one.ok() for one in description.get_all_operations()]

    assert {one.definition.raw["operationId"] for one in described} == set(OPERATIONS)
