from datetime import datetime, timedelta

import pytest

from maillage.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from maillage.accounts.queries import members as queries

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)


@pytest.fixture
def ccas(db: None, now: datetime) -> Organisation:
    return organisation("CCAS", now=now)


def organisation(
    name: str, *, now: datetime, parent: Organisation | None = None, kind: str = ""
) -> Organisation:
    made = Organisation.objects.create(
        name=name, slug=name.lower(), parent=parent, created_at=now - 3 * YEAR
    )
    if kind:
        OrganisationKind.objects.create(organisation=made, kind=kind)
    return made


def held(
    name: str,
    *,
    now: datetime,
    at: Organisation | None = None,
    role: Role = Role.MANAGER,
    password: str | None = None,
    **values: datetime,
) -> Membership:
    user = User.objects.filter(name=name).first() or User.objects.create_user(
        f"{name.lower()}@example.org", password, name=name
    )
    return Membership.objects.create(
        user=user, role=role, organisation=at, **{"created_at": now} | values
    )


def names(roles: object) -> list[str]:
    return [membership.user.name for membership in roles]


# --- What is held, what is to be reviewed ---


def test_the_members_of_an_organisation_are_those_of_today_by_name(
    ccas: Organisation, now: datetime, django_assert_num_queries
) -> None:
    for name in ("Zoé", "Alix"):
        held(name, now=now, at=ccas)
    held("Parti", now=now, at=ccas, ended_at=now)
    held("Ailleurs", now=now, at=organisation("Autre", now=now))

    with django_assert_num_queries(1):
        assert names(queries.members_of(ccas)) == ["Alix", "Zoé"]


@pytest.mark.parametrize(
    ("values", "is_due"),
    [
        ({}, False),
        ({"created_at": YEAR}, False),
        ({"created_at": YEAR + timedelta(seconds=1)}, True),
        ({"created_at": 2 * YEAR, "reviewed_at": YEAR}, False),
        ({"created_at": 3 * YEAR, "reviewed_at": 2 * YEAR}, True),
    ],
    ids=[
        "given today",
        "one year to the second",
        "over a year",
        "confirmed since",
        "confirmed long ago",
    ],
)
def test_a_role_is_to_be_reviewed_a_year_after_somebody_looked_at_it(
    ccas: Organisation, now: datetime, values: dict[str, timedelta], is_due: bool
) -> None:
    ago = {name: now - age for name, age in values.items()}
    held("Alix", now=now, at=ccas, **ago)

    assert names(queries.to_review(now=now)) == ["Alix"] * is_due


def test_what_was_ended_is_not_reviewed(ccas: Organisation, now: datetime) -> None:
    held("Alix", now=now, at=ccas, created_at=now - 2 * YEAR, ended_at=now)

    assert not queries.to_review(now=now)


def test_the_review_of_one_organisation_is_its_own(ccas: Organisation, now: datetime) -> None:
    for name, where in (("Alix", ccas), ("Zoé", organisation("Autre", now=now)), ("Cléo", None)):
        role = Role.MANAGER if where else Role.COORDINATION
        held(name, now=now, at=where, role=role, created_at=now - 2 * YEAR)

    assert names(queries.to_review(now=now)) == ["Alix", "Cléo", "Zoé"]
    assert names(queries.to_review(now=now, organisation=ccas)) == ["Alix"]


def test_what_is_to_be_reviewed_comes_first(ccas: Organisation, now: datetime) -> None:
    for name, age in (("Alix", 0), ("Zoé", 2), ("Billie", 0), ("Cléo", 3)):
        held(name, now=now, at=ccas, created_at=now - age * YEAR)

    roles = queries.with_review(queries.members_of(ccas), now=now)

    assert [(membership.user.name, membership.is_due) for membership in roles] == [
        ("Cléo", True),
        ("Zoé", True),
        ("Alix", False),
        ("Billie", False),
    ]


# --- Who looks after whom ---


@pytest.fixture
def cast(ccas: Organisation, now: datetime) -> dict[str, Membership]:
    """Two organisations, one below the first, and who works for each."""
    library = organisation("Médiathèque", now=now, parent=ccas)
    elsewhere = organisation("Ailleurs", now=now)
    return {
        "boss": held("Boss", now=now, at=ccas),
        "colleague": held("Collègue", now=now, at=ccas),
        "librarian": held("Bibliothécaire", now=now, at=library),
        "guest": held("Invitée", now=now, at=ccas, role=Role.COORDINATION),
        "neighbour": held("Voisine", now=now, at=elsewhere),
        "coordination": held("Coordination", now=now, role=Role.COORDINATION),
    }


def keys(cast: dict[str, Membership], roles: object) -> set[str]:
    by_pk = {membership.pk: name for name, membership in cast.items()}
    return {by_pk[membership.pk] for membership in roles}


