from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.places.cleaning import MAX_IDENTIFIER, Unusable
from maillage.places.standard import (
    UNKNOWN_PIVOT,
    Flag,
    PlaceData,
)
from maillage.places.standard_reader import (
    ALL_COLUMNS,
    UPGRADE_OF_WORDS,
    UPGRADES,
    identify,
    understand,
)
from maillage.places.terms import (
    Access,
    Audience,
    Care,
    Fee,
    Field,
    Mobility,
    Programme,
    Service,
    Support,
    Term,
    TrainingLabel,
)
from maillage.territory.gazetteer import load_gazetteer
from tests.cast import town
from tests.places.exports import PLACES, exported

pytestmark = pytest.mark.django_db

DATED_ON = date(2024, 8, 1)
NEEDED = {"id": "1", "nom": "Espace numérique", "commune": "SAINTES", "code_postal": "17100"}
DATED = NEEDED | {"date_maj": "2024-04-02"}

FREE = "Gratuit : Je peux accéder gratuitement au lieu et à ses services"
MEMBERSHIP = "Adhésion : L'accès au lieu et/ou à ses services nécessite d'y adhérer"


def understood(**cells: str) -> tuple[PlaceData, list[Flag]]:
    town("Saintes")
    return understand(DATED | cells, dated_on=DATED_ON, gazetteer=load_gazetteer())


def flagged(flags: list[Flag]) -> list[tuple[str, str]]:
    return [(flag.field, flag.value) for flag in flags]


def test_a_row_of_version_1_is_understood_without_a_doubt() -> None:
    data, flags = understood(
        pivot="73282932000074",
        code_insee="17415",
        adresse="1 rue de l'Essai",
        complement_adresse="Porte B",
        latitude="45.7464",
        longitude="-0.6333",
        typologie="ASSO|TIERS_LIEUX",
        telephone="+33546000000",
        courriels="a@example.org|b@example.org",
        site_web="https://example.org/|https://example.com/",
        horaires="Mo-Fr 09:00-12:00",
        presentation_resume="En bref",
        presentation_detail="En long,\n\nsur deux lignes",
        source="Hubik",
        itinerance="Fixe",
        structure_parente="Ville de Saintes",
        services="Aide aux démarches administratives|Utilisation sécurisée du numérique",
        publics_specifiquement_adresses="Femmes",
        prise_en_charge_specifique="Surdité",
        frais_a_charge="Gratuit sous condition",
        dispositif_programmes_nationaux="Aidants Connect",
        formations_labels="Étapes numériques(La Poste)",
        autres_formations_labels="QPV|Label; et la bête",
        modalites_acces="Se présenter",
        modalites_accompagnement="En autonomie|À distance",
        fiche_acces_libre="https://acceslibre.beta.gouv.fr/app/17-saintes/",
        prise_rdv="https://www.rdv-solidarites.fr/",
    )

    assert flags == []
    assert data == PlaceData(
        name="Espace numérique",
        pivot="73282932000074",
        code_insee="17415",
        commune="Saintes",
        postcode="17100",
        address="1 rue de l'Essai",
        address_details="Porte B",
        latitude=45.7464,
        longitude=-0.6333,
        phone="+33546000000",
        emails=("a@example.org", "b@example.org"),
        websites=("https://example.org/", "https://example.com/"),
        opening_hours="Mo-Fr 09:00-12:00",
        summary="En bref",
        description="En long,\n\nsur deux lignes",
        terms=frozenset(
            {
                Term(Field.TYPOLOGY, "ASSO"),
                Term(Field.TYPOLOGY, "TIERS_LIEUX"),
                Term(Field.MOBILITY, Mobility.FIXED),
                Term(Field.SERVICE, Service.PAPERWORK),
                Term(Field.SERVICE, Service.SAFETY),
                Term(Field.AUDIENCE, Audience.WOMEN),
                Term(Field.CARE, Care.DEAFNESS),
                Term(Field.FEE, Fee.FREE_FOR_SOME),
                Term(Field.PROGRAMME, Programme.AIDANTS_CONNECT),
                Term(Field.TRAINING_LABEL, TrainingLabel.ETAPES_NUMERIQUES),
                Term(Field.ACCESS, Access.WALK_IN),
                Term(Field.SUPPORT, Support.ALONE),
                Term(Field.SUPPORT, Support.REMOTE),
            }
        ),
        other_labels=("QPV", "Label; et la bête"),
        parent_structure="Ville de Saintes",
        accessibility_url="https://acceslibre.beta.gouv.fr/app/17-saintes/",
        appointment_url="https://www.rdv-solidarites.fr/",
        stated_on=date(2024, 4, 2),
    )


