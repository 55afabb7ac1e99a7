"""`maillage labels`: the usual labels, and those that end soon."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import formats, timezone

from maillage.accounts.actions.labels import USUAL_LABELS
from maillage.accounts.models import Award, Label, Membership, Organisation, Role, User
from maillage.journal.models import Entry

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("labels", *arguments, stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def test_the_usual_labels_are_made_once() -> None:
    first, second = run("--ready"), run("--ready")

    assert first.count("Label créé : ") == len(USUAL_LABELS) == Label.objects.count()
    assert "Label créé : France services\n" in first
    assert second == "Tous sont déjà là : rien n’a changé.\n"
    assert Entry.objects.filter(act="accounts.create_label").count() == len(USUAL_LABELS)


def test_a_rehearsal_keeps_nothing() -> None:
    said = run("--ready", "--dry-run")

    assert "Label créé : France services\n" in said
    assert said.endswith("Essai : rien n’a été gardé.\n")
    assert not Label.objects.exists()
    assert not Entry.objects.exists()


def test_what_ends_soon_is_printed_without_naming_anyone() -> None:
    now = timezone.now()
    ends_on = timezone.localdate(now) + timedelta(days=30)
    library = Organisation.objects.create(slug="biblio", name="Biblio", created_at=now)
    user = User.objects.create_user("ann@example.org", name="Ann")
    Membership.objects.create(user=user, role=Role.MANAGER, organisation=library, created_at=now)
    relay = Label.objects.create(slug="relais", name="Relais")
    habilitation = Label.objects.create(slug="ac", name="Aidants", is_for_users=True)
    values = {"organisation": library, "starts_on": timezone.localdate(now), "ends_on": ends_on}
    Award.objects.create(label=relay, **values)
    Award.objects.create(label=habilitation, user=user, **values)

    said = run("--expiring")

    day = formats.localize(ends_on)
    assert said == (
        f"{day} : Aidants, Biblio, compte {user.pk}\n{day} : Relais, Biblio\nÀ renouveler : 2\n"
    )


def test_nothing_that_ends_is_said_too() -> None:
    assert run("--expiring") == "À renouveler : 0\n"


@pytest.mark.parametrize("arguments", [(), ("--ready", "--expiring")])
def test_it_is_asked_one_thing(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)
