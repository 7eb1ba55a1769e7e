import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from balansekunst.concurrent_edits import Change
from balansekunst.fields import kroner
from balansepotten import applications, attachments
from balansepotten.models import Application, Theme
from tests.balansepotten.test_attachments import PDF, upload
from tests.factories import BudgetLineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


@pytest.fixture
def url(ready):
    return reverse("application_edit", args=[ready.uuid])


def lines_of(application):
    return [(line.kind, line.description, line.amount) for line in application.budget_lines.order_by("kind", "id")]


def errors_of(response):
    form = response.context["form"]
    errors = dict(form.errors)
    for kind, formset in (("cost", form.costs), ("income", form.income)):
        for place, line in enumerate(formset):
            errors |= {f"{kind}-{place}-{name}": error for name, error in line.errors.items()}
        if formset.non_form_errors():
            errors[kind] = formset.non_form_errors()
    return {name: list(error) for name, error in errors.items()}


def test_draft_is_saved_with_message(contact_client, ready, url, posted):
    response = contact_client.post(url, posted(ready, title="Nytt navn", action="save"), follow=True)

    ready.refresh_from_db()
    assert ready.title == "Nytt navn"
    assert [str(message) for message in response.context["messages"]] == [
        "Utkastet er lagret 16. mars 2026 kl.\xa012.00."
    ]


def test_empty_draft_is_saved(contact_client, ready, url, posted):
    empty = {name: "" for name in posted(ready) if name != "version" and "FORMS" not in name}

    contact_client.post(url, posted(ready, **{**empty, "themes": []}))

    ready.refresh_from_db()
    saved = (ready.title, ready.starts_on, ready.amount_applied, ready.total_budget, ready.themes.count())
    assert saved == ("", None, None, None, 0)
    assert lines_of(ready) == []


def test_lines_are_edited_without_script(contact_client, ready, url, posted):
    BudgetLineFactory(application=ready, description="Mat", amount=5000)
    changes = {
        "cost-0-amount": "110 000",
        "cost-1-description": "",
        "cost-1-amount": "",
        "cost-2-description": "Lokale",
        "cost-3-amount": "500",
        "action": "cost",
    }

    response = contact_client.post(url, posted(ready, **changes))

    assert response["Location"] == f"{url}#cost"
    assert lines_of(ready) == [
        ("cost", "Honorar", 110_000),
        ("cost", "Lokale", None),
        ("cost", "", 500),
        ("income", "Egenandel", 20_000),
    ]


def test_saving_unchanged_draft_writes_no_history(contact_client, ready, url, posted):
    contact_client.post(url, posted(ready))
    ready.refresh_from_db()
    rows = ready.history.count(), ready.changed_at

    contact_client.post(url, posted(ready))

    ready.refresh_from_db()
    assert (ready.history.count(), ready.changed_at) == rows


def test_line_breaks_are_unchanged_when_saved_again(contact_client, ready, url, posted):
    contact_client.post(url, posted(ready, plan="Først.\r\n\r\nSå."))
    ready.refresh_from_db()
    changed_at = ready.changed_at

    contact_client.post(url, posted(ready))

    ready.refresh_from_db()
    assert ready.changed_at == changed_at


def test_concurrent_change_is_shown_and_not_overwritten(contact_client, ready, url, posted):
    ready.save()  # as the program does, after its lines
    mine = posted(ready, **{"title": "Mitt navn", "cost-0-amount": "5"})
    contact_client.post(url, posted(ready, title="Kollegaens navn"))

    response = contact_client.post(url, mine)

    assert errors_of(response) == {
        "__all__": ["Søknaden er lagret på nytt siden du åpnet den: av en kollega, eller av deg i et annet vindu."]
    }
    form = response.context["form"]
    assert (form["title"].value(), form.costs[0]["amount"].value()) == ("Mitt navn", "5")
    assert response.context["changes"] == [Change("Navn på prosjektet", "Kollegaens navn", is_contested=True)]
    ready.refresh_from_db()
    assert ready.title == "Kollegaens navn"