def test_a_row_of_version_0_is_upgraded_to_version_1() -> None:
    data, flags = understood(
        cle_ban="17415_0001_00001",
        pivot=UNKNOWN_PIVOT,
        typologie="ASSO;MUNI",
        courriel="a@example.org",
        site_web="https://example.org/;https://example.com/",
        services="Prendre en main un ordinateur;Accéder à du matériel;Créer avec le numérique",
        publics_accueillis="Uniquement femmes;Personnes en situation d'illettrisme",
        conditions_acces="Payant : L'accès au lieu et/ou à ses services est payant",
        labels_nationaux="CNFS;France Services;Fabriques de Territoire",
        labels_autres="SudLabs;Nièvre médiation numérique",
        modalites_accompagnement=(
            "Seul : j'ai accès à du matériel et une connexion;"
            "Dans un atelier : j'apprends collectivement à utiliser le numérique"
        ),
        accessibilite="https://acceslibre.beta.gouv.fr/app/17-saintes/",
    )

    assert flags == []
    assert data == PlaceData(
        name="Espace numérique",
        code_insee="17415",
        commune="Saintes",
        postcode="17100",
        emails=("a@example.org",),
        websites=("https://example.org/", "https://example.com/"),
        terms=frozenset(
            {
                Term(Field.TYPOLOGY, "ASSO"),
                Term(Field.TYPOLOGY, "MUNI"),
                Term(Field.SERVICE, Service.EVERYDAY_SKILLS),
                Term(Field.SERVICE, Service.INTERNET_ACCESS),
                Term(Field.SERVICE, Service.LEISURE),
                Term(Field.AUDIENCE, Audience.WOMEN),
                Term(Field.CARE, Care.ILLITERACY),
                Term(Field.FEE, Fee.PAID),
                Term(Field.PROGRAMME, Programme.CONSEILLERS_NUMERIQUES),
                Term(Field.PROGRAMME, Programme.FRANCE_SERVICES),
                Term(Field.TRAINING_LABEL, TrainingLabel.FABRIQUES_DE_TERRITOIRE),
                Term(Field.SUPPORT, Support.ALONE),
                Term(Field.SUPPORT, Support.WORKSHOP),
            }
        ),
        other_labels=("SudLabs", "Nièvre médiation numérique"),
        accessibility_url="https://acceslibre.beta.gouv.fr/app/17-saintes/",
        stated_on=date(2024, 4, 2),
    )


def test_a_row_may_mix_both_versions() -> None:
    data, flags = understood(
        services="Maîtrise des outils numériques du quotidien|Compréhension du monde numérique",
        labels_nationaux="CNFS;Aidants Connect",
        courriel="old@example.org",
        courriels="new@example.org",
    )

    assert flags == []
    assert data.emails == ("new@example.org",)
    assert data.terms == {
        Term(Field.SERVICE, Service.EVERYDAY_SKILLS),
        Term(Field.SERVICE, Service.UNDERSTANDING),
        Term(Field.PROGRAMME, Programme.CONSEILLERS_NUMERIQUES),
        Term(Field.PROGRAMME, Programme.AIDANTS_CONNECT),
    }


def test_every_old_value_is_known_once() -> None:
    assert len(UPGRADE_OF_WORDS) == len(UPGRADES)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("services", "Promouvoir la citoyenneté numérique"),
        ("publics_accueillis", "Public langues étrangères"),
        ("conditions_acces", MEMBERSHIP),
        ("labels_nationaux", "Point relais CAF"),
        (
            "modalites_accompagnement",
            "A ma place : une personne habilitée fait les démarches à ma place",
        ),
        ("services", "Prendre un café"),
        ("services", "Uniquement femmes"),  # an old value, of another list
    ],
)
def test_a_value_without_a_sure_equivalent_is_dropped_and_flagged(column: str, value: str) -> None:
    data, flags = understood(**{column: value})

    assert data.terms == frozenset()
    assert flagged(flags) == [(column, value)]


def test_values_dropped_for_one_reason_are_flagged_together_and_the_others_kept() -> None:
    data, flags = understood(services="Un|Utiliser le numérique au quotidien|Deux")

    assert data.terms == {Term(Field.SERVICE, Service.EVERYDAY_SKILLS)}
    assert flagged(flags) == [("services", "Un|Deux")]


