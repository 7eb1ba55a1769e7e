"""The demo's user accounts, one for each role. In demo mode anyone can log in as them."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Group
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balansekunst import account_changes
from balansekunst.access import PROTECTED_ROLES, Role
from balansekunst.dates import midnight
from balansekunst.models import AccountChange, User
from balansekunst.user_accounts import verify_email
from demo.made_up import NON_MEMBER, SAMI_CENTRE, Named, add
from members.contacts import give_access
from members.models import Contact, Organisation


@dataclass(frozen=True)
class Account:
    """A made-up person to log in as: `start` is the first page, `try_out` what to try."""

    slug: str
    title: str | Promise
    name: str
    start: str
    try_out: str | Promise
    role: Role | None = None
    organisation: Named | None = None
    is_staff: bool = False
    is_superuser: bool = False

    @property
    def email(self) -> str:
        return f"{self.slug}@balansekunst.example"


ACCOUNTS = (
    Account(
        "ansatt",
        _("ansatt"),
        "Ada Ansatt",
        "admin:index",
        _("Søk etter «ælva» blant virksomhetene, godkjenn en innmelding, og last ned årets søknader som regneark."),
        role=Role.STAFF,
        is_staff=True,
    ),
    Account(
        "medlem",
        _("kontaktperson for et medlem"),
        "Máret Medlem",
        "my_page",
        _("Gjør ferdig en søknad, godta et tilsagn, og skriv rapport for et annet prosjekt."),
        organisation=SAMI_CENTRE,
    ),
    Account(
        "ledelse",
        _("ledelse"),
        "Liv Ledelse",
        "my_page",
        _("Se hva som venter på deg, les nøkkeltallene for 2024, og publiser årsrapporten for 2025."),
        role=Role.MANAGEMENT,
    ),
    Account(
        "jury",
        _("jurymedlem"),
        "Jon Jury",
        "my_page",
        _("Gi poeng på de to søknadene som gjenstår."),
    ),
    Account(
        "inhabil",
        _("jurymedlem som er inhabil i én sak"),
        "Inga Inhabil",
        "my_page",
        _("Se søknadene uten den du er inhabil i, og meld deg inhabil i en til."),
    ),
    Account(
        "radgiver",
        _("rådgiver"),
        "Rolf Rådgiver",
        "enquiry_create",
        _("Registrer en henvendelse med fakta i koder. Skriv et navn i notatet, og se hva som skjer."),
        role=Role.ADVISER,
        is_staff=True,
    ),
    Account(
        "likestilling",
        _("kontaktperson for et medlem uten merket"),
        "Lars Likestilling",
        "my_page",
        _("Skriv hvordan det gikk med tiltakene fra i fjor, og last ned dokumentet som loven krever."),
    ),
    Account(
        "ikke-medlem",
        _("kontaktperson for en virksomhet som ikke er medlem"),
        "Ove Utenfor",
        "my_page",
        _("Prøv å søke, og se hvorfor det ikke går ennå."),
        organisation=NON_MEMBER,
    ),
    Account(
        "drift",
        _("driftsansvarlig"),
        "Dina Drift",
        "admin:index",
        _("Se alt i administrasjonen, også brukerne."),
        is_staff=True,
        is_superuser=True,
    ),
)
BY_SLUG = {account.slug: account for account in ACCOUNTS}


def fill(day: date) -> None:
    for account in ACCOUNTS:
        _create(account, day)


def _create(account: Account, day: date) -> None:
    user = User.objects.create_user(
        account.email, name=account.name, is_staff=account.is_staff, is_superuser=account.is_superuser
    )
    verify_email(user)
    if account.role in PROTECTED_ROLES:
        account_changes.change_on_server(user, AccountChange.Kind.ROLE, account.role, at=midnight(day))
    elif account.role:
        user.groups.add(Group.objects.get(name=account.role))
    if account.organisation:
        organisation = Organisation.objects.get(number=account.organisation.number)
        give_access(add(Contact(organisation=organisation, name=account.name, email=account.email)))


def user_of(slug: str) -> User:
    return User.objects.get(email=BY_SLUG[slug].email)


def exist() -> bool:
    return User.objects.filter(email__in=[account.email for account in ACCOUNTS]).exists()