@pytest.mark.parametrize(
    "version", [pytest.param("", id="none"), pytest.param("2026-03-01T00:00:00+00:00", id="no such version")]
)
def test_every_difference_is_contested_without_known_version(contact_client, ready, url, posted, version):
    theme = ready.themes.get().name
    others = [Theme.objects.last().pk]
    changes = {"version": version, "themes": others, "starts_on": "2026-07-01", "amount_applied": "5", "partners": "Vi"}

    response = contact_client.post(url, posted(ready, **changes))

    assert response.context["changes"] == [
        Change("Tematisk satsing", theme, is_contested=True),
        Change("Prosjektet starter", "1. juni 2026", is_contested=True),
        Change("Samarbeidspartnere", "Tomt", is_contested=True),
        Change("Beløp dere søker om", kroner(100_000), is_contested=True),
    ]


def test_untouched_fields_take_over_concurrent_changes(login, contact_client, colleague, ready, url, posted):
    theirs = {"partners": "Kor", "starts_on": "2026-08-01", "amount_applied": "90 000", "income-0-amount": "30 000"}
    themes = [Theme.objects.last().pk]
    ready.save()  # as the program does, after its lines
    mine = posted(ready, title="Mitt navn")
    login(colleague).post(url, posted(ready, themes=themes, **theirs))

    response = contact_client.post(url, mine)

    assert {change.label: change.is_contested for change in response.context["changes"]} == {
        "Tematisk satsing": False,
        "Prosjektet starter": False,
        "Samarbeidspartnere": False,
        "Beløp dere søker om": False,
        "Budsjettlinjer": False,
    }
    assert "Av Kim Kollega, 16. mars 2026 kl.&nbsp;12.00." in response.text
    form = response.context["form"]
    assert [str(value) for value in form["themes"].value()] == [str(theme) for theme in themes]
    assert [str(form[name].value()) for name in ("title", "partners", "starts_on")] == [
        "Mitt navn",
        "Kor",
        "2026-08-01",
    ]
    assert form.income[0]["amount"].value() == "30\N{NO-BREAK SPACE}000"


def test_changes_in_different_fields_are_merged(login, contact_client, colleague, ready, url, posted):
    mine = posted(ready, title="Mitt navn")
    login(colleague).post(url, posted(ready, partners="Kor"))
    context = contact_client.post(url, mine).context

    version, partners = context["application"].changed_at.isoformat(), context["form"]["partners"].value()
    merged = mine | {"partners": partners, "version": version}
    contact_client.post(url, merged)

    ready.refresh_from_db()
    assert (ready.title, ready.partners) == ("Mitt navn", "Kor")


def test_lines_changed_by_both_are_contested(contact_client, ready, url, posted):
    mine = posted(ready, **{"cost-0-amount": "5"})
    contact_client.post(url, posted(ready, **{"cost-0-amount": "7"}))

    response = contact_client.post(url, mine)

    text = f"Honorar: {kroner(7)}\nEgenandel: {kroner(20_000)}"
    assert response.context["changes"] == [Change("Budsjettlinjer", text, is_contested=True)]
    assert response.context["form"].costs[0]["amount"].value() == "5"


def test_same_change_by_both_is_not_shown(contact_client, ready, url, posted):
    same = posted(ready, title="Samme navn")
    contact_client.post(url, same)

    assert contact_client.post(url, same).context["changes"] == []


def test_saving_again_overwrites_contested_field(contact_client, ready, url, posted):
    mine = posted(ready, title="Mitt navn")
    contact_client.post(url, posted(ready, title="Kollegaens navn"))
    response = contact_client.post(url, mine)

    contact_client.post(url, mine | {"version": response.context["application"].changed_at.isoformat()})

    ready.refresh_from_db()
    assert ready.title == "Mitt navn"


