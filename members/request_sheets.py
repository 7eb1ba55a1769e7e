"""The sheets of what contacts ask for on Min side, for export only."""

from django.db.models import QuerySet

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import ChoiceWidget, DateWidget, LongTextWidget, OrganisationNumberWidget, TextWidget
from members.models import IdentityProposal, LeaveRequest


class IdentityProposalResource(SheetResource):
    """Proposals of a new name or number."""

    organisation = Column("organisation__name", "Virksomhet", TextWidget())
    name = Column("name", "Nytt navn", TextWidget())
    number = Column("number", "Nytt organisasjonsnummer", OrganisationNumberWidget())
    from_day = Column("from_day", "Gjelder fra", DateWidget())
    note = Column("note", "Melding", LongTextWidget())
    status = Column("status", "Status", ChoiceWidget(IdentityProposal.Status))
    answer = Column("answer", "Svar", LongTextWidget())

    class Meta:
        model = IdentityProposal

    def get_queryset(self) -> QuerySet[IdentityProposal]:
        return IdentityProposal.objects.select_related("organisation")


class LeaveRequestResource(SheetResource):
    """Requests to leave."""

    organisation = Column("membership__organisation__name", "Virksomhet", TextWidget())
    wished_on = Column("wished_on", "Ønsker å være utmeldt fra", DateWidget())
    reason = Column("reason", "Hvorfor", LongTextWidget())
    withdrawn_on = Column("withdrawn_on", "Trukket", DateWidget())

    class Meta:
        model = LeaveRequest

    def get_queryset(self) -> QuerySet[LeaveRequest]:
        return LeaveRequest.objects.select_related("membership__organisation")
