"""The sheets of what other registers say otherwise than we do, for export only."""

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import ChoiceWidget, DateWidget, OrganisationNumberWidget, TextWidget
from members.models import PlaceChange, RegisterDifference
from members.models.places import Level


class RegisterDifferenceResource(SheetResource):
    """What differs, and what was decided."""

    number = Column("organisation__number", "Organisasjonsnummer", OrganisationNumberWidget())
    name = Column("organisation__name", "Navn", TextWidget())
    kind = Column("kind", "Hva", ChoiceWidget(RegisterDifference.Kind))
    ours = Column("ours", "Hos oss", TextWidget())
    theirs = Column("theirs", "I Enhetsregisteret", TextWidget())
    found_on = Column("found_on", "Funnet", DateWidget())
    state = Column("state", "Status", ChoiceWidget(RegisterDifference.State))
    decided_on = Column("decided_on", "Avgjort", DateWidget())

    class Meta:
        model = RegisterDifference


class PlaceChangeResource(SheetResource):
    """Changes of municipalities and counties, and what was decided."""

    day = Column("day", "Gjelder fra", DateWidget())
    level = Column("level", "Hva", ChoiceWidget(Level))
    kind = Column("kind", "Endring", ChoiceWidget(PlaceChange.Kind))
    before = Column("before", "Før", TextWidget())
    after = Column("after", "Etter", TextWidget())
    found_on = Column("found_on", "Funnet", DateWidget())
    state = Column("state", "Status", ChoiceWidget(PlaceChange.State))
    decided_on = Column("decided_on", "Avgjort", DateWidget())

    class Meta:
        model = PlaceChange
