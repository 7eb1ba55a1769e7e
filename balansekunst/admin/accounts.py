"""The admin of users and of the outbox."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst import account_changes, user_accounts
from balansekunst.admin.account_page import register_pages
from balansekunst.admin.bounces import BounceAction
from balansekunst.admin.lists import EditedAdmin, ReadOnlyAdmin
from balansekunst.admin.object_page import ObjectPage
from balansekunst.front_page import TaskRows, Urgency
from balansekunst.mail import bounces, outbox
from balansekunst.models import AccountChange, Message, User
from balansekunst.resources import MessageResource, UserResource
from balansekunst.sessions import end_sessions


class UserForm(forms.ModelForm):
    """A user's details and roles."""

    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Roller"),
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Kontaktpersoner trenger ingen rolle."),
    )

    class Meta:
        model = User
        fields = ["email", "name", "groups", "is_staff", "is_superuser", "is_active"]
        labels = {
            "is_staff": gettext_lazy("Har tilgang til administrasjonen"),
            "is_superuser": gettext_lazy("Kan alt, unntatt å lese henvendelser"),
            "is_active": gettext_lazy("Kan logge inn"),
        }
        help_texts = {
            "email": gettext_lazy("Hit sendes koden som brukeren logger inn med."),
            "is_staff": gettext_lazy("Krever også en rolle, og totrinnsinnlogging."),
            "is_superuser": gettext_lazy("For den som drifter systemet."),
            "is_active": gettext_lazy("Ta bort haken når en bruker slutter: da er kontoen lukket, og rollene borte."),
        }

    def clean_email(self) -> str:
        """Return the address in lower case, which logins compare with."""
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        """Take the roles from a closed account, so that it has none when it is opened again."""
        answers = super().clean() or self.cleaned_data
        if not answers.get("is_active"):
            answers["groups"] = Group.objects.none()
        return answers


