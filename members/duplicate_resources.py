"""The sheet of pairs of organisations that may be one, for export only."""

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import ChoiceWidget, DateWidget, OrganisationNumberWidget, TextWidget
from members.models import LikelyDuplicate


class LikelyDuplicateResource(SheetResource):
    """The two, and why they may be one."""

    first_number = Column("first__number", "Organisasjonsnummer", OrganisationNumberWidget())
    first_name = Column("first__name", "Virksomhet", TextWidget())
    second_number = Column("second__number", "Ligner på (organisasjonsnummer)", OrganisationNumberWidget())
    second_name = Column("second__name", "Ligner på", TextWidget())
    reason = Column("reason", "Hvorfor", TextWidget())
    found_on = Column("found_on", "Funnet", DateWidget())
    state = Column("state", "Status", ChoiceWidget(LikelyDuplicate.State))

    class Meta:
        model = LikelyDuplicate
