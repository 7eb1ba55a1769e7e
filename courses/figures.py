"""The year's figures of courses: how many were held, for whom, about what and where."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.figures import (
    Bars,
    CountedArea,
    Derived,
    Figure,
    FigureArea,
    Map,
    Period,
    Places,
    Recorded,
    ReportYear,
    Sentence,
    Shown,
    When,
)
from courses.booking_figures import booking_figures
from courses.evaluation_figures import evaluation_figures
from courses.event_figures import event_figures
from courses.models import Assignment, PublicEvent
from courses.topic_merging import COUNTED, topics, with_counted_topic
from members.models import Municipality

ATTRIBUTION = "Kartgrunnlag: Natural Earth. Stedspunkter: GeoNames (CC\xa0BY\xa04.0)."

SVALBARD = "Svalbard"
AT_LEAST = Q(participants_at_least=True)


def figures(period: Period) -> Sequence[Figure | Derived]:
    """Return the assignments held in the period, who came, where and about what."""
    held = Assignment.objects.held_in(period)
    by_topic = with_counted_topic(held)
    return (
        Figure(
            "held",
            _("Kursoppdrag"),
            held,
            meaning=_("Gjennomførte kurs i perioden; avlyste er ikke med."),
            when=When.DURING,
            traced=("date", "status"),
            shown=Shown.USUAL | Shown.SERIES | Shown.YEAR_TO_DATE,
            key_figure=_("kursoppdrag"),
        ),
        Figure(
            "participants",
            _("Deltakere"),
            held,
            Sum("participants"),
            at_least="participants_at_least",
            meaning=_("Deltakerne på kursene til sammen; en som var på to kurs, teller to ganger."),
            when=When.DURING,
            traced=("date", "status"),
            shown=Shown.USUAL | Shown.YEAR_TO_DATE,
        ),
        Figure(
            "digital",
            _("Digitale kurs"),
            held.digital(),
            meaning=_("Gjennomførte kurs som bare var digitale, og derfor ikke har noe sted."),
            when=When.DURING,
            traced=("date", "status", "form"),
            order=1,
        ),
        Figure(
            "places",
            _("Steder med kurs"),
            held,
            # A municipality that got a new number is the same place, as on the map.
            Count("municipality__display_name", distinct=True),
            meaning=_("Kommuner der minst ett kurs ble holdt."),
            when=When.DURING,
            traced=("date", "status"),
        ),
        Figure(
            "topics",
            _("Kurs etter tema"),
            by_topic,
            Count("pk", distinct=True),
            by=COUNTED,
            groups=topics,
            has_zero=lambda topic: topic.was_in_use(period),
            meaning=_("Gjennomførte kurs etter tema; et kurs med to temaer teller i begge."),
            when=When.DURING,
            traced=("date", "status", "topics"),
        ),
        Figure(
            "participants_at_least",
            _("Kurs med minstetall"),
            held.filter(AT_LEAST),
            among=held,
            where=AT_LEAST,
            meaning=_(
                "Kurs der det registrerte antallet er et minstetall. Finnes det slike kurs, er summen også et "
                "minstetall."
            ),
            when=When.DURING,
            traced=("date", "status", "participants_at_least"),
            shown=Shown.PERIOD,
        ),
        Figure(
            "by_municipality",
            _("Kurs etter kommune"),
            held,
            by="municipality__display_name",
            meaning=_("Gjennomførte kurs etter kommunen der de ble holdt."),
            when=When.DURING,
            traced=("date", "status"),
            shown=Shown.YEAR | Shown.PERIOD,
        ),
        *booking_figures(period),
        *event_figures(period),
        *evaluation_figures(held, period),
    )


def sentences(area: CountedArea, year: ReportYear) -> Iterator[Sentence]:
    """Return how many courses were held in the year, and for whom."""
    if not area.count("held"):
        yield Sentence(_("Ingen gjennomførte kurs er registrert."))
        return
    yield Sentence(
        _("{within} holdt vi {held} kursoppdrag med {participants} deltakere, i {places} {municipalities}."),
        {
            **{key: area.number(key) for key in ("held", "participants", "places")},
            "within": year.within,
            "municipalities": ngettext("kommune", "kommuner", area.count("places")),
        },
    )


def notes(area: CountedArea) -> Iterator[str]:
    """Explain a number of participants that is a minimum."""
    if area.count("participants_at_least"):
        yield _("Noen kurs er registrert med et minstetall for deltakere, så summen er også et minstetall.")


def topic_notes(area: CountedArea) -> Iterator[str]:
    """Explain topics that add up to more than the courses."""
    if sum(area.counts("topics").values()) > area.count("held"):
        yield _("Et kurs med to temaer teller i begge.")


def instructor_notes(_area: CountedArea) -> Iterator[str]:
    yield _("Snittene for kursholdere er for dem som leser årets tall her, og blir ikke publisert.")


def place_notes(area: CountedArea) -> Iterator[str]:
    """Explain the map, and mention the courses that aren't on it."""
    digital = area.number("digital")
    if digital.shown:
        text = ngettext("%s digitalt kurs er ikke på kartet.", "%s digitale kurs er ikke på kartet.", digital.shown)
        yield text % digital
    yield _("Sirkelens areal viser antall kurs.")
    yield _("Kursene står der de ble holdt; medlemmene telles der virksomheten hører hjemme.")
    if SVALBARD in area.counts("by_municipality"):
        yield _("Svalbard er tegnet i en egen rute øverst til venstre.")
    yield ATTRIBUTION


