from datetime import datetime

import pytest
from django import forms

from maillage.accounts.forms.lookups import (
    MOST_OFFERED,
    WhichField,
    ask_which,
    organisations_meant,
)
from maillage.accounts.models import Organisation
from tests.cast import town

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    leader = forms.CharField(required=False)
    which_leader = WhichField()


def meant(text: str, *, now_said: Organisation | None = None) -> list[str]:
    found = organisations_meant(Form({"leader": text}), "leader", now_said=now_said)
    return [one.slug for one in found]


@pytest.fixture
def two(now: datetime) -> list[Organisation]:
    """Of one name, in two towns."""
    return [
        Organisation.objects.create(
            slug=f"ccas-{name.lower()}", name="CCAS", created_at=now, commune=town(name)
        )
        for name in ("Jonzac", "Saintes")
    ]


def test_an_exact_name_hides_those_that_hold_it(now: datetime) -> None:
    for slug, name in (("aide", "Aide"), ("aide-et-partage", "Aide et partage")):
        Organisation.objects.create(slug=slug, name=name, created_at=now)

    assert meant("aide") == ["aide"]
    assert meant("partage") == ["aide-et-partage"]
    assert meant("") == meant("xyzzy") == []


def test_those_that_closed_are_not_offered(now: datetime, two: list[Organisation]) -> None:
    Organisation.objects.filter(pk=two[0].pk).update(closed_at=now)

    assert meant("ccas") == ["ccas-saintes"]


def test_what_is_left_as_it_was_still_says_the_same(now: datetime, two: list[Organisation]) -> None:
    Organisation.objects.filter(pk=two[1].pk).update(closed_at=now)

    assert meant("CCAS", now_said=two[1]) == ["ccas-saintes"]


def test_several_are_told_apart_by_their_commune(two: list[Organisation]) -> None:
    form = Form({"leader": "ccas"})

    ask_which(form, "leader", found=organisations_meant(form, "leader", now_said=None))

    assert form.fields["which_leader"].choices == [  # type: ignore[attr-defined]
        (str(two[0].pk), "CCAS (Jonzac)"),
        (str(two[1].pk), "CCAS (Saintes)"),
    ]


def test_nothing_is_asked_where_one_answers_or_nothing_was_said(two: list[Organisation]) -> None:
    for data in (None, {"leader": "ccas saintes"}):
        form = Form(data)

        ask_which(form, "leader", found=organisations_meant(form, "leader", now_said=None))

        assert list(form.fields) == ["leader"]


def test_a_vague_word_offers_a_choice_that_can_be_read(now: datetime) -> None:
    Organisation.objects.bulk_create(
        Organisation(slug=f"ccas-{n}", name=f"CCAS {n}", created_at=now)
        for n in range(MOST_OFFERED + 1)
    )

    assert len(meant("ccas")) == MOST_OFFERED
