"""URLs of My page, and where recipients of mailings say no to more of them by the link in an e-mail."""

from django.urls import path

from members.views import mailings, my_page

urlpatterns = [
    path("min-side/", my_page.my_page, name="my_page"),
    path("min-side/utsendinger/", mailings.mailing_wish, name="mailing_wish"),
    path("min-side/<int:pk>/", my_page.my_organisation, name="my_organisation"),
    path("utsendinger/<str:token>/", mailings.mailings_decline, name="mailings_decline"),
]
