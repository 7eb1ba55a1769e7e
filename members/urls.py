"""The URLs where recipients of mailings say no to more of them: by the link in an e-mail, and on My page."""

from django.urls import path

from members import views

urlpatterns = [
    path("min-side/utsendinger/", views.mailing_wish, name="mailing_wish"),
    path("utsendinger/<str:token>/", views.mailings_decline, name="mailings_decline"),
]
