"""URLs of the pages to join, of My page, and where recipients of mailings say no to more of them."""

from django.urls import path, re_path

from members.views import details, fees, joining, mailings, meetings, my_page, requests

urlpatterns = [
    path("bli-medlem/", joining.joining_start, name="joining_start"),
    path("bli-medlem/sendt/", joining.joining_sent, name="joining_sent"),
    re_path(r"^bli-medlem/(?P<number>[0-9]{9})/$", joining.joining_form, name="joining_form"),
    path("bli-medlem/innmelding/<str:token>/", joining.joining_status, name="joining_status"),
    path("min-side/", my_page.my_page, name="my_page"),
    path("min-side/utsendinger/", mailings.mailing_wish, name="mailing_wish"),
    path("min-side/<int:pk>/", my_page.my_organisation, name="my_organisation"),
    path("min-side/<int:pk>/kontingent/", fees.my_fees, name="my_fees"),
    path("min-side/kontingent/<int:pk>/pdf/", fees.my_invoice, name="my_invoice"),
    path("min-side/<int:pk>/arsmote/", meetings.meeting_registration, name="meeting_registration"),
    path("arsmotet/papirer/<uuid:uuid>/", meetings.meeting_paper, name="meeting_paper"),
    path("min-side/<int:pk>/opplysninger/", details.details_edit, name="my_details"),
    path("min-side/<int:pk>/inviter/", details.contact_invite, name="contact_invite"),
    path("min-side/<int:pk>/ledelsen/", details.contact_leaders, name="contact_leaders"),
    path("min-side/<int:pk>/fjern/<int:contact_pk>/", details.contact_remove, name="contact_remove"),
    path("min-side/<int:pk>/overlat/", details.hand_over, name="hand_over"),
    path("min-side/<int:pk>/navn/", requests.identity_propose, name="identity_propose"),
    path("min-side/<int:pk>/navn/trekk/", requests.proposal_withdraw, name="proposal_withdraw"),
    path("min-side/<int:pk>/utmelding/", requests.leave_request, name="leave_request"),
    path("min-side/<int:pk>/utmelding/trekk/", requests.leave_request_withdraw, name="leave_request_withdraw"),
    path("utsendinger/<str:token>/", mailings.mailings_decline, name="mailings_decline"),
]
