import pytest

from maillage.accounts.forms.members import MemberForm
from maillage.accounts.models import Role

GOOD = {"email": "collegue@example.org", "name": "Collègue"}
BOTH = [Role.MANAGER, Role.COORDINATION]


def test_where_there_is_no_choice_of_role_none_is_asked() -> None:
    form = MemberForm(GOOD | {"role": "coordination"}, roles=[Role.MANAGER])

    assert "role" not in form.fields
    assert form.is_valid()
    assert form.role_given is Role.MANAGER


@pytest.mark.parametrize("role", BOTH)
def test_where_there_is_a_choice_it_is_made(role: Role) -> None:
    form = MemberForm(GOOD | {"role": role.value}, roles=BOTH)

    assert form.is_valid()
    assert form.role_given is role


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": ""}, {"email": ["Écrivez son adresse."]}),
        ({"email": "collegue"}, {"email": ["Écrivez l’adresse comme nom@exemple.fr."]}),
        ({"name": " "}, {"name": ["Écrivez son nom."]}),
        ({"role": ""}, {"role": ["Choisissez un rôle."]}),
        ({"role": "roi"}, {"role": ["Choisissez un de ces rôles."]}),
    ],
)
def test_each_refusal_says_what_to_do(wrong: dict[str, str], words: dict[str, list[str]]) -> None:
    form = MemberForm(GOOD | {"role": "manager"} | wrong, roles=BOTH)

    assert form.errors == words


@pytest.mark.parametrize(("name", "length"), [("email", 255), ("name", 101)])
def test_what_no_column_can_hold_is_refused(name: str, length: int) -> None:
    form = MemberForm(GOOD | {name: "a" * (length - 12) + "@example.org"}, roles=[Role.MANAGER])

    assert list(form.errors) == [name]
