"""What the coordination types of labels, and what a refusal tells her to do."""

from datetime import date, datetime

import pytest

from maillage.accounts.actions import labels as actions
from maillage.accounts.forms.labels import (
    REFUSALS,
    AwardForm,
    LabelForm,
    RenewalForm,
    WithdrawalForm,
    refuse,
)
from maillage.accounts.models import Award, Label, Membership, Organisation, Role, User
from maillage.territory.models import Sector

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.fixture
def library(now: datetime) -> Organisation:
    return Organisation.objects.create(slug="biblio", name="Bibliothèque", created_at=now)


@pytest.fixture
def relay(db: None) -> Label:
    return Label.objects.create(slug="relais", name="Relais")


def award_form(library: Organisation, **typed: str) -> AwardForm:
    return AwardForm(typed or None, organisation=library, today=TODAY)


def test_a_label_is_read_as_it_is_described() -> None:
    form = LabelForm({"name": " Relais ", "issuer": "", "is_for_users": "on", "months": "12"})

    assert form.is_valid()
    assert form.said() == actions.LabelWords(name="Relais", is_for_users=True, months=12)


def test_a_label_is_shown_as_it_is(relay: Label) -> None:
    form = LabelForm(label=relay)

    assert (form["name"].value(), form["months"].value()) == ("Relais", None)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": " "}, "name", "Écrivez le nom"),
        ({"name": "x" * 101}, "name", "100"),
        ({"months": "0"}, "months", "1 mois au moins"),
        ({"months": "121"}, "months", "120 mois au plus"),
        ({"months": "un an"}, "months", "Exemple"),
    ],
)
def test_a_label_that_cannot_be_says_what_to_write(
    typed: dict[str, str], field: str, words: str
) -> None:
    form = LabelForm({"name": "Relais"} | typed)

    assert list(form.errors) == [field]
    assert words in form.errors[field][0].replace("\u00a0", " ")


@pytest.mark.parametrize("written", ["2026-12-31", "31/12/2026", "31/12/26"])
def test_a_day_is_picked_or_typed(relay: Label, library: Organisation, written: str) -> None:
    form = award_form(library, label="relais", starts_on=written)

    assert form.is_valid()
    assert form.cleaned_data["starts_on"] == date(2026, 12, 31)


@pytest.mark.parametrize("written", ["", "demain", "2026-02-30", "0026-12-31", "9999-12-31"])
def test_a_slip_of_the_hand_is_not_a_day(relay: Label, library: Organisation, written: str) -> None:
    form = award_form(library, label="relais", starts_on=written)

    assert list(form.errors) == ["starts_on"]
    assert "Écrivez la date" in form.errors["starts_on"][0]


def test_only_people_of_the_organisation_are_offered(
    relay: Label, library: Organisation, now: datetime
) -> None:
    ann, bea = (
        User.objects.create_user(f"{name.lower()}@example.org", name=name)
        for name in ("Ann", "Bea")
    )
    for user, ended_at in ((ann, None), (bea, now)):
        Membership.objects.create(
            user=user,
            role=Role.MANAGER,
            organisation=library,
            created_at=now,
            ended_at=ended_at,
        )

    choices = [words for _key, words in award_form(library).fields["user"].choices]  # type: ignore[attr-defined]
    form = award_form(library, label="relais", starts_on="2026-12-31", user=str(bea.pk))

    assert choices == ["L’organisation entière", "Ann (ann@example.org)"]
    assert list(form.errors) == ["user"]


def test_nobody_and_nowhere_to_choose_is_not_asked(library: Organisation) -> None:
    assert {"user", "sectors"}.isdisjoint(award_form(library).fields)

    Sector.objects.create(kind="delegation", name="Nord", slug="nord")

    assert "sectors" in award_form(library).fields


def test_a_label_taken_back_needs_a_day_and_a_reason() -> None:
    form = WithdrawalForm({})

    assert list(form.errors) == ["on", "reason"]


def test_every_refusal_of_an_act_has_its_words() -> None:
    refusals = set(actions.LabelError.__subclasses__())

    assert refusals == {*REFUSALS, actions.AlreadyHeld}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ends_on": date(2027, 11, 24)}, "Déjà donné du 24 novembre 2026 au 24 novembre 2027."),
        ({}, "Déjà donné depuis le 24 novembre 2026, sans fin. Retirez-le d’abord."),
        (
            {"ends_on": date(2027, 11, 24), "withdrawn_on": date(2027, 1, 2)},
            "Déjà donné du 24 novembre 2026 au 2 janvier 2027.",
        ),
    ],
)
def test_a_label_already_held_says_when(
    relay: Label, library: Organisation, values: dict[str, date], words: str
) -> None:
    held = Award(label=relay, organisation=library, starts_on=TODAY, **values)
    form = award_form(library, label="relais", starts_on="2026-12-31")

    refuse(form, actions.AlreadyHeld(held))

    assert form.errors["starts_on"][0].startswith(words)


def test_a_refusal_about_what_is_not_asked_is_said_of_the_whole_form() -> None:
    form = RenewalForm({})

    refuse(form, actions.NotAMember())

    assert "Ajoutez-la d’abord" in form.non_field_errors()[0]
