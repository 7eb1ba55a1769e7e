"""The program's addresses as they are in demo mode."""

from django.urls import include, path

import balansekunst.urls

urlpatterns = [*balansekunst.urls.urlpatterns, path("demo/", include("balansekunst.demo.urls"))]
