"""What may happen to a label: nobody holds one twice on the same day."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from maillage.accounts.actions.labels import (
    USUAL_LABELS,
    AlreadyHeld,
    AlreadyWithdrawn,
    ClosedOrganisation,
    EndsTooSoon,
    HolderIsFixed,
    LabelError,
    LabelWords,
    NameTaken,
    NoEnd,
    NotAMember,
    NotHeldThen,
    UserMissing,
    UserUnexpected,
    change_label,
    create_label,
    give_label,
    ready_labels,
    renew,
    usual_end,
    withdraw_award,
)
from maillage.accounts.models import Award, Label, Membership, Organisation, Role, User
from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.territory.models import Sector

pytestmark = pytest.mark.django_db

BY = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")
EMAIL = "agente@example.org"
TODAY = date(2026, 11, 24)


@pytest.fixture
def relay(db: None) -> Label:
    return Label.objects.create(slug="relais", name="Relais", months=12)


@pytest.fixture
def habilitation(db: None) -> Label:
    return Label.objects.create(slug="aidants", name="Aidants Connect", is_for_users=True)


@pytest.fixture
def library(db: None, now: datetime) -> Organisation:
    return Organisation.objects.create(slug="biblio", name="Bibliothèque", created_at=now)


@pytest.fixture
def librarian(library: Organisation, now: datetime) -> User:
    user = User.objects.create_user(EMAIL, name="Agente")
    member(user, of=library, since=now)
    return user


def member(user: User, *, of: Organisation, since: datetime) -> Membership:
    return Membership.objects.create(
        user=user, role=Role.MANAGER, organisation=of, created_at=since
    )


def give(label: Label, *, to: Organisation, now: datetime, **values: Any) -> Award:
    """Give it from today on, unless told otherwise."""
    return give_label(label, organisation=to, **{"starts_on": TODAY} | values, by=BY, now=now)


def line(verb: str) -> Entry:
    """The only line of the journal about such an act."""
    return Entry.objects.get(act=f"accounts.{verb}")


# --- Labels ---


def test_a_label_is_made_with_a_page_named_after_it(now: datetime) -> None:
    said = LabelWords(name="Lieu d’accueil", issuer="Le département", months=24)

    label = create_label(said, by=BY, now=now)

    label.refresh_from_db()
    assert (label.slug, label.name, label.issuer) == (
        "lieu-d-accueil",
        "Lieu d’accueil",
        "Le département",
    )
    assert (label.is_for_users, label.months) == (False, 24)
    assert line("create_label").subject == str(label.pk)


@pytest.mark.parametrize("name", ["Relais", "RELAIS", " relais "])
def test_two_labels_never_bear_one_name(relay: Label, now: datetime, name: str) -> None:
    with pytest.raises(NameTaken):
        create_label(LabelWords(name=name), by=BY, now=now)

    assert Label.objects.get() == relay
    assert not Entry.objects.exists()


def test_a_name_given_up_may_be_taken_and_its_page_stays_where_it_was(
    relay: Label, now: datetime
) -> None:
    change_label(relay, LabelWords(name="Structure relais", months=12), by=BY, now=now)

    other = create_label(LabelWords(name="Relais"), by=BY, now=now)

    relay.refresh_from_db()
    assert (relay.slug, other.slug) == ("relais", "relais-2")


@pytest.mark.parametrize("name", ["Nouveau", "!", "x" * 100, "St " * 33])
def test_every_name_makes_a_page_that_can_be_reached(name: str, now: datetime) -> None:
    label = create_label(LabelWords(name=name), by=BY, now=now)

    assert label.slug not in ("", "nouveau")
    assert len(label.slug) <= 50


def test_describing_a_label_anew_says_what_changed(relay: Label, now: datetime) -> None:
    said = LabelWords(name="Relais", issuer="Le département", months=24)

    changed = [change_label(relay, said, by=BY, now=now) for _time in range(2)]

    relay.refresh_from_db()
    assert changed == [True, False]
    assert (relay.issuer, relay.months) == ("Le département", 24)
    assert line("change_label").facts == {"label": "relais", "changed": ["issuer", "months"]}


def test_a_label_may_change_the_spelling_of_its_own_name(relay: Label, now: datetime) -> None:
    assert change_label(relay, LabelWords(name="RELAIS", months=12), by=BY, now=now)


def test_a_label_does_not_take_the_name_of_another(relay: Label, now: datetime) -> None:
    other = Label.objects.create(slug="autre", name="Autre")

    with pytest.raises(NameTaken):
        change_label(other, LabelWords(name="relais"), by=BY, now=now)


def test_whom_a_label_is_for_changes_until_it_was_given(
    relay: Label, library: Organisation, now: datetime
) -> None:
    for_users = LabelWords(name="Relais", is_for_users=True, months=12)
    change_label(relay, for_users, by=BY, now=now)
    change_label(relay, LabelWords(name="Relais", months=12), by=BY, now=now)
    give(relay, to=library, now=now)

    with pytest.raises(HolderIsFixed):
        change_label(relay, for_users, by=BY, now=now)

    assert not Label.objects.get().is_for_users


def test_the_usual_labels_are_made_once(now: datetime) -> None:
    Label.objects.create(slug="fs", name="France Services")

    made = [ready_labels(by=BY, now=now) for _time in range(2)]

    assert [len(labels) for labels in made] == [len(USUAL_LABELS) - 1, 0]
    assert Label.objects.filter(is_for_users=True).count() == 2
    assert "lam-lieu-d-acces-multimedia" in {label.slug for label in made[0]}


def test_a_usual_label_that_was_renamed_is_not_made_again(now: datetime) -> None:
    ready_labels(by=BY, now=now)
    change_label(Label.objects.get(slug="aidants-connect"), LabelWords(name="AC"), by=BY, now=now)

    assert ready_labels(by=BY, now=now) == []


# --- Giving ---


@pytest.mark.parametrize(
    ("starts_on", "months", "ends_on"),
    [
        (date(2026, 11, 24), 12, date(2027, 11, 24)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 24), None, None),
    ],
)
def test_a_label_lasts_so_many_months_to_the_day(
    starts_on: date, months: int | None, ends_on: date | None
) -> None:
    assert usual_end(Label(months=months), starts_on=starts_on) == ends_on


@given(starts_on=some.dates(date(2000, 1, 1), date(2099, 12, 31)), months=some.integers(1, 120))
def test_the_usual_end_falls_in_the_right_month_and_never_later_in_it(
    starts_on: date, months: int
) -> None:
    ends_on = usual_end(Label(months=months), starts_on=starts_on)

    assert ends_on
    passed = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    assert passed == months
    assert ends_on.day == starts_on.day or (ends_on + timedelta(days=1)).day == 1


def test_an_organisation_receives_a_label_for_its_usual_time(
    relay: Label, library: Organisation, now: datetime
) -> None:
    sector = Sector.objects.create(kind="delegation", name="Saintonge", slug="saintonge")

    award = give(relay, to=library, sectors=[sector], evidence="Dossier 12", now=now)

    award.refresh_from_db()
    assert (award.starts_on, award.ends_on) == (TODAY, date(2027, 11, 24))
    assert (award.organisation, award.user, award.evidence) == (library, None, "Dossier 12")
    assert list(award.sectors.all()) == [sector]
    assert line("give_label").subject == str(award.pk)


def test_a_label_may_be_given_until_another_day(
    relay: Label, library: Organisation, now: datetime
) -> None:
    ends_on = date(2027, 1, 1)

    award = give(relay, to=library, ends_on=ends_on, now=now)

    assert award.ends_on == ends_on


def test_someone_of_an_organisation_is_habilitated(
    habilitation: Label, library: Organisation, librarian: User, now: datetime
) -> None:
    award = give(habilitation, to=library, user=librarian, now=now)

    assert (award.user, award.ends_on) == (librarian, None)


def test_the_journal_holds_neither_names_nor_what_was_seen_or_said(
    habilitation: Label, library: Organisation, librarian: User, now: datetime
) -> None:
    award = give(habilitation, to=library, user=librarian, evidence="Attestation secrète", now=now)
    withdraw_award(award, on=TODAY, reason="Motif secret", by=BY, now=now)

    written = " ".join(str(entry.facts) for entry in Entry.objects.all())
    assert not any(word in written for word in (EMAIL, "Agente", "secrète", "secret"))
    assert line("withdraw_award").facts == {
        "label": "aidants",
        "organisation": library.pk,
        "user": librarian.pk,
        "starts_on": "2026-11-24",
        "ends_on": None,
        "withdrawn_on": "2026-11-24",
    }


def test_a_label_for_people_is_not_given_to_an_organisation(
    habilitation: Label, library: Organisation, now: datetime
) -> None:
    with pytest.raises(UserMissing):
        give(habilitation, to=library, now=now)


def test_a_label_for_organisations_is_not_given_to_someone(
    relay: Label, library: Organisation, librarian: User, now: datetime
) -> None:
    with pytest.raises(UserUnexpected):
        give(relay, to=library, user=librarian, now=now)


def test_someone_who_left_is_not_habilitated(
    habilitation: Label, library: Organisation, librarian: User, now: datetime
) -> None:
    librarian.memberships.update(ended_at=now)

    with pytest.raises(NotAMember):
        give(habilitation, to=library, user=librarian, now=now)


def test_a_closed_organisation_receives_nothing(
    relay: Label, library: Organisation, now: datetime
) -> None:
    Organisation.objects.update(closed_at=now)  # after the page was shown

    with pytest.raises(ClosedOrganisation):
        give(relay, to=library, now=now)


def test_a_label_ends_after_it_starts(relay: Label, library: Organisation, now: datetime) -> None:
    with pytest.raises(EndsTooSoon):
        give(relay, to=library, ends_on=TODAY, now=now)

    assert not Award.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2027, 5, 31), date(2027, 7, 1)),  # over its start
        (date(2027, 7, 1), date(2027, 7, 2)),  # inside
        (date(2027, 12, 31), date(2028, 7, 1)),  # over its end
        (date(2027, 1, 1), date(2029, 1, 1)),  # around
    ],
)
def test_a_holder_has_a_label_once_on_any_day(
    relay: Label, library: Organisation, now: datetime, starts_on: date, ends_on: date
) -> None:
    held = give(relay, to=library, starts_on=date(2027, 6, 1), ends_on=date(2028, 1, 1), now=now)

    with pytest.raises(AlreadyHeld) as refusal:
        give(relay, to=library, starts_on=starts_on, ends_on=ends_on, now=now)

    assert refusal.value.award == held


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2027, 5, 1), date(2027, 6, 1)), (date(2028, 1, 1), date(2028, 2, 1))],
)
def test_a_label_may_be_held_right_before_or_after(
    relay: Label, library: Organisation, now: datetime, starts_on: date, ends_on: date
) -> None:
    period = {"starts_on": date(2027, 6, 1), "ends_on": date(2028, 1, 1)}
    give(relay, to=library, **period, now=now)

    give(relay, to=library, starts_on=starts_on, ends_on=ends_on, now=now)

    assert Award.objects.count() == 2


def test_another_label_or_another_holder_does_not_matter(
    relay: Label, library: Organisation, now: datetime
) -> None:
    other_label = Label.objects.create(slug="autre", name="Autre")
    other = Organisation.objects.create(slug="autre", name="Autre", created_at=now)
    give(relay, to=library, now=now)

    give(other_label, to=library, now=now)
    give(relay, to=other, now=now)

    assert Award.objects.count() == 3


def test_someone_of_two_organisations_is_habilitated_once(
    habilitation: Label, library: Organisation, librarian: User, now: datetime
) -> None:
    other = Organisation.objects.create(slug="autre", name="Autre", created_at=now)
    member(librarian, of=other, since=now)
    give(habilitation, to=library, user=librarian, now=now)

    with pytest.raises(AlreadyHeld):
        give(habilitation, to=other, user=librarian, now=now)


def test_a_withdrawn_label_may_be_given_again_from_that_day(
    relay: Label, library: Organisation, now: datetime
) -> None:
    award = give(relay, to=library, now=now)
    tomorrow = TODAY + timedelta(days=1)
    withdraw_award(award, on=tomorrow, reason="Fin de l’activité", by=BY, now=now)

    give(relay, to=library, starts_on=tomorrow, now=now)

    with pytest.raises(AlreadyHeld):
        give(relay, to=library, starts_on=tomorrow, now=now)


def test_a_label_that_never_began_stands_in_nobodys_way(
    relay: Label, library: Organisation, now: datetime
) -> None:
    later = TODAY + timedelta(days=30)
    award = give(relay, to=library, starts_on=later, now=now)
    withdraw_award(award, on=later, reason="Erreur de saisie", by=BY, now=now)

    give(relay, to=library, now=now)

    assert Award.objects.in_force(later).count() == 1


class TestWhateverIsAsked(TestCase):
    @settings(max_examples=30)
    @given(
        asked=some.lists(
            some.tuples(some.integers(0, 20), some.integers(1, 15), some.integers(-1, 15)),
            max_size=8,
        )
    )
    def test_no_day_is_ever_of_two_lines(self, asked: list[tuple[int, int, int]]) -> None:
        now = datetime.fromisoformat("2026-11-24T10:00:00+01:00")
        library = Organisation.objects.create(slug="biblio", name="Bibliothèque", created_at=now)
        relay = Label.objects.create(slug="relais", name="Relais")

        for start, length, withdrawn_after in asked:
            starts_on = TODAY + timedelta(days=start)
            try:
                award = give(
                    relay,
                    to=library,
                    starts_on=starts_on,
                    ends_on=starts_on + timedelta(days=length),
                    now=now,
                )
                withdrawn_on = starts_on + timedelta(days=withdrawn_after)
                withdraw_award(award, on=withdrawn_on, reason="Essai", by=BY, now=now)
            except LabelError:
                continue

        for day in range(40):
            assert Award.objects.in_force(TODAY + timedelta(days=day)).count() <= 1


# --- Renewing ---


def test_a_label_is_renewed_from_the_day_it_ends(
    relay: Label, library: Organisation, now: datetime
) -> None:
    sector = Sector.objects.create(kind="delegation", name="Saintonge", slug="saintonge")
    award = give(relay, to=library, sectors=[sector], starts_on=date(2026, 1, 1), now=now)

    renewed = renew(award, evidence="Dossier 13", by=BY, now=now)

    assert (renewed.starts_on, renewed.ends_on) == (date(2027, 1, 1), date(2028, 1, 1))
    assert list(renewed.sectors.all()) == [sector]
    assert renewed.evidence == "Dossier 13"
    award.refresh_from_db()
    assert (award.ends_on, award.evidence) == (date(2027, 1, 1), "")
    assert line("renew_award").subject == str(renewed.pk)


def test_a_label_that_is_over_is_renewed_from_today(
    relay: Label, library: Organisation, now: datetime
) -> None:
    award = give(relay, to=library, starts_on=date(2024, 1, 1), now=now)

    renewed = renew(award, ends_on=date(2027, 1, 1), by=BY, now=now)

    assert (renewed.starts_on, renewed.ends_on) == (TODAY, date(2027, 1, 1))


def test_a_habilitation_is_renewed_for_the_same_person(
    habilitation: Label, library: Organisation, librarian: User, now: datetime
) -> None:
    award = give(habilitation, to=library, user=librarian, ends_on=date(2027, 1, 1), now=now)

    renewed = renew(award, by=BY, now=now)

    assert (renewed.user, renewed.starts_on) == (librarian, date(2027, 1, 1))


def test_a_label_is_renewed_once(relay: Label, library: Organisation, now: datetime) -> None:
    award = give(relay, to=library, now=now)
    renew(award, by=BY, now=now)

    with pytest.raises(AlreadyHeld):
        renew(award, by=BY, now=now)

    assert Award.objects.count() == 2


def test_what_has_no_end_is_not_renewed(library: Organisation, now: datetime) -> None:
    label = Label.objects.create(slug="fs", name="France services")
    award = give(label, to=library, now=now)

    with pytest.raises(NoEnd):
        renew(award, by=BY, now=now)


def test_what_was_withdrawn_is_not_renewed(
    relay: Label, library: Organisation, now: datetime
) -> None:
    award = give(relay, to=library, now=now)
    withdraw_award(award, on=TODAY, reason="Fermeture", by=BY, now=now)

    with pytest.raises(AlreadyWithdrawn):
        renew(award, by=BY, now=now)


# --- Withdrawing ---


def test_a_label_is_withdrawn_from_a_day_on(
    relay: Label, library: Organisation, now: datetime
) -> None:
    award = give(relay, to=library, now=now)
    on = TODAY + timedelta(days=10)

    withdraw_award(award, on=on, reason="Fermeture", by=BY, now=now)

    award.refresh_from_db()
    assert (award.withdrawn_on, award.withdrawal_reason) == (on, "Fermeture")
    assert Award.objects.in_force(on - timedelta(days=1)).exists()
    assert not Award.objects.in_force(on).exists()
    assert line("withdraw_award").subject == str(award.pk)


def test_a_label_is_withdrawn_once(relay: Label, library: Organisation, now: datetime) -> None:
    award = give(relay, to=library, now=now)
    withdraw_award(award, on=TODAY, reason="Fermeture", by=BY, now=now)

    with pytest.raises(AlreadyWithdrawn):
        withdraw_award(award, on=TODAY, reason="Autre", by=BY, now=now)

    award.refresh_from_db()
    assert award.withdrawal_reason == "Fermeture"


@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2027, 11, 24), date(2028, 1, 1)])
def test_a_label_is_withdrawn_on_a_day_when_it_is_held(
    relay: Label, library: Organisation, now: datetime, on: date
) -> None:
    award = give(relay, to=library, now=now)

    with pytest.raises(NotHeldThen):
        withdraw_award(award, on=on, reason="Fermeture", by=BY, now=now)


# --- Together ---


def given_by(person: int, *, label: Label, organisation: Organisation, now: datetime) -> bool:
    starts_on = TODAY + timedelta(days=person)
    try:
        give(label, to=organisation, starts_on=starts_on, now=now)
    except AlreadyHeld:
        return False
    return True


def one_after_the_other(give: Callable[[int], bool]) -> list[bool]:
    return [give(person) for person in range(2)]


def at_once(give: Callable[[int], bool]) -> list[bool]:
    both_ready = Barrier(2)

    def when_ready(person: int) -> bool:
        try:
            both_ready.wait(timeout=5)
            return give(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(when_ready, range(2), timeout=10))


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_give_a_label_at_the_very_same_time_one_is_told(now: datetime) -> None:
    # SQLite has one writer at a time: there, the second can only come after.
    races = {"postgresql": at_once, "sqlite": one_after_the_other}
    label = Label.objects.create(slug="relais", name="Relais")
    library = Organisation.objects.create(slug="biblio", name="Bibliothèque", created_at=now)

    answers = races[connection.vendor](
        partial(given_by, label=label, organisation=library, now=now)
    )

    assert sorted(answers) == [False, True]
    assert Award.objects.count() == 1


def test_an_act_that_fails_leaves_nothing(
    relay: Label, library: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(**values: object) -> None:
        raise IntegrityError

    monkeypatch.setattr("maillage.accounts.actions.labels.record", failing)

    with pytest.raises(IntegrityError):
        give(relay, to=library, now=now)

    assert not Award.objects.exists()


def test_a_label_given_by_mistake_may_be_given_again_the_same_day(
    relay: Label, library: Organisation, now: datetime
) -> None:
    mistake = give(relay, to=library, now=now)
    withdraw_award(mistake, on=TODAY, reason="donné par erreur", by=BY, now=now)

    again = give(relay, to=library, now=now)

    assert list(Award.objects.in_force(TODAY)) == [again]
