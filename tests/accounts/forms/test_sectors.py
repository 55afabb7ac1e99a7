from datetime import date, datetime

import pytest

from maillage.accounts.forms.sectors import MOST_PROBLEMS, LeadForm, SectorForm
from maillage.accounts.models import Organisation
from maillage.territory.models import Commune, Epci, FormerCommune, Sector
from tests.cast import town

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def ground(db: None, settings) -> None:  # type: ignore[no-untyped-def]
    """Saintes and Fontcouverte are of one EPCI, and of one postcode."""
    settings.TERRITORY = "17"
    epci = Epci.objects.create(siren="200036473", name="CA de la Saintonge")
    for name in ("Saintes", "Fontcouverte", "Jonzac", "La Rochelle", "Montpellier"):
        town(name)
    Commune.objects.filter(name__in=["Saintes", "Fontcouverte"]).update(epci=epci)
    FormerCommune.objects.create(
        code_insee="17999", name="Vieux-Jonzac", search_name="vieux jonzac", commune=town("Jonzac")
    )


def form(communes: str, **changed: str) -> SectorForm:
    return SectorForm({"kind": "other", "name": "Ouest", "communes": communes} | changed)


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ("Saintes", {"17415"}),
        ("  SAINTES \n\n jonzac\r\nSaintes", {"17415", "17197"}),
        ("La Rochelle", {"17300"}),
        ("Saintes (17415)", {"17415"}),
        ("17415\tSaintes", {"17415"}),
        ("17415", {"17415"}),
        ("17100 Fontcouverte", {"17164"}),  # a postcode: its name tells
        ("Vieux-Jonzac", {"17197"}),
        ("17999", {"17197"}),
        ("17500", {"17197"}),  # the postcode of one commune alone
        ("200036473", {"17415", "17164"}),
        ("ca de la saintonge\nJonzac", {"17415", "17164", "17197"}),
        ("Communauté d’agglomération de la Saintonge", {"17415", "17164"}),
        ("saintonge", {"17415", "17164"}),
        ("Montpellier", {"34172"}),  # a sector may cross the border
    ],
)
def test_lines_name_communes(lines: str, codes: set[str]) -> None:
    typed = form(lines)

    assert typed.is_valid(), typed.errors
    said = typed.said()
    assert said.communes == codes
    assert (said.kind, said.name) == (Sector.Kind.OTHER, "Ouest")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Xyzzy", "nous ne connaissons pas cette commune."),
        ("17415 Jonzac", "nous ne connaissons pas cette commune."),
        ("99999", "nous ne connaissons pas cette commune."),
        ("999999999", "nous ne connaissons pas cette commune."),
        ("17100", "plusieurs communes répondent."),
        ("—", "nous ne connaissons pas cette commune."),
    ],
)
def test_a_line_that_names_none_or_several_is_quoted(line: str, problem: str) -> None:
    typed = form(f"Saintes\n{line}")

    (message,) = typed.errors["communes"]
    assert message.replace("\u00a0", " ").startswith(f"Ligne 2, « {line} » : {problem}")


def test_a_code_that_is_a_postcode_too_asks_for_a_name() -> None:
    town("Jonzac").postcodes.create(code="17415")

    bare, named = form("17415"), form("17415 Jonzac")

    assert "Ajoutez le nom de la commune." in bare.errors["communes"][0]
    assert named.is_valid()
    assert named.said().communes == {"17197"}


def test_of_two_that_bear_a_name_the_one_of_the_territory_is_meant() -> None:
    for code, departement in (("34999", "34"), ("17998", "17")):
        Commune.objects.create(
            code_insee=code, name="Jumelle", search_name="jumelle", departement_id=departement
        )

    typed = form("Jumelle")
    assert typed.is_valid()
    assert typed.said().communes == {"17998"}


def test_two_of_the_territory_that_bear_a_name_need_a_code() -> None:
    for code in ("17997", "17998"):
        Commune.objects.create(
            code_insee=code, name="Jumelle", search_name="jumelle", departement_id="17"
        )

    assert "Ajoutez le code INSEE." in form("Jumelle").errors["communes"][0]
    assert form("Jumelle (17997)").is_valid()


def test_two_epci_of_one_name_are_told_by_their_number() -> None:
    Epci.objects.create(siren="200000001", name="CA de la Saintonge")

    assert "nous ne connaissons pas" in form("CA de la Saintonge").errors["communes"][0]
    assert form("200036473").is_valid()
    assert "nous ne connaissons pas" in form("200000001").errors["communes"][0]  # of no commune


def test_a_long_list_of_problems_is_cut() -> None:
    typed = form("\n".join(f"Xyzzy {letter}" for letter in "abcdefghijklmnop"))

    assert len(typed.errors["communes"]) == MOST_PROBLEMS


def test_each_part_is_asked_for() -> None:
    empty = SectorForm({})

    assert {name: messages[0] for name, messages in empty.errors.items()} == {
        "kind": "Choisissez une nature.",
        "name": "Écrivez le nom du secteur.",
        "communes": "Écrivez au moins une commune.",
    }


def test_a_sector_is_written_as_it_would_be_typed() -> None:
    sector = Sector.objects.create(kind="delegation", name="Aunis", slug="aunis")
    sector.communes.add(town("Saintes"), town("Jonzac"), town("La Rochelle"))
    written = SectorForm(sector=sector).initial

    typed = SectorForm(written)

    assert written["communes"] == "Jonzac (17197)\nLa Rochelle (17300)\nSaintes (17415)"
    assert typed.is_valid()
    assert typed.said().communes == {"17415", "17197", "17300"}
    assert typed.said().kind == Sector.Kind.DELEGATION


def lead(typed: dict[str, str], *, leader: Organisation | None = None) -> LeadForm:
    return LeadForm({"starts_on": "2026-11-01"} | typed, leader=leader, today=TODAY)


def test_the_lead_is_named_in_words(now: datetime) -> None:
    ccas = Organisation.objects.create(slug="ccas", name="CCAS", created_at=now)

    typed, nobody = lead({"organisation": "ccas"}), lead({"organisation": ""})

    assert typed.is_valid()
    assert nobody.is_valid()
    assert (typed.leader(), nobody.leader()) == (ccas, None)


def test_of_two_leads_of_one_name_one_is_chosen(now: datetime) -> None:
    first, second = (
        Organisation.objects.create(slug=slug, name="CCAS", created_at=now) for slug in ("a", "b")
    )

    asked = lead({"organisation": "CCAS"})
    answered = lead({"organisation": "CCAS", "which_organisation": str(second.pk)})

    assert list(asked.errors) == ["which_organisation"]
    assert answered.is_valid()
    assert answered.leader() == second
    assert lead({"organisation": "CCAS"}, leader=first).is_valid()


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"organisation": "Xyzzy"}, "organisation", "Ajoutez-la d’abord."),
        ({"starts_on": "2026-11-25"}, "starts_on", "celle du jour"),
        ({"starts_on": ""}, "starts_on", "Écrivez la date."),
        ({"starts_on": "hier"}, "starts_on", "31/12/2026"),
    ],
)
def test_a_lead_that_cannot_be_is_explained(
    typed: dict[str, str], field: str, message: str
) -> None:
    refused = lead(typed)

    assert list(refused.errors) == [field]
    assert message in refused.errors[field][0]


def test_a_day_is_written_as_browsers_do_and_read_as_people_do() -> None:
    drawn = str(LeadForm(leader=None, today=TODAY)["starts_on"])

    assert 'value="2026-11-24"' in drawn
    assert lead({"starts_on": "01/11/2026"}).is_valid()
