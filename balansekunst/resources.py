"""The sheets of users and of the outbox."""

from datetime import time
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils import timezone

from balansekunst import account_changes, user_accounts
from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import ImportRow
from balansekunst.imports.widgets import ChoiceWidget, MomentWidget, NamesWidget, TextWidget, YesNoWidget
from balansekunst.models import Bounce, ErasureRequest, LegalHold, Message, User
from balansekunst.sessions import end_sessions


class EmailWidget(TextWidget):
    """An e-mail address, in lower case."""

    def read(self, value: Any, **_kwargs: Any) -> str:
        return super().read(value).lower()


class UserResource(SheetResource):
    """Users and their roles. Superusers can't be made by a sheet."""

    email = Column("email", "E-post", EmailWidget(), required=True)
    name = Column("name", "Navn", TextWidget(), optional=True)
    groups = Column("groups", "Roller", NamesWidget(Group), optional=True)
    is_staff = Column("is_staff", "Kan bruke admin", YesNoWidget(), required=True)
    is_active = Column("is_active", "Kan logge inn", YesNoWidget(), required=True)

    key = ("email",)

    class Meta:
        model = User

    def get_queryset(self) -> QuerySet[User]:
        return User.objects.prefetch_related("groups").order_by("email")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self.user: User = kwargs["user"]

    def clean_row(self, row: ImportRow) -> None:
        """Take the roles from a closed account, as the admin's form does."""
        if row.cells.get("is_active") is False:
            row.cells["groups"] = frozenset()

    def new_instance(self, row: ImportRow) -> User:
        user = User()
        user.set_unusable_password()
        return user

    def is_saved_alone(self, row: ImportRow) -> bool:
        """Return True: an account has an address to log in with, and sessions."""
        return True

    def save_alone(self, row: ImportRow) -> None:
        """Save the user. Sessions end if the access changes; roles that a second person must confirm are asked for."""
        user: User = row.instance
        waiting: list[str] = []
        changed = {"is_active", "is_staff"} & row.changed.keys()
        if "groups" in row.cells:
            wanted = [group.name for group in row.cells["groups"]]
            granted, waiting = account_changes.split_roles(user, wanted)
            row.cells["groups"] = frozenset(group for group in row.cells["groups"] if group.name in granted)
            if row.changed.get("groups", row.cells["groups"]) != row.cells["groups"]:
                changed.add("groups")
        super().save_alone(row)
        user_accounts.verify_email(user)
        if changed:
            end_sessions(user)
        for role in waiting:
            account_changes.ask_role(user, role, by=self.user, at=timezone.now())


class MessageResource(SheetResource):
    """The outbox, for export only."""

    recipient = Column("recipient", "Til", TextWidget())
    subject = Column("subject", "Emne", TextWidget())
    status = Column("status", "Status", ChoiceWidget(Message.Status))
    drafted_at = Column("drafted_at", "Skrevet", MomentWidget(at=time()))
    sent_at = Column("sent_at", "Sendt", MomentWidget(at=time()))
    failure = Column("failure", "Feil", TextWidget())

    class Meta:
        model = Message


class BounceResource(SheetResource):
    """The e-mails that came back, for export only."""

    email = Column("email", "E-post", TextWidget())
    kind = Column("kind", "Type", ChoiceWidget(Bounce.Kind))
    reason = Column("reason", "Årsak", TextWidget())
    bounced_at = Column("bounced_at", "Kom i retur", MomentWidget(at=time()))

    class Meta:
        model = Bounce


class ErasureRequestResource(SheetResource):
    """The requests to be erased, for export only."""

    account = Column("account__email", "Konto", TextWidget())
    asked_at = Column("asked_at", "Bedt om", MomentWidget(at=time()))
    status = Column("status", "Status", ChoiceWidget(ErasureRequest.Status))
    decided_at = Column("decided_at", "Avgjort", MomentWidget(at=time()))

    class Meta:
        model = ErasureRequest


class LegalHoldResource(SheetResource):
    """The legal holds, for export only."""

    about = Column("about", "Rad", TextWidget())
    reason = Column("reason", "Hvorfor opplysningene beholdes", TextWidget())
    begun_at = Column("begun_at", "Bestemt", MomentWidget(at=time()))
    ended_at = Column("ended_at", "Avsluttet", MomentWidget(at=time()))

    class Meta:
        model = LegalHold
