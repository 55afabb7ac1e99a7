"""What each field of a user's account is for."""

from maillage.lib.personal_data import Declaration, Personal

ACCOUNT_BASIS = (
    "Mission d’intérêt public (RGPD, art. 6.1.e) : réserver à qui de droit les actes du service."
)
ACCOUNT_RETENTION = "Tant que le compte existe. Un compte désactivé reste jusqu’à sa suppression."
ACCOUNT_ERASE = "Avec le compte."

IDENTITY = Personal(
    purpose="Reconnaître la personne qui se connecte et la nommer à ses collègues.",
    legal_basis=ACCOUNT_BASIS,
    retention=ACCOUNT_RETENTION,
    export="Tel quel.",
    erase=ACCOUNT_ERASE,
)
PASSWORD = Personal(
    purpose="Vérifier que la personne qui se connecte est bien elle.",
    legal_basis=ACCOUNT_BASIS,
    retention=ACCOUNT_RETENTION,
    export="Jamais exporté : seule une empreinte Argon2 est gardée.",
    erase=ACCOUNT_ERASE,
)
ACTIVITY = Personal(
    purpose="Repérer un compte inutilisé ou usurpé.",
    legal_basis="Obligation légale (RGPD, art. 6.1.c) : sécurité, art. 32.",
    retention=ACCOUNT_RETENTION,
    export="Tel quel.",
    erase=ACCOUNT_ERASE,
)
RIGHTS = Personal(
    purpose="Décider de ce que la personne peut faire.",
    legal_basis=ACCOUNT_BASIS,
    retention=ACCOUNT_RETENTION,
    export="Tel quel.",
    erase=ACCOUNT_ERASE,
)

FIELDS: dict[str, Declaration] = {
    "User.id": IDENTITY,
    "User.email": IDENTITY,
    "User.name": IDENTITY,
    "User.password": PASSWORD,
    "User.last_login": ACTIVITY,
    "User.created_at": ACTIVITY,
    "User.is_active": RIGHTS,
    "User.is_superuser": RIGHTS,
    "User.groups": RIGHTS,
    "User.user_permissions": RIGHTS,
    "Membership.id": RIGHTS,
    "Membership.user": RIGHTS,
    "Membership.role": RIGHTS,
    "Membership.created_at": RIGHTS,
    "Membership.ended_at": RIGHTS,
}
