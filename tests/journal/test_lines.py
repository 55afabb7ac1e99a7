"""The database spells a line as the format wants it, whichever engine it is."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.journal.actions import Actor, record, seal
from maillage.journal.lines import sealed_lines, unsealed_lines
from maillage.journal.models import Entry
from maillage.journal.seals import instant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)


def recorded(*, at: datetime = NOW, **values: object) -> Entry:
    return record(
        **{  # type: ignore[arg-type]
            "act": "places.import",
            "subject_kind": "places.Source",
            "subject": "essai",
            "by": Actor(kind=Entry.ActorKind.USER, identifier="7"),
            "facts": {"created": 12, "names": ["é", "\"'\\"], "is_dry": False, "none": None},
        }
        | values,
        now=at,
    )


@pytest.mark.parametrize("microseconds", [0, 5, 120_000])
def test_a_line_is_spelt_the_same_by_both_engines(microseconds: int) -> None:
    entry = recorded(at=NOW + timedelta(microseconds=microseconds))

    [line] = unsealed_lines(since=None, limit=2)

    assert line.key == str(entry.pk)
    assert line.at == instant(entry.at)
    assert orjson.loads(line.facts) == entry.facts
    assert (line.version, line.personal, line.personal_key) == (1, None, "")
    assert line[3:8] == ("user", "7", "places.import", "places.Source", "essai")


def test_the_personal_part_is_spelt_in_hexadecimal() -> None:
    entry = Entry(
        at=NOW,
        actor_kind="user",
        actor="7",
        act="people.meet",
        subject_kind="people.Person",
        subject="1",
        personal=b"\x0a\xff",
        personal_key="k",
    )
    entry.insert_once()

    [line] = unsealed_lines(since=None, limit=1)

    assert (line.personal, line.personal_key) == ("0aff", "k")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(text=st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0")))
def test_whatever_a_fact_says_is_sealed_and_read_again_alike(text: str) -> None:
    entry = recorded(facts={"words": text})

    said = {line.key: line for line in unsealed_lines(since=None, limit=10_000)}

    assert orjson.loads(said[str(entry.pk)].facts) == {"words": text}


def test_lines_wait_in_the_order_of_their_instants_and_not_for_ever() -> None:
    late, early = recorded(at=NOW), recorded(at=NOW - timedelta(days=2))

    everything = [line.key for line in unsealed_lines(since=None, limit=5)]
    recent = [line.key for line in unsealed_lines(since=NOW - timedelta(days=1), limit=5)]

    assert everything == [str(early.pk), str(late.pk)]
    assert recent == [str(late.pk)]
    assert len(unsealed_lines(since=None, limit=1)) == 1


def test_a_sealed_line_waits_no_more_and_comes_with_its_seal() -> None:
    entry = recorded()
    seal(now=NOW)

    [sealed] = sealed_lines(first=1, last=1)

    assert unsealed_lines(since=None, limit=1) == []
    assert sealed.line is not None
    assert (sealed.block, sealed.line.key, len(sealed.digest)) == (1, str(entry.pk), 32)