def test_who_welcomes_adults_is_not_said_to_be_especially_for_an_age() -> None:
    alone, _flags = understood(publics_accueillis="Seniors (+ 65 ans);Surdité")
    data, flags = understood(publics_accueillis="Adultes;Seniors (+ 65 ans);Surdité")

    assert Term(Field.AUDIENCE, Audience.SENIORS) in alone.terms
    assert data.terms == {Term(Field.CARE, Care.DEAFNESS)}
    assert flagged(flags) == [
        ("publics_accueillis", "Adultes"),
        ("publics_accueillis", "Seniors (+ 65 ans)"),
    ]


def test_what_is_free_for_members_is_not_said_to_be_free() -> None:
    alone, _flags = understood(conditions_acces=FREE)
    data, flags = understood(conditions_acces=f"{FREE};{MEMBERSHIP}")

    assert alone.terms == {Term(Field.FEE, Fee.FREE)}
    assert data.terms == frozenset()
    assert flagged(flags) == [("conditions_acces", FREE), ("conditions_acces", MEMBERSHIP)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pivot", "73282932000075"),
        ("adresse", "x" * 301),
        ("complement_adresse", "x" * 301),
        ("latitude", "48.85"),
        ("telephone", "00 00 00 00 00"),
        ("courriels", "voir le site"),
        ("courriel", "voir le site"),
        ("site_web", "sur demande"),
        ("structure_parente", "x" * 201),
        ("typologie", "Tiers-lieu !"),
        ("fiche_acces_libre", "à venir"),
        ("accessibilite", "à venir"),
        ("prise_rdv", "Oui"),
        ("date_maj", "récemment"),
        ("date_maj", "2024-08-02"),  # after the file
        ("date_maj", "1970-01-01"),
    ],
)
def test_a_bad_value_is_dropped_flagged_and_costs_nothing_else(column: str, value: str) -> None:
    data, flags = understood(**{column: value})

    assert flagged(flags) == [(column, value)]
    assert flags[0].reason
    assert data == PlaceData(
        name="Espace numérique",
        code_insee="17415",
        commune="Saintes",
        postcode="17100",
        stated_on=DATED_ON if column == "date_maj" else date(2024, 4, 2),
    )


def test_a_bad_postcode_is_dropped_where_the_code_tells_the_commune() -> None:
    data, flags = understood(code_insee="17415", code_postal="171")

    assert (data.commune, data.postcode) == ("Saintes", "")
    assert flagged(flags) == [("code_postal", "171")]


def test_a_postcode_beside_the_commune_stands_for_the_one_that_is_missing() -> None:
    data, flags = understood(commune="Saintes (17100)", code_postal="")

    assert (data.commune, data.postcode) == ("Saintes", "17100")
    assert flags == []


@pytest.mark.parametrize("figures", ["17415", "17100 17101"])
def test_what_may_not_be_a_postcode_beside_the_commune_is_not_taken_for_one(figures: str) -> None:
    data, _flags = understood(commune=f"Saintes {figures}", code_postal="")

    assert (data.commune, data.postcode) == ("Saintes", "")


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("pivot", "5520176800011", "pivot", "05520176800011"),
        ("telephone", "546000000", "phone", "+33546000000"),
        ("telephone", "+33546000000|+33546000001", "phone", "+33546000000"),
        ("courriels", "mailto:a@example.org", "emails", ("a@example.org",)),
        ("site_web", "example.org", "websites", ("http://example.org",)),
        ("prise_rdv", "example.org", "appointment_url", "http://example.org"),
        ("date_maj", "décembre 2019", "stated_on", date(2019, 12, 1)),
        ("commune", "Saintess", "commune", "Saintes"),
    ],
)
def test_a_value_that_was_mended_is_kept_and_flagged(
    column: str, value: str, field: str, expected: object
) -> None:
    data, flags = understood(**{column: value})

    assert getattr(data, field) == expected
    assert flagged(flags) == [(column, value)]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"nom": ""}, "nom"),
        ({"nom": "x" * 251}, "nom"),
        *(({"nom": nothing}, "nom") for nothing in ("-", ".", "NC", "null", "néant", "0")),
        ({"commune": "Nulle-Part", "code_postal": "34000"}, "commune"),
        ({"commune": "", "code_postal": ""}, "commune"),
    ],
)
def test_a_row_without_what_a_place_needs_is_unusable(cells: dict[str, str], field: str) -> None:
    with pytest.raises(Unusable) as refusal:
        understood(**cells)

    assert refusal.value.field == field
    assert refusal.value.reason


