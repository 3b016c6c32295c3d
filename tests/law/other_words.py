"""The words published examples of the further regimes use, and what each stands for here."""

from __future__ import annotations

ORDINARY: dict[str, object] = {
    "form": "goods",
    "informed": False,
    "aware": False,
    "suspects": False,
    "annex_iv": False,
    "free_zone": False,
    "public_domain": False,
    "red_flag_open": False,
    "knowledge_of_violation": False,
    "intended_published": False,
    "restrictions_accepted": False,
    "party.CN": "none",
    "party.US": "none",
    "end_use": "civil",
    "end_user": "civil",
    "item.CN": "none",
    "tech.CN": "none",
    "item.US": "none",
    "medium": "written",
    "wmd_awareness": "none",
    "core.KR": "none",
    "strategic_technology.KR": False,
    "weapons_likely.KR": False,
    "category.JP": "none",
    "saturation_magnetostriction": 0,
    "coupling_factor": 0,
    "amorphous_strip": False,
    "identified.EU": True,
    "registered": True,
    "government_security_end_use": False,
}
TECH = {"form": "technology"}
# words of an activity → our act, form and whatever else they say; the first that fits
ACTIVITIES: tuple[tuple[str, dict[str, object]], ...] = (
    ("remote_access|own_cloud", {"act": "transfer", "same_person.AU": True, **TECH}),
    ("hand_carr|carries|in_baggage", {"act": "export", "hand_carried": True}),
    ("pre_?publi|manuscript", {"act": "transfer", **TECH}),
    ("publi(sh|cation)", {"act": "publish", **TECH}),
    ("intra_group", {"act": "transfer", **TECH}),
    ("intra_eu", {"act": "export", "form": "goods"}),
    ("electronic|e_?mail|upload|transmi", {"act": "transfer", "medium": "electronic", **TECH}),
    (
        "dsgl_serv|australian_serv",
        {"act": "service", "form": "service", "australian_services": True},
    ),
    ("technical_assist|services", {"act": "service", "form": "service"}),
    ("re_?supply", {"act": "transfer", "supplied_from_australia": True, **TECH}),
    ("provide_access|password", {"act": "release", **TECH}),
    ("broker.*leak|lure", {"matter": "brokers-leak"}),
    ("broker|intermediar", {"act": "broker", **TECH}),
    ("oral|phone|talk|conversation", {"act": "release", "medium": "oral", **TECH}),
    ("in_country|teach|lecture|disclos(e|ure)$|train|demonstr|face_to", {"act": "release", **TECH}),
    ("return_report|report_after", {"matter": "return"}),
    ("without_approval", {"matter": "without-approval"}),
    ("list_person|delist", {"matter": "lists-person"}),
    ("foreign_government", {"matter": "foreign-filing"}),
    ("border_record|entry_and_exit", {"matter": "border-records"}),
    ("keep_copy|refuse_return", {"matter": "keeps-copy"}),
    ("job_change|mobility_contract|standard_contract", {"matter": "non-compete"}),
    (
        "permit_to|pass(es)?_on_permit|transfer_permit",
        {"act": "export", "permit_passed_on.CA": True},
    ),
    ("unfair|disadvantag", {"matter": "unfair-treatment"}),
    ("leak", {"matter": "leak", "core.KR": "other"}),
    ("trade_secret", {"matter": "secret-abroad"}),
    ("consent", {"matter": "consent-basis"}),
    ("lawful_basis|legal_basis", {"matter": "legal-basis"}),
    ("third_party", {"matter": "from-third-party"}),
    ("special_categor|religio|ethnic|union", {"matter": "special-category"}),
    ("criminal_record", {"matter": "criminal-record"}),
    (
        "foreign_order|foreign_administrative|foreign_authority|third_country_order",
        {"matter": "foreign-order"},
    ),
    ("automated|solely", {"matter": "automated-decision"}),
    ("object", {"matter": "objection"}),
    ("access_request|erasure|rectif", {"matter": "data-request"}),
    ("breach", {"matter": "breach"}),
    ("emotion", {"matter": "ai-emotion"}),
    ("predict|offence|crime_risk", {"matter": "ai-offence"}),
    ("social_scor", {"matter": "ai-scoring"}),
    ("ai_", {"matter": "ai-evaluation"}),
    ("evaluat|monitor", {"matter": "evaluate-staff"}),
    ("second_job|parallel", {"matter": "second-job"}),
    ("travel_ban", {"matter": "state-travel-ban"}),
    ("debt", {"matter": "passport-security"}),
    ("identity|passport|retain_doc", {"matter": "document-custody"}),
    ("onboard|hire|recruit|start_research", {"act": "hire", "form": "service"}),
    ("private_trip|holiday", {"matter": "private-trip"}),
    ("business_trip", {"matter": "business-trip"}),
    ("nationality_filter", {"matter": "nationality-filter"}),
    ("explanation", {"matter": "ai-decision"}),
    ("travel|journey", {"act": "travel"}),
    ("register|holds|determined|receives_core", {"matter": "holds-core"}),
    ("transfer", {"act": "transfer", **TECH}),
    ("export|ship|sale|sell", {"act": "export"}),
)
# a key that is true → what it says
SAID: tuple[tuple[str, dict[str, object]], ...] = (
    ("military_item|schedule_2", {"list.UK": "schedule-2"}),
    ("specific_person", {"specific_person_only": True}),
    ("patent_minimum|minimum_for_patent", {"patent_minimum": True}),
    ("minimum_(for_)?(use|install)|installation_minimum", {"use_minimum": True}),
    ("authori[sz]ed_user", {"authorised_users.AU": True}),
    ("red_flag", {"red_flag_open": True}),
    ("likely.*weapon|weapon.*likely", {"weapons_likely.KR": True}),
    ("identified_by", {"identified.EU": True}),
    ("states_citizenship|citizens_only", {"job_ad": "citizens-only"}),
)
WORDED: dict[str, tuple[str, tuple[tuple[str, object], ...]]] = {
    "end_use": (
        "end_use",
        (("wmd|weapon|missile|nuclear", "wmd"), ("milit", "military"), ("", "civil")),
    ),
    "wmd_awareness": (
        "wmd_awareness",
        (("inform", "informed"), ("suspect|grounds", "suspects"), ("none|^no", "none"), ("", "aware")),
    ),
    "mode": ("medium", (("oral|phone|talk|demonstr|train", "oral"), ("mail|electr", "electronic"))),
    "exception": ("exception", (("", "stated"),)),
    "exclusion": ("exclusion", (("", "stated"),)),
}  # fmt: skip
# of Japan's three categories, what a true key tells
CATEGORIES = (
    ("contract_with_foreign|employed_by_foreign|foreign_(corporation|employer)", "category-1"),
    ("instruction.*foreign|foreign.*instruction|acts_on", "category-3"),
)
STANDINGS: dict[str, dict[str, object]] = {
    "asylee": {"person_status.US": "protected", "recipient_foreign_person": False},
    "refugee": {"person_status.US": "protected", "recipient_foreign_person": False},
    "citizen": {"person_status.US": "citizen", "recipient_foreign_person": False},
    "lawful_permanent_resident": {
        "person_status.US": "permanent-resident",
        "recipient_foreign_person": False,
    },
}
CONTROLLED = {"item.US": "1E001", "subject.US": True, "act": "release", "form": "technology"}
# keys whose word, or whose absence, is turned into facts
TURNED = {
    "activity", "place", "place_from", "place_to", "recipient_location", "recipient", "technology",
    "recipient_status", "recipient_foreign_person", "item_code", "payer", "income_share", "purpose",
    "giver", "product", "covered", "value_share_pct", "demands_foreign_passport", "end_use",
    "wmd_awareness", "mode", "exception", "exclusion", "foreign_government_income_share",
    "recipient_is_own_employee",
}  # fmt: skip
