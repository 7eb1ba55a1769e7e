"""The admin of mailings: begun from a list, written, looked at recipient by recipient, and sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from balansekunst import autosave
from balansekunst.admin import timeline
from balansekunst.admin.forms import can_be_key
from balansekunst.admin.lists import ListAdmin, ReadOnlyAdmin
from balansekunst.admin.sentence import in_words
from balansekunst.fields import number
from balansekunst.front_page import TaskRows, Urgency
from balansekunst.jobs import work
from balansekunst.jobs.work import JobKind
from balansekunst.mail import bounces
from balansekunst.models import Message, User
from members import mailing_jobs, mailings
from members.admin.addresses import AddressPages
from members.models import Mailing, MailingRecipient, Organisation
from members.sheets import MailingRecipientResource, MailingResource

MOST_NAMED = 20  # of those left out for a reason; the list of recipients has all


class MailingForm(forms.ModelForm):
    """The subject and the text of a mailing."""

    class Meta:
        model = Mailing
        fields = ["subject", "body"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"subject", "body"} & set(self.fields):
            self.fields[name].required = True
        if "body" in self.fields:
            self.fields["body"].widget.attrs["rows"] = 16

    def clean_subject(self) -> str:
        mailings.check_subject(self.cleaned_data["subject"])
        return self.cleaned_data["subject"]

    def clean_body(self) -> str:
        mailings.check_body(self.cleaned_data["body"])
        return self.cleaned_data["body"]


class MailedFromList(AddressPages):
    """A list of organisations or contacts, from which a mailing to the chosen rows, or all of them, is begun."""

    def has_mail_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("members.add_mailing")

    @admin.action(description=gettext_lazy("Skriv e-post til de valgte"), permissions=["mail"])
    def write_mailing(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Begin a mailing, and show its form."""
        try:
            mailing = mailings.begin(
                self.addressed(queryset),
                audience=self._audience(request, queryset),
                by=_user(request),
                at=timezone.now(),
            )
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return None
        return redirect("admin:members_mailing_change", mailing.pk)

    def _audience(self, request: HttpRequest, queryset: QuerySet[Any]) -> str:
        """Return what was chosen: «Medlemmer 16.03.2026 i Nord-Norge (alle 31)»."""
        listed: Any = self.get_changelist_instance(request)
        words = in_words(listed.parts) or capfirst(str(self.opts.verbose_name_plural))
        count = number(queryset.count())
        is_all = request.POST.get("select_across") == "1"
        chosen = _("alle %(count)s") % {"count": count} if is_all else _("%(count)s valgt") % {"count": count}
        return f"{words} ({chosen})"


