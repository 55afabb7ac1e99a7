"""What may happen to a label: made, described anew, given, renewed, withdrawn.

What was seen and why a label was taken back may speak of someone: the journal holds neither.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from maillage.accounts.actions.turn import free_slug, take_turn
from maillage.accounts.models import Award, Label, Organisation, User
from maillage.journal.actions import Actor, Fact, record
from maillage.lib.text import search_name
from maillage.territory.models import Sector

ANCT = "Agence nationale de la cohésion des territoires"
LONGEST_STEM = 45  # of a slug: a number may follow


class LabelError(ValueError):
    """Something that may not happen to a label."""


class NameTaken(LabelError):
    """Another label bears this name, give or take an accent."""


class HolderIsFixed(LabelError):
    """Once a label was given, those whom it is for do not change."""


class ClosedOrganisation(LabelError):
    """A closed organisation receives nothing more."""


class UserMissing(LabelError):
    """The label is for people, and nobody was named."""


class UserUnexpected(LabelError):
    """The label is for organisations, and somebody was named."""


class NotAMember(LabelError):
    """The person holds no role in the organisation."""


class EndsTooSoon(LabelError):
    """The end is not after the start."""


class AlreadyHeld(LabelError):
    """The holder has the same label on some of these days."""

    def __init__(self, award: Award) -> None:
        super().__init__(award)
        self.award = award


class AlreadyWithdrawn(LabelError):
    """The label was taken back."""


class NoEnd(LabelError):
    """The label is held without end: there is nothing to renew."""


class NotHeldThen(LabelError):
    """The label begins after that day, or is over."""


@dataclass(frozen=True, kw_only=True)
class LabelWords:
    """A label as the coordination describes it; see models.Label."""

    name: str
    issuer: str = ""
    is_for_users: bool = False
    months: int | None = None


# Those that mediation works with everywhere, or in the territories that wrote this software.
# Who issues the local ones is for each territory to say.
USUAL_LABELS = (
    LabelWords(name="Pass numérique : structure de médiation"),
    LabelWords(name="Pass numérique : structure relais"),
    LabelWords(name="Aidants Connect", issuer=ANCT, is_for_users=True),
    LabelWords(name="France services", issuer=ANCT),
    LabelWords(name="Conseiller numérique", issuer=ANCT, is_for_users=True, months=12),
    LabelWords(name="LAM, lieu d’accès multimédia"),
)


def create_label(said: LabelWords, *, by: Actor, now: datetime) -> Label:
    """Raises NameTaken."""
    with transaction.atomic():
        take_turn(Label)
        _refuse_name(said.name)
        slug = free_slug(_stem(said.name), model=Label)
        label = Label.objects.create(slug=slug, **asdict(said))
        _record_label("create_label", label, by=by, now=now)
    return label


def ready_labels(*, by: Actor, now: datetime) -> list[Label]:
    """Make those of USUAL_LABELS that were never made; give those made."""
    with transaction.atomic():
        take_turn(Label)
        known = set(Label.objects.values_list("slug", flat=True))
        known |= {_stem(label.name) for label in Label.objects.all()}
        missing = [said for said in USUAL_LABELS if _stem(said.name) not in known]
        return [create_label(said, by=by, now=now) for said in missing]


def change_label(label: Label, said: LabelWords, *, by: Actor, now: datetime) -> bool:
    """Describe a label anew; tell whether anything changed. Those given keep their dates.

    Raises NameTaken, HolderIsFixed.
    """
    with transaction.atomic():
        take_turn(Label)
        label.refresh_from_db()
        changed = [name for name, value in asdict(said).items() if getattr(label, name) != value]
        if not changed:
            return False
        _refuse_name(said.name, but=label)
        if "is_for_users" in changed and label.awards.exists():
            raise HolderIsFixed
        for name in changed:
            setattr(label, name, getattr(said, name))
        label.save(update_fields=changed)
        _record_label("change_label", label, by=by, now=now, changed=changed)
    return True


def give_label(
    label: Label,
    *,
    organisation: Organisation,
    user: User | None = None,
    sectors: Iterable[Sector] = (),
    starts_on: date,
    ends_on: date | None = None,
    evidence: str = "",
    by: Actor,
    now: datetime,
) -> Award:
    """Give a label to an organisation, or to someone of it, until the label's usual end or another.

    Raises ClosedOrganisation, UserMissing, UserUnexpected, NotAMember, EndsTooSoon, AlreadyHeld.
    """
    award = Award(
        label=label,
        organisation=organisation,
        user=user,
        starts_on=starts_on,
        ends_on=ends_on or usual_end(label, starts_on=starts_on),
        evidence=evidence,
    )
    _give("give_label", award, sectors=sectors, by=by, now=now)
    return award


def renew(
    award: Award, *, ends_on: date | None = None, evidence: str = "", by: Actor, now: datetime
) -> Award:
    """Give the label again, for the same sectors, from the day it ends, or today if it is over.

    Raises AlreadyWithdrawn, NoEnd, and what give_label does.
    """
    with transaction.atomic():
        held = _locked(award)
        if held.withdrawn_on:
            raise AlreadyWithdrawn
        starts_on = renewal_start(held, day=timezone.localdate(now))
        renewed = Award(
            label=held.label,
            organisation=held.organisation,
            user=held.user,
            starts_on=starts_on,
            ends_on=ends_on or usual_end(held.label, starts_on=starts_on),
            evidence=evidence,
        )
        _give("renew_award", renewed, sectors=held.sectors.all(), by=by, now=now)
    return renewed


def withdraw_award(award: Award, *, on: date, reason: str, by: Actor, now: datetime) -> None:
    """Take a label back from a day on, that of its start included.

    Raises AlreadyWithdrawn, NotHeldThen.
    """
    with transaction.atomic():
        held = _locked(award)
        if held.withdrawn_on:
            raise AlreadyWithdrawn
        if not held.starts_on <= on < (held.ends_on or date.max):
            raise NotHeldThen
        held.withdrawn_on, held.withdrawal_reason = on, reason
        held.save(update_fields=["withdrawn_on", "withdrawal_reason"])
        _record_award("withdraw_award", held, by=by, now=now)


def renewal_start(award: Award, *, day: date) -> date:
    """Raises NoEnd."""
    if award.ends_on is None:
        raise NoEnd
    return max(award.ends_on, day)


def usual_end(label: Label, *, starts_on: date) -> date | None:
    """The same day of the month, so many months later, or the last of a shorter month.

    31 August 2026 and 6 months: 28 February 2027.
    """
    if label.months is None:
        return None
    years, month = divmod(starts_on.month - 1 + label.months, 12)
    year = starts_on.year + years
    return date(year, month + 1, min(starts_on.day, monthrange(year, month + 1)[1]))


def _give(verb: str, award: Award, *, sectors: Iterable[Sector], by: Actor, now: datetime) -> None:
    """Keep an award that nothing forbids. Two at once wait for one another on their holder."""
    with transaction.atomic():
        organisations = Organisation.objects.select_for_update(of=("self",))
        award.organisation = organisations.get(pk=award.organisation_id)
        if award.user_id:  # who may work for two organisations
            award.user = User.objects.select_for_update(of=("self",)).get(pk=award.user_id)
        _refuse(award)
        award.save()
        award.sectors.set(sectors)
        _record_award(verb, award, by=by, now=now)


def _refuse(award: Award) -> None:
    if award.organisation.closed_at:
        raise ClosedOrganisation
    if award.label.is_for_users and award.user is None:
        raise UserMissing
    if award.user and not award.label.is_for_users:
        raise UserUnexpected
    if award.user and not _is_member(award.user, of=award.organisation):
        raise NotAMember
    if award.ends_on and award.ends_on <= award.starts_on:
        raise EndsTooSoon
    for other in _of_the_same_holder(award):
        if _overlap(award, other):
            raise AlreadyHeld(other)


def _is_member(user: User, *, of: Organisation) -> bool:
    return user.memberships.live().filter(organisation=of).exists()


def _of_the_same_holder(award: Award) -> Iterable[Award]:
    if award.user:
        return award.label.awards.filter(user=award.user)
    return award.label.awards.filter(organisation=award.organisation)


def _overlap(one: Award, other: Award) -> bool:
    """Tell whether some day is of both."""
    starts_on = max(one.starts_on, other.starts_on)
    return starts_on < min(_over_on(one), _over_on(other))


def _over_on(award: Award) -> date:
    return min(award.ends_on or date.max, award.withdrawn_on or date.max)


def _locked(award: Award) -> Award:
    awards = Award.objects.select_related("label", "organisation", "user")
    return awards.select_for_update(of=("self",)).get(pk=award.pk)


def _refuse_name(name: str, *, but: Label | None = None) -> None:
    named = [label for label in Label.objects.all() if search_name(label.name) == search_name(name)]
    if any(label != but for label in named):
        raise NameTaken


def _stem(name: str) -> str:
    return slugify(search_name(name))[:LONGEST_STEM]


def _record_label(
    verb: str, label: Label, *, by: Actor, now: datetime, changed: Sequence[Fact] = ()
) -> None:
    record(
        act=f"accounts.{verb}",
        subject_kind=Label._meta.label,
        subject=str(label.pk),
        by=by,
        now=now,
        facts={"label": label.slug, "changed": changed},
    )


def _record_award(verb: str, award: Award, *, by: Actor, now: datetime) -> None:
    record(
        act=f"accounts.{verb}",
        subject_kind=Award._meta.label,
        subject=str(award.pk),
        by=by,
        now=now,
        facts={
            "label": award.label.slug,
            "organisation": award.organisation_id,
            "user": award.user_id,
            "starts_on": award.starts_on.isoformat(),
            "ends_on": award.ends_on.isoformat() if award.ends_on else None,
            "withdrawn_on": award.withdrawn_on.isoformat() if award.withdrawn_on else None,
        },
    )
