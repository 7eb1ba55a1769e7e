"""The sheets of users and of the outbox."""

from datetime import time
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from balansekunst import accounts
from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import ChoiceWidget, MomentWidget, NamesWidget, TextWidget, YesNoWidget
from balansekunst.models import Message, User


class EmailWidget(TextWidget):
    """An e-mail address, in small letters."""

    def read(self, value: Any, **_kwargs: Any) -> str:
        """Return the address. Raises ValidationError."""
        return super().read(value).lower()


class UserResource(SheetResource):
    """The users and their roles. Who is superuser is not for a sheet to say."""

    email = Column("email", "E-post", EmailWidget(), required=True)
    name = Column("name", "Navn", TextWidget(), optional=True)
    groups = Column("groups", "Roller", NamesWidget(Group), optional=True)
    is_staff = Column("is_staff", "Kan bruke admin", YesNoWidget(), required=True)
    is_active = Column("is_active", "Kan logge inn", YesNoWidget(), required=True)

    key = ("email",)

    class Meta:
        model = User

    def get_queryset(self) -> QuerySet[User]:
        """Return the users, with their roles."""
        return User.objects.prefetch_related("groups").order_by("email")

    def init_instance(self, row: Any = None) -> User:
        """Return a new user, who logs in with a code."""
        user = User()
        user.set_unusable_password()
        return user

    def do_instance_save(self, instance: User, is_create: bool) -> None:  # noqa: FBT001
        """Save the user, who logs in with a code sent to the address."""
        super().do_instance_save(instance, is_create)
        accounts.vouch_for(instance)


class MessageResource(SheetResource):
    """The outbox: it is given out, and never taken in."""

    recipient = Column("recipient", "Til", TextWidget())
    subject = Column("subject", "Emne", TextWidget())
    status = Column("status", "Status", ChoiceWidget(Message.Status))
    drafted_at = Column("drafted_at", "Skrevet", MomentWidget(at=time()))
    sent_at = Column("sent_at", "Sendt", MomentWidget(at=time()))
    failure = Column("failure", "Feil", TextWidget())

    class Meta:
        model = Message
