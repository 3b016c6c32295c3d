"""Addresses of counterparts and their matches."""

from __future__ import annotations

from django.urls import path

from knowhold.web.parties import changing, judging, listing, reading

app_name = "parties"

urlpatterns = [
    path("", listing.parties, name="list"),
    path("new/", listing.new_party, name="new"),
    path("<uuid:party_id>/", reading.party, name="party"),
    path("<uuid:party_id>/change/", changing.change, name="change"),
    path("<uuid:party_id>/link/", changing.link, name="link"),
    path("<uuid:party_id>/link/end/", changing.end, name="end-link"),
    path("<uuid:party_id>/objections/<int:number>/", changing.answer, name="answer"),
    path("<uuid:party_id>/matches/<int:match_id>/", judging.match, name="match"),
    path("<uuid:party_id>/proof/<int:year>-<int:index>.zip", reading.proof, name="proof"),
]
