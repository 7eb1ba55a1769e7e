"""The texts of the demo's yearly reports, with every kind of block."""

from dataclasses import dataclass
from datetime import date

from reports.models import Section

LEAD = "I {år} sto {members.closing} virksomheter sammen om et likestilt og mangfoldig kulturliv."

SECTIONS: tuple[tuple[str, str, str], ...] = (
    (
        Section.FREE,
        "Et år med mange om bordet",
        """
Da året begynte, var spørsmålet fra medlemmene ofte *hvorfor*. Da det var over, spurte de *hvordan*. De vil ha \
rutiner som virker, kurs som setter spor, og penger til å prøve ut noe nytt.

Derfor handler denne rapporten om hva medlemmene gjorde i {år}:

- {courses.held} ganger møttes de til kurs.
- {balansemerket.holders} virksomheter kunne vise fram Balansemerket ved årets slutt.
- {balansepotten.granted} prosjekter fikk støtte fra Balansepotten.

> Et kulturliv for alle blir til ved at noen gjør noe, hver dag, der de er.

Tallene er talt opp fra registrene våre. Bakerst står det hvordan.
""",
    ),
    (
        "members",
        "Medlemmer",
        """
I løpet av året kom {members.joined} nye medlemmer til, og {members.left} meldte seg ut. Det er en netto økning på \
{members.net}.

{tall members.closing members.joined members.left members.net}

### Hvor i landet medlemmene hører hjemme

De fleste medlemmene hører hjemme på **Østlandet**, men mer enn hvert tredje gjør det ikke. Vi reiser dit vi blir \
bedt, og i {år} ble vi oftere bedt til Vestlandet og Nord-Norge enn før.

{diagram members-regions}

{diagram members-shares}
""",
    ),
    (
        "courses",
        "Kurs",
        """
{courses.held} kursoppdrag samlet {courses.participants} deltakere i {courses.places} kommuner. \
{courses.digital} av kursene var digitale.

{bilde kurs}

### Hva kursene handlet om

Kursene bygger på hverandre. Mange begynner med et foredrag, og går videre i denne rekkefølgen:

1. Normer: hvem er «alle» hos oss?
2. Hersketeknikker: hva gjør vi når det skjer?
3. Rekruttering: fra annonse til ansettelse.

{diagram courses-topics}

{sitat kurset}

### Hvor kursene ble holdt

Sirklene viser kommunene vi kom til. De digitale kursene har ikke noe sted, og nådde ut til langt flere.

{diagram courses-places}
""",
    ),
    (
        "balansemerket",
        "Balansemerket",
        """
{balansemerket.awarded} virksomheter fikk Balansemerket for første gang i {år}, og {balansemerket.renewed} fornyet \
det. Ved årets slutt var det {balansemerket.holders} som hadde merket.

Merket er ikke en premie, men et arbeid. Den som har det, har kartlagt risiko, har retningslinjer mot trakassering og \
diskriminering, vet hvem det kan sies fra til, og har en plan for samtalene videre. Det gjelder ett år om gangen.

{bilde merket}

{sitat festivalen}

{tall balansemerket.awarded balansemerket.renewed balansemerket.holders}

{sitat orkesteret}
""",
    ),
    (
        "balansepotten",
        "Balansepotten",
        """
{balansepotten.applications} søknader ba om {balansepotten.applied_nok} til sammen. Potten var på {balansepotten.pot}, \
og {balansepotten.granted} prosjekter fikk støtte.

Det er {balansepotten.granted_share_percent} av søknadene, men bare {balansepotten.awarded_share_percent} av beløpet \
det ble søkt om. Behovet er altså langt større enn potten.

{tall balansepotten.applications balansepotten.applied_nok balansepotten.granted balansepotten.awarded_share_percent}

{diagram balansepotten-categories}

### De som fikk støtte

{mottakere}

Neste utlysning står på [nettsiden om Balansepotten](/balansepotten/).
""",
    ),
    (
        "radgivning",
        "Rådgivningstelefonen",
        """
Rådgivningstelefonen fikk {radgivning.contacts} henvendelser, {radgivning.contacts sammenlignet} i {året før}.

De fleste kom fra virksomheter og ledere som skulle ta imot et varsel og ville gjøre det riktig. Færre kom fra dem det \
gikk ut over. Det sier noe om hvem som tør å ringe, og det tar vi med oss.

{diagram radgivning-callers}

{diagram radgivning-topics}

Små tall kan identifisere en person, og vises derfor ikke.
""",
    ),
    (
        Section.FREE,
        "Veien videre",
        """
Til neste år vil vi holde kurs flere steder, gjøre det lettere å fornye Balansemerket, og få flere av dem det gjelder \
til å kjenne telefonen. Takk til medlemmene, juryen, kursholderne og alle som tok ordet da det trengtes.
""",
    ),
)


@dataclass(frozen=True)
class Words:
    """What a made-up person said, and the day they said yes to being quoted; None if they haven't."""

    slug: str
    text: str
    person: str
    role: str
    consent_on: date | None


QUOTES = (
    Words(
        "kurset",
        "Vi trodde vi skulle lære om andre. Så handlet det om hvem vi pleier å ringe først.",
        "Amina Diktervik",
        "produsent, Ørnunga Litteraturfestival",
        date(2025, 1, 14),
    ),
    Words(
        "festivalen",
        "Balansemerket ga oss et språk for det vi lenge hadde kjent på. Nå vet de frivillige hvem de kan gå til.",
        "Ánne Risten Sagnmo",
        "daglig leder, Nuoraid filbmafestivála Deanus",
        date(2025, 1, 20),
    ),
    Words(
        "orkesteret",
        "Planen ligger ikke i en skuff. Vi tar den fram på hvert eneste styremøte.",
        "Trygve Fabelås",
        "styreleder, Snøfonn Symfoniorkester",
        date(2025, 2, 3),
    ),
)

ALT_TEXTS = {
    "forside": "Sirkler, en bue og avlange former i turkis, rosa, rødt, sand og svart, som overlapper hverandre.",
    "kurs": "Tre figurer av en sirkel over en bue, i hvitt, rosa og sand på turkis, med snakkebobler mellom seg.",
    "merket": "En turkis bue med en rosa sirkel over, og en rød og en svart sirkel på hver sin side, i vekt.",
}
CAPTIONS = {"forside": "", "kurs": "Kurs er samtaler.", "merket": "Balanse er noe en holder, ikke noe en har."}
CREDIT = "Illustrasjon: Balansekunst"

# What the draft of the next report waits for: a number that is typed and no figure, and a quote without consent.
DRAFT_AHEAD = """
Her er det som skal med fra styret. I {år} nådde vi 2 500 mennesker på kurs og foredrag (sjekk tallet!), og \
{courses.held} kursoppdrag ble holdt.

{sitat teateret}

- Planene for året som kommer
- Takk til dem som bidro
"""
DRAFT_QUOTE = Words(
    "teateret",
    "Potten lot oss prøve noe vi ikke visste om ville virke. Det gjorde det.",
    "Máret Eventyr",
    "teatersjef, Kvelvane Figurteater",
    None,
)
