"""The sheet of events that are not courses."""

from django.db.models import QuerySet

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import ChoiceWidget, DateWidget, TextWidget, WholeNumberWidget, YesNoWidget
from courses.models import PublicEvent
from members.resources import MunicipalityWidget


class PublicEventResource(SheetResource):
    """Events that the association held or supported."""

    date = Column("date", "Dato", DateWidget(), required=True)
    title = Column("title", "Tittel", TextWidget(), required=True)
    role = Column("role", "Rolle", ChoiceWidget(PublicEvent.Role), required=True)
    digital = Column("digital", "Digitalt", YesNoWidget(), required=True)
    municipality = Column("municipality", "Kommune", MunicipalityWidget(on="Dato"))
    partners = Column("partners", "Samarbeidspartnere", TextWidget())
    participants = Column("participants", "Deltakere", WholeNumberWidget())
    cancelled = Column("cancelled", "Avlyst", YesNoWidget(), required=True)

    key = ("date", "title")

    class Meta:
        model = PublicEvent

    def get_queryset(self) -> QuerySet[PublicEvent]:
        return PublicEvent.objects.select_related("municipality").order_by("date", "pk")
