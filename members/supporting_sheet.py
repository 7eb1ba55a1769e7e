"""The sheet of supporting members."""

from django.db.models import QuerySet

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import DateWidget, TextWidget
from members.models import SupportingMember


class SupportingMemberResource(SheetResource):
    """The supporting members, one row per period."""

    name = Column("name", "Navn", TextWidget(), required=True)
    email = Column("email", "E-post", TextWidget(), required=True)
    joined = Column("joined", "Innmeldt", DateWidget(), required=True)
    left = Column("left", "Utmeldt", DateWidget(), optional=True)

    key = ("name", "joined")

    class Meta:
        model = SupportingMember

    def get_queryset(self) -> QuerySet[SupportingMember]:
        return SupportingMember.objects.order_by("name", "joined", "pk")
