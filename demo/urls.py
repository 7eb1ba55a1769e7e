"""The demo's own front page and login, included by balansekunst.urls if DEMO is on."""

from django.urls import path

from demo import views

urlpatterns = [
    path("", views.home, name="home"),
    path("demo/<slug:role>/", views.demo_login, name="demo_login"),
]
