import html
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.text import slugify

from maillage.accounts.models import (
    Award,
    Contact,
    Kind,
    Label,
    Organisation,
    OrganisationKind,
    SectorLead,
    User,
)
from maillage.desk import network
from maillage.desk.network import KINDS
from maillage.territory.models import Sector
from tests.cast import place, town

pytestmark = pytest.mark.django_db

SIRET = "73282932000074"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
THAT_DAY, FAR_AHEAD = date(2026, 1, 1), date(2999, 1, 1)


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.TERRITORY = "17"


def body(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    main = html.unescape(response.content.decode()).partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", main.replace("\u00a0", " "))


def named(client: Client, path: str) -> list[str]:
    """The organisations that the list names, in order."""
    return re.findall(r'<h2 class="place-card-name"> <a [^>]*>([^<]*)</a>', body(client, path))


def organisation(name: str, *, kinds: Iterable[Kind] = (Kind.MEDIATION,), **values: Any) -> Any:
    """A public organisation of the network, open, in no commune unless told otherwise."""
    made = Organisation.objects.create(
        **{
            "slug": slugify(name),
            "name": name,
            "is_public": True,
            "created_at": LONG_AGO,
        }
        | values
    )
    OrganisationKind.objects.bulk_create(
        OrganisationKind(organisation=made, kind=kind) for kind in kinds
    )
    return made


def sector(name: str, *towns: str, kind: str = Sector.Kind.BASSIN_DE_VIE) -> Sector:
    made = Sector.objects.create(kind=kind, name=name, slug=slugify(name))
    made.communes.set([town(one) for one in towns])
    return made


def award(held_by: Organisation, label: str, **values: Any) -> Award:
    of, _made = Label.objects.get_or_create(slug=slugify(label), name=label)
    return Award.objects.create(
        **{"label": of, "organisation": held_by, "starts_on": THAT_DAY} | values
    )


def test_the_directory_lists_public_and_open_organisations_alone(client: Client) -> None:
    organisation("Entraide")
    organisation("Discrète", is_public=False)
    organisation("Fermée", closed_at=LONG_AGO)

    page = body(client, "/reseau/")

    assert named(client, "/reseau/") == ["Entraide"]
    assert "<strong>1</strong> organisation " in page
    assert "Discrète" not in page
    assert "Fermée" not in page


@pytest.mark.parametrize("path", ["/reseau/discrete/", "/reseau/fermee/", "/reseau/inconnue/"])
def test_the_page_of_any_other_does_not_exist(client: Client, path: str) -> None:
    organisation("Discrète", slug="discrete", is_public=False)
    organisation("Fermée", slug="fermee", closed_at=LONG_AGO)

    assert client.get(path).status_code == 404


def test_a_page_of_the_list_holds_twenty_and_leads_to_the_next(client: Client) -> None:
    for number in range(23):
        organisation(f"Entraide {number:02}", commune=town("Saintes"))

    first, second = body(client, "/reseau/?q=saintes"), named(client, "/reseau/?q=saintes&page=2")

    assert "<strong>23</strong> organisations" in first
    assert 'href="?q=saintes&page=2"' in first
    assert second == ["Entraide 20", "Entraide 21", "Entraide 22"]


def test_words_find_by_name_or_commune_whatever_the_accents(client: Client) -> None:
    organisation("Médiathèque", commune=town("Jonzac"))
    organisation("Entraide", commune=town("Saintes"))

    assert named(client, "/reseau/?q=mediatheque") == ["Médiathèque"]
    assert named(client, "/reseau/?q=saintes") == ["Entraide"]


def test_a_sector_keeps_those_whose_commune_is_in_it(client: Client) -> None:
    sector("Haute Saintonge", "Jonzac")
    organisation("Entraide", commune=town("Jonzac"))
    organisation("Ailleurs", commune=town("Saintes"))

    page = body(client, "/reseau/?secteur=haute-saintonge")

    assert named(client, "/reseau/?secteur=haute-saintonge") == ["Entraide"]
    assert '<option value="haute-saintonge" selected>' in page
    assert '<optgroup label="Bassin de vie">' in page


def test_a_kind_keeps_those_that_are_of_it_and_says_how_many_the_others_are(
    client: Client,
) -> None:
    organisation("Mairie", kinds=[Kind.COMMUNE, Kind.DONOR])
    organisation("Entraide")

    page = body(client, "/reseau/?nature=donateur")

    assert named(client, "/reseau/?nature=donateur") == ["Mairie"]
    chips = re.findall(r'class="chip( is-on)?" href="(\S*)">(.*?)</a>', page)
    assert [(on, link) for on, link, _words in chips] == [
        ("", "/reseau/?nature=mediation"),
        ("", "/reseau/?nature=commune"),
        (" is-on", "/reseau/"),
    ]
    assert 'Commune <span class="chip-count">1</span>' in page


def test_every_kind_has_its_own_word_in_the_address() -> None:
    assert sorted(KINDS.values()) == sorted(Kind)


def test_all_that_is_asked_holds_together_and_is_kept_from_page_to_page(client: Client) -> None:
    sector("Saintonge", "Saintes")
    for number in range(21):
        organisation(f"Entraide {number:02}", commune=town("Saintes"))
    organisation("Mairie", kinds=[Kind.COMMUNE], commune=town("Saintes"))

    page = body(client, "/reseau/?q=entraide&secteur=saintonge&nature=mediation")

    assert "<strong>21</strong> organisations" in page
    assert 'href="?q=entraide&secteur=saintonge&nature=mediation&page=2"' in page
    assert '<input type="hidden" name="nature" value="mediation">' in page
    assert 'href="/reseau/?q=entraide&secteur=saintonge"' in page


@pytest.mark.parametrize(
    "query", ["?nature=xyz", "?secteur=xyz", "?secteur=%00", "?page=xyz", "?page=99", "?q=%20"]
)
def test_what_the_address_cannot_mean_is_left_out(client: Client, query: str) -> None:
    organisation("Entraide")

    assert named(client, f"/reseau/{query}") == ["Entraide"]


@pytest.mark.parametrize("query", ["?q=xyzzy", "?q=%00", "?q=" + "a" * 5000, "?nature=donateur"])
def test_a_search_that_finds_nothing_leads_back_to_everything(client: Client, query: str) -> None:
    organisation("Entraide")

    page = body(client, f"/reseau/{query}")

    assert "Aucune organisation ne répond à votre recherche." in page
    assert 'class="button" href="/reseau/"' in page


def test_an_empty_directory_leads_to_the_places(client: Client) -> None:
    page = body(client, "/reseau/")

    assert "Aucune organisation n’est encore dans l’annuaire." in page
    assert f'class="button" href="{reverse("places:list")}"' in page
    assert 'class="chips"' not in page
    assert 'name="secteur"' not in page


def test_those_who_lead_a_bassin_de_vie_come_first(client: Client) -> None:
    saintonge, delegation = (
        sector("Saintonge"),
        sector("Délégation", kind=Sector.Kind.DELEGATION),
    )
    leader = organisation("Qui anime")
    for one in (saintonge, delegation):
        SectorLead.objects.create(sector=one, organisation=leader, starts_on=THAT_DAY)

    page = body(client, "/reseau/")

    leads, listed = page.index("Qui anime le réseau"), page.index('class="place-list"')
    assert leads < page.index("Saintonge", leads) < listed
    assert "Délégation" not in page[leads:listed]
    assert '<a href="/reseau/qui-anime/" lang="fr">Qui anime</a>' in page[leads:listed]


def test_a_sector_that_is_chosen_shows_who_leads_it_whatever_it_is(client: Client) -> None:
    sector("Saintonge")
    delegation = sector("Délégation", kind=Sector.Kind.DELEGATION)
    SectorLead.objects.create(
        sector=delegation, organisation=organisation("Qui anime"), starts_on=THAT_DAY
    )

    assert "Qui anime le réseau" in body(client, "/reseau/?secteur=delegation")
    assert "Qui anime le réseau" not in body(client, "/reseau/?secteur=saintonge")


@pytest.mark.parametrize(
    ("of_the_leader", "of_the_lead"),
    [
        ({"is_public": False}, {}),
        ({"closed_at": LONG_AGO}, {}),
        ({}, {"ends_on": date(2026, 2, 1)}),
        ({}, {"starts_on": FAR_AHEAD}),
    ],
)
def test_who_does_not_lead_today_or_is_not_public_is_not_shown_first(
    client: Client, of_the_leader: dict[str, Any], of_the_lead: dict[str, Any]
) -> None:
    leader = organisation("Qui anime", **of_the_leader)
    lead = {"sector": sector("Saintonge"), "organisation": leader, "starts_on": THAT_DAY}
    SectorLead.objects.create(**lead | of_the_lead)

    assert "Qui anime le réseau" not in body(client, "/reseau/")


@pytest.mark.parametrize("query", ["?q=anime", "?nature=mediation", "?page=2"])
def test_a_closer_look_shows_no_lead_first(client: Client, query: str) -> None:
    for number in range(20):
        organisation(f"Anime {number:02}")
    SectorLead.objects.create(
        sector=sector("Saintonge"), organisation=organisation("Qui anime"), starts_on=THAT_DAY
    )

    assert "Qui anime le réseau" not in body(client, f"/reseau/{query}")


@pytest.mark.parametrize("path", ["/reseau/", "/reseau/entraide/"])
def test_labels_in_force_are_shown_and_no_other(client: Client, path: str) -> None:
    entraide = organisation("Entraide")
    award(entraide, "En cours", ends_on=FAR_AHEAD)
    award(entraide, "Sans fin")
    award(entraide, "Fini", ends_on=date(2026, 2, 1))
    award(entraide, "Futur", starts_on=FAR_AHEAD)
    award(entraide, "Retiré", withdrawn_on=date(2026, 2, 1), withdrawal_reason="Plus d’accueil")

    page = body(client, path)

    assert [name for name in ("En cours", "Sans fin") if name in page] == ["En cours", "Sans fin"]
    assert [name for name in ("Fini", "Futur", "Retiré", "Plus d’accueil") if name in page] == []


@pytest.mark.parametrize("path", ["/reseau/", "/reseau/entraide/"])
def test_nothing_of_a_person_is_shown(client: Client, path: str) -> None:
    entraide = organisation("Entraide", email="contact@example.org")
    someone = User.objects.create_user("quelquun@example.org", name="Quelqu’un")
    award(entraide, "Habilitation", user=someone)
    Contact.objects.create(organisation=entraide, name="Une personne", phone="+33546000000")

    page = body(client, path)

    for secret in ("Habilitation", "Quelqu’un", "Une personne", "+33546000000", "@example.org"):
        assert secret not in page


def test_the_page_of_one_says_what_it_is_where_and_how_to_call(client: Client) -> None:
    organisation(
        "Entraide",
        kinds=[Kind.MEDIATION, Kind.DONOR],
        commune=town("Saintes"),
        address="1 rue de la Mairie",
        postcode="17100",
        phone="+33546000000",
        website="https://entraide.example.org/",
        summary="Des ateliers.\nDes prêts.",
    )

    page = body(client, "/reseau/entraide/")

    assert '<h1 lang="fr">Entraide</h1>' in page
    assert "Structure de médiation" in page
    assert "Donateur" in page
    assert "1 rue de la Mairie <br> 17100 Saintes" in page
    assert 'href="tel:+33546000000"' in page
    assert "Appeler le 05 46 00 00 00" in page
    assert 'href="https://entraide.example.org/"' in page
    assert "Des ateliers.<br>Des prêts." in page


def test_what_is_not_known_makes_no_heading(client: Client) -> None:
    organisation("Entraide")

    page = body(client, "/reseau/entraide/")

    assert "<h2" not in page
    assert "tel:" not in page
    assert "None" not in page


def test_a_label_says_since_when_until_when_and_where(client: Client) -> None:
    entraide = organisation("Entraide")
    award(entraide, "En cours", ends_on=FAR_AHEAD)
    award(
        entraide,
        "Bientôt retiré",
        withdrawn_on=date(2998, 1, 1),
        withdrawal_reason="Plus d’accueil",
    )
    local = award(entraide, "Local")
    local.sectors.add(sector("Saintonge"))

    page = body(client, "/reseau/entraide/")

    assert "du 1er janvier 2026 au 31 décembre 2998" in page
    assert "du 1er janvier 2026 au 31 décembre 2997" in page
    assert "Saintonge</span>, depuis le 1er janvier 2026" in page


def test_its_places_are_those_that_bear_its_siret_and_that_the_site_shows(
    client: Client, now: datetime
) -> None:
    organisation("Entraide", siret=SIRET)
    place("Guichet", in_town="Saintes", pivot=SIRET)
    place("Sans numéro", in_town="Saintes")
    place("Ancien guichet", in_town="Saintes", pivot=SIRET, withdrawn_at=now)
    place("Au loin", in_town="Montpellier", pivot=SIRET)

    page = body(client, "/reseau/entraide/")

    links = re.findall(r'href="(/lieux/[^"]*)" lang="fr">([^<]*)<', page)
    assert links == [("/lieux/guichet/", "Guichet, Saintes")]


def test_an_organisation_without_a_siret_has_no_place(client: Client) -> None:
    organisation("Entraide")
    place("Sans numéro", in_town="Saintes")

    assert "Ses lieux" not in body(client, "/reseau/entraide/")


def test_a_long_list_of_places_is_cut_and_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOST_PLACES", 2)
    organisation("Entraide", siret=SIRET)
    for number in range(5):
        place(f"Guichet {number}", in_town="Saintes", pivot=SIRET)

    page = body(client, "/reseau/entraide/")

    assert page.count('href="/lieux/guichet-') == 2
    assert "Et 3 autres." in page


def test_what_it_depends_on_and_what_depends_on_it_are_named_where_they_are_public(
    client: Client,
) -> None:
    head = organisation("Département")
    entraide = organisation("Entraide", parent=head)
    organisation("Antenne", parent=entraide)
    organisation("Discrète", parent=entraide, is_public=False)
    organisation("Fermée", parent=entraide, closed_at=LONG_AGO)

    page, above = body(client, "/reseau/entraide/"), body(client, "/reseau/departement/")

    assert 'Dépend de : <a href="/reseau/departement/" lang="fr">Département</a>' in page
    assert "Antenne" in page
    assert "Discrète" not in page
    assert "Fermée" not in page
    assert "Entraide" in above
    assert "Antenne" not in above
    assert "Dépend de" not in above


def test_a_parent_that_is_not_public_is_not_named(client: Client) -> None:
    organisation("Entraide", parent=organisation("Discrète", is_public=False))

    page = body(client, "/reseau/entraide/")

    assert "Discrète" not in page
    assert "Dans le réseau" not in page


def test_the_page_of_a_lead_says_what_it_leads(client: Client) -> None:
    SectorLead.objects.create(
        sector=sector("Saintonge"), organisation=organisation("Entraide"), starts_on=THAT_DAY
    )

    page = body(client, "/reseau/entraide/")

    assert 'Anime le réseau de : <span lang="fr">Saintonge</span>.' in page


@pytest.mark.parametrize("path", ["/reseau/", "/reseau/entraide/"])
def test_the_directory_is_the_same_for_everyone_and_only_to_be_read(
    client: Client, coordinator: Client, path: str
) -> None:
    organisation("Entraide")

    response = client.get(path)

    assert "public" in response["Cache-Control"]
    assert response.cookies == {}
    assert client.post(path).status_code == 405
    assert coordinator.get(path).content == response.content


def test_a_page_of_the_list_asks_the_database_as_much_whatever_it_holds(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        award(organisation(f"Entraide {number:02}", commune=town("Saintes")), "Label")

    with django_assert_max_num_queries(12):
        body(client, "/reseau/")


def test_every_public_page_leads_to_the_directory(client: Client) -> None:
    assert 'href="/reseau/"' in client.get("/").text