@pytest.mark.parametrize("cells", [{}, {"id": "1"}, {"nom": "Espace"}])
def test_a_missing_column_is_a_refusal_and_not_a_crash(cells: dict[str, str]) -> None:
    with pytest.raises(Unusable):
        understand(cells, dated_on=DATED_ON, gazetteer=load_gazetteer())


# --- Identifiers ---


def test_a_row_is_named_by_its_identifier() -> None:
    assert identify(NEEDED | {"id": " structure  1 "}) == "structure 1"


def test_the_first_row_of_a_list_counted_from_nought_is_named_by_its_identifier() -> None:
    assert identify(NEEDED | {"id": "0"}) == "0"


@pytest.mark.parametrize("cells", [{"id": " "}, {"id": "nan"}, {"nom": "ESPACE  NUMERIQUE"}])
def test_a_row_without_identifier_is_named_by_its_words(cells: dict[str, str]) -> None:
    row = {"nom": "Espace numérique", "adresse": "1, rue de l’Essai", "commune": "Saintes"}

    assert identify(row | cells) == "espace numerique, 1 rue de l essai, saintes"


def test_two_places_of_one_name_are_told_apart_by_their_address_or_their_town() -> None:
    rows = (
        {"nom": "Mairie", "adresse": "1 place"},
        {"nom": "Mairie", "adresse": "2 place"},
        {"nom": "Mairie", "adresse": "1 place", "commune": "Saintes"},
        {"nom": "Mairie", "adresse": "1 place", "commune": "Saintes", "code_postal": "17100"},
    )

    assert len({identify(row) for row in rows}) == len(rows)


def test_two_places_named_in_another_alphabet_are_told_apart() -> None:
    rows = [{"nom": name, "commune": "Saintes"} for name in ("Центр", "Дом", "", "-")]

    center, house, *nameless = map(identify, rows)

    assert center != house
    assert center == identify(rows[0] | {"nom": " Центр "})
    assert nameless == ["saintes", "saintes"]


@pytest.mark.parametrize("column", ["id", "nom"])
def test_a_long_identifier_fits_and_stays_its_own(column: str) -> None:
    one, other = (identify({column: "x" * 250 + end}) for end in ("a", "b"))

    assert one != other
    assert len(one) == len(other) == MAX_IDENTIFIER


# --- Hours ---


def test_hours_are_kept_with_those_of_the_holidays_or_as_written() -> None:
    sure, _flags = understood(horaires="Mo-Fr 09:00-12:00; SH off")
    unsure, flags = understood(horaires="sur demande")

    assert (sure.opening_hours, sure.holiday_hours, sure.hours_text) == (
        "Mo-Fr 09:00-12:00",
        "off",
        "",
    )
    assert (unsure.opening_hours, unsure.hours_text) == ("", "sur demande")
    assert flagged(flags) == [("horaires", "sur demande")]


# --- Texts ---


@pytest.mark.parametrize(("detail", "expected"), [("", ""), ("La suite", "\nLa suite")])
def test_a_long_summary_opens_the_description_whole(detail: str, expected: str) -> None:
    summary = "x" * 281

    data, flags = understood(presentation_resume=summary, presentation_detail=detail)

    assert (data.summary, data.description) == ("", summary + expected)
    assert flagged(flags) == [("presentation_resume", summary)]


@pytest.mark.parametrize("nothing", ["-", "NC", "Néant"])
def test_texts_and_labels_that_say_nothing_are_left_out(nothing: str) -> None:
    data, flags = understood(
        presentation_resume=nothing,
        presentation_detail=nothing,
        autres_formations_labels=f"{nothing}|QPV",
    )

    assert (data.summary, data.description, data.other_labels) == ("", "", ("QPV",))
    assert flags == []


# --- Whom it may concern ---


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("adresse", "chez Mme Essai, 1 rue du Port"),
        ("complement_adresse", "Chez M. Essai"),
        ("courriels", "essai@orange.fr"),
    ],
)
def test_what_may_be_of_a_person_is_kept_and_flagged(column: str, value: str) -> None:
    data, flags = understood(**{column: value})

    assert flagged(flags) == [(column, value)]
    assert value in (data.address, data.address_details, *data.emails)


# --- Any row ---


