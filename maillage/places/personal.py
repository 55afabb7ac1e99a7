"""What the fields of places are for. A place is not a person, but a file may name one.

An address such as prenom.nom@ville.fr or a free text can say who works there: these are declared.
"""

from maillage.lib.personal_data import NOT_PERSONAL, Declaration, Personal

PUBLIC_SERVICE = (
    "Mission d’intérêt public (RGPD, art. 6.1.e) : faire connaître les lieux d’aide au numérique."
)

# A withdrawn place keeps what was last said of it (actions.recompose), and so do its records.
KEPT_ONCE_WITHDRAWN = (
    "Affiché tant qu’une source ouverte le publie pour ce lieu. Quand plus aucune source ne cite "
    "le lieu, ou que le site montre un autre territoire, la dernière valeur n’est plus affichée "
    "mais reste dans la base, jusqu’à ce que l’exploitant y supprime le lieu ; aucune "
    "suppression automatique à ce jour."
)
ERASED_AT_THE_SOURCE = (
    "En corrigeant la source : l’import suivant remplace la valeur. Si plus aucune source ne cite "
    "le lieu, par l’exploitant, dans la base."
)

CONTACT = Personal(
    purpose="Permettre au public de joindre le lieu. Une adresse peut porter le nom d’un agent.",
    legal_basis=PUBLIC_SERVICE,
    retention=KEPT_ONCE_WITHDRAWN,
    export="Publié sur la page du lieu tant qu’il est cité ; ensuite, sur demande.",
    erase=ERASED_AT_THE_SOURCE,
)
FREE_TEXT = Personal(
    purpose="Citer ce que le lieu dit de lui-même. Un texte libre peut nommer un agent.",
    legal_basis=PUBLIC_SERVICE,
    retention=KEPT_ONCE_WITHDRAWN,
    export="Publié sur la page du lieu tant qu’il est cité ; ensuite, sur demande.",
    erase=ERASED_AT_THE_SOURCE,
)
AS_READ = Personal(
    purpose="Montrer d’où vient chaque information. Un fichier peut nommer un agent.",
    legal_basis=PUBLIC_SERVICE,
    retention="Dernière version lue, gardée quand la source ne publie plus le lieu, jusqu’à ce que "
    "l’exploitant la supprime ; aucune suppression automatique à ce jour.",
    export="Sur demande, tel que lu.",
    erase="En corrigeant la source : l’import suivant remplace la fiche. Sinon, par l’exploitant.",
)
REFUSED_ROW = Personal(
    purpose="Corriger une ligne refusée et la renvoyer à son producteur.",
    legal_basis=PUBLIC_SERVICE,
    retention="Autant que le compte rendu de l’import ; aucune suppression automatique à ce jour.",
    export="Sur demande, telle que lue.",
    erase="Par l’exploitant, dans la base.",
)
EARLIER = Personal(
    purpose="Montrer ce qu’un import a changé, et pouvoir l’annuler.",
    legal_basis=PUBLIC_SERVICE,
    retention="Autant que le compte rendu de l’import ; aucune suppression automatique à ce jour.",
    export="Sur demande, avant et après.",
    erase="Par l’exploitant, dans la base.",
)

