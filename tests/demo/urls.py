"""The program's addresses as they are in demo mode."""

from django.urls import include, path

import balansekunst.urls

urlpatterns = [path("", include("demo.urls")), *balansekunst.urls.urlpatterns]
