"""The addresses of reports."""

from django.urls import path

from reports.views import periods, summary

urlpatterns = [
    path("rapporter/", summary.report_list, name="report_list"),
    path("rapporter/periode/", periods.report_period, name="report_period"),
    path("rapporter/definisjoner/", periods.report_definitions, name="report_definitions"),
    path("rapporter/<int:year>/", summary.report_detail, name="report_detail"),
    path("rapporter/<int:year>/pdf/", summary.report_pdf, name="report_pdf"),
    path("rapporter/<int:year>/regneark/", summary.report_workbook, name="report_workbook"),
    path("rapporter/<int:year>/json/", summary.report_json, name="report_json"),
]
