"""The sheet of organisations that were merged, for export only."""

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import DateWidget, OrganisationNumberWidget, TextWidget
from members.models import OrganisationMerge


class OrganisationMergeResource(SheetResource):
    """What was merged, and what was undone."""

    target_name = Column("target_name", "Virksomhet", TextWidget())
    other_name = Column("other_name", "Slått sammen med", TextWidget())
    other_number = Column("other_number", "Organisasjonsnummer", OrganisationNumberWidget())
    from_day = Column("from_day", "Gjelder fra", DateWidget())
    made_on = Column("made_on", "Dag", DateWidget())
    undone_on = Column("undone_on", "Angret", DateWidget())

    class Meta:
        model = OrganisationMerge
