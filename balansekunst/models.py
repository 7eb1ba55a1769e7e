"""Users, the outbox, and the base class of all models with constraints."""

from collections.abc import Collection
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balansekunst.bulk.models import BulkChange, BulkChangeRow  # noqa: F401 - Django looks for models in this module
from balansekunst.encryption import EncryptedTextField
from balansekunst.fields import EmailField, LineField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.imports.mappings import ColumnMapping as ColumnMapping
from balansekunst.jobs.models import Job as Job
from balansekunst.personal_data.models import ErasureRequest as ErasureRequest
from balansekunst.personal_data.models import LegalHold as LegalHold
from balansekunst.saved_views import ListColumns as ListColumns
from balansekunst.saved_views import SavedView as SavedView
from balansekunst.secret_addresses import FeedAddress
from balansekunst.text import clean_line


class ConstrainedModel(models.Model):
    """A model whose constraints report their errors at a field.

    A constraint names the field as its `violation_error_code`. Forms, the admin and the import then show the message at
    that field instead of above the form.
    """

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        try:
            super().validate_constraints(exclude)
        except ValidationError as error:
            by_field: dict[str, list[ValidationError]] = {}
            for field, problems in error.error_dict.items():
                for problem in problems:
                    by_field.setdefault(self._field_of(problem, field, exclude or ()), []).append(problem)
            raise ValidationError(by_field) from error

    def _field_of(self, problem: ValidationError, field: str, exclude: Collection[str]) -> str:
        if field != NON_FIELD_ERRORS or not problem.code or problem.code in exclude:
            return field
        try:
            self._meta.get_field(problem.code)
        except FieldDoesNotExist:
            return field
        return problem.code


