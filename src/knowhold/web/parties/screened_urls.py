"""The one address of a screened organisation's own page: signed, without an account, for a while."""

from __future__ import annotations

from django.urls import path

from knowhold.web.parties import screened

app_name = "screened"

urlpatterns = [path("<str:signed>/", screened.screened, name="page")]
