"""The year's figures of Balansepotten."""

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from balansekunst.figures import Derived, Figure, Period, Section, Unit, When, percent
from balansepotten.models import Application, Call, Theme
from members.models import Region

REGION = "organisation__municipality__county__region"


def section(period: Period) -> Section:
    """Return the figures of the pot, the applications and the awards, in number and in kroner.

    They are the result of the period's calls (`CallQuerySet.of_period`), whenever each application was decided.
    """
    competing = Application.objects.competing_in(period)
    granted = competing.granted()
    return Section(
        "balansepotten",
        _("Balansepotten"),
        period,
        figures=(
            Figure(
                "pot",
                _("Pott"),
                Call.objects.of_period(period),
                Sum("pot"),
                unit=Unit.KRONER,
                meaning=_("Det utlysningen har å dele ut."),
                when=When.CALL,
            ),
            Figure(
                "applications",
                _("Søknader"),
                competing,
                meaning=_("Søknader som ble sendt i utlysningen, og ikke trukket."),
                when=When.CALL,
            ),
            Figure(
                "applied_nok",
                _("Samlet søknadsbeløp"),
                competing,
                Sum("amount_applied"),
                unit=Unit.KRONER,
                meaning=_("Det disse søknadene ba om til sammen."),
                when=When.CALL,
            ),
            Figure(
                "granted",
                _("Innvilgede søknader"),
                granted,
                meaning=_("Søknader som fikk støtte."),
                when=When.CALL,
            ),
            Figure(
                "awarded_nok",
                _("Samlet tildeling"),
                granted,
                Sum("amount_awarded"),
                unit=Unit.KRONER,
                meaning=_("Det de innvilgede søknadene fikk til sammen."),
                when=When.CALL,
            ),
            Derived(
                "awarded_share_percent",
                _("Tildelt av søkt beløp"),
                lambda values: percent(values["awarded_nok"], values["applied_nok"]),
                Unit.PERCENT,
                meaning=_("Andelen etter beløp: samlet tildeling av samlet søknadsbeløp."),
                when=When.CALL,
                parts=("awarded_nok", "applied_nok"),
            ),
        ),
        details=(
            Derived(
                "granted_share_percent",
                _("Innvilget av antall søknader"),
                lambda values: percent(values["granted"], values["applications"]),
                Unit.PERCENT,
                meaning=_("Andelen etter antall: innvilgede søknader av alle."),
                when=When.CALL,
                parts=("granted", "applications"),
            ),
            Figure(
                "by_category",
                _("Søknader etter kategori"),
                competing,
                by="category",
                groups=categories,
                meaning=_("Søknader etter prosjektets kategori."),
                when=When.CALL,
            ),
            Figure(
                "granted_by_category",
                _("Innvilget etter kategori"),
                granted,
                by="category",
                groups=categories,
                meaning=_("Innvilgede søknader etter prosjektets kategori."),
                when=When.CALL,
            ),
            Figure(
                "by_region",
                _("Søknader etter landsdel"),
                competing,
                by=REGION,
                groups=regions,
                meaning=_("Søknader etter landsdelen der søkeren hører hjemme."),
                when=When.CALL,
            ),
            Figure(
                "granted_by_region",
                _("Innvilget etter landsdel"),
                granted,
                by=REGION,
                groups=regions,
                meaning=_("Innvilgede søknader etter landsdelen der søkeren hører hjemme."),
                when=When.CALL,
            ),
            Figure(
                "by_theme",
                _("Søknader etter tematisk satsing"),
                competing,
                by="themes",
                groups=themes,
                meaning=_("Søknader etter tematisk satsing; en søknad med to teller i begge."),
                when=When.CALL,
            ),
            Figure(
                "granted_by_theme",
                _("Innvilget etter tematisk satsing"),
                granted,
                by="themes",
                groups=themes,
                meaning=_("Innvilgede søknader etter tematisk satsing; en søknad med to teller i begge."),
                when=When.CALL,
            ),
            Figure(
                "applicants",
                _("Nye søkere, og de som har søkt før"),
                competing.with_applicant_kind(),
                Count("organisation", distinct=True),
                by="applicant",
                groups=applicants,
                meaning=_("Virksomheter som søkte, etter om de hadde en søknad med i en tidligere utlysning."),
                when=When.CALL,
            ),
            Figure(
                "granted_applicants",
                _("Søkere som fikk støtte"),
                granted.with_applicant_kind(),
                Count("organisation", distinct=True),
                by="applicant",
                groups=applicants,
                meaning=_("Virksomheter som fikk støtte, etter om de hadde en søknad med i en tidligere utlysning."),
                when=When.CALL,
            ),
        ),
    )


def categories() -> dict[str, str]:
    return {category.value: category.value for category in Application.Category}


def regions() -> dict[str, str]:
    return {region.value: region.value for region in Region}


def themes() -> dict[int, str]:
    return dict(Theme.objects.values_list("pk", "name"))


def applicants() -> dict[str, str]:
    return {"new": "nye", "returning": "har søkt før"}