def places(names: Iterable[str]) -> Places:
    """Return where the municipalities are."""
    found = Municipality.objects.filter(display_name__in=list(names))
    return {place.display_name: (place.latitude, place.longitude) for place in found}


def recorded(day: date) -> list[Recorded]:
    """Return when courses and events were held."""
    return [
        Recorded(Assignment.objects.filter(status=Assignment.Status.HELD, date__lte=day), "date"),
        Recorded(PublicEvent.objects.filter(cancelled=False, date__lte=day), "date"),
    ]


AREA = FigureArea(
    key="courses",
    label=gettext_lazy("Kurs"),
    name=gettext_lazy("kurs"),
    figures=figures,
    sentences=sentences,
    notes=notes,
    charts=(
        Bars(
            key="topics",
            figure="topics",
            heading=gettext_lazy("Tema"),
            column=gettext_lazy("Kurs"),
            notes=topic_notes,
            needs="held",
        ),
        Bars(
            key="evaluation-topics",
            figure="evaluation_by_topic",
            heading=gettext_lazy("Tema"),
            column=gettext_lazy("Snitt, 1 til 5"),
            needs="evaluation_answers",
        ),
        Bars(
            key="evaluation-instructors",
            figure="evaluation_by_instructor",
            heading=gettext_lazy("Kursholder"),
            column=gettext_lazy("Snitt, 1 til 5"),
            notes=instructor_notes,
            needs="evaluation_answers",
        ),
        Map(
            key="places",
            figure="by_municipality",
            title=gettext_lazy("Steder med kurs"),
            heading=gettext_lazy("Kommune"),
            column=gettext_lazy("Kurs"),
            places=places,
            also=("digital",),
            notes=place_notes,
            needs="held",
        ),
    ),
    starting_text=gettext_lazy("""I {år} holdt vi {courses.held} kursoppdrag med {courses.participants} deltakere.

{courses.places} kommuner fikk besøk av oss, og {courses.digital} av kursene var digitale.

{tall courses.held courses.participants courses.places courses.digital}

### Hva kursene handlet om
{diagram courses-topics}

### Hvor kursene ble holdt
{diagram courses-places}

### Arrangementer
{arrangementer}"""),
    recorded=recorded,
)
