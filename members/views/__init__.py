"""The pages of members: My page, and the recipients of mailings."""

from django.shortcuts import get_object_or_404

from balansekunst.access import LoggedInRequest
from members.models import Organisation


def organisation_of(request: LoggedInRequest, pk: int) -> Organisation:
    """Return the organisation, if the user is a contact of it. Raises Http404 for others."""
    found: Organisation = get_object_or_404(Organisation.objects.of_contact(request.user), pk=pk)
    return found
