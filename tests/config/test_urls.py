import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = ("/", "/lieux/", "/lieux/ici/", "/carte/", "/opendata/", "/api/v1/")
REPEATED = ("/api/v1/lieux", "/lieux/reponse/", "/carte/imprimer/", "/lieux/ici/fiche.pdf")


def paths(resolver: URLResolver, *, before: str = "/") -> Iterator[str]:
    """An address of each page, that need not exist."""
    for pattern in resolver.url_patterns:
        path = before + re.sub(r"<(\w+):\w+>", _any_value, str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from paths(pattern, before=path)
        elif isinstance(pattern, URLPattern) and "(" not in path:
            yield path


def _any_value(parameter: re.Match[str]) -> str:
    return "1" if parameter[1] == "int" else "ici"


def may_crawl(rules: str, path: str) -> bool:
    """As RFC 9309 says: the longest rule that matches wins."""
    found = [
        (len(rule), verb == "Allow")
        for verb, rule in re.findall(r"^(Allow|Disallow): (\S+)$", rules, re.MULTILINE)
        if re.match(re.escape(rule).replace(r"\*", ".*").replace(r"\$", "$"), path)
    ]
    return max(found, default=(0, True))[1]


@pytest.fixture
def rules(client: Client) -> str:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    assert "public" in response["Cache-Control"]
    return response.content.decode()


@pytest.mark.parametrize("path", OPEN)
def test_search_engines_read_what_is_for_everyone(rules: str, path: str) -> None:
    assert may_crawl(rules, path)


@pytest.mark.parametrize("path", REPEATED)
def test_search_engines_leave_papers_and_programs_alone(rules: str, path: str) -> None:
    assert not may_crawl(rules, path)


@pytest.mark.django_db
def test_search_engines_are_kept_from_every_page_behind_a_password(
    client: Client, rules: str
) -> None:
    sent_to = {path: client.get(path).get("Location", "") for path in paths(get_resolver())}
    gated = [path for path, url in sent_to.items() if url.startswith("/connexion/?next=")]

    assert "/lieux/ici/passages/" in gated
    assert [path for path in gated if may_crawl(rules, path)] == []


def test_robots_txt_is_only_read(client: Client) -> None:
    assert client.post("/robots.txt").status_code == 405
