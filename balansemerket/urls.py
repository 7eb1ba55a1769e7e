"""The addresses of Balansemerket."""

from django.urls import path

from balansemerket.views import credentials, documentation, handling, holders, quotes, rounds

urlpatterns = [
    path(".well-known/did.json", credentials.did_document, name="did_document"),
    path("balansemerket/status/<int:number>.jwt", credentials.credential_status, name="credential_status"),
    path("balansemerket/<uuid:uuid>/bevis.<str:ending>", credentials.holder_credential, name="holder_credential"),
    path("balansemerket/<uuid:uuid>/", holders.holder_detail, name="holder_detail"),
    path("balansemerket/<uuid:uuid>/merke.svg", holders.holder_badge_svg, name="holder_badge_svg"),
    path("balansemerket/<uuid:uuid>/merke.png", holders.holder_badge_png, name="holder_badge_png"),
    path("balansemerket/<uuid:uuid>/diplom.pdf", holders.holder_diploma, name="holder_diploma"),
    path("balansemerket/sitat/<int:pk>/", quotes.quote_propose, name="quote_propose"),
    path("balansemerket/begynn/<int:pk>/", rounds.round_begin, name="round_begin"),
    path("balansemerket/arbeid/<uuid:uuid>/", rounds.round_detail, name="round_detail"),
    path("balansemerket/arbeid/<uuid:uuid>/<slug:step>/", rounds.step_edit, name="step_edit"),
    path("balansemerket/arbeid/<uuid:uuid>/<slug:step>/lagre/", rounds.step_autosave, name="step_autosave"),
    path("balansemerket/arbeid/<uuid:uuid>/<slug:step>/lever/", rounds.step_hand_in, name="step_hand_in"),
    path("balansemerket/arbeid/<uuid:uuid>/<slug:step>/kommentar/", rounds.step_comment, name="step_comment"),
    path("balansemerket/dokumentasjon/<uuid:uuid>/", rounds.evidence_download, name="evidence_download"),
    path("balansemerket/lovkrav/begynn/<int:pk>/", documentation.documentation_begin, name="documentation_begin"),
    path("balansemerket/lovkrav/<uuid:uuid>/", documentation.documentation_detail, name="documentation_detail"),
    path(
        "balansemerket/lovkrav/<uuid:uuid>/dokumentasjon.<str:ending>",
        documentation.documentation_file,
        name="documentation_file",
    ),
    path(
        "balansemerket/lovkrav/<uuid:uuid>/resultater/",
        documentation.documentation_results,
        name="documentation_results",
    ),
    path("balansemerket/lovkrav/<uuid:uuid>/del/", documentation.documentation_share, name="documentation_share"),
    path("balansemerket/tavle/", handling.round_board, name="round_board"),
    path("balansemerket/tavle/<uuid:uuid>/tildel/", handling.round_award, name="round_award"),
    path("balansemerket/tavle/<uuid:uuid>/<slug:step>/", handling.step_handle, name="step_handle"),
    path("balansemerket/tavle/<uuid:uuid>/<slug:step>/svar/", handling.step_answer, name="step_answer"),
]
