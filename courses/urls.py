"""The addresses of courses."""

from django.urls import path

from courses import evaluation_views

urlpatterns = [
    path("evaluering/<slug:key>/", evaluation_views.evaluation_answer, name="evaluation_answer"),
    path("evaluering/<slug:key>/plakat/", evaluation_views.evaluation_poster, name="evaluation_poster"),
]
