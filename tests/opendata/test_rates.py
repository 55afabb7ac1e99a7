from datetime import datetime, timedelta

from maillage.opendata.rates import seconds_to_wait


def waits(count: int, *, address: str = "192.0.2.1", now: datetime) -> list[int]:
    return [seconds_to_wait(address, most=3, now=now) for _number in range(count)]


def test_the_requests_above_the_rate_wait_for_the_end_of_the_stretch(now: datetime) -> None:
    # 10 h 12 is two minutes into a stretch of five.
    assert waits(5, now=now) == [0, 0, 0, 180, 180]


def test_another_stretch_begins_anew(now: datetime) -> None:
    waits(4, now=now)

    assert waits(1, now=now + timedelta(minutes=3)) == [0]


def test_each_address_counts_for_itself(now: datetime) -> None:
    waits(4, now=now)

    assert waits(1, address="2001:db8::1", now=now) == [0]