def test_the_coordination_looks_after_everyone(cast: dict[str, Membership]) -> None:
    user = cast["coordination"].user

    assert keys(cast, queries.seen_by(user)) == keys(cast, queries.kept_by(user)) == set(cast)


def test_a_manager_sees_her_organisations_and_answers_neither_for_herself_nor_for_the_coordination(
    cast: dict[str, Membership],
) -> None:
    user = cast["boss"].user

    assert keys(cast, queries.seen_by(user)) == {"boss", "colleague", "librarian", "guest"}
    assert keys(cast, queries.kept_by(user)) == {"colleague", "librarian"}


def test_who_manages_a_part_does_not_reach_the_whole(cast: dict[str, Membership]) -> None:
    user = cast["librarian"].user

    assert keys(cast, queries.seen_by(user)) == {"librarian"}
    assert not queries.kept_by(user)


def test_who_left_sees_nobody(cast: dict[str, Membership], now: datetime) -> None:
    Membership.objects.filter(pk=cast["boss"].pk).update(ended_at=now)

    assert not queries.seen_by(cast["boss"].user)
    assert not queries.kept_by(cast["boss"].user)


def test_a_link_is_sent_again_only_to_who_has_no_password(cast: dict[str, Membership]) -> None:
    colleague = cast["colleague"].user
    colleague.set_password("lavande tracteur nuage")
    colleague.save()

    invited = queries.invited_by(cast["boss"].user)

    assert keys(cast, invited) == {"librarian"}
    assert keys(cast, queries.invited_by(cast["coordination"].user)) == set(cast) - {"colleague"}


@pytest.mark.parametrize("role", Role)
def test_no_link_opens_to_a_manager_what_she_does_not_keep(
    cast: dict[str, Membership], now: datetime, role: Role
) -> None:
    elsewhere = cast["neighbour"].organisation
    held("Collègue", now=now, at=None if role is Role.COORDINATION else elsewhere, role=role)

    assert keys(cast, queries.invited_by(cast["boss"].user)) == {"librarian"}


def test_what_a_person_no_longer_holds_prevents_no_link(
    cast: dict[str, Membership], now: datetime
) -> None:
    held("Collègue", now=now, role=Role.COORDINATION, ended_at=now)

    assert "colleague" in keys(cast, queries.invited_by(cast["boss"].user))


def test_no_link_goes_to_a_closed_account(cast: dict[str, Membership]) -> None:
    User.objects.filter(pk=cast["colleague"].user_id).update(is_active=False)

    assert "colleague" not in keys(cast, queries.invited_by(cast["boss"].user))


@pytest.mark.parametrize(
    ("who", "kind", "given"),
    [
        ("boss", "", ["manager"]),
        ("boss", "coordination", ["manager"]),
        ("coordination", "", ["manager"]),
        ("coordination", "donor", ["manager"]),
        ("coordination", "coordination", ["manager", "coordination"]),
    ],
)
def test_only_the_coordination_names_another_and_only_in_a_body_that_coordinates(
    cast: dict[str, Membership], now: datetime, who: str, kind: str, given: list[str]
) -> None:
    ccas = cast["boss"].organisation
    if kind:
        OrganisationKind.objects.create(organisation=ccas, kind=kind)

    assert queries.roles_given_by(cast[who].user, ccas) == given


# --- Reading ---


def test_someone_reads_what_she_holds_then_what_she_held_the_latest_first(
    ccas: Organisation, now: datetime
) -> None:
    first = held("Alix", now=now, at=ccas, created_at=now - 3 * YEAR, ended_at=now - 2 * YEAR)
    last = held("Alix", now=now, at=ccas, created_at=now - 3 * YEAR, ended_at=now - YEAR)
    today = held("Alix", now=now, at=ccas)
    held("Zoé", now=now, at=ccas)

    assert list(queries.roles_of_hers(today.user)) == [today, last, first]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["Cléo", "Zoé"]),
        ("  ", ["Cléo", "Zoé"]),
        ("zoe", ["Zoé"]),
        ("ZOÉ mediatheque", ["Zoé"]),
        ("zoe@example.org", ["Zoé"]),
        ("example", ["Cléo", "Zoé"]),
        ("cleo mediatheque", []),
        ("%", ["Cléo", "Zoé"]),
    ],
)
def test_roles_answer_to_words_whatever_the_accents(
    now: datetime, text: str, found: list[str]
) -> None:
    held("Zoé", now=now, at=organisation("Médiathèque", now=now))
    held("Cléo", now=now, role=Role.COORDINATION)
    User.objects.filter(name="Zoé").update(email="zoe@example.org")

    roles = queries.answering(Membership.objects.order_by("user__name"), text=text)

    assert names(roles) == found
