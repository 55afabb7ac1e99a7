from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from maillage.accounts.access import may_coordinate
from maillage.accounts.actions.users import close_user
from maillage.accounts.models import Kind, Organisation, User
from maillage.desk.actions import (
    DEMO_EMAIL,
    EmptyTerritory,
    NetworkReport,
    load_demonstration,
    make_network,
    open_demonstration_account,
)
from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.actions.imports import ImportRefused, ImportReport, import_places
from maillage.places.actions.undo import undo_import
from maillage.places.models import ImportRun, Place, Source
from maillage.places.sources import FRANCE_SERVICES, FRANCE_SERVICES_FILE
from maillage.places.terms import Field, Term
from maillage.territory.queries import Territory
from tests.cast import place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_territory")]

BY = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")


FRANCE_SERVICES_PLACES = {"17": 35, "34": 58, "45": 23}
HOSTS_OF_ADVISERS = {"17": 18, "34": 26, "45": 7}
PLACES = {code: count + HOSTS_OF_ADVISERS[code] for code, count in FRANCE_SERVICES_PLACES.items()}


def created(reports: Sequence[ImportReport]) -> list[int]:
    return [report.created for report in reports]


@pytest.mark.parametrize("code", ["17", "34", "45"])
def test_the_demonstration_loads_the_real_places_of_the_territory(code: str, now: datetime) -> None:
    territory = Territory.parse(code)

    reports = load_demonstration(territory=territory, by=BY, now=now)

    assert created(reports) == [FRANCE_SERVICES_PLACES[code], HOSTS_OF_ADVISERS[code]]
    assert Place.objects.in_territory(territory).count() == PLACES[code]


def test_loading_twice_changes_nothing(now: datetime) -> None:
    territory = Territory.parse("17")
    load_demonstration(territory=territory, by=BY, now=now)
    lines = Entry.objects.count()

    again = load_demonstration(territory=territory, by=BY, now=now)

    assert again == []
    assert Entry.objects.count() == lines


def test_a_second_territory_leaves_the_first_as_it_is(now: datetime) -> None:
    load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    load_demonstration(territory=Territory.parse("45"), by=BY, now=now)

    assert Place.objects.listed().count() == PLACES["17"] + PLACES["45"]
    assert load_demonstration(territory=Territory.parse("17"), by=BY, now=now) == []


def test_a_wider_territory_is_loaded_whole(now: datetime) -> None:
    load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    wider = load_demonstration(territory=Territory.parse("17,34"), by=BY, now=now)

    assert created(wider) == [FRANCE_SERVICES_PLACES["34"], HOSTS_OF_ADVISERS["34"]]
    assert sum(report.unchanged for report in wider) == PLACES["17"]
    assert load_demonstration(territory=Territory.parse("34,17"), by=BY, now=now) == []


def test_a_file_that_joins_the_demonstration_later_is_read_alone(now: datetime) -> None:
    load_demonstration(territory=Territory.parse("17"), by=BY, now=now)
    undo_import(ImportRun.objects.latest("pk"), by=BY, now=now)

    reports = load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    assert created(reports) == [HOSTS_OF_ADVISERS["17"]]


def import_newer(territory: Territory, *, now: datetime) -> None:
    import_places(
        file=FRANCE_SERVICES_FILE,
        source=FRANCE_SERVICES,
        territory=territory,
        by=BY,
        now=now,
        dated_on=date(2025, 3, 1),
    )


def test_a_newer_import_of_the_territory_is_as_good(now: datetime) -> None:
    import_newer(Territory.parse("17"), now=now)

    reports = load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    assert created(reports) == [HOSTS_OF_ADVISERS["17"]]


def test_an_older_import_of_the_territory_is_brought_up_to_date(now: datetime) -> None:
    source = Source.objects.create(slug=FRANCE_SERVICES.slug, name="France services")
    ImportRun.objects.create(
        source=source,
        territory="17",
        dated_on=date(2024, 7, 31),
        started_at=now,
        **dict.fromkeys(("read", "created", "updated", "unchanged", "quarantined", "outside"), 0),
    )

    reports = load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    assert created(reports) == [FRANCE_SERVICES_PLACES["17"], HOSTS_OF_ADVISERS["17"]]


def test_a_newer_import_of_another_territory_is_not_undone(now: datetime) -> None:
    import_newer(Territory.parse("45"), now=now)
    lines = Entry.objects.count()

    with pytest.raises(ImportRefused, match="2025-03-01"):
        load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    assert Place.objects.count() == FRANCE_SERVICES_PLACES["45"]
    assert Entry.objects.count() == lines


def test_a_territory_without_any_place_is_refused_each_time(now: datetime) -> None:
    territory = Territory.parse("17002")
    lines = Entry.objects.count()

    for _time in range(2):
        with pytest.raises(EmptyTerritory):
            load_demonstration(territory=territory, by=BY, now=now)

    assert not ImportRun.objects.exists()
    assert Entry.objects.count() == lines


