import pytest

from maillage.accounts.rules import are_local, root_address


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (["localhost"], True),
        (["localhost", "127.0.0.1", "[::1]"], True),
        (["localhost", "aide.exemple.fr"], False),
        (["*"], False),
        ([".localhost.exemple.fr"], False),
        (["192.168.1.4"], False),
    ],
)
def test_only_the_names_of_this_machine_are_local(hosts: list[str], expected: bool) -> None:
    assert are_local(hosts) is expected


@pytest.mark.parametrize(
    ("hosts", "is_https", "expected"),
    [
        (["localhost", "127.0.0.1"], False, "http://localhost:8000"),
        (["aide.exemple.fr", "localhost"], True, "https://aide.exemple.fr"),
        (["aide.exemple.fr"], False, "http://aide.exemple.fr"),
        ([".exemple.fr", "aide.exemple.fr"], True, "https://aide.exemple.fr"),
        (["*"], True, ""),
        ([], True, ""),
    ],
)
def test_the_address_of_the_site_is_its_first_whole_name(
    hosts: list[str], is_https: bool, expected: str
) -> None:
    assert root_address(hosts, is_https=is_https) == expected
