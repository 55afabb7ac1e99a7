"""What each field of a user's account is for."""

from maillage.lib.personal_data import NOT_PERSONAL, Declaration, Personal

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
CONTACT = Personal(
    purpose="Joindre la personne qui répond pour une organisation du réseau.",
    legal_basis="Mission d’intérêt public (RGPD, art. 6.1.e) : animer le réseau.",
    retention="Tant qu’elle répond pour l’organisation ; effacé dès qu’elle change.",
    export="Tel quel.",
    erase="Avec la ligne, que la coordination ou l’organisation retire d’un clic.",
)
RECOGNITION = Personal(
    purpose="Savoir qui est habilité, à quoi et jusqu’à quand.",
    legal_basis=ACCOUNT_BASIS,
    retention="Tant que le compte existe : la preuve d’un acte demande de savoir qui le pouvait.",
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
    "Membership.organisation": RIGHTS,
    "Membership.reviewed_at": RIGHTS,
    "Organisation.id": NOT_PERSONAL,
    "Organisation.slug": NOT_PERSONAL,
    "Organisation.name": NOT_PERSONAL,
    "Organisation.parent": NOT_PERSONAL,
    "Organisation.siret": NOT_PERSONAL,
    "Organisation.commune": NOT_PERSONAL,
    "Organisation.address": NOT_PERSONAL,
    "Organisation.postcode": NOT_PERSONAL,
    "Organisation.phone": NOT_PERSONAL,
    "Organisation.email": NOT_PERSONAL,
    "Organisation.website": NOT_PERSONAL,
    "Organisation.summary": NOT_PERSONAL,
    "Organisation.is_public": NOT_PERSONAL,
    "Organisation.created_at": NOT_PERSONAL,
    "Organisation.closed_at": NOT_PERSONAL,
    "OrganisationKind.id": NOT_PERSONAL,
    "OrganisationKind.organisation": NOT_PERSONAL,
    "OrganisationKind.kind": NOT_PERSONAL,
    "SectorLead.id": NOT_PERSONAL,
    "SectorLead.sector": NOT_PERSONAL,
    "SectorLead.organisation": NOT_PERSONAL,
    "SectorLead.starts_on": NOT_PERSONAL,
    "SectorLead.ends_on": NOT_PERSONAL,
    "Label.id": NOT_PERSONAL,
    "Label.slug": NOT_PERSONAL,
    "Label.name": NOT_PERSONAL,
    "Label.issuer": NOT_PERSONAL,
    "Label.is_for_users": NOT_PERSONAL,
    "Label.months": NOT_PERSONAL,
    "Contact.id": CONTACT,
    "Contact.organisation": CONTACT,
    "Contact.name": CONTACT,
    "Contact.position": CONTACT,
    "Contact.email": CONTACT,
    "Contact.phone": CONTACT,
    "Award.id": RECOGNITION,
    "Award.label": RECOGNITION,
    "Award.organisation": RECOGNITION,
    "Award.user": RECOGNITION,
    "Award.sectors": RECOGNITION,
    "Award.starts_on": RECOGNITION,
    "Award.ends_on": RECOGNITION,
    "Award.evidence": RECOGNITION,
    "Award.withdrawn_on": RECOGNITION,
    "Award.withdrawal_reason": RECOGNITION,
}
