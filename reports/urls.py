"""The addresses of reports."""

from django.urls import path

from reports import views

urlpatterns = [
    path("rapporter/", views.report_list, name="report_list"),
    path("rapporter/<int:year>/", views.report_detail, name="report_detail"),
    path("rapporter/<int:year>/pdf/", views.report_pdf, name="report_pdf"),
    path("rapporter/<int:year>/regneark/", views.report_workbook, name="report_workbook"),
    path("rapporter/<int:year>/json/", views.report_json, name="report_json"),
]
