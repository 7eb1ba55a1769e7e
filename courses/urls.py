"""The addresses of courses outside the admin."""

from django.urls import path

from courses import booking_views, evaluation_views

urlpatterns = [
    path("evaluering/<slug:key>/", evaluation_views.evaluation_answer, name="evaluation_answer"),
    path("evaluering/<slug:key>/plakat/", evaluation_views.evaluation_poster, name="evaluation_poster"),
    path("bestill-kurs/", booking_views.booking_form, name="booking_form"),
    path("bestill-kurs/bestilling/<str:token>/", booking_views.booking_status, name="booking_status"),
    path("min-side/kursbestilling/<int:pk>/", booking_views.my_booking, name="my_booking"),
    path("kalender/kursholder/<str:token>.ics", booking_views.instructor_feed, name="instructor_feed"),
]