def test_a_rehearsal_counts_the_same_and_keeps_nothing(now: datetime) -> None:
    lines = Entry.objects.count()

    rehearsal = load_demonstration(territory=Territory.parse("17"), by=BY, now=now, dry_run=True)

    assert sum(created(rehearsal)) == PLACES["17"]
    assert not Place.objects.exists()
    assert not Organisation.objects.exists()
    assert Entry.objects.count() == lines


def test_the_account_of_the_demonstration_coordinates_under_a_drawn_password(
    tmp_path: Path, now: datetime
) -> None:
    secret = tmp_path / "password"

    password = open_demonstration_account(secret=secret, by=BY, now=now)

    user = User.objects.get(email=DEMO_EMAIL)
    assert may_coordinate(user)
    assert user.check_password(password)
    assert secret.read_text() == password
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(password) >= 16


def test_no_two_demonstrations_share_a_password(tmp_path: Path, now: datetime) -> None:
    passwords = set()
    for name in ("one", "two"):
        User.objects.all().delete()
        passwords.add(open_demonstration_account(secret=tmp_path / name, by=BY, now=now))

    assert len(passwords) == 2


def test_the_account_is_opened_once_and_its_password_said_again(
    tmp_path: Path, now: datetime
) -> None:
    secret = tmp_path / "password"
    password = open_demonstration_account(secret=secret, by=BY, now=now)
    lines = Entry.objects.count()

    assert open_demonstration_account(secret=secret, by=BY, now=now) == password
    assert User.objects.count() == 1
    assert Entry.objects.count() == lines


def test_a_new_database_keeps_the_password_of_the_folder(tmp_path: Path, now: datetime) -> None:
    secret = tmp_path / "password"
    password = open_demonstration_account(secret=secret, by=BY, now=now)
    User.objects.all().delete()

    assert open_demonstration_account(secret=secret, by=BY, now=now) == password
    assert User.objects.get().check_password(password)


def test_a_password_that_someone_changed_is_neither_said_nor_changed_back(
    tmp_path: Path, now: datetime
) -> None:
    secret = tmp_path / "password"
    open_demonstration_account(secret=secret, by=BY, now=now)
    user = User.objects.get()
    user.set_password("lavande tracteur nuage")
    user.save()

    assert open_demonstration_account(secret=secret, by=BY, now=now) == ""
    secret.unlink()
    assert open_demonstration_account(secret=secret, by=BY, now=now) == ""
    user.refresh_from_db()
    assert user.check_password("lavande tracteur nuage")
    assert not secret.exists()


def test_a_demonstration_account_that_someone_closed_stays_closed(
    tmp_path: Path, now: datetime
) -> None:
    secret = tmp_path / "password"
    open_demonstration_account(secret=secret, by=BY, now=now)
    close_user(User.objects.get(), by=BY, now=now)

    assert open_demonstration_account(secret=secret, by=BY, now=now) == ""
    assert not may_coordinate(User.objects.get())


SIRET, OTHER_SIRET = "73282932000074", "55208131766522"
COMMUNE_SIRET, EPCI_SIRET = "21170421800018", "20003647300011"
HERE = Territory.parse("17")


def kinds_of(organisation: Organisation) -> list[str]:
    return list(organisation.kinds.values_list("kind", flat=True))


def test_the_demonstration_has_the_organisations_that_run_its_places(now: datetime) -> None:
    load_demonstration(territory=HERE, by=BY, now=now)

    sirets = set(Place.objects.exclude(pivot="").values_list("pivot", flat=True))
    assert len(sirets) == HOSTS_OF_ADVISERS["17"]
    assert {one.siret for one in Organisation.objects.public()} == sirets
    saintes = Organisation.objects.get(siret=EPCI_SIRET)
    assert saintes.name == "COMMUNAUTE D'AGGLOMERATION DE SAINTES"
    assert kinds_of(saintes) == [Kind.EPCI]


def test_a_siret_makes_one_public_organisation_that_says_what_its_places_say(
    now: datetime,
) -> None:
    for name in ("Guichet", "Atelier"):
        place(name, in_town="Saintes", pivot=SIRET, parent_structure="Entraide")

    report = make_network(territory=HERE, by=BY, now=now)

    made = Organisation.objects.get()
    assert report == NetworkReport(created=1, known=0, places_without_siret=0)
    assert (made.name, made.siret, made.is_public) == ("Entraide", SIRET, True)
    assert (made.commune_id, made.postcode) == ("17415", "17100")
    assert made.address == "1 rue de la Mairie"
    assert kinds_of(made) == [Kind.MEDIATION]
    assert Entry.objects.filter(act="accounts.create_organisation").count() == 1


@pytest.mark.parametrize("parents", [("", ""), ("Entraide", "Secours"), ("Entraide", "")])
def test_without_one_parent_structure_it_bears_the_name_most_of_its_places_have(
    parents: tuple[str, str], now: datetime
) -> None:
    place("Atelier", in_town="Saintes", pivot=SIRET, parent_structure=parents[0])
    for slug in ("guichet-1", "guichet-2"):
        place("Guichet", in_town="Saintes", slug=slug, pivot=SIRET, parent_structure=parents[1])

    make_network(territory=HERE, by=BY, now=now)

    assert Organisation.objects.get().name == "Guichet"


