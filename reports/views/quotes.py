"""Withdrawing a quote from a published report."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balansekunst.access import PUBLISH_REPORTS, staff_page
from reports.forms import QuoteWithdrawalForm
from reports.models import Publication
from reports.publication import sealing
from reports.views.publishing import make_files


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PUBLISH_REPORTS)
def report_quotes(request: Any, year: int) -> HttpResponse:
    """Show the quotes of a published report, and withdraw one, whose words are erased."""
    publication = get_object_or_404(Publication, year=year)
    quotes = list(publication.sealed_quotes.all())
    form = QuoteWithdrawalForm(request.POST or None, quotes=[quote for quote in quotes if not quote.withdrawn_at])
    if form.is_valid():
        try:
            sealing.withdraw(form.chosen(), note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sitatet er trukket. Ordene er slettet, og en merknad står igjen."))
            make_files(request, year)
            return redirect("report_quotes", year)
    withdrawn = [sealing.withdrawal_note(quote) for quote in quotes if quote.withdrawn_at]
    context = {"publication": publication, "form": form, "withdrawn": withdrawn}
    return render(request, "reports/quote_withdraw.html", context)
