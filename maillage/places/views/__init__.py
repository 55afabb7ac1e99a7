"""The pages of this app: places.py for everyone, the others for whoever manages the sources."""

from django.utils.translation import gettext_lazy as _

BUSY = _("Un import est en cours : attendez une minute, puis recommencez.")
