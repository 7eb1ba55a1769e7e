"""Import and export of calls, applications and their themes; export of decisions and conflicts of interest."""

from collections.abc import Collection, Iterator
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateField, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.results import Result

from balansekunst.fields import KronerField, kroner
from balansekunst.imports.columns import Column
from balansekunst.imports.faults import CONSEQUENCE, Check, Refused
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import ImportRow
from balansekunst.imports.widgets import (
    CellWidget,
    ChoiceWidget,
    DateWidget,
    KronerWidget,
    MomentWidget,
    RelatedWidget,
    TextWidget,
    WholeNumberWidget,
    YesNoWidget,
    cell_error,
)
from balansepotten import calls
from balansepotten.form_fields import APPLICATION_FIELDS, ApplicationField, FormSection
from balansepotten.models import Application, Call, ConflictOfInterest, Decision, Theme
from members.resources import OrganisationWidget

LAST_MINUTE = time(23, 59)
# The pots have been 150 000 to 1 500 000 kr. Amounts outside these are probably written in thousands, or with a digit
# too many.
LIKELY_POT = range(10_000, 50_000_001)
LIKELY_AMOUNT = range(1_000, 10_000_001)


class CallWidget(RelatedWidget):
    """A call by its year."""

    written_as = "year"

    @cached_property
    def by_year(self) -> dict[int, Call]:
        """The calls, each by its year."""
        return {call.year: call for call in Call.objects.all()}

    def read(self, value: Any, refused: Refused | None = None, **_kwargs: Any) -> Call:
        """Return the call. Raises ValidationError."""
        year = WholeNumberWidget().read(value)
        if year in self.by_year:
            return self.by_year[year]
        if refused and refused.includes(Call, year):
            raise ValidationError(_("Utlysningen ble ikke importert."), code=CONSEQUENCE)
        raise cell_error(value, _("Det finnes ingen utlysning i «%(value)s». Skriv et år som har en utlysning."))


class CallResource(SheetResource):
    """The calls, one a row. A date without a time opens the call at midnight, and is a deadline at 23.59."""

    year = Column("year", "År", WholeNumberWidget(), required=True)
    pot = Column("pot", "Pott", KronerWidget(), required=True, likely=LIKELY_POT)
    opens_at = Column("opens_at", "Åpner", MomentWidget(at=time()), required=True)
    deadline = Column("deadline", "Frist", MomentWidget(at=LAST_MINUTE), required=True)
    decided_on = Column("decided_on", "Vedtak", DateWidget(), optional=True)

    key = ("year",)
    sheet_title = "Utlysninger"
    referred = Call
    referred_by = ("year",)

    class Meta:
        model = Call

    def problems(self, row: ImportRow, exclude: Collection[str], check: Check) -> Iterator[ValidationError]:
        """Include changes that are no longer allowed, since people rely on the call."""
        yield from super().problems(row, exclude, check)
        values = {name: row.cells[name] for name in row.changed if name not in exclude}
        if values and not row.is_new:
            try:
                calls.check_change(Call.objects.get(pk=row.instance.pk), values=values, at=timezone.now())
            except ValidationError as error:
                yield error


def declared_columns(*, in_budget: bool) -> dict[str, Column]:
    """Return the columns of the application form's fields: those of its budget, or all others."""
    return {
        field.name: column_of(field)
        for field in APPLICATION_FIELDS
        if field.column_heading and (field.section == FormSection.BUDGET) == in_budget
    }


def column_of(field: ApplicationField) -> Column:
    """Return the column of a field of the application form."""
    return Column(
        field.name,
        field.column_heading,
        _widget_for(field.model_field),
        required=field.required_column,
        optional=not field.required_column,
        likely=LIKELY_AMOUNT if isinstance(field.model_field, KronerField) else None,
    )


def _widget_for(model_field: Any) -> CellWidget:
    if model_field.choices:
        return ChoiceWidget(model_field.flatchoices)
    if isinstance(model_field, KronerField):
        return KronerWidget()
    return DateWidget() if isinstance(model_field, DateField) else TextWidget()