@pytest.mark.parametrize("filler", ["1", "0 ", "a ", " @ ", "9h", "\N{NO-BREAK SPACE}", "(", "é"])
def test_a_row_of_enormous_cells_is_understood_at_once(filler: str) -> None:
    enormous = "a" + filler * 50_000 + "b"

    data, flags = understood(**{column: enormous for column in ALL_COLUMNS if column not in NEEDED})

    assert data.name == "Espace numérique"
    assert {flag.field for flag in flags} >= {"telephone", "courriels", "pivot", "horaires"}


@given(cells=st.dictionaries(st.sampled_from(ALL_COLUMNS), st.text(max_size=40)))
@settings(max_examples=50)
def test_any_row_is_understood_or_refused(cells: dict[str, str]) -> None:
    with suppress(Unusable):
        data, _flags = understood(**cells)
        assert PlaceData.from_json(data.to_json()) == data


FIGURES = st.text(alphabet="0123456789.,:/-+ @Ee", max_size=20)


@given(cells=st.dictionaries(st.sampled_from(ALL_COLUMNS), FIGURES))
@settings(max_examples=50)
def test_any_row_of_figures_is_understood_or_refused(cells: dict[str, str]) -> None:
    with suppress(Unusable):
        understood(**cells)


@pytest.mark.parametrize("nothing", ["#REF!", "#DIV/0!", "idem", "XXX", "à compléter", "\\N"])
def test_what_says_nothing_is_shown_nowhere(nothing: str) -> None:
    texts = ("adresse", "complement_adresse", "presentation_resume", "presentation_detail")

    data, flags = understood(
        **dict.fromkeys((*texts, "structure_parente", "autres_formations_labels"), nothing),
        **dict.fromkeys(("horaires", "services", "typologie"), nothing),
    )

    assert (data.address, data.address_details, data.summary, data.description) == ("",) * 4
    assert (data.parent_structure, data.other_labels, data.hours_text) == ("", (), "")
    assert (data.terms, flags) == (frozenset(), [])
    with pytest.raises(Unusable):
        understood(nom=nothing)


def test_the_markup_of_a_page_is_taken_away_and_the_lines_stay() -> None:
    data, flags = understood(
        nom="L&apos;espace <b>numérique</b>",
        presentation_detail="<p>Aide &amp;amp; conseil&amp;nbsp;</p><p>moins de <5 ans</p>",
        labels_autres="Aide &amp; conseil;Fablab",
    )

    assert data.name == "L'espace numérique"
    assert data.description == "Aide & conseil\n\nmoins de <5 ans"
    assert data.other_labels == ("Aide & conseil", "Fablab")
    assert flags == []


@pytest.mark.parametrize("between", [", ", ",", "\n"])
def test_a_list_as_forms_write_it_is_read_where_all_of_it_is_known(between: str) -> None:
    care = "Handicaps mentaux : déficiences limitant les activités d'une personne"

    data, flags = understood(
        services=between.join(("Aide aux démarches administratives", "Accès à Internet")),
        publics_accueillis=between.join(("Étudiants", care)),
        typologie=between.join(("CCAS", "Préfecture, Sous-Préfecture", "MUNI")),
    )

    assert {term.code for term in data.terms} == {
        Audience.STUDENTS,
        Care.MENTAL,
        *("CCAS", "PREF", "MUNI"),
    }
    assert [flag.field for flag in flags] == ["services"]  # half of it is no value


def test_any_other_word_for_a_structure_is_flagged_and_dropped() -> None:
    data, flags = understood(typologie="Mairie|CCAS")

    assert data.terms == {Term(Field.TYPOLOGY, "CCAS")}
    assert flagged(flags) == [("typologie", "Mairie|CCAS")]


def test_a_mailbox_that_bears_the_name_of_the_place_is_no_persons() -> None:
    _data, flags = understood(nom="Atelier du Moulin", courriels="le.moulin@orange.fr")
    _data, others = understood(nom="Atelier du Moulin", courriels="camille@orange.fr")

    assert flags == []
    assert [flag.field for flag in others] == ["courriels"]


@pytest.mark.parametrize(
    ("given", "identifier"), [("a1", "a1"), ("0", "0"), ("", "espace"), ("NC", "espace")]
)
def test_a_row_that_does_not_name_itself_is_named_after_its_place(
    given: str, identifier: str
) -> None:
    assert identify({"id": given, "nom": "Espace"}) == identifier


@given(data=PLACES)
def test_what_we_export_reads_back_with_no_change(data: PlaceData) -> None:
    town("Saintes")

    row = exported(data)

    assert understand(row, dated_on=DATED_ON, gazetteer=load_gazetteer()) == (data, [])
    assert identify(row) == row["id"]
