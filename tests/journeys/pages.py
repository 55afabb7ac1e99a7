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
    "/connexion/",
    "/connexion/mot-de-passe/",
    "/connexion/mot-de-passe/envoye/",
    "/connexion/mot-de-passe/change/",
    "/connexion/mot-de-passe/1-rompu/",
)
# Signed in. To anyone else they are the page where one signs in.
TEAM_PAGES = (
    "/equipe/",
    "/connexion/deconnexion/",
    "/sources/",
    "/sources/france-services/",
    "/sources/france-services/imports/1/",
    "/sources/france-services/imports/1/annuler/",
    "/sources/quarantaine/",
    "/sources/quarantaine/1/",
    "/lieux/origine/?q=saintes",
    "/lieux/france-services-de-saintes/origine/",
)
NOT_FOUND = "/lieux/nulle-part/"
EVERY_PAGE = (*PAGES, *TEAM_PAGES, NOT_FOUND)
