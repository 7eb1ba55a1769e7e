"""The addresses of reports."""

from django.urls import path

from reports.views import (
    annual_report,
    annual_report_files,
    drafts,
    drift,
    holders,
    members,
    periods,
    publishing,
    quotes,
    summary,
    versions,
)

urlpatterns = [
    path("medlemmer/", members.member_list, name="member_list"),
    path("medlemmer/innfelt/", members.member_list_embedded, name="member_list_embedded"),
    path("medlemmer/medlemmer.csv", members.member_csv, name="member_csv"),
    path("medlemmer/medlemmer.json", members.member_json, name="member_json"),
    path("balansemerket/", holders.holder_list, name="holder_list"),
    path("balansemerket/innfelt/", holders.holder_list_embedded, name="holder_list_embedded"),
    path("balansemerket/balansemerket.csv", holders.holder_csv, name="holder_csv"),
    path("balansemerket/balansemerket.json", holders.holder_json, name="holder_json"),
    path("rapporter/", summary.report_list, name="report_list"),
    path("rapporter/periode/", periods.report_period, name="report_period"),
    path("rapporter/definisjoner/", periods.report_definitions, name="report_definitions"),
    path("rapporter/<year:year>/", summary.report_detail, name="report_detail"),
    path("rapporter/<year:year>/pdf/", summary.report_pdf, name="report_pdf"),
    path("rapporter/<year:year>/regneark/", summary.report_workbook, name="report_workbook"),
    path("rapporter/<year:year>/json/", summary.report_json, name="report_json"),
    path("rapporter/<year:year>/begynn/", drafts.report_begin, name="report_begin"),
    path("rapporter/<year:year>/utkast/", drafts.report_draft, name="report_draft"),
    path("rapporter/<year:year>/utkast/pdf/", drafts.report_draft_pdf, name="report_draft_pdf"),
    path("rapporter/<year:year>/utkast/bilde/<str:file>", drafts.report_draft_picture, name="report_draft_picture"),
    path("rapporter/<year:year>/publiser/", publishing.report_publish, name="report_publish"),
    path("rapporter/<year:year>/avvik/", drift.report_drift, name="report_drift"),
    path("rapporter/<year:year>/rettelse/", drift.report_correct, name="report_correct"),
    path("rapporter/<year:year>/sitater/", quotes.report_quotes, name="report_quotes"),
    path("arsrapport/", annual_report.annual_report_list, name="annual_report_list"),
    path("arsrapport/skjema/arsrapport-1.json", annual_report_files.schema, name="annual_report_schema"),
    path("arsrapport/kontroll/", versions.report_check, name="report_check"),
    path("arsrapport/rettelser/", versions.report_correction_list, name="report_correction_list"),
    path("arsrapport/rettelser.atom", versions.report_correction_feed, name="report_correction_feed"),
    path("arsrapport/slik-retter-vi/", versions.report_correction_policy, name="report_correction_policy"),
    path("arsrapport/<year:year>/", annual_report.annual_report, name="annual_report"),
    path("arsrapport/<year:year>/deling.png", annual_report_files.share_picture, name="annual_report_share"),
    path("arsrapport/<year:year>/forside.jpg", annual_report_files.cover_picture, name="annual_report_cover"),
    path("arsrapport/<year:year>/bilde/<str:file>", annual_report_files.picture, name="annual_report_picture"),
    path(
        "arsrapport/<year:year>/diagram/<slug:key>.<str:ending>", annual_report_files.chart, name="annual_report_chart"
    ),
    path("arsrapport/<year:year>/tabell/<slug:key>.csv", annual_report_files.table, name="annual_report_table"),
    path("arsrapport/<year:year>/nedlasting/<str:name>", annual_report_files.download, name="annual_report_file"),
]
