"""The year's figures of courses."""

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from balansekunst.figures import Figure, Period, Section, When
from courses.models import Assignment, Topic


def section(period: Period) -> Section:
    """Return the assignments held in the period, who came, where and about what."""
    held = Assignment.objects.held_in(period)
    return Section(
        "courses",
        _("Kurs"),
        period,
        figures=(
            Figure(
                "held",
                _("Kursoppdrag"),
                held,
                meaning=_("Gjennomførte kurs i perioden; avlyste er ikke med."),
                when=When.DURING,
            ),
            Figure(
                "participants",
                _("Deltakere"),
                held,
                Sum("participants"),
                meaning=_("Deltakerne på kursene til sammen; en som var på to kurs, teller to ganger."),
                when=When.DURING,
            ),
            Figure(
                "digital",
                _("Digitale kurs"),
                held.digital(),
                meaning=_("Gjennomførte kurs som bare var digitale, og derfor ikke har noe sted."),
                when=When.DURING,
            ),
            Figure(
                "places",
                _("Steder med kurs"),
                held,
                Count("municipality", distinct=True),
                meaning=_("Kommuner der minst ett kurs ble holdt."),
                when=When.DURING,
            ),
            Figure(
                "topics",
                _("Kurs etter tema"),
                held,
                Count("pk", distinct=True),
                by="topics",
                groups=topics,
                meaning=_("Gjennomførte kurs etter tema; et kurs med to temaer teller i begge."),
                when=When.DURING,
            ),
        ),
        details=(
            Figure(
                "participants_at_least",
                _("Kurs med minstetall"),
                held.filter(participants_at_least=True),
                meaning=_("Kurs der det kom minst så mange som ført; er det noen, er deltakertallet et minstetall."),
                when=When.DURING,
            ),
            Figure(
                "by_municipality",
                _("Kurs etter kommune"),
                held,
                by="municipality__display_name",
                meaning=_("Gjennomførte kurs etter kommunen der de ble holdt."),
                when=When.DURING,
            ),
        ),
    )


def topics() -> dict[int, str]:
    """Return the topics, each told by its name."""
    return dict(Topic.objects.values_list("pk", "name"))
