"""The addresses of Balansemerket."""

from django.urls import path

from balansemerket.views import holders

urlpatterns = [
    path("balansemerket/<uuid:uuid>/", holders.holder_detail, name="holder_detail"),
    path("balansemerket/<uuid:uuid>/merke.svg", holders.holder_badge_svg, name="holder_badge_svg"),
    path("balansemerket/<uuid:uuid>/merke.png", holders.holder_badge_png, name="holder_badge_png"),
    path("balansemerket/<uuid:uuid>/diplom.pdf", holders.holder_diploma, name="holder_diploma"),
]