class ApplicationResource(SheetResource):
    """The submitted applications, one a row, identified by number. Drafts are not among them.

    The outcome of a call that is decided in the system can't be imported, and no import exceeds the pot of a call.
    """

    call = Column("call", "År", CallWidget(), required=True)
    number = Column("number", "Søknadsnummer", TextWidget(), required=True)
    organisation = Column("organisation", "Organisasjonsnummer", OrganisationWidget(named="Søker"), required=True)
    name = Column("organisation__name", "Søker", TextWidget(), optional=True, readonly=True)
    vars().update(declared_columns(in_budget=False))  # in a class body, vars() is the namespace of the class
    total_budget = Column("total_budget", "Totalbudsjett", KronerWidget(), required=True, likely=LIKELY_AMOUNT)
    vars().update(declared_columns(in_budget=True))
    status = Column(
        "status", "Utfall", ChoiceWidget(Application.Status, hidden=[Application.Status.DRAFT]), required=True
    )
    amount_awarded = Column("amount_awarded", "Tildelt beløp", KronerWidget(), likely=LIKELY_AMOUNT)

    key = ("number",)
    sheet_title = "Søknader"
    decided = ("call", "amount_applied", "status", "amount_awarded")

    class Meta:
        model = Application

    def get_queryset(self) -> QuerySet[Application]:
        return self.filter_export(Application.objects.select_related("call", "organisation").order_by("number"))

    def filter_export(self, queryset: QuerySet[Application], **kwargs: Any) -> QuerySet[Application]:
        return queryset.exclude(status=Application.Status.DRAFT)

    @cached_property
    def years(self) -> set[int]:
        """The years of the calls in the rows that have been read."""
        return set()

    @cached_property
    def run_here(self) -> frozenset[int]:
        """The calls that are decided in the system."""
        return frozenset(calls.run_here().values_list("pk", flat=True))

    def clean_row(self, row: ImportRow) -> None:
        """Collect the years of the calls."""
        if call := row.cells.get("call"):
            self.years.add(call.year)

    def warnings(self, row: ImportRow) -> Iterator[tuple[str, str]]:
        """Include amounts above what the call gives to one application."""
        yield from super().warnings(row)
        call: Call | None = row.cells.get("call")
        if call is None:
            return
        most = call.max_amount or call.pot
        for name in ("amount_applied", "amount_awarded"):
            if name in row.changed and (row.cells[name] or 0) > most:
                message = _("Beløpet er større enn det en søknad kan få i utlysningen for %(year)s: %(most)s.")
                yield name, message % {"year": call.year, "most": kroner(most)}

    def problems(self, row: ImportRow, exclude: Collection[str], check: Check) -> Iterator[ValidationError]:
        """Include an outcome that is decided in the system and not in the workbook."""
        yield from super().problems(row, exclude, check)
        calls = {row.instance.call_id, getattr(row.changed.get("call"), "pk", None)}
        if calls.isdisjoint(self.run_here):
            return
        words = _("Runden avgjøres i systemet. Verdien skal være den samme som der.")
        if row.is_new:
            refused = ["status"] if row.instance.status != Application.Status.SUBMITTED else []
        else:
            refused = [name for name in self.decided if name in row.changed]
        for name in refused:
            if name not in exclude:
                yield ValidationError({name: words})

    def after_import(self, dataset: Any, result: Result, **kwargs: Any) -> None:
        """If every row is valid, check the awards of each call against its pot. Raises ValidationError."""
        if result.has_errors() or result.has_validation_errors():
            return
        if faults := calls.overdrawn(self.years):
            raise ValidationError(faults)


class DecisionResource(SheetResource):
    """The decisions as they were made. Export only."""

    number = Column("application__number", "Søknadsnummer", TextWidget(), readonly=True)
    organisation = Column("application__organisation__name", "Søker", TextWidget(), readonly=True)
    title = Column("application__title", "Prosjekt", TextWidget(), readonly=True)
    outcome = Column("outcome", "Vedtak", ChoiceWidget(Decision.Outcome))
    amount_applied = Column("amount_applied", "Søknadsbeløp", KronerWidget())
    amount_awarded = Column("amount_awarded", "Tildelt beløp", KronerWidget())
    reason = Column("reason", "Begrunnelse", TextWidget())
    decided_at = Column("decided_at", "Vedtatt", MomentWidget(at=time()))

    class Meta:
        model = Decision

    def get_queryset(self) -> QuerySet[Decision]:
        return Decision.objects.select_related("application__organisation").order_by("application__number", "pk")


class ThemeResource(SheetResource):
    """The themes of projects."""

    name = Column("name", "Navn", TextWidget(), required=True)
    position = Column("position", "Rekkefølge", WholeNumberWidget(), required=True)
    active = Column("active", "I bruk", YesNoWidget(), required=True)

    key = ("name",)

    class Meta:
        model = Theme


class ConflictResource(SheetResource):
    """The conflicts of interest, without what people have written about them. Export only."""

    call = Column("call", "År", CallWidget())
    user = Column("user__email", "E-post", TextWidget())
    application = Column("application__number", "Søknadsnummer", TextWidget())
    ground = Column("ground", "Grunn", ChoiceWidget(ConflictOfInterest.Ground))
    declared_by = Column("declared_by__email", "Meldt av", TextWidget())
    declared_at = Column("declared_at", "Meldt", MomentWidget(at=time()))

    sheet_title = "Inhabilitet"

    class Meta:
        model = ConflictOfInterest

    def get_queryset(self) -> QuerySet[ConflictOfInterest]:
        return ConflictOfInterest.objects.select_related("call", "user", "application", "declared_by").order_by("pk")
