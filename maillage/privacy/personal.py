"""Declarations of the tables of Django and of allauth. Privacy stores nothing of its own."""

from maillage.lib.personal_data import NOT_PERSONAL, Declaration, Personal

FIELDS: dict[str, Declaration] = {}

SESSION = Personal(
    purpose="Garder ouverte la session d’une personne connectée.",
    legal_basis="Mission d’intérêt public (RGPD, art. 6.1.e) : servir la page demandée.",
    retention="Douze heures, sauf si SESSION_HOURS en dit d’autres, ou jusqu’à la déconnexion.",
    export="Non exportée : identifiants techniques sans contenu pour la personne.",
    erase="À la déconnexion ; les sessions échues par la commande « maillage clearsessions ».",
)

ADDRESS = Personal(
    purpose="Retrouver le compte dont l’adresse est donnée, pour y envoyer un lien.",
    legal_basis="Mission d’intérêt public (RGPD, art. 6.1.e) : réserver à qui de droit les actes.",
    retention="Tant que le compte existe.",
    export="Tel quel.",
    erase="Avec le compte.",
)

# Table by table, under the label of the app that brings them.
THIRD_PARTY: dict[str, dict[str, Declaration]] = {
    "account": {
        "EmailAddress.id": ADDRESS,
        "EmailAddress.user": ADDRESS,
        "EmailAddress.email": ADDRESS,
        "EmailAddress.verified": ADDRESS,
        "EmailAddress.primary": ADDRESS,
        # Always empty: nobody signs up, so no address is confirmed.
        "EmailConfirmation.id": ADDRESS,
        "EmailConfirmation.email_address": ADDRESS,
        "EmailConfirmation.created": ADDRESS,
        "EmailConfirmation.sent": ADDRESS,
        "EmailConfirmation.key": ADDRESS,
    },
    "auth": {
        "Permission.id": NOT_PERSONAL,
        "Permission.name": NOT_PERSONAL,
        "Permission.content_type": NOT_PERSONAL,
        "Permission.codename": NOT_PERSONAL,
        "Group.id": NOT_PERSONAL,
        "Group.name": NOT_PERSONAL,
        "Group.permissions": NOT_PERSONAL,
    },
    "contenttypes": {
        "ContentType.id": NOT_PERSONAL,
        "ContentType.app_label": NOT_PERSONAL,
        "ContentType.model": NOT_PERSONAL,
    },
    "sessions": {
        "Session.session_key": SESSION,
        "Session.session_data": SESSION,
        "Session.expire_date": SESSION,
    },
}
