"""The URLs of the advice line."""

from django.urls import URLPattern, path

from radgivning.views import enquiries
from radgivning.views.access_log import access_log_overview
from radgivning.views.figures import advice_figures
from radgivning.views.open import advice_line

urlpatterns: list[URLPattern] = [
    path("radgivning/", enquiries.enquiry_list, name="enquiry_list"),
    path("radgivning/ny/", enquiries.enquiry_create, name="enquiry_create"),
    path("radgivning/<int:pk>/", enquiries.enquiry_edit, name="enquiry_edit"),
    path("radgivning/<int:pk>/avslutt/", enquiries.enquiry_close, name="enquiry_close"),
    path("radgivning/<int:pk>/hvorfor/", enquiries.enquiry_why, name="enquiry_why"),
    path("radgivning/innsyn/", access_log_overview, name="access_log"),
    path("radgivning/innsyn/<year:year>/<month:month>/", access_log_overview, name="access_log_of_month"),
    path("radgivning/tall/", advice_figures, name="advice_figures"),
    path("radgivning/tall/<year:year>/", advice_figures, name="advice_figures_of_year"),
    path("radgivningstelefonen/", advice_line, name="advice_line"),
]
