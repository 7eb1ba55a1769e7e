"""The page of an application in the admin, from draft to final report."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from balansekunst.models import User
from balansepotten.models import Application
from tests.factories import (
    ApplicationFactory,
    BudgetLineFactory,
    ConflictFactory,
    CriterionFactory,
    DraftFactory,
    GrantFactory,
    JurorFactory,
    PaymentFactory,
    UserFactory,
    assess,
)

pytestmark = pytest.mark.one_database

MOST_QUERIES = 45
HELP = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def application(db: None) -> Application:
    """A granted application with a payment, an assessment and a declared conflict of interest."""
    application = GrantFactory.create(application__title="Scene for alle").application
    PaymentFactory.create(grant=application.grant, paid_on=date(2026, 3, 1))
    CriterionFactory.create(call=application.call)
    assess(JurorFactory.create(call=application.call, user__name="Jon Jury"), application, 4)
    ConflictFactory.create(call=application.call, application=application, user=UserFactory.create(name="Inga Inhabil"))
    BudgetLineFactory.create(application=application, description="Leie av sal")
    return application


def url(application: Application, page: str = "page") -> str:
    return reverse(f"admin:balansepotten_application_{page}", args=[application.pk])


def test_page_shows_application_to_its_end(staff_client: Client, application: Application) -> None:
    page = staff_client.get(url(application))

    keys = [section.part.key for section in page.context["sections"]]
    assert keys == ["soknaden", "vurderinger", "tilsagn", "utbetalinger", "inhabilitet"]
    assert [name for name in ("Leie av sal", "Jon Jury", "Inga Inhabil") if name not in page.text] == []
    assert "Betalt" in staff_client.get(url(application, "timeline")).text


def test_page_queries_do_not_grow(staff_client: Client, application: Application) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert staff_client.get(url(application)).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(3):
        line = BudgetLineFactory.create(application=application, description=f"Linje {number}")
        line.delete()
        assess(JurorFactory.create(call=application.call), application, 3)

    assert few <= MOST_QUERIES
    assert queries() <= few


def test_juror_reads_assessments_after_own(staff: User, staff_client: Client, application: Application) -> None:
    JurorFactory.create(call=application.call, user=staff)

    page = staff_client.get(url(application)).text

    assert "Jon Jury" not in page
    assert 'id="soknaden"' in page


def test_reader_with_conflict_finds_no_page(staff: User, staff_client: Client, application: Application) -> None:
    ConflictFactory.create(call=application.call, application=application, user=staff)

    for page in ("page", "timeline"):
        response = staff_client.get(url(application, page), follow=True)
        assert response.redirect_chain
        assert "Scene for alle" not in response.text


def test_draft_is_read_only_while_help_is_wanted(staff_client: Client) -> None:
    hidden, shown = DraftFactory.create(title="Hemmelig"), DraftFactory.create(title="Hjelp", help_requested_at=HELP)

    assert staff_client.get(url(hidden)).status_code == 302
    assert "Utkast" in staff_client.get(url(shown)).text


def test_versions_of_unread_draft_are_not_shown(staff_client: Client) -> None:
    """Once it is sent, the timeline shows that, and not what the draft said before."""
    draft = DraftFactory.create(title="Første tittel")
    line = BudgetLineFactory.create(application=draft, description="Første linje")
    line.description = "Annen linje"
    line.save()
    sent = ApplicationFactory.build(call=draft.call, organisation=draft.organisation)
    for name in ("number", "status", "amount_applied", "total_budget"):
        setattr(draft, name, getattr(sent, name))
    draft.title, draft.submitted_at = "Siste tittel", timezone.now()
    draft.save()
    line.description = "Siste linje"
    line.save()

    page = staff_client.get(url(draft, "timeline"))

    assert "Søknad endret: Siste tittel" in page.text
    assert "endret: Siste linje" in page.text
    assert [words for words in ("Første tittel", "Første linje") if words in page.text] == []
