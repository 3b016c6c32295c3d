"""Readers made from published layouts, on small files in those layouts: none has met a real file yet.

The EU file is valid under the authority's schema 1.1, as is the UN's real file under its own; no
published schema of the UK list and of OFAC's advanced form was at hand.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowhold.errors import ListRejected
from knowhold.screening import FORMATS, Claim, Entry, ListStore, Query, screen
from knowhold.screening.reading.ftm import entity
from screening.listing import ANY_LISTS, NOW, ON

# Valid under the EU's published schema 1.1 (20171012-FULL), every attribute its own.
EU = """<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-11-20T10:00:00" globalFileId="160000">
<sanctionEntity euReferenceNumber="EU.1.2" logicalId="7">
<remark>First remark</remark>
<regulation entryIntoForceDate="2025-02-01" publicationDate="2025-01-31" numberTitle="2025/1 (OJ L1)" programme="RUS"
 regulationType="regulation" organisationType="council" logicalId="8">
<publicationUrl>https://eur-lex.example/1</publicationUrl>
</regulation>
<subjectType code="enterprise" classificationCode="E"/>
<nameAlias firstName="" middleName="" lastName="" wholeName="Вымпел Завод" function="" title="" nameLanguage="RU" strong="true" regulationLanguage="en" logicalId="9">
<regulationSummary regulationType="regulation" publicationDate="2025-01-31" numberTitle="2025/1 (OJ L1)" publicationUrl="https://eur-lex.example/1"/>
</nameAlias>
<nameAlias firstName="" middleName="" lastName="" wholeName="Vympel Plant" function="" title="" nameLanguage="EN" strong="true" regulationLanguage="en" logicalId="10">
<regulationSummary regulationType="regulation" publicationDate="2025-01-31" numberTitle="2025/1 (OJ L1)" publicationUrl="https://eur-lex.example/1"/>
</nameAlias>
<nameAlias firstName="" middleName="" lastName="" wholeName="VP" function="" title="" nameLanguage="" strong="false" regulationLanguage="en" logicalId="11">
<regulationSummary regulationType="regulation" publicationDate="2025-01-31" numberTitle="2025/1 (OJ L1)" publicationUrl="https://eur-lex.example/1"/>
</nameAlias>
<address city="Perm" street="Lenina 1" poBox="" zipCode="" region="" place="" asAtListingTime="false" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION" regulationLanguage="en" logicalId="12">
<regulationSummary regulationType="regulation" publicationDate="2025-01-31" numberTitle="2025/1 (OJ L1)" publicationUrl="https://eur-lex.example/1"/>
</address>
<identification diplomatic="false" knownExpired="false" knownFalse="false" reportedLost="false" revokedByIssuer="false" issuedBy="" latinNumber="" nameOnDocument="" number="12-34" region="" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION" identificationTypeCode="regnumber" identificationTypeDescription="Registration Number" regulationLanguage="en" logicalId="13">
<regulationSummary regulationType="regulation" publicationDate="2025-01-31" numberTitle="2025/1 (OJ L1)" publicationUrl="https://eur-lex.example/1"/>
</identification>
<identification diplomatic="false" knownExpired="false" knownFalse="true" reportedLost="false" revokedByIssuer="false" issuedBy="" latinNumber="" nameOnDocument="" number="99" region="" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION" identificationTypeCode="regnumber" identificationTypeDescription="Registration Number" regulationLanguage="en" logicalId="14">
<regulationSummary regulationType="regulation" publicationDate="2025-01-31" numberTitle="2025/1 (OJ L1)" publicationUrl="https://eur-lex.example/1"/>
</identification>
</sanctionEntity>
</export>"""
UK = """<Designations><DateGenerated>20/11/2026</DateGenerated><Designation>
<DateDesignated>01/02/2025</DateDesignated><UniqueID>RUS0001</UniqueID>
<Names><Name><Name6>Vympel Plant</Name6><NameType>Primary Name</NameType></Name>
<Name><Name6>VP</Name6><NameType>Alias</NameType><AliasStrength>Low Quality A.K.A</AliasStrength></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>Вымпел Завод</NameNonLatinScript></NonLatinName></NonLatinNames>
<RegimeName>Russia</RegimeName><IndividualEntityShip>Entity</IndividualEntityShip>
<SanctionsImposed>Asset freeze</SanctionsImposed>
<Addresses><Address><AddressLine1>Lenina 1</AddressLine1><AddressCountry>Russia</AddressCountry></Address></Addresses>
<EntityDetails><Entity><BusinessRegistrationNumbers><BusinessRegistrationNumber>12-34</BusinessRegistrationNumber>
</BusinessRegistrationNumbers></Entity></EntityDetails></Designation></Designations>"""
OFAC = """<Sanctions xmlns="urn:x"><DateOfIssue><Year>2026</Year><Month>11</Month><Day>20</Day></DateOfIssue>
<ReferenceValueSets>
<AliasTypeValues><AliasType ID="1">Name</AliasType><AliasType ID="2">F.K.A.</AliasType></AliasTypeValues>
<CountryValues><Country ID="5" ISO2="RU">Russia</Country><Country ID="6" ISO2="BY">Belarus</Country></CountryValues>
<FeatureTypeValues><FeatureType ID="25">Location</FeatureType><FeatureType ID="10">Nationality Country</FeatureType>
<FeatureType ID="8">Birthdate</FeatureType></FeatureTypeValues>
<IDRegDocTypeValues><IDRegDocType ID="8">Registration ID</IDRegDocType></IDRegDocTypeValues>
<ListValues><List ID="1550">SDN List</List></ListValues>
<PartySubTypeValues><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType></PartySubTypeValues>
<PartyTypeValues><PartyType ID="2">Entity</PartyType></PartyTypeValues>
<ScriptValues><Script ID="215" ScriptCode="Latn"/><Script ID="220" ScriptCode="Cyrl"/></ScriptValues>
</ReferenceValueSets>
<Locations><Location ID="L1"><LocationCountry CountryID="5"/><LocationPart><LocationPartValue><Value>Perm</Value>
</LocationPartValue></LocationPart></Location>
<Location ID="L2"><LocationCountry CountryID="6"/></Location></Locations>
<IDRegDocuments><IDRegDocument IDRegDocTypeID="8" IdentityID="I1" IssuedBy-CountryID="5">
<IDRegistrationNo>12-34</IDRegistrationNo></IDRegDocument></IDRegDocuments>
<DistinctParties><DistinctParty FixedRef="4711"><Profile ID="P1" PartySubTypeID="3"><Identity ID="I1">
<Alias AliasTypeID="1" Primary="true" LowQuality="false"><DocumentedName><DocumentedNamePart>
<NamePartValue ScriptID="215">Vympel Plant</NamePartValue></DocumentedNamePart></DocumentedName>
<DocumentedName><DocumentedNamePart><NamePartValue ScriptID="220">Вымпел Завод</NamePartValue>
</DocumentedNamePart></DocumentedName></Alias>
<Alias AliasTypeID="1" Primary="false" LowQuality="true"><DocumentedName><DocumentedNamePart>
<NamePartValue ScriptID="215">VP</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
<Feature FeatureTypeID="10"><FeatureVersion><VersionLocation LocationID="L2"/></FeatureVersion></Feature>
<Feature FeatureTypeID="25"><FeatureVersion><VersionLocation LocationID="L1"/></FeatureVersion></Feature>
</Profile></DistinctParty></DistinctParties>
<SanctionsEntries><SanctionsEntry ProfileID="P1" ListID="1550"><EntryEvent><Date><Year>2025</Year><Month>2</Month>
<Day>1</Day></Date></EntryEvent><SanctionsMeasure><Comment>RUSSIA-EO14024</Comment></SanctionsMeasure>
</SanctionsEntry></SanctionsEntries></Sanctions>"""
FTM = "\n".join(
    json.dumps(one)
    for one in (
        {
            "id": "own-1", "schema": "Company",
            "properties": {
                "name": ["Vympel Plant", "Вымпел Завод"], "weakAlias": ["VP"], "country": ["ru"],
                "registrationNumber": ["12-34"], "address": ["Lenina 1, Perm"],
            },
        },
        {"id": "a-1", "schema": "Address", "properties": {"full": ["Lenina 1"]}},
    )
)  # fmt: skip
FILES = {
    "eu-fsf-xml": EU, "uk-sl-xml": UK, "us-ofac-advanced-xml": OFAC, "ftm-json": FTM,
}  # fmt: skip


def stored(folder: Path, form: str, text: str) -> ListStore:
    path = folder / "file"
    path.write_text(text, "utf-8")
    store = ListStore.open(":memory:")
    dated = Claim(dated=ON) if form == "ftm-json" else None
    store.load(path, form, now=NOW, claim=dated)
    return store


def only(store: ListStore) -> Entry:
    entries = [entry for _, entry in store.entries(store.editions()[0].id)]
    assert len(entries) == 1
    return entries[0]


@pytest.mark.parametrize("form", FILES)
def test_a_party_comes_with_all_its_names_numbers_and_places(tmp_path, form):
    entry = only(stored(tmp_path, form, FILES[form]))

    assert str(entry.kind) == "organisation"
    assert {(name.text, str(name.quality)) for name in entry.names} >= {("VP", "weak")}
    assert {"Vympel Plant", "Вымпел Завод", "VP"} == {name.text for name in entry.names}
    assert [one.value for one in entry.identifiers] == ["12-34"]
    assert any(one.country in {"RU", "Russia"} for one in entry.addresses)


@pytest.mark.parametrize("form", ["eu-fsf-xml", "uk-sl-xml", "us-ofac-advanced-xml"])
def test_the_files_own_day_the_day_of_listing_and_the_programme_are_kept(tmp_path, form):
    store = stored(tmp_path, form, FILES[form])

    assert store.editions()[0].dated.isoformat() == "2026-11-20"
    assert only(store).listed_on == "2025-02-01"
    assert only(store).programmes


@pytest.mark.parametrize("form", FILES)
def test_either_script_finds_the_party(tmp_path, form):
    store = stored(tmp_path, form, FILES[form])

    for name in ("Vympel Plant", "Вымпел Завод"):
        assert screen(store, Query(name), on=ON, settings=ANY_LISTS).hits[0].name_score >= 0.9


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_file_is_refused(tmp_path, form, share):
    with pytest.raises(ListRejected):
        stored(tmp_path, form, FILES[form][: int(len(FILES[form]) * share)])


@pytest.mark.parametrize("form", ["eu-fsf-xml", "uk-sl-xml", "us-ofac-advanced-xml"])
def test_a_file_that_declares_entities_is_refused(tmp_path, form):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + FILES[form]

    with pytest.raises(ListRejected, match="DOCTYPE"):
        stored(tmp_path, form, bomb)


def test_what_goes_out_as_follow_the_money_comes_back_the_same(tmp_path):
    store = stored(tmp_path, "ftm-json", FTM)
    out = json.dumps(entity(only(store), store.editions()[0]))

    assert only(stored(tmp_path, "ftm-json", out)) == only(store)


def test_no_reader_is_called_proven_before_it_met_a_real_file():
    assert {form for form in FILES if FORMATS[form].is_proven} == set()


def test_a_nationality_of_the_advanced_form_is_no_address(tmp_path):
    entry = only(stored(tmp_path, "us-ofac-advanced-xml", OFAC))

    assert [(one.text, one.country) for one in entry.addresses] == [("Perm", "RU")]


@pytest.mark.parametrize(
    ("end", "born"),
    [
        ("<Year>1962</Year><Month>3</Month><Day>4</Day>", "1962-03-04"),
        ("<Year>1962</Year><Month>12</Month><Day>31</Day>", "1962"),
        ("<Year>1964</Year><Month>12</Month><Day>31</Day>", "1962/1964"),
    ],
)
def test_a_birth_that_is_known_by_its_year_is_no_day(tmp_path, end, born):
    period = (
        '<Feature FeatureTypeID="8"><FeatureVersion><DatePeriod><Start><From><Year>1962</Year>'
        f"<Month>3</Month><Day>4</Day></From></Start><End><To>{end}</To></End></DatePeriod>"
        "</FeatureVersion></Feature></Profile>"
    )

    entry = only(stored(tmp_path, "us-ofac-advanced-xml", OFAC.replace("</Profile>", period)))

    assert entry.birth_dates == (born,)


def test_a_party_of_two_lists_keeps_the_programmes_of_both(tmp_path):
    second = (
        '<SanctionsEntry ProfileID="P1" ListID="1551"><SanctionsMeasure><Comment>CAPTA</Comment>'
        "</SanctionsMeasure></SanctionsEntry></SanctionsEntries>"
    )

    entry = only(
        stored(tmp_path, "us-ofac-advanced-xml", OFAC.replace("</SanctionsEntries>", second))
    )

    assert entry.list_id == "us.sdn"
    assert entry.programmes == ("RUSSIA-EO14024", "CAPTA")


def test_a_variation_of_the_uks_primary_name_is_an_alias(tmp_path):
    text = UK.replace("<NameType>Alias</NameType>", "<NameType>Primary Name Variation</NameType>")

    entry = only(stored(tmp_path, "uk-sl-xml", text))

    assert [str(name.kind) for name in entry.names] == ["primary", "alias", "native"]
