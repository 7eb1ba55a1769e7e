"""The sheets of enquiries, topics and grounds."""

from typing import Any

from django.db.models import QuerySet

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import ImportRow
from balansekunst.imports.widgets import ChoiceWidget, DateWidget, NamesWidget, TextWidget, YesNoWidget
from radgivning.models import Enquiry, Ground, Topic
from radgivning.models.enquiries import REGIONS

# The label until it was found to be ambiguous, which the office's files have.
EARLIER_NAMES = {"utsatt": Enquiry.Caller.AFFECTED}


class EnquiryResource(SheetResource):
    """The enquiries. Equal rows are matched by their order, since nothing identifies them."""

    date = Column("date", "Dato", DateWidget(), required=True)
    channel = Column("channel", "Kanal", ChoiceWidget(Enquiry.Channel), required=True)
    caller = Column("caller", "Hvem", ChoiceWidget(Enquiry.Caller, other_names=EARLIER_NAMES), required=True)
    topics = Column("topics", "Tema", NamesWidget(Topic), required=True)
    region = Column("region", "Landsdel", ChoiceWidget(REGIONS), required=True)
    legal_guidance = Column("legal_guidance", "Juridisk veiledning", YesNoWidget(), required=True)

    key = ("date", "channel", "caller", "topics", "region", "legal_guidance")
    repeatable = True
    sheet_title = "Rådgivning"

    class Meta:
        model = Enquiry

    def get_queryset(self) -> QuerySet[Enquiry]:
        return Enquiry.objects.prefetch_related("topics").order_by("date", "pk")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Query the months of which only the month is known."""
        super().before_import(dataset, **kwargs)
        self.coarse = set(Enquiry.objects.filter(is_coarse=True).values_list("date", flat=True))

    def clean_row(self, row: ImportRow) -> None:
        """Replace a day of such a month by its first, so that rows are matched after `retention.coarsen`."""
        if "date" in row.cells and row.cells["date"].replace(day=1) in self.coarse:
            row.cells["date"] = row.cells["date"].replace(day=1)


class TopicResource(SheetResource):
    """The topics of enquiries."""

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
