"""The keys that sign the digital credentials of the mark."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.encryption import EncryptedTextField
from balansekunst.models import ConstrainedModel


class SigningKey(ConstrainedModel):
    """A key. The newest signs; the others are published, so that what they signed can be verified."""

    name = models.CharField(_("navn"), max_length=64, unique=True)
    public = models.JSONField(_("offentlig nøkkel"))
    private = EncryptedTextField(_("privat nøkkel"))
    made_at = models.DateTimeField(_("laget"))

    class Meta:
        verbose_name = _("signeringsnøkkel")
        verbose_name_plural = _("signeringsnøkler")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name
