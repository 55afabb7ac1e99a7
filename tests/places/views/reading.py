"""A page as it is read."""

import html
import re

from django.http import HttpResponse


def words_of(response: HttpResponse) -> str:
    """What the page itself says: no markup, single spaces."""
    assert response.status_code == 200
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))
