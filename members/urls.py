"""The public URL where a recipient of mailings says no to more of them."""

from django.urls import path

from members import views

urlpatterns = [
    path("utsendinger/<str:token>/", views.mailings_decline, name="mailings_decline"),
]
