"""Restoring earlier versions and deleted rows in the admin."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from balansekunst.models import User
from balansepotten.models import Application, Call, ConflictOfInterest
from courses.models import Assignment, Topic
from members.models import Contact, EarlierPlace, Fee, Organisation
from radgivning.models import Enquiry
from reports.models import AnnualReport, Section
from tests.bulk import shown
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    ConflictFactory,
    ContactFactory,
    FeeFactory,
    OrganisationFactory,
    UserFactory,
    municipality,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(moment: datetime) -> Any:
    with time_machine.travel(moment, tick=False):
        yield


def url_of(version: Any) -> str:
    model = version.instance_type._meta
    return reverse(f"admin:{model.app_label}_{model.model_name}_simple_history", args=[version.id, version.pk])


def restore(client: Client, version: Any) -> Any:
    """Restore the version as its page shows, and return the page after it."""
    page = client.get(url_of(version))
    return client.post(url_of(version), {"latest": page.context["restoring"].latest.pk}, follow=True)


def changes(page: Any) -> dict[str, tuple[str, str]]:
    return {change.label: (change.old, change.new) for change in page.context["restoring"].changes}


def first_version(row: Any) -> Any:
    return row.history.earliest()


def test_page_shows_what_would_change(staff_client: Client) -> None:
    fee = FeeFactory.create(due_on=date(2026, 3, 1))
    fee.due_on, fee.paid_on = date(2026, 4, 1), date(2026, 3, 2)
    fee.save()

    page = staff_client.get(url_of(first_version(fee)))

    assert changes(page) == {"Forfall": ("01.04.2026", "01.03.2026"), "Betalt": ("02.03.2026", "–")}
    fee.refresh_from_db()
    assert fee.due_on == date(2026, 4, 1)


def test_restored_version_has_author_and_reason(staff_client: Client, staff: User) -> None:
    fee = FeeFactory.create(due_on=date(2026, 3, 1))
    fee.due_on, fee.paid_on = date(2026, 4, 1), date(2026, 3, 2)
    fee.save()

    page = restore(staff_client, first_version(fee))

    fee.refresh_from_db()
    assert (fee.due_on, fee.paid_on) == (date(2026, 3, 1), None)
    version = fee.history.latest()
    assert version.history_user == staff
    assert version.history_change_reason == "Gjenopprettet fra versjonen 16. mars 2026"
    assert shown(page) == [f"Gjenopprettet: {fee}"]
    history = staff_client.get(reverse("admin:members_fee_history", args=[fee.pk])).text
    assert "Gjenopprettet fra versjonen 16. mars 2026" in history
    assert history.count("Gjenopprett denne versjonen") == 2


def test_choices_and_related_rows_are_restored(staff_client: Client) -> None:
    topics = list(Topic.objects.order_by("name")[:3])
    course = AssignmentFactory.create(
        topics=topics[:2], date=date(2026, 3, 1), status="held", participants=30, participants_at_least=True
    )
    with_two = course.history.latest("history_id")
    course.topics.set(topics[2:])
    course.participants_at_least, course.form, course.municipality = False, Assignment.Form.DIGITAL, None
    course.save()

    page = staff_client.get(url_of(with_two))
    restore(staff_client, with_two)

    assert changes(page) == {
        "Temaer": (topics[2].name, f"{topics[0]}, {topics[1]}"),
        "Kommune": ("–", "Tromsø"),
        "Form": ("Digitalt", "Fysisk"),
        "Minst så mange": ("nei", "ja"),
    }
    course.refresh_from_db()
    assert (course.participants_at_least, course.municipality) == (True, municipality("Tromsø"))
    assert set(course.topics.all()) == set(topics[:2])


def test_version_that_is_invalid_now_is_refused(staff_client: Client) -> None:
    fee, other = FeeFactory.create(), FeeFactory.create()
    old = fee.rate
    fee.rate = other.rate
    fee.save()
    Fee.objects.filter(pk=other.pk).update(membership=fee.membership, rate=old)

    page = restore(staff_client, first_version(fee))

    assert "Medlemmet har allerede denne kontingenten." in page.text
    fee.refresh_from_db()
    assert fee.rate == other.rate


def test_row_changed_since_preview_is_not_restored(staff_client: Client) -> None:
    fee = FeeFactory.create(due_on=date(2026, 3, 1))
    fee.due_on = date(2026, 4, 1)
    fee.save()
    page = staff_client.get(url_of(first_version(fee)))
    fee.paid_on = date(2026, 3, 3)
    fee.save()

    again = staff_client.post(url_of(first_version(fee)), {"latest": page.context["restoring"].latest.pk})

    assert shown(again) == ["Noe er endret siden du så over dette, og ingenting er gjenopprettet. Se over på nytt."]
    fee.refresh_from_db()
    assert fee.due_on == date(2026, 4, 1)


def test_moves_are_not_restored(staff_client: Client) -> None:
    organisation = OrganisationFactory.create(name="Gammelt")
    organisation.name, organisation.municipality = "Nytt", municipality("Bergen")
    organisation.save()

    page = staff_client.get(url_of(first_version(organisation)))
    restore(staff_client, first_version(organisation))

    organisation.refresh_from_db()
    assert page.context["restoring"].left_out == ["kommune"]
    assert (organisation.name, organisation.municipality) == ("Gammelt", municipality("Bergen"))


def test_access_is_lost_with_restored_person(staff_client: Client) -> None:
    contact = ContactFactory.create(name="Kari")
    contact.name, contact.user = "Ola", UserFactory.create()
    contact.save()

    restore(staff_client, first_version(contact))

    contact.refresh_from_db()
    assert (contact.name, contact.user) == ("Kari", None)


def test_deleted_row_is_listed_and_restored(staff_client: Client, staff: User) -> None:
    contact = ContactFactory.create(name="Kari", user=UserFactory.create())
    key = contact.pk
    staff_client.post(reverse("admin:members_contact_delete", args=[key]), {"post": "yes"})

    listed = staff_client.get(reverse("admin:members_contact_deleted"))
    version = Contact.history.get(id=key, history_type="-")
    page = staff_client.get(url_of(version))
    restore(staff_client, version)

    assert [(each.history_user, name) for each, name in listed.context["rows"]] == [(staff, "Kari")]
    assert page.context["restoring"].left_out == ["konto"]
    restored = Contact.objects.get(pk=key)
    assert (restored.name, restored.email, restored.user) == ("Kari", contact.email, None)
    assert restored.history.latest().history_change_reason == "Gjenopprettet fra versjonen 16. mars 2026"
    assert staff_client.get(reverse("admin:members_contact_deleted")).context["rows"] == []


def test_page_of_deleted_row_names_who_deleted_it(staff_client: Client, staff: User) -> None:
    contact = ContactFactory.create(name="Kari")
    key = contact.pk
    contact.delete()
    deleted, first = Contact.history.get(id=key, history_type="-"), Contact.history.get(id=key, history_type="+")
    Contact.history.filter(id=key).update(history_user=staff)

    assert f"Slettet av {staff} 16. mars 2026" in staff_client.get(url_of(deleted)).text
    page = staff_client.get(url_of(first)).text
    assert "Raden er slettet." in page
    assert f"lettet av {staff}" not in page


def test_rows_deleted_with_it_are_restored(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()
    place = EarlierPlace.objects.create(
        organisation=organisation, municipality=municipality("Bergen"), until=date(2024, 1, 1)
    )
    key, place_key = organisation.pk, place.pk
    organisation.delete()

    page = staff_client.get(url_of(Organisation.history.get(id=key, history_type="-")))
    restore(staff_client, Organisation.history.get(id=key, history_type="-"))

    assert page.context["restoring"].related_rows == [("tidligere sted", "Bergen til 01.01.2024")]
    assert Organisation.objects.get(pk=key).earlier_places.get().pk == place_key


def test_deleted_row_with_similar_name_is_restored_when_accepted(staff_client: Client) -> None:
    OrganisationFactory.create(name="Morild Kulturhus")
    deleted = OrganisationFactory.create(name="Stiftelsen Morild kulturhus")
    key = deleted.pk
    deleted.delete()
    version = Organisation.history.get(id=key, history_type="-")

    warned = staff_client.get(url_of(version))
    latest = {"latest": warned.context["restoring"].latest.pk}
    staff_client.post(url_of(version), latest)
    is_refused = not Organisation.objects.filter(pk=key).exists()
    accepted = {field.html_name: field.value() for field in warned.context["restoring"].accepting}
    staff_client.post(url_of(version), latest | accepted)

    assert "Se over dette før du gjenoppretter" in warned.text
    assert accepted == {"accepted_name": "Stiftelsen Morild kulturhus"}
    assert is_refused
    assert Organisation.objects.get(pk=key).name == "Stiftelsen Morild kulturhus"


def test_history_shows_dates_for_people(staff_client: Client) -> None:
    fee = FeeFactory.create(due_on=date(2026, 3, 1))
    fee.due_on, fee.paid_on = date(2026, 4, 1), date(2026, 3, 2)
    fee.save()

    page = staff_client.get(reverse("admin:members_fee_history", args=[fee.pk]))

    assert page.context["page_obj"][0].history_delta_changes == [
        {"field": "Forfall", "old": "01.03.2026", "new": "01.04.2026"},
        {"field": "Betalt", "old": "–", "new": "02.03.2026"},
    ]


def test_history_lists_chosen_rows_by_name(staff_client: Client) -> None:
    course = AssignmentFactory.create()
    topics = list(Topic.objects.order_by("name")[:2])
    course.topics.set(topics)

    page = staff_client.get(reverse("admin:courses_assignment_history", args=[course.pk]))

    chosen = ", ".join(topic.name for topic in topics)
    assert page.context["page_obj"][0].history_delta_changes == [{"field": "Temaer", "old": "–", "new": chosen}]


def test_deleted_row_whose_owner_is_gone_is_refused(staff_client: Client) -> None:
    contact = ContactFactory.create()
    key = contact.pk
    contact.delete()
    contact.organisation.delete()

    page = staff_client.get(url_of(Contact.history.get(id=key, history_type="-")))

    assert [label for label, _problem in page.context["restoring"].problems] == ["Virksomhet"]
    assert 'value="Gjenopprett"' not in page.text


@pytest.mark.parametrize("model", [User, Enquiry, AnnualReport, Section])
def test_some_rows_are_never_restored(model: Any) -> None:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_deleted"

    model_admin: Any = admin.site.get_model_admin(model)

    assert not model_admin.is_restorable
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("model", [Application, Call])
def test_some_deleted_rows_are_not_restored(model: Any, superuser_client: Client) -> None:
    listed = superuser_client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))

    assert not listed.context["may_restore_deleted"]


def test_reader_cannot_restore(management_client: Client, moment: datetime) -> None:
    course = AssignmentFactory.create()
    course.title = "Nytt"
    course.save()

    for client in (management_client,):
        assert client.post(url_of(first_version(course)), {"latest": "1"}).status_code in (302, 403)
        assert client.get(reverse("admin:courses_assignment_deleted")).status_code in (302, 403)
    course.refresh_from_db()
    assert course.title == "Nytt"


def test_conflict_hides_versions_and_deleted_rows(staff_client: Client, staff: User) -> None:
    application = ApplicationFactory.create()
    declared = ConflictFactory.create(call=application.call, application=application)
    key = declared.pk
    declared.delete()
    application.title = "Annet"
    application.save()
    ConflictFactory.create(call=application.call, application=application, user=staff)

    assert staff_client.get(url_of(first_version(application))).status_code == 404
    assert staff_client.get(url_of(ConflictOfInterest.history.filter(id=key).latest())).status_code == 404
    assert staff_client.get(reverse("admin:balansepotten_conflictofinterest_deleted")).context["rows"] == []


@pytest.mark.parametrize("key", ["abc", "0", "9" * 40])
def test_version_that_is_not_there_is_404(staff_client: Client, key: str) -> None:
    fee = FeeFactory.create()

    assert staff_client.get(reverse("admin:members_fee_simple_history", args=[fee.pk, key])).status_code == 404
