"""The courses that were held: how many, for whom, about what and where."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Municipality
from reports.charts import drawing, maps
from reports.charts.drawing import Chart, Table
from reports.counting.chapters import Chapter
from reports.counting.numbers import Area, Sentence
from reports.counting.years import ReportYear

ATTRIBUTION = "Kartgrunnlag: Natural Earth. Stedspunkter: GeoNames (CC BY 4.0)."


def chapter(area: Area, year: ReportYear) -> Chapter:
    """Tell the courses of the year; participants are a floor when one course's are."""
    parts = {key: area.number(key) for key in ("held", "participants", "places", "digital")}
    municipalities = ngettext("kommune", "kommuner", area.count("places"))
    sentence = _("{within} holdt vi {held} kursoppdrag med {participants} deltakere, i {places} {municipalities}.")
    if not area.count("held"):
        sentence = _("Ingen gjennomførte kurs er ført.")
    return Chapter(
        area.section.key,
        area.section.label,
        sentences=(Sentence(sentence, {**parts, "within": year.within, "municipalities": municipalities}),),
        figures=tuple(parts[key] for key in ("held", "participants", "places", "digital")),
        charts=(_by_topic(area), _by_place(area)) if area.count("held") else (),
        notes=(_("Noen kurs er ført med et minstetall for deltakere, så summen er også et minstetall."),)
        if area.count("participants_at_least")
        else (),
    )


def _by_topic(area: Area) -> Chart:
    counts = area.groups("topics")
    rows = sorted(((capfirst(topic), number) for topic, number in counts.items()), key=lambda row: -row[1].shown)
    overlapping = sum(number.shown for _topic, number in rows) > area.count("held")
    return Chart(
        "courses-topics",
        _("Kurs etter tema"),
        drawing.described(_("Stolpediagram"), rows),
        drawing.bars([(topic, number, "") for topic, number in rows]),
        Table((_("Tema"), _("Kurs")), tuple(rows)),
        (_("Et kurs med to temaer teller i begge."),) if overlapping else (),
    )


def _by_place(area: Area) -> Chart:
    counts = area.groups("by_municipality")
    rows = sorted(counts.items(), key=lambda row: (-row[1].shown, row[0]))
    points = {place.display_name: place for place in Municipality.objects.filter(display_name__in=counts)}
    digital = area.number("digital")
    return Chart(
        "courses-places",
        _("Steder med kurs"),
        drawing.described(_("Norgeskart med en sirkel ved hvert sted"), rows),
        maps.circles(
            [(place, number, points[place].latitude, points[place].longitude) for place, number in rows], _("kurs")
        ),
        Table((_("Kommune"), _("Kurs")), (*rows, (_("Digitale kurs"), digital))),
        (
            _("Sirkelens areal viser antall kurs. %(digital)s.")
            % {"digital": ngettext("%s kurs var digitalt", "%s kurs var digitale", digital.shown) % digital},
            _("Kursene står der de ble holdt; medlemmene telles der virksomheten hører hjemme."),
            ATTRIBUTION,
        ),
    )
