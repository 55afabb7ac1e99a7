"""One address for every page a visitor can meet; test_every_page.py checks that none is missing."""

PAGES = (
    "/",
    "/ou/?besoin=demarches",
    "/lieux/?besoin=demarches&commune=17415",
    "/lieux/?besoin=creer&ou=17100",
    "/lieux/?ou=saint",
    "/lieux/?ou=xyzzy",
    "/carte/?besoin=demarches&commune=17415",
    "/carte/",
    "/lieux/france-services-de-saintes/",
    "/lieux/bus-france-services-tonnay-charente/",
    "/opendata/",
    "/accessibilite/",
    "/mentions-legales/",
)
NOT_FOUND = "/lieux/nulle-part/"
EVERY_PAGE = (*PAGES, NOT_FOUND)
