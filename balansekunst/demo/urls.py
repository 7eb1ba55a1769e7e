"""The address of the demo's log-in; balansekunst.urls takes it in in demo mode alone."""

from django.urls import path

from balansekunst.demo import views

urlpatterns = [path("<slug:role>/", views.demo_login, name="demo_login")]
