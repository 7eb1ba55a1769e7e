import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from balansekunst.fields import kroner
from balansepotten import applications, attachments
from balansepotten.concurrent_edits import Change
from balansepotten.models import Application, Theme
from tests.balansepotten.test_attachments import PDF, upload
from tests.factories import BudgetLineFactory

pytestmark = pytest.mark.django_db


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
    told = dict(form.errors)
    for kind, formset in (("cost", form.costs), ("income", form.income)):
        for place, line in enumerate(formset):
            told |= {f"{kind}-{place}-{name}": error for name, error in line.errors.items()}
        if formset.non_form_errors():
            told[kind] = formset.non_form_errors()
    return {name: list(error) for name, error in told.items()}


def test_saved_draft_is_told_and_kept(contact_client, ready, url, posted):
    response = contact_client.post(url, posted(ready, title="Nytt navn", action="save"), follow=True)

    ready.refresh_from_db()
    assert ready.title == "Nytt navn"
    assert [str(message) for message in response.context["messages"]] == ["Utkastet er lagret 16. mars 2026 kl. 12.00."]


def test_draft_may_lack_anything(contact_client, ready, url, posted):
    empty = {name: "" for name in posted(ready) if name != "seen" and "FORMS" not in name}

    contact_client.post(url, posted(ready, **{**empty, "themes": []}))

    ready.refresh_from_db()
    kept = (ready.title, ready.starts_on, ready.amount_applied, ready.total_budget, ready.themes.count())
    assert kept == ("", None, None, None, 0)
    assert lines_of(ready) == []


def test_lines_are_added_changed_and_taken_away_without_a_script(contact_client, ready, url, posted):
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


def test_same_draft_again_writes_no_history(contact_client, ready, url, posted):
    contact_client.post(url, posted(ready))
    ready.refresh_from_db()
    rows = ready.history.count(), ready.changed_at

    contact_client.post(url, posted(ready))

    ready.refresh_from_db()
    assert (ready.history.count(), ready.changed_at) == rows


def test_text_with_several_lines_is_the_same_when_saved_again(contact_client, ready, url, posted):
    contact_client.post(url, posted(ready, plan="Først.\r\n\r\nSå."))
    ready.refresh_from_db()
    changed_at = ready.changed_at

    contact_client.post(url, posted(ready))

    ready.refresh_from_db()
    assert ready.changed_at == changed_at


def test_what_a_colleague_saved_meanwhile_is_shown_beside_and_not_overwritten(contact_client, ready, url, posted):
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
    "seen", [pytest.param("", id="no stamp"), pytest.param("2026-03-01T00:00:00+00:00", id="no such version")]
)
def test_all_that_differs_is_told_when_it_is_not_known_what_the_writer_began_with(
    contact_client, ready, url, posted, seen
):
    theme = ready.themes.get().name
    others = [Theme.objects.last().pk]
    changes = {"seen": seen, "themes": others, "starts_on": "2026-07-01", "amount_applied": "5", "partners": "Vi"}

    response = contact_client.post(url, posted(ready, **changes))

    assert response.context["changes"] == [
        Change("Tematisk satsing", theme, is_contested=True),
        Change("Prosjektet starter", "1. juni 2026", is_contested=True),
        Change("Samarbeidspartnere", "Tomt", is_contested=True),
        Change("Beløp dere søker om", kroner(100_000), is_contested=True),
    ]


def test_what_the_writer_has_not_touched_says_what_the_colleague_wrote(
    login, contact_client, colleague, ready, url, posted
):
    theirs = {"partners": "Kor", "starts_on": "2026-08-01", "amount_applied": "90 000", "income-0-amount": "30 000"}
    themes = [Theme.objects.last().pk]
    ready.save()  # as the program does, after its lines
    mine = posted(ready, title="Mitt navn")
    login(colleague).post(url, posted(ready, themes=themes, **theirs))

    response = contact_client.post(url, mine)

    told = {change.label: change.is_contested for change in response.context["changes"]}
    assert told == {
        "Tematisk satsing": False,
        "Prosjektet starter": False,
        "Samarbeidspartnere": False,
        "Beløp dere søker om": False,
        "Budsjettlinjer": False,
    }
    assert "Av Kim Kollega, 16. mars 2026 kl. 12.00." in response.text
    form = response.context["form"]
    assert [str(value) for value in form["themes"].value()] == [str(theme) for theme in themes]
    assert [str(form[name].value()) for name in ("title", "partners", "starts_on")] == [
        "Mitt navn",
        "Kor",
        "2026-08-01",
    ]
    assert form.income[0]["amount"].value() == "30\N{NO-BREAK SPACE}000"


def test_both_are_kept_when_each_has_written_in_a_place_of_their_own(
    login, contact_client, colleague, ready, url, posted
):
    mine = posted(ready, title="Mitt navn")
    login(colleague).post(url, posted(ready, partners="Kor"))
    told = contact_client.post(url, mine)

    form = told.context["form"]
    merged = mine | {"partners": form["partners"].value(), "seen": told.context["application"].changed_at.isoformat()}
    contact_client.post(url, merged)

    ready.refresh_from_db()
    assert (ready.title, ready.partners) == ("Mitt navn", "Kor")


