"""A manager confirms a change of an adviser's account."""

import pytest
from django.utils import timezone

from balansekunst import account_changes
from balansekunst.models import User

pytestmark = pytest.mark.browser


def test_manager_confirms_change(page, live_server, log_in, check_page, management, superuser, adviser):
    account_changes.change_email(adviser, "ny@eksempel.example", by=superuser, at=timezone.now())
    log_in(management)

    page.goto(f"{live_server.url}/min-side/")
    page.get_by_role("link", name="Kontoendringer").click()
    check_page("Kontoendringer")
    page.get_by_role("button", name="Bekreft").click()
    page.get_by_text("Endringen er bekreftet.").wait_for()

    assert User.objects.get(pk=adviser.pk).email == "ny@eksempel.example"