class UserManager(BaseUserManager["User"]):
    """Creates users, who are identified by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user. Without a password, login is by a code sent by e-mail."""
        user = self.model(email=clean_line(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user who may do everything in the admin except read enquiries, and who can log in at once."""
        from balansekunst.user_accounts import verify_email  # which needs the models

        user = self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})
        verify_email(user)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person who logs in: staff, adviser, manager, juror or an organisation's contact.

    The database refuses to delete a user: an account is closed (`is_active`), and its person erased on request.
    """

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = EmailField(_("e-post"), unique=True)
    name = LineField(_("navn"), max_length=150, blank=True)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]
    history = HistoricalRecords(excluded_fields=["password", "last_login"])
    role_names: frozenset[str]  # set by balansekunst.access

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("bruker")
        verbose_name_plural = _("brukere")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("En bruker har allerede denne e-postadressen."),
                violation_error_code="email",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.email

    @property
    def is_erased(self) -> bool:
        """Whether the person has been erased from the account (balansekunst.erasure)."""
        return self.email.endswith("@slettet.invalid")

    def is_protected(self) -> bool:
        """Return whether the account has, had or is about to get a role that `account_changes` protects."""
        return self.changes.filter(kind=AccountChange.Kind.ROLE).exclude(status=AccountChange.Status.REJECTED).exists()


class AccountChange(models.Model):
    """A change of a protected account: who asked for it, and who confirmed or rejected it (`account_changes`).

    An account is protected from when a role that reads enquiries, or confirms these changes, is asked for it, also
    after the role is gone. The database refuses such a change without a row here that a second person has confirmed,
    or that was made by the command `change_account`, which has no `asked_by`. It refuses to delete rows, and to change
    what was asked for or decided.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("ny e-postadresse")
        SECOND_FACTOR = "factor", _("fjerne totrinnsinnlogging")
        ROLE = "role", _("få rollen")
        ERASURE = "erasure", _("slette navn og e-postadresse")

    class Status(models.TextChoices):
        ASKED = "asked", _("venter")
        CONFIRMED = "confirmed", _("bekreftet")  # only within the transaction that makes the change
        DONE = "done", _("gjort")
        REJECTED = "rejected", _("avvist")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("konto"), related_name="changes"
    )
    kind = models.CharField(_("hva"), max_length=10, choices=Kind)
    value = models.CharField(_("ny verdi"), max_length=254, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("bedt om av"), related_name="+", null=True
    )
    asked_at = models.DateTimeField(_("bedt om"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("avgjort av"), related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("avgjort"), null=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)

    class Meta:
        verbose_name = _("kontoendring")
        verbose_name_plural = _("kontoendringer")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="accountchange_asked_once",
                fields=["account", "kind", "value"],
                condition=models.Q(status="asked"),
                violation_error_message=_("Noen har bedt om dette allerede."),
            ),
            models.CheckConstraint(
                name="accountchange_asked_is_undecided",
                condition=~models.Q(status="asked")
                | models.Q(asked_by__isnull=False, decided_by__isnull=True, decided_at__isnull=True),
                violation_error_message=_("En kontoendring som venter, er ikke avgjort."),
            ),
            models.CheckConstraint(
                name="accountchange_second_person",
                condition=models.Q(status="asked")
                | models.Q(
                    status__in=["confirmed", "done"],
                    asked_by__isnull=True,
                    decided_by__isnull=True,
                    decided_at__isnull=False,
                )
                | models.Q(
                    ~models.Q(decided_by=models.F("asked_by")) & ~models.Q(decided_by=models.F("account")),
                    status__in=["confirmed", "done"],
                    asked_by__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | models.Q(
                    status="rejected", asked_by__isnull=False, decided_by__isnull=False, decided_at__isnull=False
                ),
                violation_error_message=_("En annen enn den som ba om det, og den det gjelder, må bekrefte."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Message(models.Model):
    """An e-mail in the outbox (`balansekunst.mail`): stored before it is sent, and never changed afterwards.

    Letters and mailings are drafts first. `claimed_at` is when a task began to send it.

    The database refuses to change a sent one (see the migrations), except that its recipient is erased, and then its
    text and file too, or its text is emptied, which named somebody else who is erased. `about` refers to the row that
    the e-mail is about, as `outbox.reference` writes it; no e-mail is written twice with the same `dedupe_key`.
    """

    class Status(models.TextChoices):
        DRAFTED = "drafted", _("utkast")
        QUEUED = "queued", _("i kø")
        SENDING = "sending", _("sendes")
        SENT = "sent", _("sendt")
        FAILED = "failed", _("feilet")
        UNCERTAIN = "uncertain", _("usikker")

    CAN_BE_SENT_AGAIN = (Status.QUEUED, Status.FAILED, Status.UNCERTAIN)
    UNSENT = (*CAN_BE_SENT_AGAIN, Status.SENDING)

    recipient = EmailField(_("til"))
    subject = LineField(_("emne"), max_length=200)
    body = TextField(_("tekst"))
    attachment = models.BinaryField(_("vedlegg"), null=True, editable=False)
    attachment_name = models.CharField(_("vedlegg"), max_length=100, blank=True, editable=False)
    about = models.CharField(max_length=100, blank=True, editable=False, db_index=True)
    dedupe_key = models.CharField(max_length=200, blank=True, editable=False)
    # Where the recipient says no to more of its kind, for the mail program's own button; blank for necessary e-mails.
    unsubscribe_url = models.CharField(max_length=300, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFTED)
    drafted_at = models.DateTimeField(_("skrevet"), default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(_("begynt å sende"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sendt"), null=True, blank=True)
    failure = models.CharField(_("feil"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("e-post")
        verbose_name_plural = _("utboks")
        ordering = ["-drafted_at"]
        # Few e-mails are unsent, and the others' texts and files are long.
        indexes = [
            models.Index(fields=["status", "drafted_at"], name="message_by_status"),
            models.Index(fields=["drafted_at", "id"], name="message_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_sent_has_time",
                condition=models.Q(status="sent", sent_at__isnull=False)
                | (~models.Q(status="sent") & models.Q(sent_at__isnull=True)),
                violation_error_message=_("En sendt e-post har et tidspunkt, og bare den."),
            ),
            models.CheckConstraint(
                name="message_sending_has_time",
                condition=~models.Q(status="sending") | models.Q(claimed_at__isnull=False),
                violation_error_message=_("En e-post som sendes, har tidspunktet det begynte."),
            ),
            models.UniqueConstraint(
                name="message_dedupe_key_unique",
                fields=["dedupe_key"],
                condition=~models.Q(dedupe_key=""),
                violation_error_message=_("Denne e-posten er allerede skrevet."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Bounce(models.Model):
    """An e-mail that came back (`mail.bounces`). A hard bounce marks its address, until the row is deleted.

    `event_key` identifies the event at the e-mail provider, who may report it several times.
    """

    class Kind(models.TextChoices):
        HARD = "hard", _("adressen virker ikke")
        SOFT = "soft", _("midlertidig feil")

    email = EmailField(_("e-post"))
    kind = models.CharField(_("type"), max_length=4, choices=Kind, default=Kind.HARD)
    reason = LineField(_("årsak"), max_length=300, blank=True)
    bounced_at = models.DateTimeField(_("kom i retur"))
    message = models.ForeignKey(
        Message, models.PROTECT, verbose_name=_("e-posten"), related_name="bounces", null=True, editable=False
    )
    event_key = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        verbose_name = _("e-post i retur")
        verbose_name_plural = _("e-post i retur")
        ordering = ["-bounced_at", "-id"]
        indexes = [models.Index(fields=["email", "kind"], name="bounce_by_email")]
        constraints = [
            models.UniqueConstraint(
                name="bounce_event_once",
                fields=["event_key"],
                condition=~models.Q(event_key=""),
                violation_error_message=_("Denne returen er registrert."),
            ),
            models.CheckConstraint(
                name="bounce_email_in_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message=_("E-postadressen skal ha små bokstaver."),
            ),
        ]

    def __str__(self) -> str:
        return self.email


class ImportFile(models.Model):
    """The file of an import until it is confirmed, or its job has ended (`imports.previews`), as Base64."""

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("eier"))
    content = EncryptedTextField(_("innhold"))
    expires_at = models.DateTimeField(_("utløper"), db_index=True)

    class Meta:
        verbose_name = _("importfil")
        verbose_name_plural = _("importfiler")

    def __str__(self) -> str:
        return str(self.uuid)


class CalendarFeed(FeedAddress):
    """The address of a user's calendar feed (`calendar_feeds`)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed", verbose_name=_("bruker"))

    def __str__(self) -> str:
        return str(self.user)