@admin.register(User)
class UserAdmin(ObjectPage, EditedAdmin):
    """Everybody who can log in: staff, advisers, managers, jurors and organisations' contacts."""

    purpose = gettext_lazy("En bruker er en person som kan logge inn, og rollene bestemmer hva den får se og gjøre.")
    first_rows = gettext_lazy("Her kommer de som kan logge inn.")
    chapter = "brukere-og-tilgang"
    form = UserForm
    resource_classes = [UserResource]
    is_restorable = False  # roles and addresses are changed by `account_changes`
    list_display = ["email", "name", "roles", "is_staff", "is_active", "last_login"]
    list_filter = ["groups", "is_staff", "is_active", "is_superuser"]
    search_fields = ["email", "name"]
    actions = ["forget_second_factor", "erase"]
    fieldsets = [
        (None, {"fields": ["email", "name"]}),
        (gettext_lazy("Tilgang"), {"fields": ["groups", "is_staff", "is_superuser", "is_active"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_erased)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001
        if not change:
            obj.set_unusable_password()
            super().save_model(request, obj, form, change)
            user_accounts.verify_email(obj)
            return
        email, obj.email = obj.email, User.objects.get(pk=obj.pk).email
        super().save_model(request, obj, form, change)
        if email != obj.email:
            self._report(request, account_changes.change_email(obj, email, by=self._user(request), at=timezone.now()))
        if {"is_active", "is_staff", "is_superuser"} & set(form.changed_data):
            end_sessions(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        roles = [group.name for group in form.cleaned_data["groups"]]
        user: User = form.instance
        asked = account_changes.set_roles(user, roles, by=self._user(request), at=timezone.now())
        self._report(request, *asked)
        form.cleaned_data["groups"] = user.groups.all()
        super().save_related(request, form, formsets, change)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import, and show which roles wait for a second person."""
        waited = list(account_changes.waiting().values_list("pk", flat=True))
        response = super().process_import(request, **kwargs)
        self._report(request, *account_changes.waiting().exclude(pk__in=waited))
        return response

    def _user(self, request: HttpRequest) -> User:
        user: Any = request.user
        return user

    def _report(self, request: HttpRequest, *asked: AccountChange | None) -> None:
        """Show that a change waits for a second person."""
        for change in filter(None, asked):
            words = _(
                "%(account)s: %(kind)s %(value)s gjelder først når en annen rådgiver eller en i ledelsen har "
                "bekreftet det. De har fått e-post."
            )
            params = {"account": change.account, "kind": change.get_kind_display(), "value": change.value}
            self.message_user(request, words % params, messages.WARNING)

    @admin.display(description=gettext_lazy("roller"))
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    @admin.action(
        description=gettext_lazy("Fjern totrinnsinnlogging (når telefonen er mistet)"),
        permissions=["change"],
        location=(ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM),
    )
    def forget_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Delete the second factors of users who have lost theirs, so that they set up new ones."""
        reset = 0
        for user in queryset:
            asked = account_changes.reset_second_factor(user, by=self._user(request), at=timezone.now())
            self._report(request, asked)
            if asked is None:
                reset += 1
                self.log_change(request, user, _("Fjernet totrinnsinnlogging."))
        if reset:
            self.message_user(request, _("De setter opp totrinnsinnlogging på nytt ved neste innlogging."))

    @admin.action(
        description=gettext_lazy("Slett navn og e-postadresse (når kontoen er lukket). Det kan ikke angres"),
        permissions=["change"],
        location=(ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM),
    )
    def erase(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Erase the persons of closed accounts."""
        for user in queryset:
            try:
                asked = account_changes.erase(user, by=self._user(request), at=timezone.now())
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
                continue
            if asked:
                self._report(request, asked)
                continue
            user.refresh_from_db()
            self.log_change(request, user, _("Slettet navn og e-postadresse."))
            self.message_user(request, _("%(account)s har ikke lenger navn og e-postadresse.") % {"account": user})

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return False: accounts are closed, since others' histories point at them."""
        return False


class ReturnedFilter(admin.SimpleListFilter):
    """E-mails that came back."""

    title = gettext_lazy("retur")
    parameter_name = "retur"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [("ja", gettext_lazy("kom i retur"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(bounces.is_returned()) if self.value() == "ja" else queryset


@admin.register(Message)
class MessageAdmin(BounceAction, ReadOnlyAdmin):
    """The outbox. Letters have their own pages. E-mails that failed, or are uncertain, can be sent again."""

    purpose = gettext_lazy("Utboksen viser e-postene som programmet har sendt, eller skal sende.")
    first_rows = gettext_lazy("Her kommer e-postene når programmet sender dem.")
    name_of_rows = gettext_lazy("e-poster")
    chapter = "e-post"
    resource_classes = [MessageResource]
    list_display = ["subject", "recipient", "state", "drafted_at", "sent_at", "failure"]
    list_filter = ["status", ReturnedFilter]
    date_hierarchy = "drafted_at"
    search_fields = ["subject", "recipient"]
    readonly_fields = ["returned"]
    actions = ["send_again", "register_bounce"]
    email_field = "recipient"
    withheld: ClassVar[list[Callable[[HttpRequest], Q]]] = []  # conditions by which apps hide messages from a user
    hides_rows = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Return the messages that the user may read, except letters, without attachments."""
        queryset = super().get_queryset(request).exclude(outbox.is_letter()).defer("attachment")
        for condition in self.withheld:
            queryset = queryset.exclude(condition(request))
        return queryset

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return one task for e-mails that failed, are uncertain, or wait although a worker should have sent them."""
        late = moment - outbox.INTERRUPTED
        yield self.task(
            Urgency.LATE,
            lambda count: ngettext("e-post er kanskje ikke kommet fram", "e-poster er kanskje ikke kommet fram", count),
            self.get_queryset(request).filter(status__in=Message.UNSENT, drafted_at__lt=late),
            status__in=",".join(Message.UNSENT),
            drafted_at__lt=late.isoformat(),
        )

    def with_columns(self, rows: QuerySet[Message], request: HttpRequest) -> QuerySet[Message]:
        return super().with_columns(rows, request).annotate(is_returned=bounces.is_returned())

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def state(self, message: Any) -> str:
        return _("i retur") if message.is_returned else message.get_status_display()

    @admin.display(description=gettext_lazy("kom i retur"))
    def returned(self, message: Message) -> str:
        """Return when the e-mail came back, and why."""
        return " ".join(bounces.in_words(bounce) for bounce in message.bounces.all())

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("balansekunst.change_message")

    @admin.action(
        description=gettext_lazy("Send igjen"),
        permissions=["send"],
        location=(ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM),
    )
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Send the messages that failed, are uncertain or have waited."""
        keys = outbox.send_again(queryset)
        waiting = Message.objects.filter(
            pk__in=keys, status__in=[Message.Status.QUEUED, Message.Status.SENDING]
        ).count()
        sent = Message.objects.filter(pk__in=keys, status=Message.Status.SENT).count()
        if failed := len(keys) - waiting - sent:
            words = ngettext("%(count)d kom ikke fram.", "%(count)d kom ikke fram.", failed)
            self.message_user(request, words % {"count": failed}, messages.ERROR)
        if waiting:
            words = ngettext("%(count)d sendes igjen om litt.", "%(count)d sendes igjen om litt.", waiting)
            self.message_user(request, words % {"count": waiting})
        if sent or not keys:
            words = ngettext("%(count)d er sendt igjen.", "%(count)d er sendt igjen.", sent)
            self.message_user(request, words % {"count": sent})


register_pages()