class AddressFilter(admin.SimpleListFilter):
    """Organisations or contacts whose address does not work, or is missing, or who said no to mailings."""

    title = gettext_lazy("e-post")
    parameter_name = "epost"
    BOUNCED, DECLINED, MISSING = "virker-ikke", "nei", "mangler"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [
            (self.BOUNCED, gettext_lazy("adressen virker ikke")),
            (self.DECLINED, gettext_lazy("vil ikke ha utsendinger")),
            (self.MISSING, gettext_lazy("uten adresse")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case self.BOUNCED:
                return queryset.filter(bounces.has_bounced())
            case self.DECLINED:
                return queryset.filter(declined_mailings_on__isnull=False)
            case self.MISSING:
                return queryset.filter(email="")
        return queryset


@admin.register(Mailing)
class MailingAdmin(ListAdmin):
    """Letters by e-mail to chosen recipients. Those that are sent cannot be changed."""

    purpose = gettext_lazy("En utsending er en e-post til mange: samme tekst, med navnet til hver mottaker satt inn.")
    first_rows = gettext_lazy(
        "Her kommer utsendingene. Kryss av i listen over virksomheter eller kontaktpersoner, og velg «Skriv e-post»."
    )
    chapter = "e-post"
    form = MailingForm
    resource_classes = [MailingResource]
    list_display = ["__str__", "audience", "author", "created_at", "sent_at"]
    list_display_links = ["__str__"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["author"]
    search_fields = ["subject"]
    readonly_fields = ["audience"]
    fields = ["audience", "subject", "body"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: a mailing is begun from a list, with its recipients."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Mailing | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.sent_at)

    def has_delete_permission(self, request: HttpRequest, obj: Mailing | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.sent_at)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the mailings alone, not each of their recipients."""
        return [str(mailing) for mailing in objs], {capfirst(self.opts.verbose_name_plural): len(objs)}, set(), []

    def save_model(self, request: HttpRequest, obj: Mailing, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save the texts alone: somebody else may have sent the mailing since it was read."""
        mailings.save_texts(obj, form.cleaned_data)

    def delete_model(self, request: HttpRequest, obj: Mailing) -> None:
        mailings.delete(obj)

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.SOON,
            lambda count: ngettext("utsending er ikke sendt", "utsendinger er ikke sendt", count),
            Mailing.objects.filter(sent_at=None),
            sent_at__isempty="1",
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/lagre/", self.autosave_view, name="members_mailing_autosave"),
            path("<int:pk>/se-gjennom/", view(self.preview_view), name="members_mailing_preview"),
            path("<int:pk>/send/", view(self.send_view), name="members_mailing_send"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, with the fields that the text may have; or the e-mails, if they are sent."""
        mailing = self.get_object(request, unquote(object_id)) if can_be_key(Mailing, unquote(object_id)) else None
        if mailing and mailing.sent_at:
            return redirect("admin:members_mailing_preview", mailing.pk)
        kwargs["extra_context"] = {"letter_fields": mailings.FIELDS.items(), "title": _("Skriv e-post")}
        return super().change_view(request, object_id, *args, **kwargs)

    @method_decorator(login_not_required)
    @method_decorator(require_POST)
    def autosave_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save the texts that are valid while they are written. Drafts that differ from them are not sent."""
        if not self.admin_site.has_permission(request):
            words = _("Ikke lagret: innloggingen har gått ut. Logg inn i en ny fane, og kom tilbake hit.")
            return autosave.logged_out(reverse("admin:login"), reverse("admin:index"), words, new_tab=True)
        mailing = get_object_or_404(Mailing, pk=pk)
        if not super().has_change_permission(request, mailing):
            raise PermissionDenied
        form = MailingForm(request.POST, instance=mailing)
        form.is_valid()
        try:
            mailings.save_texts(mailing, form.cleaned_data)
        except ValidationError as error:
            return autosave.refused(error)
        problems = [f"{form.fields[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
        return autosave.saved(timezone.now(), fields={}, problems=problems)

    def response_change(self, request: HttpRequest, obj: Mailing) -> HttpResponse:
        """Draft the e-mails of the text that was saved, and show them."""
        if mailing_jobs.is_large(obj):
            return _job(request, mailing_jobs.DRAFT, obj)
        mailings.draft(obj, at=timezone.now(), today=timezone.localdate(), site=_site(request))
        return redirect("admin:members_mailing_preview", obj.pk)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the e-mails of a mailing one by one, and who is left out."""
        mailing = get_object_or_404(Mailing.objects.select_related("sent_by"), pk=pk)
        if not self.has_view_permission(request, mailing):
            raise PermissionDenied
        written = mailing.recipients.filter(message__isnull=False).annotate(is_returned=bounces.is_returned("message"))
        written = written.select_related("message", "contact", "organisation")
        page = Paginator(written, 1).get_page(request.GET.get("side"))
        if not page.object_list and not mailing.recipients.exclude(left_out="").exists():
            return redirect("admin:members_mailing_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": str(mailing),
            "subtitle": _("Sendt") if mailing.sent_at else _("Se gjennom"),
            "opts": self.opts,
            "mailing": mailing,
            "page": page,
            "recipient": next(iter(page), None),
            "left_out": _left_out(mailing),
            "statuses": _statuses(mailing),
            "may_send": self.has_change_permission(request, mailing),
        }
        return TemplateResponse(request, "admin/members/mailing/preview.html", context)

    def send_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the drafts, or draft them anew if something has changed since."""
        mailing = get_object_or_404(Mailing, pk=pk)
        if request.method != "POST" or not self.has_change_permission(request, mailing):
            raise PermissionDenied
        if mailing_jobs.is_large(mailing):
            return _job(request, mailing_jobs.SEND, mailing)
        now: dict[str, Any] = {"at": timezone.now(), "today": timezone.localdate(), "site": _site(request)}
        try:
            count = mailings.send(mailing, by=_user(request), **now)
        except ValidationError as error:
            words = " ".join(error.messages)
            if error.code == "stale":
                mailings.draft(mailing, **now)
                words += f" {mailing_jobs.DRAWN_UP_ANEW}"
            self.message_user(request, words, messages.ERROR)
        else:
            self.log_change(request, mailing, _("Sendt."))
            self.message_user(request, mailing_jobs.queued_in_words(count), messages.SUCCESS)
        return redirect("admin:members_mailing_preview", pk)


@admin.register(MailingRecipient)
class MailingRecipientAdmin(ReadOnlyAdmin):
    """The recipients of mailings, also those who are left out."""

    purpose = gettext_lazy("En mottaker er en som skulle få en utsending, også om den ble utelatt.")
    first_rows = gettext_lazy("Her kommer mottakerne av den første utsendingen.")
    chapter = "e-post"
    resource_classes = [MailingRecipientResource]
    list_display = ["organisation", "contact", "address", "status", "left_out", "mailing"]
    list_filter = ["left_out", "message__status"]
    list_select_related = ["organisation", "contact", "mailing", "message"]
    search_fields = ["organisation__name", "organisation__formerly", "contact__name"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return False: the list is opened from a mailing."""
        return False

    @admin.display(description=gettext_lazy("til"))
    def address(self, recipient: MailingRecipient) -> str:
        return recipient.message.recipient if recipient.message else ""

    def with_columns(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return super().with_columns(rows, request).annotate(is_returned=bounces.is_returned("message"))

    @admin.display(description=gettext_lazy("status"), ordering="message__status")
    def status(self, recipient: Any) -> str:
        if recipient.is_returned:
            return _("i retur")
        return recipient.message.get_status_display() if recipient.message else ""


def _left_out(mailing: Mailing) -> list[tuple[str, int, list[MailingRecipient], str]]:
    """Return the reasons for leaving out recipients: each with how many, the first of them, and the list of all."""
    url = reverse("admin:members_mailingrecipient_changelist")
    rows = mailing.recipients.exclude(left_out="").select_related("contact", "organisation")
    counts = dict(rows.order_by().values_list("left_out").annotate(Count("pk")))
    return [
        (
            str(reason.label),
            counts[reason],
            list(rows.filter(left_out=reason)[:MOST_NAMED]),
            f"{url}?mailing__id__exact={mailing.pk}&left_out__exact={reason}",
        )
        for reason in MailingRecipient.LeftOut
        if reason in counts
    ]


def _statuses(mailing: Mailing) -> list[tuple[str, int]]:
    """Return how many e-mails of a mailing have each status, and how many of them came back."""
    found = mailing.recipients.filter(message__isnull=False).order_by("message__status")
    counts = found.values_list("message__status").annotate(Count("pk"))
    statuses = [(str(Message.Status(status).label), count) for status, count in counts]
    returned = found.filter(bounces.is_returned("message")).count()
    return [*statuses, (_("av dem i retur"), returned)] if returned else statuses


def _job(request: HttpRequest, kind: JobKind, mailing: Mailing) -> HttpResponse:
    """Start a job, and show its page."""
    arguments = {"mailing": mailing.pk, "site": _site(request)}
    return redirect("admin:job", work.start(kind, arguments, by=_user(request), at=timezone.now()).pk)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


def _user(request: HttpRequest) -> User:
    user: Any = request.user
    return user


def _in_timeline(recipient: MailingRecipient) -> str:
    to = recipient.contact or recipient.organisation
    return _("Utsending til %(to)s: %(subject)s") % {"to": to, "subject": recipient.mailing.subject}


timeline.register(
    Organisation,
    timeline.Facts(
        timeline.MAIL,
        lambda organisation: Q(organisation=organisation, message__isnull=False),
        MailingRecipient,
        "mailing__sent_at",
        _in_timeline,
        who=lambda recipient: recipient.mailing.sent_by,
        related=("mailing__sent_by", "organisation", "contact"),
        url=lambda recipient: reverse("admin:members_mailing_preview", args=[recipient.mailing_id]),
    ),
)
