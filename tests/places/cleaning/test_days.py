from datetime import date

import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Doubtful, Kept


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-04-02", date(2024, 4, 2)),
        (" 2024-04-02T10:00:00Z ", date(2024, 4, 2)),
        ("2020/06/30 14:16:50.898", date(2020, 6, 30)),
        ("02/04/2024", date(2024, 4, 2)),
        ("2/4/2024", date(2024, 4, 2)),
        ("02.04.2024 10:00", date(2024, 4, 2)),
        ("2 avril 2024", date(2024, 4, 2)),
        ("Mardi 1er Août 2023", date(2023, 8, 1)),
        ("dimanche 3 déc. 2023", date(2023, 12, 3)),
        ("1969-12-31", None),
        ("1970-01-01", None),
        ("01/01/1970", None),
        ("1970-01-01T01:00:00+01:00", None),
        ("1899-12-30", None),
        ("1899-12-31", None),
        ("1900-01-01", None),
        ("0001-01-01", None),
        ("1582-10-15", None),
        ("1904-01-01", None),
        ("1980-01-01", None),
        ("0000-00-00", None),
        ("", None),
    ],
)
def test_days_are_read_and_the_origin_of_clocks_is_unknown(
    written: str, meant: date | None
) -> None:
    assert cleaning.day(written) == Kept(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Decembre 2019", date(2019, 12, 1)),
        ("décembre 2019", date(2019, 12, 1)),
        ("12/2019", date(2019, 12, 1)),
        ("2019-12", date(2019, 12, 1)),
        ("2019", date(2019, 1, 1)),
    ],
)
def test_of_a_month_or_a_year_the_first_day_is_taken_and_this_is_told(
    written: str, meant: date
) -> None:
    read, doubts = cleaning.day(written)

    assert read == meant
    assert len(doubts) == 1


@pytest.mark.parametrize(
    "written", ["hier", "2024-02-30", "13/2019", "2/4/24", "2 nivôse 2019", "45123", "２０２４"]
)
def test_what_is_no_day_is_doubtful(written: str) -> None:
    with pytest.raises(Doubtful):
        cleaning.day(written)


@pytest.mark.parametrize("written", ["1999-12-31", "0024-04-02", "02/04/0024", "1950"])
def test_a_day_before_there_were_such_files_is_doubtful(written: str) -> None:
    with pytest.raises(Doubtful, match="ancienne"):
        cleaning.day(written)
