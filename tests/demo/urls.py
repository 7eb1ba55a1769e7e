"""The URLs in demo mode."""

from django.urls import include, path

import balansekunst.urls

urlpatterns = [path("", include("demo.urls")), *balansekunst.urls.urlpatterns]