def test_inactive_theme_is_offered_only_if_chosen(contact_client, ready, url):
    chosen, other = ready.themes.get(), Theme.objects.last()
    Theme.objects.filter(pk__in=[chosen.pk, other.pk]).update(active=False)

    offered = contact_client.get(url).context["form"].fields["themes"].queryset

    assert (chosen in offered, other in offered) == (True, False)


def test_file_is_attached_despite_invalid_form(contact_client, ready, url, posted):
    response = contact_client.post(url, posted(ready, starts_on="en dag", uploads=[upload(), upload(name="to.pdf")]))

    assert errors_of(response) == {"starts_on": ["Skriv datoen slik: 31.12.2026."]}
    assert [file.name for file in ready.attachments.all()] == ["plan.pdf", "to.pdf"]


def test_refused_file_is_shown_with_error(contact_client, ready, url, posted):
    html = SimpleUploadedFile("plan.pdf", b"<html>")

    response = contact_client.post(url, posted(ready, uploads=[html, upload(name="god.pdf")]))

    assert list(errors_of(response)) == ["uploads"]
    assert [file.name for file in ready.attachments.all()] == ["god.pdf"]


def test_file_is_removed_and_form_saved(contact_client, ready, url, posted):
    attachment = attachments.attach(ready, upload=upload())

    response = contact_client.post(url, posted(ready, title="Nytt navn", remove=attachment.uuid))

    ready.refresh_from_db()
    assert (response["Location"], ready.title, ready.attachments.count()) == (f"{url}#vedlegg", "Nytt navn", 0)


def test_file_of_other_application_is_not_removed(contact_client, ready, url, posted, make_ready, outsider):
    theirs = attachments.attach(make_ready(organisation=outsider.organisation), upload=upload())

    contact_client.post(url, posted(ready, remove=theirs.uuid))

    assert theirs.file.open().read() == PDF


def test_draft_is_saved_after_deadline(login, user, ready, url, posted, time_machine, call):
    time_machine.move_to(call.deadline.replace(day=9))

    response = login(user).post(url, posted(ready, title="Nytt navn"), follow=True)

    ready.refresh_from_db()
    assert ready.title == "Nytt navn"
    assert "Fristen er ute, så søknaden kan ikke sendes. Utkastet er tatt vare på." in response.text


def test_page_warns_about_membership_on_deadline(contact_client, ready, url):
    ready.organisation.memberships.update(left="2026-04-08")

    warning = f"{ready.organisation} er ikke medlem av Balansekunst den 8. april 2026, dagen fristen går ut."
    assert warning in contact_client.get(url).text


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_draft_page_queries_do_not_grow(contact_client, ready, url, count, django_assert_num_queries):
    BudgetLineFactory.create_batch(count, application=ready)
    for _ in range(count):
        attachments.attach(ready, upload=upload())

    with django_assert_num_queries(13):
        response = contact_client.get(url)

    assert len(response.context["form"].costs.initial) == count + 1


def test_saving_again_creates_no_application(contact_client, ready, url, posted):
    for title in ("Én", "To"):
        ready.refresh_from_db()
        contact_client.post(url, posted(ready, title=title))

    assert [application.title for application in Application.objects.all()] == ["To"]


@pytest.mark.parametrize(
    ("limit", "help_text"),
    [pytest.param(300_000, f"Høyst {kroner(300_000)}.", id="a limit"), pytest.param(None, "", id="no limit")],
)
def test_amount_has_limit_in_help_text(contact_client, ready, url, call, limit, help_text):
    call.max_amount = limit
    call.save()

    assert contact_client.get(url).context["form"].fields["amount_applied"].help_text == help_text


def test_draft_submitted_meanwhile_is_not_changed(contact_client, ready, url, posted, user, moment):
    mine = posted(ready, title="Nytt navn")
    applications.submit(ready, by=user, at=moment)

    response = contact_client.post(url, mine)

    ready.refresh_from_db()
    assert (response.context["form"]["title"].value(), ready.title) == ("Nytt navn", "Rom for alle")
    assert "Søknaden er sendt, og gjelder slik den er" in response.text
