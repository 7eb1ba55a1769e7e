"""Quotes about the mark that the contacts of a holder propose. Staff approve them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balansekunst.access import LoggedInRequest
from balansemerket import quotes
from balansemerket.models import Certification
from balansemerket.quote_forms import QuoteForm
from members.views import organisation_of


@require_http_methods(["GET", "HEAD", "POST"])
def quote_propose(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show the organisation's quotes, and propose another while it has the mark."""
    organisation, today = organisation_of(request, pk), timezone.localdate()
    certification = Certification.objects.held_on(today).filter(organisation=organisation).first()
    if certification is None:
        raise Http404
    form = QuoteForm(request.POST or None)
    if form.is_valid():
        try:
            quotes.propose(certification, form.save(commit=False), by=request.user, on=today)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Takk! Vi leser sitatet, og dere ser her om det blir brukt."))
            return redirect("quote_propose", pk)
    context = {"organisation": organisation, "form": form, "quotes": certification.quotes.all()}
    return render(request, "balansemerket/quote_propose.html", context)
