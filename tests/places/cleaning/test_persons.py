import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Doubtful, Kept


@pytest.mark.parametrize(
    "written", ["chez M. Essai", "1 rue du Port, CHEZ MME ESSAI", "Chez Monsieur et Madame Essai"]
)
def test_an_address_at_someones_is_kept_and_told(written: str) -> None:
    address, doubts = cleaning.address(written)

    assert address == written
    assert len(doubts) == 1
    assert "personne" in doubts[0]


@pytest.mark.parametrize("written", ["1 rue Chez Moreau", "Lieu-dit Chez Merlet", "Place M. Essai"])
def test_a_hamlet_or_a_street_is_no_person(written: str) -> None:
    assert cleaning.address(written) == Kept(written)


def test_an_address_that_does_not_fit_is_doubtful() -> None:
    with pytest.raises(Doubtful, match="300"):
        cleaning.address("x" * 301)
