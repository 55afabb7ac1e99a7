import pytest
from django.test import TestCase

from maillage.accounts.models import User
from tests.conftest import may_reach_the_database


@pytest.fixture(scope="module")
def unblocked(django_db_setup: None) -> None:
    """As a fixture does that loads rows for a whole module."""


@pytest.mark.django_db
def test_a_marked_test_may_reach_the_database(request: pytest.FixtureRequest) -> None:
    assert may_reach_the_database(request.node)


@pytest.mark.usefixtures("coordinator")
def test_so_may_one_whose_fixture_asks_for_it(request: pytest.FixtureRequest) -> None:
    assert may_reach_the_database(request.node)


@pytest.mark.usefixtures("unblocked")
def test_so_may_one_whose_rows_are_those_of_a_module(request: pytest.FixtureRequest) -> None:
    assert may_reach_the_database(request.node)


class OfDjango(TestCase):
    @pytest.fixture(autouse=True)
    def item(self, request: pytest.FixtureRequest) -> None:
        self.may = may_reach_the_database(request.node)

    def test_so_may_a_test_case_of_django(self) -> None:
        assert self.may


def test_no_other_test_reaches_the_database(request: pytest.FixtureRequest) -> None:
    assert not may_reach_the_database(request.node)
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        User.objects.exists()
