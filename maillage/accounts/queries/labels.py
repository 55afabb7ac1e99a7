"""Who holds which label, what ends soon, how far each délégation has come."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Award, AwardQuerySet, Label, Membership, Organisation
from maillage.territory.models import Sector

WARNED_DAYS = 60

BY_END = (F("ends_on").asc(nulls_last=True), "label__name", "organisation__name", "pk")


class State(TextChoices):
    """Where an award stands on a day."""

    IN_FORCE = "in_force", _("En vigueur")
    ENDING = "ending", _("Finit bientôt")
    TO_COME = "to_come", _("À venir")
    ENDED = "ended", _("Terminé")
    WITHDRAWN = "withdrawn", _("Retiré")
    LEFT = "left", _("A quitté l’organisation")


@dataclass(frozen=True)
class ShownAward:
    award: Award
    state: State
    may_be_renewed: bool

    @property
    def may_be_withdrawn(self) -> bool:
        is_over = self.state in (State.ENDED, State.WITHDRAWN)
        return not is_over and self.award.withdrawn_on is None


@dataclass(frozen=True)
class LabelCounts:
    label: Label
    held: int
    ending: int


@dataclass(frozen=True)
class SectorProgress:
    """Of those of a sector whom a label may concern, how many hold it."""

    sector: Sector
    concerned: int
    held: int

    @property
    def percent(self) -> int:
        """Rounded down: 100 says everyone."""
        return 100 * self.held // self.concerned if self.concerned else 0


def awards_of(organisation: Organisation, *, day: date) -> list[ShownAward]:
    """What an organisation and its people hold or held: by label, the newest first."""
    awards = _told(organisation.awards.all()).order_by("label__name", "-starts_on", "pk")
    return shown_awards(awards, day=day)


def holders(label: Label, *, day: date, sector: Sector | None = None) -> QuerySet[Award]:
    """Those who hold the label, the first to end first.

    In a sector: given for it, or given everywhere to an organisation whose commune is in it.
    """
    held = _held(day).filter(label=label)
    if sector:
        is_of_it = Q(sectors__isnull=True, organisation__commune__in=sector.communes.all())
        held = held.filter(Q(sectors=sector) | is_of_it)
    return _told(held).order_by(*BY_END)


def former_holders(label: Label, *, day: date) -> QuerySet[Award]:
    """The other lines of its history, those to come included, the newest first."""
    others = label.awards.exclude(pk__in=_held(day).values("pk"))
    return _told(others).order_by("-starts_on", "organisation__name", "pk")


def expiring(*, day: date, within_days: int = WARNED_DAYS) -> QuerySet[Award]:
    """What is held, ends within so many days and was not renewed: the first to end first."""
    return _told(_ending(day, within_days=within_days)).order_by(*BY_END)


def label_counts(*, day: date) -> list[LabelCounts]:
    """Every label, those of which the most will end first."""
    held = _count_by_label(_held(day))
    ending = _count_by_label(_ending(day, within_days=WARNED_DAYS))
    counts = [LabelCounts(one, held[one.pk], ending[one.pk]) for one in Label.objects.all()]
    return sorted(counts, key=lambda one: -one.ending)


def progress(label: Label, *, day: date) -> list[SectorProgress]:
    """One row for each délégation, by name.

    Concerned: the organisations whose commune is in it or, for a label for people, their members.
    """
    concerned, held = _concerned(label), _holding(label, day=day)
    return [
        SectorProgress(one, len(concerned[one.pk]), len(concerned[one.pk] & held[one.pk]))
        for one in Sector.objects.filter(kind=Sector.Kind.DELEGATION)
    ]


def shown_awards(awards: Iterable[Award], *, day: date) -> list[ShownAward]:
    """Say where each of them stands."""
    shown = list(awards)
    same = Award.objects.filter(pk__in=[award.pk for award in shown])
    renewed = set(same.filter(_is_renewed()).values_list("pk", flat=True))
    with_their_holder = set(same.filter(_is_with_its_holder()).values_list("pk", flat=True))
    return [
        _shown(
            award,
            day=day,
            is_renewed=award.pk in renewed,
            has_left=award.pk not in with_their_holder,
        )
        for award in shown
    ]


def _shown(award: Award, *, day: date, is_renewed: bool, has_left: bool) -> ShownAward:
    state = _state(award, day=day, is_renewed=is_renewed, has_left=has_left)
    may_be_renewed = state is State.ENDING or (
        state is State.ENDED and not (is_renewed or has_left or award.withdrawn_on)
    )
    return ShownAward(award, state, may_be_renewed)


def _state(award: Award, *, day: date, is_renewed: bool, has_left: bool) -> State:
    if award.withdrawn_on and award.withdrawn_on <= day:
        return State.WITHDRAWN
    if award.ends_on and award.ends_on <= day:
        return State.ENDED
    if has_left:
        return State.LEFT
    if award.starts_on > day:
        return State.TO_COME
    is_followed = is_renewed or award.withdrawn_on is not None
    if award.ends_on and award.ends_on <= _warned_until(day) and not is_followed:
        return State.ENDING
    return State.IN_FORCE


def _warned_until(day: date, *, within_days: int = WARNED_DAYS) -> date:
    return day + timedelta(days=within_days)


def _told(awards: QuerySet[Award]) -> QuerySet[Award]:
    """With all that a line says."""
    return awards.select_related("label", "organisation", "user").prefetch_related("sectors")


def _held(day: date) -> AwardQuerySet:
    """In force, by an organisation that is open or by someone who still works there."""
    awards = Award.objects.in_force(day).filter(organisation__closed_at__isnull=True)
    return awards.filter(_is_with_its_holder())


def _ending(day: date, *, within_days: int) -> AwardQuerySet:
    until = _warned_until(day, within_days=within_days)
    ending = _held(day).filter(ends_on__lte=until, withdrawn_on__isnull=True)
    return ending.exclude(_is_renewed())


def _is_with_its_holder() -> Q:
    roles = Membership.objects.live().filter(
        user=OuterRef("user"), organisation=OuterRef("organisation")
    )
    return Q(user__isnull=True) | Q(Exists(roles))


def _is_renewed() -> Exists:
    """The same holder has the label again; whom it is for is the same for all of its lines."""
    followers = Award.objects.filter(
        Q(user=OuterRef("user")) | Q(user__isnull=True, organisation=OuterRef("organisation")),
        label=OuterRef("label"),
        starts_on__gte=OuterRef("ends_on"),
        withdrawn_on__isnull=True,
    )
    return Exists(followers)


def _count_by_label(awards: AwardQuerySet) -> Counter[int]:
    counts = awards.order_by().values_list("label").annotate(Count("pk"))
    return Counter(dict(counts))


def _concerned(label: Label) -> Mapping[int, set[int]]:
    """Those who may hold a label, by sector."""
    if label.is_for_users:
        roles = Membership.objects.live().filter(
            organisation__isnull=False, organisation__closed_at__isnull=True
        )
        return _by_sector(roles.values_list("organisation__commune__sectors", "user"))
    return _by_sector(Organisation.objects.open().values_list("commune__sectors", "pk"))


def _holding(label: Label, *, day: date) -> Mapping[int, set[int]]:
    """Those who hold a label, by sector where their organisation is, and where it is good."""
    holder = "user" if label.is_for_users else "organisation"
    rows = (
        _held(day)
        .filter(label=label)
        .values_list("organisation__commune__sectors", holder, "sectors")
    )
    return _by_sector((sector, key) for sector, key, given in rows if given in (None, sector))


def _by_sector(rows: Iterable[tuple[int, int]]) -> Mapping[int, set[int]]:
    keys: dict[int, set[int]] = defaultdict(set)
    for sector, key in rows:
        keys[sector].add(key)
    return keys