def test_a_name_too_long_for_an_organisation_is_cut(now: datetime) -> None:
    place("Guichet " * 31, in_town="Saintes", slug="guichet", pivot=SIRET)

    make_network(territory=HERE, by=BY, now=now)

    assert len(Organisation.objects.get().name) == 200


def test_places_of_one_commune_at_two_addresses_give_it_alone(now: datetime) -> None:
    place("Guichet", in_town="Saintes", pivot=SIRET)
    place("Autre guichet", in_town="Saintes", pivot=SIRET, address="2 place du Château")

    make_network(territory=HERE, by=BY, now=now)

    made = Organisation.objects.get()
    assert (made.commune_id, made.postcode, made.address) == ("17415", "", "")


def test_places_of_two_communes_give_no_address_even_where_it_reads_alike(now: datetime) -> None:
    place("Guichet", in_town="Saintes", pivot=SIRET)
    place("Autre guichet", in_town="Fontcouverte", pivot=SIRET)

    make_network(territory=HERE, by=BY, now=now)

    made = Organisation.objects.get()
    assert (made.commune, made.postcode, made.address) == (None, "", "")


@pytest.mark.parametrize(
    ("siret", "typologies", "kinds"),
    [
        (SIRET, (), [Kind.MEDIATION]),
        (SIRET, ("BIB", "ASSO"), [Kind.MEDIATION]),
        (SIRET, ("MUNI",), [Kind.COMMUNE]),
        (SIRET, ("BIB", "CCAS"), [Kind.COMMUNE]),
        (SIRET, ("EPCI",), [Kind.EPCI]),
        (SIRET, ("CC",), [Kind.EPCI]),
        (SIRET, ("CIAS", "CCAS"), [Kind.COMMUNE, Kind.EPCI]),
        (COMMUNE_SIRET, ("BIB",), [Kind.COMMUNE]),
        (EPCI_SIRET, ("RFS",), [Kind.EPCI]),
    ],
)
def test_a_commune_or_an_intercommunality_is_known_by_its_number_or_a_typology(
    siret: str, typologies: Sequence[str], kinds: list[Kind], now: datetime
) -> None:
    terms = tuple(Term(Field.TYPOLOGY, code) for code in typologies)
    place("Guichet", in_town="Saintes", pivot=siret, terms=terms)

    make_network(territory=HERE, by=BY, now=now)

    assert kinds_of(Organisation.objects.get()) == kinds


def test_only_the_listed_places_of_the_territory_that_bear_a_siret_count(now: datetime) -> None:
    place("Sans numéro", in_town="Saintes")
    place("Association", in_town="Saintes", pivot="W123456789")
    place("Faux numéro", in_town="Saintes", pivot="73282932000075")
    place("Ancien", in_town="Saintes", pivot=SIRET, withdrawn_at=now)
    place("Ailleurs", in_town="Montpellier", pivot=OTHER_SIRET)

    report = make_network(territory=HERE, by=BY, now=now)

    assert report == NetworkReport(created=0, known=0, places_without_siret=3)
    assert not Organisation.objects.exists()


def test_organisations_that_exist_are_left_as_they_are_even_closed(now: datetime) -> None:
    place("Guichet", in_town="Saintes", pivot=SIRET)
    Organisation.objects.create(
        slug="entraide", name="Entraide", siret=SIRET, created_at=now, closed_at=now
    )

    report = make_network(territory=HERE, by=BY, now=now)

    assert report == NetworkReport(created=0, known=1, places_without_siret=0)
    left = Organisation.objects.get()
    assert (left.name, left.is_public, left.closed_at) == ("Entraide", False, now)


def test_making_the_network_twice_changes_nothing(now: datetime) -> None:
    place("Guichet", in_town="Saintes", pivot=SIRET)
    make_network(territory=HERE, by=BY, now=now)
    lines = Entry.objects.count()

    again = make_network(territory=HERE, by=BY, now=now)

    assert again == NetworkReport(created=0, known=1, places_without_siret=0)
    assert Entry.objects.count() == lines


def test_rehearsing_the_network_counts_the_same_and_keeps_nothing(now: datetime) -> None:
    place("Guichet", in_town="Saintes", pivot=SIRET)
    lines = Entry.objects.count()

    rehearsal = make_network(territory=HERE, by=BY, now=now, dry_run=True)

    assert rehearsal == NetworkReport(created=1, known=0, places_without_siret=0)
    assert not Organisation.objects.exists()
    assert Entry.objects.count() == lines


def test_making_the_network_tells_how_far_it_is(now: datetime) -> None:
    place("Guichet", in_town="Saintes", pivot=SIRET)
    place("Atelier", in_town="Saintes", pivot=OTHER_SIRET)
    told: list[tuple[int, int]] = []

    make_network(
        territory=HERE, by=BY, now=now, progress=lambda done, total: told.append((done, total))
    )

    assert told == [(1, 2), (2, 2)]
