"""The pages' addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from knowhold.web.pages import (
    account,
    ask,
    bundle,
    calendars,
    journal,
    keys,
    know_how,
    law,
    notices,
    screening,
    start,
    statistics,
    tlog,
)
from knowhold.web.record import reading

pages: list[URLPattern | URLResolver] = [
    path("", start.home, name="home"),
    path("sign-in/", account.sign_in_page, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("language/", account.set_language, name="language"),
    path("account/", account.account, name="account"),
    path("law/", law.law, name="law"),
    path("law/ask/", ask.ask, name="ask"),
    path("law/regimes/<slug:regime_id>/", law.regime, name="regime"),
    path("law/rules/<path:rule_id>/", law.rule, name="rule"),
    path("law/sources/", law.sources, name="sources"),
    path("law/sources/<path:source_id>/", law.source, name="source"),
    path("screening/", screening.screening, name="screening"),
    path("lists/", screening.list_editions, name="lists"),
    path("journal/", journal.journal, name="journal"),
    path("journal/checkpoint", journal.checkpoint, name="checkpoint"),
    path("journal/key", journal.key, name="journal-key"),
    path("journal/policy", journal.policy, name="journal-policy"),
    path("journal/bundle/", bundle.bundle, name="bundle"),
    path("journal/bundles/<str:name>.zip", bundle.fetch, name="bundle-file"),
    path("journal/tlog/<int:year>/checkpoint", tlog.checkpoint, name="tlog-checkpoint"),
    path("journal/tlog/<int:year>/tile/<path:place>", tlog.tile, name="tlog-tile"),
    path("my-record/", reading.my_record, name="my-record"),
    path("my-record/proof/<int:year>-<int:index>.zip", reading.proof, name="record-proof"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_notices, name="read-notices"),
    path("account/keys/", keys.keys, name="keys"),
    path("account/keys/<uuid:pk>/end/", keys.revoke_key, name="revoke-key"),
    path("account/calendar/", keys.calendar_link, name="calendar-link"),
    path("account/calendar/change/", keys.change_calendar_link, name="change-calendar-link"),
    path("calendar/<str:secret>.ics", calendars.feed, name="calendar"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("know-how/", know_how.taxonomy, name="taxonomy"),
    path("know-how/<slug:code>/", know_how.know_how, name="know-how"),
    path("classification/", know_how.classification_requests, name="classification"),
    path("classification/<uuid:pk>/", know_how.answer_request, name="classify"),
    path("help/", start.help_page, name="help"),
    path("accessibility/", start.accessibility, name="accessibility"),
    path("what-we-do-not-do/", start.privacy, name="privacy"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((pages, "web"))),
    path("", include("knowhold.web.signin.urls")),
    path("administration/", include("knowhold.web.administration.urls")),
    path("trips/", include("knowhold.web.trips.urls")),
    path("cases/", include("knowhold.web.cases.urls")),
    path("devices/", include("knowhold.web.devices.urls")),
    path("delegations/", include("knowhold.web.delegations.urls")),
    path("routing/", include("knowhold.web.routing.urls")),
    path("permits/", include("knowhold.web.permits.urls")),
    path("verify/", include("knowhold.web.verify.urls")),
    path("roster/", include("knowhold.web.roster.urls")),
    path("my-record/", include("knowhold.web.record.urls")),
    path("exposure/", include("knowhold.web.exposure.urls")),
]