FIELDS: dict[str, Declaration] = {
    "Source.id": NOT_PERSONAL,
    "Source.slug": NOT_PERSONAL,
    "Source.name": NOT_PERSONAL,
    "Source.producer": NOT_PERSONAL,
    "Source.licence": NOT_PERSONAL,
    "Source.attribution": NOT_PERSONAL,
    "Source.url": NOT_PERSONAL,
    "Source.rank": NOT_PERSONAL,
    "ImportRun.id": NOT_PERSONAL,
    "ImportRun.source": NOT_PERSONAL,
    "ImportRun.territory": NOT_PERSONAL,
    "ImportRun.file_name": NOT_PERSONAL,
    "ImportRun.file_sha256": NOT_PERSONAL,
    "ImportRun.columns": NOT_PERSONAL,
    "ImportRun.mapping": NOT_PERSONAL,
    "ImportRun.dated_on": NOT_PERSONAL,
    "ImportRun.started_at": NOT_PERSONAL,
    "ImportRun.read": NOT_PERSONAL,
    "ImportRun.created": NOT_PERSONAL,
    "ImportRun.updated": NOT_PERSONAL,
    "ImportRun.unchanged": NOT_PERSONAL,
    "ImportRun.quarantined": NOT_PERSONAL,
    "ImportRun.outside": NOT_PERSONAL,
    "ImportRun.gone": NOT_PERSONAL,
    "ImportRun.undone_at": NOT_PERSONAL,
    "QuarantinedRow.id": NOT_PERSONAL,
    "QuarantinedRow.run": NOT_PERSONAL,
    "QuarantinedRow.row_number": NOT_PERSONAL,
    "QuarantinedRow.identifier": NOT_PERSONAL,
    "QuarantinedRow.field": NOT_PERSONAL,
    "QuarantinedRow.value": REFUSED_ROW,
    "QuarantinedRow.reason": NOT_PERSONAL,
    "QuarantinedRow.raw": REFUSED_ROW,
    "QuarantinedRow.raw_sha256": NOT_PERSONAL,
    "QuarantinedRow.correction": REFUSED_ROW,
    "QuarantinedRow.corrected_at": NOT_PERSONAL,
    "QuarantinedRow.record": NOT_PERSONAL,
    "Place.id": NOT_PERSONAL,
    "Place.slug": NOT_PERSONAL,
    "Place.name": NOT_PERSONAL,
    "Place.pivot": NOT_PERSONAL,
    "Place.commune": NOT_PERSONAL,
    "Place.postcode": NOT_PERSONAL,
    "Place.address": NOT_PERSONAL,
    "Place.address_details": NOT_PERSONAL,
    "Place.latitude": NOT_PERSONAL,
    "Place.longitude": NOT_PERSONAL,
    "Place.phone": CONTACT,
    "Place.emails": CONTACT,
    "Place.websites": NOT_PERSONAL,
    "Place.opening_hours": NOT_PERSONAL,
    "Place.holiday_hours": NOT_PERSONAL,
    "Place.hours_text": FREE_TEXT,
    "Place.notes": FREE_TEXT,
    "Place.summary": FREE_TEXT,
    "Place.description": FREE_TEXT,
    "Place.other_labels": NOT_PERSONAL,
    "Place.parent_structure": NOT_PERSONAL,
    "Place.accessibility_url": NOT_PERSONAL,
    "Place.appointment_url": NOT_PERSONAL,
    "Place.stated_on": NOT_PERSONAL,
    "Place.checked_on": NOT_PERSONAL,
    "Place.withdrawn_at": NOT_PERSONAL,
    "PlaceTerm.id": NOT_PERSONAL,
    "PlaceTerm.place": NOT_PERSONAL,
    "PlaceTerm.field": NOT_PERSONAL,
    "PlaceTerm.code": NOT_PERSONAL,
    "Record.id": NOT_PERSONAL,
    "Record.source": NOT_PERSONAL,
    "Record.identifier": NOT_PERSONAL,
    "Record.place": NOT_PERSONAL,
    "Record.raw": AS_READ,
    "Record.understood": AS_READ,
    "Record.flags": AS_READ,
    "Record.first_run": NOT_PERSONAL,
    "Record.last_run": NOT_PERSONAL,
    "Record.no_longer_listed_on": NOT_PERSONAL,
    "RecordChange.id": NOT_PERSONAL,
    "RecordChange.run": NOT_PERSONAL,
    "RecordChange.record": NOT_PERSONAL,
    "RecordChange.kind": NOT_PERSONAL,
    "RecordChange.raw": EARLIER,
    "RecordChange.understood": EARLIER,
    "RecordChange.flags": EARLIER,
    "RecordChange.was_gone_on": NOT_PERSONAL,
    "RecordChange.was_read_by": NOT_PERSONAL,
    "RecordChange.was_withdrawn_at": NOT_PERSONAL,
}
