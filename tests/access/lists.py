"""Who may do what in each list of the admin, and what each of its pages asks for."""

from typing import Any

from django.apps import apps

from balansekunst.bulk.work import WORKS
from balansekunst.models import SavedView
from tests.access.people import organisation_of, person
from tests.access.routes import Route

# What each may do in each list: view, add, change and delete rows, export (x) and import (i) them. Others: nothing.
WORKERS = ("staff", "management", "adviser", "superuser")
ADVICE_LINE = ("radgivning.enquiry", "radgivning.ground", "radgivning.topic")
RIGHTS: dict[str, tuple[str, str, str, str]] = {
    "balansekunst.bounce": ("vdx", "", "", "vdx"),
    "balansekunst.bulkchange": ("v", "", "", "v"),
    "balansekunst.erasurerequest": ("vx", "", "", "vx"),
    "balansekunst.legalhold": ("vx", "", "", "vx"),
    "balansekunst.message": ("vx", "", "", "vx"),
    "balansekunst.user": ("", "", "", "vacxi"),
    "members.county": ("vacdxi", "vx", "", "vacdxi"),
    "members.municipality": ("vacdxi", "vx", "", "vacdxi"),
    "members.organisation": ("vacdxi", "vx", "", "vacdxi"),
    "members.membership": ("vacdxi", "vx", "", "vacdxi"),
    "members.contact": ("vacdxi", "", "", "vacdxi"),
    "members.membershipapplication": ("vacdxi", "", "", "vacdxi"),
    "members.feerate": ("vacdxi", "", "", "vacdxi"),
    "members.fee": ("vacdxi", "vx", "", "vacdxi"),
    "members.feepayment": ("vacdx", "", "", "vacdx"),
    "members.supportingmember": ("vacdxi", "vx", "", "vacdxi"),
    "members.term": ("vacdxi", "", "", "vacdxi"),
    "members.meeting": ("vacdx", "", "", "vacdx"),
    "members.registration": ("vacdx", "", "", "vacdx"),
    "members.mailing": ("vcdx", "", "", "vcdx"),
    "members.mailingrecipient": ("vx", "", "", "vx"),
    "members.identityproposal": ("vcx", "", "", "vcx"),
    "members.leaverequest": ("vcx", "", "", "vcx"),
    "members.likelyduplicate": ("vx", "", "", "vx"),
    "members.organisationmerge": ("vx", "", "", "vx"),
    "members.registerdifference": ("vx", "", "", "vx"),
    "members.placechange": ("vx", "", "", "vx"),
    "courses.topic": ("vacdxi", "vx", "", "vacdxi"),
    "courses.instructor": ("vacdxi", "", "", "vacdxi"),
    "courses.assignment": ("vacdxi", "vx", "", "vacdxi"),
    "courses.publicevent": ("vacdxi", "vx", "", "vacdxi"),
    "courses.booking": ("vcx", "", "", "vcx"),
    "courses.evaluationquestion": ("vcx", "", "", "vcx"),
    "balansemerket.requirementsversion": ("vacdxi", "", "", "vacdxi"),
    "balansemerket.certification": ("vacdxi", "vx", "", "vacdxi"),
    "balansemerket.event": ("vxi", "vx", "", "vxi"),
    "balansemerket.quote": ("vacdx", "", "", "vacdx"),
    "balansemerket.round": ("v", "", "", "v"),
    "balansepotten.theme": ("vacdxi", "vx", "", "vacdxi"),
    "balansepotten.call": ("vacdxi", "vx", "", "vacdxi"),
    "balansepotten.application": ("vacdx", "vx", "", "vacdx"),
    "balansepotten.conflictofinterest": ("vacdx", "", "", "vacdx"),
    "balansepotten.decision": ("vx", "", "", "vx"),
    "balansepotten.grant": ("v", "", "", "v"),
    "balansepotten.payment": ("v", "", "", "v"),
    "balansepotten.projectreport": ("v", "", "", "v"),
    "radgivning.enquiry": ("", "", "vacdxi", ""),
    "radgivning.ground": ("", "", "vacdxi", ""),
    "radgivning.topic": ("", "", "vacdxi", ""),
    "reports.annualreport": ("vacd", "", "", "vacd"),
    "reports.section": ("vc", "", "", "vc"),
    "reports.quote": ("vc", "", "", "vc"),
    "reports.picture": ("vc", "", "", "vc"),
    "reports.publication": ("v", "", "", "v"),
    "reports.frozenfigure": ("v", "", "", "v"),
    "reports.correction": ("v", "", "", "v"),
}
# What each page of a list asks for, to be opened and to be sent. Who sees a list, but for management, shares views (s).
PAGES: dict[str, tuple[str, str]] = {
    "": ("v", "v"),
    "add/": ("a", "a"),
    "<path:object_id>/change/": ("v", "c"),
    "<path:object_id>/delete/": ("d", "d"),
    "<path:object_id>/history/": ("v", "v"),
    "([^/]+)/history/([^/]+)/": ("c", "c"),
    "<path:object_id>/tidslinje/": ("v", "v"),
    "slettede/": ("a", "a"),
    "export/": ("x", "x"),
    "last-ned/": ("x", "x"),
    "import/": ("i", "i"),
    "import/kolonner/": ("i", "i"),
    "import/mal/": ("i", "i"),
    "process_import/": ("", "i"),
    "kolonner/": ("v", "v"),
    "visninger/": ("v", "v"),
    "visninger/<int:pk>/": ("v", "s"),
    "samlet/<slug:key>/": ("c", "c"),
    "e-postadresser/": ("v", "v"),
    "etiketter/": ("v", "v"),
    # of accounts and what is stored about people
    "snart/": ("v", "v"),
    "ny/<str:about>/": ("v", "v"),
    # of organisations
    **{
        f"<path:object_id>/{page}/": ("c", "c")
        for page in ("betaling", "delbetaling", "fornyelse", "innmelding", "ny-kontaktperson", "nytt-kurs", "oppgjor")
    },
    **{
        f"<path:object_id>/{page}/": ("c", "c")
        for page in ("opplysninger", "pabegynt", "tildeling", "trekking", "utmelding")
    },
    "<int:pk>/nytt-nummer/": ("c", "c"),
    "<int:pk>/sla-sammen/": ("c", "c"),
    "<int:pk>/ikke-samme/": ("", "v"),
    "<int:pk>/se-bort-fra/": ("", "v"),
    "<int:pk>/ta-over/": ("v", "v"),
    "sjekk/": ("", "v"),
    # of contacts
    "<path:object_id>/endre/": ("c", "c"),
    "<path:object_id>/i-retur/": ("c", "c"),
    # of fees and payments
    "<int:pk>/pdf/": ("v", "v"),
    "<path:object_id>/ehf/": ("v", "v"),
    "regnskap/": ("x", "x"),
    "les-inn/": ("a", "a"),
    "<path:object_id>/koble/": ("c", "c"),
    # of requests, and of what can be undone
    "<int:pk>/svar/": ("c", "c"),
    "<int:pk>/vedtak/": ("c", "c"),
    "<int:pk>/angre/": ("v", "v"),
    # of mailings and reports, while they are written
    "<int:pk>/lagre/": ("", "c"),
    "<int:pk>/se-gjennom/": ("v", "v"),
    "<int:pk>/send/": ("", "c"),
    # of annual meetings
    "<int:pk>/skriv-innkalling/": ("c", "c"),
    "<int:pk>/stemmeliste.pdf": ("v", ""),
    "<int:pk>/stemmeliste.xlsx": ("v", ""),
    "<path:object_id>/saksliste/": ("c", "c"),
    "<path:object_id>/satser/": ("c", "c"),
    "<path:object_id>/valg/": ("c", "c"),
    # of courses
    "<int:pk>/avlys/": ("c", "c"),
    "<int:pk>/flytt/": ("c", "c"),
    "<int:pk>/evaluering/": ("v", "c"),
    "<int:pk>/avsla/": ("c", "c"),
    "<int:pk>/avtal/": ("c", "c"),
    "<path:object_id>/kalenderadresse/": ("c", "c"),
    "<path:object_id>/fjern-kalenderadresse/": ("c", "c"),
    # redirects whoever enters the admin (e) to the form of the row, whether there is one or not
    "<path:object_id>/": ("e", "e"),
}
# The same where one list is otherwise.
PARTS = ("reports.section", "reports.quote", "reports.picture")
WITH_PAGE = ("balansekunst.user", "balansepotten.application", "courses.instructor", "members.contact")
OTHERWISE: dict[tuple[str, str], tuple[str, str]] = {
    **{
        (model, "<path:object_id>/"): ("v", "v")
        for model in (*WITH_PAGE, "members.meeting", "members.organisation", *ADVICE_LINE)
    },
    ("balansekunst.erasurerequest", "<int:pk>/svar/"): ("v", "v"),
    ("balansepotten.grant", "samlet/<slug:key>/"): ("v", "v"),
    ("radgivning.enquiry", "last-ned/"): ("", ""),
    # edited on the page of their report, which is begun on the year's page
    **{(model, page): ("e", "e") for model in PARTS for page in ("", "<path:object_id>/change/")},
    ("reports.annualreport", "add/"): ("e", "e"),
    **{
        (model, "([^/]+)/history/([^/]+)/"): ("", "")
        for model in ("balansekunst.user", "radgivning.enquiry", "reports.annualreport", *PARTS)
    },
}


