"""Addresses of the trip pages."""

from __future__ import annotations

from django.urls import path

from knowhold.web.trips import answering, notes, steps

app_name = "trips"

urlpatterns = [
    path("", notes.trips, name="list"),
    path("new/", steps.new, name="new"),
    path("new/journey/", steps.journey, name="journey"),
    path("new/topics/", steps.topics, name="topics"),
    path("new/people/", steps.people, name="people"),
    path("new/devices/", steps.devices, name="devices"),
    path("new/private/", steps.private, name="private"),
    path("new/question/", answering.question, name="question"),
    path("new/answer/", answering.answer, name="answer"),
    path("new/keep/", answering.keep, name="keep"),
    path("new/submit/", answering.submit, name="submit"),
    path("notes/<uuid:note_id>/", notes.note, name="note"),
    path("notes/<uuid:note_id>/trip.ics", notes.note_calendar, name="note-calendar"),
    path("classify/", answering.ask_classifier, name="ask-classifier"),
]
