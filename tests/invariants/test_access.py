"""Who may open what: one line for each address, tried with someone of every kind.

The lines say what is wanted, the views how it is held: a view that forgets its gate, a gate that
asks the wrong right, an address without a line fail here.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from maillage.accounts.models import Award, Contact, Label, Membership, Organisation, Role, User
from maillage.places.models import ImportRun, QuarantinedRow, Stop
from maillage.places.terms import Field, Mobility, Term
from maillage.territory.models import Sector
from tests.cast import place, record, stop

pytestmark = pytest.mark.django_db


class Who(StrEnum):
    """The cast, from whom may least to whom may most."""

    VISITOR = "visitor"  # not signed in
    STRANGER = "stranger"  # an account without any role
    LEAVER = "leaver"  # managed this organisation, until yesterday
    NEIGHBOUR = "neighbour"  # manages another organisation
    MANAGER = "manager"  # manages this one
    COORDINATION = "coordination"


ANYONE = frozenset(Who)
SIGNED_IN = ANYONE - {Who.VISITOR}
TEAM = frozenset((Who.NEIGHBOUR, Who.MANAGER, Who.COORDINATION))
MANAGER = frozenset((Who.MANAGER, Who.COORDINATION))
COORDINATION = frozenset((Who.COORDINATION,))

ACCESS = {
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_reset_password": ANYONE,
    "account_reset_password_done": ANYONE,
    "account_reset_password_from_key": ANYONE,
    "account_reset_password_from_key_done": ANYONE,
    "api:communes": ANYONE,
    "api:description": ANYONE,
    "api:guide": ANYONE,
    "api:one_place": ANYONE,
    "api:places": ANYONE,
    "api:services": ANYONE,
    "api:unknown": ANYONE,
    "design:display": ANYONE,
    "design:language": ANYONE,
    "design:logo": ANYONE,
    "design:mirror": ANYONE,
    "design:palette": ANYONE,
    "desk:accessibility": ANYONE,
    "desk:embed": ANYONE,
    "desk:embed_builder": ANYONE,
    "desk:home": ANYONE,
    "desk:legal_notices": ANYONE,
    "desk:offline": ANYONE,
    "desk:service_worker": ANYONE,
    "desk:simple": ANYONE,
    "desk:simple_places": ANYONE,
    "desk:simple_where": ANYONE,
    "desk:team": TEAM,
    "desk:where": ANYONE,
    "desk:network": ANYONE,
    "desk:organisation": ANYONE,
    "labels:edit": COORDINATION,
    "labels:give": COORDINATION,
    "labels:label": COORDINATION,
    "labels:list": COORDINATION,
    "labels:new": COORDINATION,
    "labels:renew": COORDINATION,
    "labels:withdraw": COORDINATION,
    "members:add": MANAGER,
    "members:confirm": MANAGER,
    "members:end": MANAGER,
    "members:invite": MANAGER,
    "members:list": TEAM,
    "members:mine": SIGNED_IN,
    "opendata:catalogue": ANYONE,
    "opendata:index": ANYONE,
    "opendata:places_csv": ANYONE,
    "opendata:places_geojson": ANYONE,
    "opendata:places_json": ANYONE,
    "organisations:add_contact": MANAGER,
    "organisations:close": COORDINATION,
    "organisations:edit": MANAGER,
    "organisations:list": TEAM,
    "organisations:new": COORDINATION,
    "organisations:organisation": MANAGER,
    "organisations:remove_contact": MANAGER,
    "organisations:reopen": COORDINATION,
    "places:add_stop": COORDINATION,
    "places:answer": ANYONE,
    "places:change_stop": COORDINATION,
    "places:correction": COORDINATION,
    "places:error_reports": COORDINATION,
    "places:filters": ANYONE,
    "places:ground": ANYONE,
    "places:import": COORDINATION,
    "places:labels": ANYONE,
    "places:list": ANYONE,
    "places:map": ANYONE,
    "places:origin": COORDINATION,
    "places:origins": COORDINATION,
    "places:place": ANYONE,
    "places:points": ANYONE,
    "places:print_map": ANYONE,
    "places:quarantine": COORDINATION,
    "places:quarantine_csv": COORDINATION,
    "places:remove_stop": COORDINATION,
    "places:report": ANYONE,
    "places:reported": ANYONE,
    "places:rounds": COORDINATION,
    "places:short": ANYONE,
    "places:slip": ANYONE,
    "places:source": COORDINATION,
    "places:sources": COORDINATION,
    "places:stops": COORDINATION,
    "places:suggestions": ANYONE,
    "places:undo": COORDINATION,
    "robots": ANYONE,
    "sectors:edit": COORDINATION,
    "sectors:lead": COORDINATION,
    "sectors:list": COORDINATION,
    "sectors:new": COORDINATION,
    "sectors:remove": COORDINATION,
}


NOTHING_THERE = ("design:logo",)
ORGANISATION_PAGES = ("organisation", "edit", "close", "reopen", "add_contact")


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, frozenset[str]]]:
    """Every address of the site by its name, with what it needs to be written."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            space = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from addresses(one.url_patterns, space)
        else:
            needed = set(one.pattern.converters) | set(one.pattern.regex.groupindex)
            yield f"{prefix}{one.name}", frozenset(needed)


NEEDED = dict(addresses())


