"""The fees of an organisation on My page: its statement, and its invoices."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from balansekunst.access import LoggedInRequest
from members import invoices, statements
from members.models import Fee, Organisation
from members.views import organisation_of


@require_safe
def my_fees(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show what the organisation owes and has paid."""
    organisation = organisation_of(request, pk)
    context = {"organisation": organisation, "statement": statements.statement_of(organisation)}
    return render(request, "members/my_fees.html", context)


@require_safe
def my_invoice(request: LoggedInRequest, pk: int) -> FileResponse:
    """Return the invoice of a fee of one of the user's organisations as a PDF."""
    mine = Organisation.objects.of_contact(request.user)
    found = Fee.objects.filter(membership__organisation__in=mine, invoice_number__isnull=False)
    return invoices.response(get_object_or_404(found.select_related("membership__organisation", "rate"), pk=pk))
