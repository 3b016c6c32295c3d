"""The receipt of a filing as a tagged PDF in both languages; it names nobody."""

from __future__ import annotations

from importlib.resources import files

from knowhold.audit.models import Event
from knowhold.audit.queries import history_of
from knowhold.audit.shards import origin_of
from knowhold.paper import made_pdf
from knowhold.roster.actions.filing import SUBJECT
from knowhold.roster.models import Filing


def event_of(filing: Filing) -> Event | None:
    """The entry of the record that says the roster was filed."""
    return history_of(SUBJECT, str(filing.pk)).filter(kind="roster.filed").first()


def receipt_pdf(filing: Filing) -> bytes:
    """The same bytes each time, once the entry has its number in the journal."""
    event = event_of(filing)
    is_numbered = event is not None and event.journal_index is not None
    firm = filing.organisation
    content = {
        "title": f"Receipt 回执 {filing.reference}",
        "firm_en": firm.name_en,
        "firm_zh": firm.name_zh,
        "reference": filing.reference,
        "lines": [
            _line("Roster as of", "名册截至日期", filing.as_of.isoformat()),
            _line("Filed at", "申报时间", f"{filing.filed_at:%Y-%m-%d %H:%M} UTC"),
            _line("Filed by", "申报人", filing.filed_by.label),
            _line("File", "文件", filing.file_name),
            _line("Rows", "行数", str(filing.rows)),
            _line("People", "人数", str(filing.people)),
        ],
        "counts": [
            _line("New entries", "新增条目", str(filing.added)),
            _line("Changed entries", "变更条目", str(filing.changed)),
            _line("Entries no longer listed", "不再列入的条目", str(filing.ended)),
            _line("Entries as before", "未变条目", str(filing.unchanged)),
            _line(
                "Filing before", "上一次申报",
                filing.previous.reference if filing.previous else "–",
            ),
        ],
        "not_read": filing.not_read,
        "journal_index": str(event.journal_index) if event and is_numbered else "",
        "journal_origin": origin_of(event.shard) if event else "",
        "file_sha256": filing.file_sha256,
        "rows_sha256": filing.rows_sha256,
    }  # fmt: skip
    return made_pdf(files("knowhold.roster") / "receipt.typ", "receipt", content, filing.filed_at)


def _line(en: str, zh: str, value: str) -> dict[str, str]:
    return {"en": en, "zh": zh, "value": value}
