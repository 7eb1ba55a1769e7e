"""A juror saves a draft, and sees the confirmation beside the button."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from playwright.sync_api import expect

from tests.e2e.conftest import at_both_widths
from tests.factories import ApplicationFactory, CallFactory, CriterionFactory, JurorFactory

pytestmark = pytest.mark.browser
AFTER_DEADLINE = datetime(2026, 4, 9, 8, 0, tzinfo=UTC)


@pytest.fixture(params=[pytest.param(True, id="with-scripts"), pytest.param(False, id="without-scripts")])
def browser_context_args(browser_context_args, request):
    return browser_context_args | {"java_script_enabled": request.param}


@at_both_widths
def test_saved_draft_is_confirmed_at_the_button(page, live_server, transactional_db, log_in):
    call = CallFactory.create(year=2026)
    for name in ("Relevans", "Nytte", "Gjennomføring", "Kostnad"):
        CriterionFactory.create(call=call, name=name, description="Hvem som har nytte av det, og hvordan. " * 3)
    application = ApplicationFactory.create(call=call, objectives="Flere med på scenen. " * 200)
    juror = JurorFactory.create(call=call)

    with time_machine.travel(AFTER_DEADLINE, tick=True):
        log_in(juror.user)
        page.goto(f"{live_server.url}/balansepotten/jury/{application.uuid}/")
        page.get_by_label("Kommentar").fill("Godt tenkt.")
        page.get_by_role("button", name="Lagre utkast").click()

    expect(page.get_by_role("status")).to_have_text(re.compile("Utkastet er lagret"))
    expect(page.get_by_role("status")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Lagre utkast")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Du har vurdert 0 av 1 søknad.")).to_be_in_viewport()
    panel = page.get_by_role("region", name="Din vurdering")
    assert panel.evaluate("panel => getComputedStyle(panel).overflowY") == "visible"
