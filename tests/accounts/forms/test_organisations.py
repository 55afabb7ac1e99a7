from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from maillage.accounts.forms.organisations import (
    ContactForm,
    CoordinationForm,
    OrganisationForm,
    OrganisationSearchForm,
    PhoneField,
)
from maillage.accounts.models import Kind, Organisation
from maillage.territory.models import Sector
from tests.cast import town

SIRET = "73282932000074"
TYPED = {"name": "Les Amis du clavier", "kinds": ["mediation"]}


@pytest.fixture(autouse=True)
def ground(db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.TERRITORY = "17"
    for name in ("Saintes", "Fontcouverte", "Jonzac"):
        town(name)


def organisation(name: str = "CCAS", *, now: datetime, **values: Any) -> Organisation:
    made = Organisation.objects.create(
        **{"slug": name.lower(), "name": name, "created_at": now} | values
    )
    made.kinds.create(kind=Kind.COMMUNE)
    return made


def errors(form: OrganisationForm | ContactForm) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in form.errors.items()}


def test_a_name_and_a_kind_are_enough() -> None:
    form = CoordinationForm(TYPED)

    assert form.is_valid(), form.errors
    said = form.said()
    assert (said.name, said.kinds) == ("Les Amis du clavier", {Kind.MEDIATION})
    assert (said.siret, said.parent, said.commune, said.is_public) == ("", None, None, False)


def test_all_that_is_typed_is_told(now: datetime) -> None:
    parent = organisation("Conseil", now=now)

    form = CoordinationForm(
        TYPED
        | {
            "kinds": ["relay", "donor"],
            "siret": "732 829 320 00074",
            "parent": "conseil",
            "commune": "saintes",
            "address": "1 rue de la Mairie",
            "postcode": "17100",
            "phone": "05 46 00 00 00",
            "email": "accueil@example.org",
            "website": "example.org",
            "summary": "Des ateliers.",
            "is_public": "on",
        }
    )

    assert form.is_valid(), form.errors
    said = form.said()
    assert (said.siret, said.parent, said.commune) == (SIRET, parent, town("Saintes"))
    assert (said.phone, said.website) == ("+33546000000", "https://example.org")
    assert (said.kinds, said.is_public) == ({Kind.RELAY, Kind.DONOR}, True)


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"name": "  "}, "name", "Écrivez le nom"),
        ({"kinds": []}, "kinds", "Cochez au moins une nature."),
        ({"kinds": ["bank"]}, "kinds", "bank"),
        ({"siret": "732 829 320 00075"}, "siret", "Ce n’est pas un SIRET."),
        ({"siret": "732829320"}, "siret", "Ce n’est pas un SIRET."),
        ({"postcode": "1710"}, "postcode", "cinq chiffres"),
        ({"commune": "Xyzzy"}, "commune", "Nous ne connaissons pas cette commune."),
        ({"parent": "Personne"}, "parent", "Aucune autre organisation"),
        ({"phone": "05 46"}, "phone", "Ce numéro n’existe pas."),
        ({"website": "pas un site"}, "website", "Copiez l’adresse entière"),
        ({"email": "accueil"}, "email", ""),
        ({"summary": "a" * 1001}, "summary", ""),
        ({"name": "a\0b"}, "name", ""),
    ],
)
def test_a_refusal_says_what_to_do(changed: dict[str, Any], field: str, message: str) -> None:
    form = CoordinationForm(TYPED | changed)

    assert list(form.errors) == [field]
    assert message in errors(form)[field][0]


def test_a_postcode_of_several_communes_asks_which() -> None:
    asked = CoordinationForm(TYPED | {"commune": "17100"})
    answered = CoordinationForm(TYPED | {"commune": "17100", "which_commune": "17164"})
    elsewhere = CoordinationForm(TYPED | {"commune": "17100", "which_commune": "17197"})

    assert list(asked.errors) == ["which_commune"]
    assert [words for _key, words in asked.fields["which_commune"].choices] == [  # type: ignore[attr-defined]
        "Saintes (Charente-Maritime)",
        "Fontcouverte (Charente-Maritime)",
    ]
    assert answered.is_valid()
    assert answered.said().commune == town("Fontcouverte")
    assert list(elsewhere.errors) == ["which_commune"]


def test_the_same_words_are_said_again(now: datetime) -> None:
    known = organisation(
        now=now,
        siret=SIRET,
        commune=town("Fontcouverte"),
        parent=organisation("Conseil", now=now),
        phone="+33546000000",
        website="https://example.org",
        is_public=True,
    )
    written = CoordinationForm(organisation=known).initial

    form = CoordinationForm(written, organisation=known)

    assert form.is_valid(), form.errors
    said = form.said().columns()
    assert {name: getattr(known, name) for name in said} == said
    assert form.said().kinds == {Kind.COMMUNE}


def test_an_organisation_without_commune_nor_parent_is_written_so(now: datetime) -> None:
    written = CoordinationForm(organisation=organisation(now=now)).initial

    assert (written["commune"], written["parent"]) == ("", "")


def test_a_commune_without_postcode_is_written_by_its_name(now: datetime) -> None:
    town("Jonzac").postcodes.all().delete()

    written = CoordinationForm(organisation=organisation(now=now, commune=town("Jonzac"))).initial

    assert written["commune"] == "Jonzac"


def test_a_manager_leaves_what_the_coordination_decided(now: datetime) -> None:
    parent = organisation("Conseil", now=now)
    known = organisation(now=now, parent=parent, is_public=True)
    typed = TYPED | {"kinds": ["coordination"], "parent": "", "is_public": ""}

    form = OrganisationForm(typed, organisation=known)

    assert form.is_valid()
    assert {"kinds", "parent", "is_public"}.isdisjoint(form.fields)
    said = form.said()
    assert said.name == "Les Amis du clavier"
    assert (said.kinds, said.parent, said.is_public) == ({Kind.COMMUNE}, parent, True)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", ""),
        ("  ", ""),
        ("05.46.00.00.00", "+33546000000"),
        ("0590 81 00 00", "+590590810000"),
        ("0262 40 00 00", "+262262400000"),
        ("+32 2 555 12 12", "+3225551212"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: str) -> None:
    form = ContactForm({"name": "Accueil", "email": "a@example.org", "phone": typed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == number


@given(st.text(max_size=40))
@hypothesis_settings(max_examples=50)
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    field = PhoneField()

    number = ""
    with suppress(ValidationError):
        number = field.clean(text)

    assert not number or (number.startswith("+") and len(number) <= 20)


def test_a_contact_can_be_reached() -> None:
    unreachable = ContactForm({"name": "Accueil"})
    nameless = ContactForm({"phone": "0546000000"})

    assert errors(unreachable) == {"email": ["Donnez un courriel ou un téléphone."]}
    assert list(nameless.errors) == ["name"]


def test_what_the_address_bar_holds_and_is_unreadable_is_left_out() -> None:
    sector = Sector.objects.create(kind="other", name="Ouest", slug="ouest")

    read = OrganisationSearchForm({"q": "ccas", "nature": "relay", "secteur": "ouest"}).asked()
    wrong = OrganisationSearchForm({"q": "a" * 101, "nature": "bank", "secteur": "1"}).asked()
    nothing = OrganisationSearchForm({}).asked()

    assert read == {"text": "ccas", "kind": Kind.RELAY, "sector": sector}
    assert wrong == nothing == {"text": "", "kind": None, "sector": None}
