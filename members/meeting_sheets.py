"""The sheets of annual meetings, of registrations to them and of terms of office."""

from django.db.models import QuerySet

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import ChoiceWidget, DateWidget, TextWidget, WholeNumberWidget
from members.models import Meeting, Registration, Term


class TermResource(SheetResource):
    """The people of the association, one row per term of office."""

    person = Column("person", "Navn", TextWidget(), required=True)
    office = Column("office", "Verv", ChoiceWidget(Term.Office), required=True)
    first_day = Column("first_day", "Fra", DateWidget(), required=True)
    last_day = Column("last_day", "Til og med", DateWidget(), optional=True)
    order = Column("order", "Rekkefølge", WholeNumberWidget(), required=True)

    key = ("office", "person", "first_day")

    class Meta:
        model = Term

    def get_queryset(self) -> QuerySet[Term]:
        return Term.objects.order_by("first_day", "office", "order", "pk")


class MeetingResource(SheetResource):
    """The annual meetings, for export only."""

    date = Column("date", "Dato", DateWidget())
    place = Column("place", "Sted", TextWidget())
    register_by = Column("register_by", "Påmeldingsfrist", DateWidget())
    most_proxies = Column("most_proxies", "Fullmakter per delegat", WholeNumberWidget())
    agenda_sent_on = Column("agenda_sent_on", "Full saksliste sendt", DateWidget())

    class Meta:
        model = Meeting


class RegistrationResource(SheetResource):
    """Who votes for each member, for export only."""

    meeting = Column("meeting__date", "Årsmøte", DateWidget())
    number = Column("organisation__number", "Organisasjonsnummer", TextWidget())
    organisation = Column("organisation__name", "Virksomhet", TextWidget())
    name = Column("name", "Delegat", TextWidget())
    email = Column("email", "E-post", TextWidget())
    proxy = Column("proxy__name", "Fullmakt til", TextWidget())
    proxy_of = Column("proxy__organisation__name", "Fra", TextWidget())

    class Meta:
        model = Registration
