"""What each field of the journal is for."""

from maillage.lib.personal_data import NOT_PERSONAL, Declaration, Personal

ACTOR = Personal(
    purpose="Savoir qui a fait quoi, pour répondre d’un acte et repérer un abus.",
    legal_basis="Obligation légale (RGPD, art. 6.1.c) : répondre de ses actes, art. 5.2 et 32.",
    retention="Autant que le journal : aucune ligne n’est retirée. Seul l’identifiant y figure.",
    export="Avec les actes de la personne : date, acte, objet.",
    erase="La ligne reste. Une fois le compte supprimé, l’identifiant ne désigne plus personne.",
)
ENCRYPTED_PART = Personal(
    purpose="Garder la preuve d’un acte qui concerne une personne. Toujours vide à ce jour.",
    legal_basis="Obligation légale (RGPD, art. 6.1.c) : responsabilité, art. 5.2.",
    retention="Autant que sa clé, détruite à l’échéance de l’acte que la ligne prouve.",
    export="Déchiffrée, avec les actes de la personne.",
    erase="En détruisant la clé : la ligne reste, cette part devient illisible.",
)

FIELDS: dict[str, Declaration] = {
    "Entry.id": NOT_PERSONAL,
    "Entry.version": NOT_PERSONAL,
    "Entry.at": ACTOR,
    "Entry.actor_kind": ACTOR,
    "Entry.actor": ACTOR,
    "Entry.act": ACTOR,
    "Entry.subject_kind": ACTOR,
    "Entry.subject": ACTOR,
    "Entry.facts": NOT_PERSONAL,  # the format of the journal forbids it: see journal/actions.py
    "Entry.personal": ENCRYPTED_PART,
    "Entry.personal_key": ENCRYPTED_PART,
    "Block.number": NOT_PERSONAL,
    "Block.sealed_at": NOT_PERSONAL,
    "Block.lines": NOT_PERSONAL,
    "Block.previous": NOT_PERSONAL,
    "Block.digest": NOT_PERSONAL,
    "Seal.line": NOT_PERSONAL,
    "Seal.block": NOT_PERSONAL,
    "Seal.position": NOT_PERSONAL,
    "Seal.digest": NOT_PERSONAL,
}