@pytest.fixture
def known(db: None, now: datetime) -> dict[str, Any]:
    """One of each thing that has a page, by the word that its address holds."""
    bus = place("Le bus", in_town="Saintes", terms=(Term(Field.MOBILITY, Mobility.ITINERANT),))
    said = record(bus, identifier="1", now=now)
    said.understood = {
        "name": "Le bus",
        "code_insee": "17415",
        "commune": "Saintes",
        "stated_on": "2026-10-01",
    }
    said.save()
    halt = stop(bus, in_town="Fontcouverte")
    row = QuarantinedRow.objects.create(
        run=said.last_run, row_number=2, field="nom", value="", reason="vide", raw={"nom": ""}
    )
    here, there = (
        Organisation.objects.create(name=name, slug=name.lower(), is_public=True, created_at=now)
        for name in ("Ici", "Ailleurs")
    )
    sector = Sector.objects.create(kind="delegation", name="Saintonge", slug="saintonge")
    label = Label.objects.create(slug="relais", name="Relais", months=12)
    award = Award.objects.create(label=label, organisation=here, starts_on=now.date())
    contact = Contact.objects.create(organisation=here, name="Accueil", phone="+33546000000")
    member = Membership.objects.create(
        user=User.objects.create_user("membre@example.org"),
        role=Role.MANAGER,
        organisation=here,
        created_at=now,
    )
    return {
        "member": member,
        "bus": bus,
        "stop": halt,
        "row": row,
        "run": said.last_run,
        "organisation": here,
        "other": there,
        "sector": sector,
        "label": label,
        "award": award,
        "contact": contact,
    }


def words(name: str, known: dict[str, Any]) -> dict[str, Any]:
    """What to write in the address of this name."""
    bus, run, row, halt = (known[key] for key in ("bus", "run", "row", "stop"))
    assert isinstance(run, ImportRun)
    assert isinstance(row, QuarantinedRow)
    assert isinstance(halt, Stop)
    of_a_source = {"slug": run.source.slug}
    of_here = {"slug": known["organisation"].slug}
    of_a_member = {"pk": known["member"].pk}
    told: dict[str, dict[str, Any]] = {
        "api:one_place": {"lieu": bus.slug},
        "desk:organisation": of_here,
        "labels:give": of_here,
        "labels:label": {"slug": known["label"].slug},
        "labels:edit": {"slug": known["label"].slug},
        "labels:renew": {"pk": known["award"].pk},
        "labels:withdraw": {"pk": known["award"].pk},
        "members:add": of_here,
        "members:confirm": of_a_member,
        "members:end": of_a_member,
        "members:invite": of_a_member,
        **{f"organisations:{page}": of_here for page in ORGANISATION_PAGES},
        "organisations:remove_contact": of_here | {"pk": known["contact"].pk},
        **{
            f"sectors:{page}": {"slug": known["sector"].slug} for page in ("edit", "lead", "remove")
        },
        "places:source": of_a_source,
        "places:quarantine_csv": of_a_source,
        "places:import": of_a_source | {"pk": run.pk},
        "places:undo": of_a_source | {"pk": run.pk},
        "places:correction": {"pk": row.pk},
        "places:short": {"pk": bus.pk},
        "places:change_stop": {"slug": bus.slug, "pk": halt.pk},
        "places:remove_stop": {"slug": bus.slug, "pk": halt.pk},
        "design:palette": {"colours": "clair", "digest": "x"},
        "design:mirror": {"name": "maillage", "digest": "x"},
        "design:logo": {"digest": "x"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "rompu"},
    }
    return told.get(name) or {"slug": bus.slug}


def browser_of(who: Who, known: dict[str, Any], *, now: datetime) -> Client:
    client = Client()
    if who is Who.VISITOR:
        return client
    someone = User.objects.create_user(f"{who}@example.org")
    if who in (Who.MANAGER, Who.NEIGHBOUR, Who.LEAVER):
        Membership.objects.create(
            user=someone,
            role=Role.MANAGER,
            organisation=known["other" if who is Who.NEIGHBOUR else "organisation"],
            created_at=now - timedelta(days=30),
            ended_at=now - timedelta(days=1) if who is Who.LEAVER else None,
        )
    if who is Who.COORDINATION:
        Membership.objects.create(user=someone, role=Role.COORDINATION, created_at=now)
    client.force_login(someone)
    return client


def asked(client: Client, path: str) -> HttpResponse:
    """Read the page, or do the act where there is nothing to read."""
    answer = client.get(path)
    return client.post(path) if answer.status_code == 405 else answer


def is_sent_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(
        reverse("account_login") + "?"
    )


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    assert set(NEEDED) == set(ACCESS)


@pytest.mark.parametrize(
    ("name", "who"), [(name, who) for name, who in product(sorted(ACCESS), Who) if name in NEEDED]
)
def test_an_address_opens_to_those_of_its_line_and_to_no_other(
    name: str, who: Who, known: dict[str, Any], now: datetime
) -> None:
    path = reverse(name, kwargs=words(name, known) if NEEDED[name] else None)

    answer = asked(browser_of(who, known, now=now), path)

    if who in ACCESS[name]:
        assert not is_sent_to_sign_in(answer)
        assert answer.status_code in ((404,) if name in NOTHING_THERE else (200, 302, 400))
    elif who is Who.VISITOR:
        assert is_sent_to_sign_in(answer)
    else:
        assert answer.status_code in (403, 404)
