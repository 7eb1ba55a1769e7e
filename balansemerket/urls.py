"""The addresses of Balansemerket."""

from django.urls import path

from balansemerket.views import credentials, holders

urlpatterns = [
    path(".well-known/did.json", credentials.did_document, name="did_document"),
    path("balansemerket/status/<int:number>.jwt", credentials.credential_status, name="credential_status"),
    path("balansemerket/<uuid:uuid>/bevis.<str:ending>", credentials.holder_credential, name="holder_credential"),
    path("balansemerket/<uuid:uuid>/", holders.holder_detail, name="holder_detail"),
    path("balansemerket/<uuid:uuid>/merke.svg", holders.holder_badge_svg, name="holder_badge_svg"),
    path("balansemerket/<uuid:uuid>/merke.png", holders.holder_badge_png, name="holder_badge_png"),
    path("balansemerket/<uuid:uuid>/diplom.pdf", holders.holder_diploma, name="holder_diploma"),
]