def declared(route: Route, reader: str) -> dict[str, bool]:
    """Return whether the reader may reach the page of a list, by method."""
    rights = dict(zip(WORKERS, RIGHTS[route.model], strict=True)).get(reader)
    asks = OTHERWISE.get((route.model, route.rest)) or PAGES[route.rest]
    may = "" if rights is None else f"e{rights}"
    if "v" in may and reader != "management":
        may += "s"
    return {method: bool(needed) and needed in may for method, needed in zip(("GET", "POST"), asks, strict=True)}


def example(route: Route) -> tuple[Any, ...]:
    """Return the values of the parameters in a page of a list: those of its newest row."""
    model: Any = apps.get_model(route.model)
    rows = model._base_manager.order_by("-pk")
    if route.model == "radgivning.enquiry":
        rows = rows.filter(adviser=person("adviser"))
    if route.rest in ("<int:pk>/pdf/", "<path:object_id>/ehf/"):
        rows = rows.exclude(invoice_number=None)
    if route.rest == "visninger/<int:pk>/":
        return (SavedView.objects.get(listed=route.model.replace(".", "_")).pk,)
    if "<slug:key>" in route.rest:
        return (next(key for key, work in WORKS.items() if work.model is model),)
    if "(" in route.rest:
        version = model.history.order_by("-pk")[0]
        return version.id, version.history_id
    if "about" in route.rest:
        return (f"members.organisation:{organisation_of('contact').pk}",)
    return tuple(rows.values_list("pk", flat=True)[:1])
