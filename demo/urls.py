"""The demo's own front page and log-in, included by balansekunst.urls where DEMO is on."""

from django.urls import path

from demo import views

urlpatterns = [
    path("", views.home, name="home"),
    path("demo/<slug:role>/", views.demo_login, name="demo_login"),
]