def test_lines_that_both_have_changed_stay_as_the_writer_has_them(contact_client, ready, url, posted):
    mine = posted(ready, **{"cost-0-amount": "5"})
    contact_client.post(url, posted(ready, **{"cost-0-amount": "7"}))

    response = contact_client.post(url, mine)

    text = f"Honorar: {kroner(7)}\nEgenandel: {kroner(20_000)}"
    assert response.context["changes"] == [Change("Budsjettlinjer", text, is_contested=True)]
    assert response.context["form"].costs[0]["amount"].value() == "5"


def test_same_change_by_both_is_not_told(contact_client, ready, url, posted):
    same = posted(ready, title="Samme navn")
    contact_client.post(url, same)

    assert contact_client.post(url, same).context["changes"] == []


def test_saving_again_after_being_told_keeps_ones_own(contact_client, ready, url, posted):
    mine = posted(ready, title="Mitt navn")
    contact_client.post(url, posted(ready, title="Kollegaens navn"))
    told = contact_client.post(url, mine)

    contact_client.post(url, mine | {"seen": told.context["application"].changed_at.isoformat()})

    ready.refresh_from_db()
    assert ready.title == "Mitt navn"


def test_theme_out_of_use_stays_where_it_is_chosen_and_is_offered_nowhere_else(contact_client, ready, url):
    chosen, other = ready.themes.get(), Theme.objects.last()
    Theme.objects.filter(pk__in=[chosen.pk, other.pk]).update(active=False)

    offered = contact_client.get(url).context["form"].fields["themes"].queryset

    assert (chosen in offered, other in offered) == (True, False)


def test_file_is_kept_though_the_rest_can_not_be(contact_client, ready, url, posted):
    response = contact_client.post(url, posted(ready, starts_on="en dag", uploads=[upload(), upload(name="to.pdf")]))

    assert errors_of(response) == {"starts_on": ["Skriv datoen slik: 31.12.2026."]}
    assert [file.name for file in ready.attachments.all()] == ["plan.pdf", "to.pdf"]


def test_file_that_is_refused_is_told_at_its_place(contact_client, ready, url, posted):
    html = SimpleUploadedFile("plan.pdf", b"<html>")

    response = contact_client.post(url, posted(ready, uploads=[html, upload(name="god.pdf")]))

    assert list(errors_of(response)) == ["uploads"]
    assert [file.name for file in ready.attachments.all()] == ["god.pdf"]


def test_file_is_taken_away_and_the_rest_kept(contact_client, ready, url, posted):
    attachment = attachments.attach(ready, upload=upload())

    response = contact_client.post(url, posted(ready, title="Nytt navn", remove=attachment.uuid))

    ready.refresh_from_db()
    assert (response["Location"], ready.title, ready.attachments.count()) == (f"{url}#vedlegg", "Nytt navn", 0)


def test_file_of_another_application_can_not_be_taken_away(contact_client, ready, url, posted, make_ready, outsider):
    theirs = attachments.attach(make_ready(organisation=outsider.organisation), upload=upload())

    contact_client.post(url, posted(ready, remove=theirs.uuid))

    assert theirs.file.open().read() == PDF


def test_draft_is_still_kept_after_the_deadline(login, user, ready, url, posted, time_machine, call):
    time_machine.move_to(call.deadline.replace(day=9))

    response = login(user).post(url, posted(ready, title="Nytt navn"), follow=True)

    ready.refresh_from_db()
    assert ready.title == "Nytt navn"
    assert "Fristen er ute, så søknaden kan ikke sendes. Utkastet er tatt vare på." in response.text


def test_writer_is_told_that_the_organisation_is_no_member_on_the_day(contact_client, ready, url):
    ready.organisation.memberships.update(left="2026-04-08")

    told = f"{ready.organisation} er ikke medlem av Balansekunst den 8. april 2026, dagen fristen går ut."
    assert told in contact_client.get(url).text


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_draft_page_queries_do_not_grow(contact_client, ready, url, count, django_assert_num_queries):
    BudgetLineFactory.create_batch(count, application=ready)
    for _ in range(count):
        attachments.attach(ready, upload=upload())

    with django_assert_num_queries(11):
        response = contact_client.get(url)

    assert len(response.context["form"].costs.initial) == count + 1


def test_draft_is_one_application_however_often_it_is_saved(contact_client, ready, url, posted):
    for title in ("Én", "To"):
        ready.refresh_from_db()
        contact_client.post(url, posted(ready, title=title))

    assert [application.title for application in Application.objects.all()] == ["To"]


@pytest.mark.parametrize(
    ("limit", "told"),
    [pytest.param(300_000, f"Høyst {kroner(300_000)}.", id="a limit"), pytest.param(None, "", id="no limit")],
)
def test_draft_page_tells_the_largest_amount(contact_client, ready, url, call, limit, told):
    call.max_amount = limit
    call.save()

    assert contact_client.get(url).context["form"].fields["amount_applied"].help_text == told


def test_draft_that_is_sent_meanwhile_is_not_changed(contact_client, ready, url, posted, user, moment):
    mine = posted(ready, title="Nytt navn")
    applications.submit(ready, by=user, at=moment)

    response = contact_client.post(url, mine)

    ready.refresh_from_db()
    assert (response.context["form"]["title"].value(), ready.title) == ("Nytt navn", "Rom for alle")
    assert "Søknaden er sendt, og gjelder slik den er" in response.text
