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
    retention="Autant que le compte rendu de l’import ; aucune suppression automatique à ce jour.",
    export="Sur demande, avant et après.",
    erase="Par l’exploitant, dans la base.",
)
ROUND = Personal(
    purpose="Dire où et quand passe un bus. Un texte libre peut nommer un agent.",
    legal_basis=PUBLIC_SERVICE,
    retention="Affiché tant que l’équipe garde ce passage.",
    export="Publié sur la page du lieu.",
    erase="L’équipe corrige ou retire le passage.",
)
REPORT = Personal(
    purpose="Corriger la page d’un lieu d’après ce qu’un visiteur en dit. Son texte est libre.",
    legal_basis=PUBLIC_SERVICE,
    retention="Gardé une fois traité, jusqu’à ce que l’exploitant le supprime ; aucune suppression "
    "automatique à ce jour.",
    export="Sur demande, tel que reçu. Sans moyen de répondre, nul ne sait de qui il vient.",
    erase="Par l’exploitant, dans la base.",
)
REPLY_TO = Personal(
    purpose="Répondre à la personne qui a signalé une erreur, si elle l’a souhaité.",
    legal_basis="Consentement (RGPD, art. 6.1.a) : la personne n’est pas obligée de l’écrire.",
    retention="Jusqu’à ce que le signalement soit traité : il est alors effacé.",
    export="Sur demande, tel que reçu.",
    erase="En traitant le signalement.",
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
    "Stop.id": NOT_PERSONAL,
    "Stop.place": NOT_PERSONAL,
    "Stop.commune": NOT_PERSONAL,
    "Stop.address": ROUND,
    "Stop.latitude": NOT_PERSONAL,
    "Stop.longitude": NOT_PERSONAL,
    "Stop.opening_hours": NOT_PERSONAL,
    "Stop.holiday_hours": NOT_PERSONAL,
    "Stop.hours_text": ROUND,
    "Stop.stated_on": NOT_PERSONAL,
    "Spot.id": NOT_PERSONAL,
    "Spot.place": NOT_PERSONAL,
    "Spot.stop": NOT_PERSONAL,
    "Spot.commune": NOT_PERSONAL,
    "Spot.facets": NOT_PERSONAL,
    "Spot.latitude": NOT_PERSONAL,
    "Spot.longitude": NOT_PERSONAL,
    "Spot.is_presumed": NOT_PERSONAL,
    "Spot.words": NOT_PERSONAL,
    "Spot.rank": NOT_PERSONAL,
    "Spot.open_days": NOT_PERSONAL,
    "Spot.open_evenings": NOT_PERSONAL,
    "Spot.planned_until": NOT_PERSONAL,
    "Opening.id": NOT_PERSONAL,
    "Opening.spot": NOT_PERSONAL,
    "Opening.starts_at": NOT_PERSONAL,
    "Opening.ends_at": NOT_PERSONAL,
    "ErrorReport.id": NOT_PERSONAL,
    "ErrorReport.place": NOT_PERSONAL,
    "ErrorReport.about": NOT_PERSONAL,
    "ErrorReport.message": REPORT,
    "ErrorReport.contact": REPLY_TO,
    "ErrorReport.sent_at": NOT_PERSONAL,
    "ErrorReport.handled_at": NOT_PERSONAL,
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
