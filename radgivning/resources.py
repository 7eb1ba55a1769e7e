"""The sheets of contacts with the advice line, and of what they are about."""

from typing import Any

from django.db.models import QuerySet

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import ChoiceWidget, DateWidget, NamesWidget, TextWidget, YesNoWidget
from members.models import Region
from radgivning.models import Enquiry, Ground, Topic


class EnquiryResource(SheetResource):
    """The contacts: a row each. Nothing tells who it was, so that the n-th of equal ones is the n-th stored."""

    date = Column("date", "Dato", DateWidget(), required=True)
    channel = Column("channel", "Kanal", ChoiceWidget(Enquiry.Channel), required=True)
    caller = Column("caller", "Hvem", ChoiceWidget(Enquiry.Caller), required=True)
    topics = Column("topics", "Tema", NamesWidget(Topic), required=True)
    region = Column("region", "Landsdel", ChoiceWidget(Region), required=True)
    legal_guidance = Column("legal_guidance", "Juridisk veiledning", YesNoWidget(), required=True)

    key = ("date", "channel", "caller", "topics", "region", "legal_guidance")
    repeatable = True
    sheet_title = "Rådgivning"

    class Meta:
        model = Enquiry

    def get_queryset(self) -> QuerySet[Enquiry]:
        """Return the contacts, with their topics."""
        return Enquiry.objects.prefetch_related("topics").order_by("date", "pk")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Find the months of which no days are known any longer."""
        super().before_import(dataset, **kwargs)
        self.coarse = set(Enquiry.objects.filter(is_coarse=True).values_list("date", flat=True))

    def clean_row(self) -> None:
        """Take a day of such a month as its first, so that a row is known again after `retention.coarsen`."""
        if "date" in self.cells and self.cells["date"].replace(day=1) in self.coarse:
            self.cells["date"] = self.cells["date"].replace(day=1)


class TopicResource(SheetResource):
    """What contacts are about."""

    name = Column("name", "Navn", TextWidget(), required=True)
    active = Column("active", "I bruk", YesNoWidget(), required=True)
    has_grounds = Column("has_grounds", "Har diskrimineringsgrunnlag", YesNoWidget(), required=True, optional=True)

    key = ("name",)

    class Meta:
        model = Topic


class GroundResource(SheetResource):
    """The grounds of discrimination."""

    name = Column("name", "Navn", TextWidget(), required=True)
    active = Column("active", "I bruk", YesNoWidget(), required=True)

    key = ("name",)

    class Meta:
        model = Ground
