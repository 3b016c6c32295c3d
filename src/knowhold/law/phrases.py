"""Every sentence the law module says, in English and Chinese, in one table."""

from __future__ import annotations

from knowhold.law.model import Text


def _both(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


PHRASES: dict[str, Text] = {
    "disclaimer": _both(
        "This is a reasoned proposal drawn from the texts named, not legal advice and not a decision of an authority.",
        "本结论是依据所列文本作出的推理建议，不构成法律意见，也不是主管机关的决定。",
    ),
    # outcomes
    "outcome.not_caught": _both("not caught", "不受管制"),
    "outcome.record": _both("keep a record", "须留存记录"),
    "outcome.notify": _both("notify the authority", "须向主管机关报告"),
    "outcome.registration": _both("register", "须登记"),
    "outcome.licence": _both("a licence is required", "须申领许可"),
    "outcome.prohibited": _both("prohibited", "禁止"),
    "outcome.open": _both("open: {lower} to {upper}", "尚不确定：从“{lower}”到“{upper}”"),
    # the calendar and the report of changes
    "agenda.force": _both(
        "{day}: {title}: {count}, until then {before}, from then {after}",
        "{day}：{title}：{count}，此前{before}，此后{after}",
    ),
    "agenda.not_yet.in_force": _both(
        "{day}: {title}: {count} in force", "{day}：{title}：{count}生效"
    ),
    "agenda.in_force.ended": _both(
        "{day}: {title}: {count} no longer in force", "{day}：{title}：{count}失效"
    ),
    "agenda.in_force.suspended": _both(
        "{day}: {title}: {count} suspended", "{day}：{title}：{count}暂停实施"
    ),
    "agenda.suspended.in_force": _both(
        "{day}: {title}: {count} in force again, the suspension is over",
        "{day}：{title}：{count}恢复实施，暂停结束",
    ),
    "agenda.suspended.unverified": _both(
        "{day}: {title}: the suspension of {count} is over, and no instrument is recorded that says what applies then",
        "{day}：{title}：{count}的暂停期届满，其后适用何种状态未见文件记录",
    ),
    "agenda.list": _both(
        "{day}: list “{title}”: {joined} entries join, {left} leave; {count} use it",
        "{day}：清单“{title}”：新增{joined}项，移出{left}项；{count}使用该清单",
    ),
    "provision.one": _both("1 provision", "1项规定"),
    "provision.many": _both("{count} provisions", "{count}项规定"),
    "agenda.none": _both("No later day is known.", "没有已知的后续日期。"),
    "changes.heading": _both(
        "What changes in the law between {before} and {after}",
        "{before}至{after}之间法律的变化",
    ),
    "changes.heading_books": _both(
        "What differs between two rulebooks, as the law of {after}",
        "两个规则库之间的差异（以{after}的法律为准）",
    ),
    "changes.summary": _both(
        "In short: {all} changes; {stricter} stricter or no longer certain, {laxer} freer, {beside} beside the outcome.",
        "概要：共{all}项变化；趋严或不再确定{stricter}项，放宽{laxer}项，附带事项{beside}项。",
    ),
    "changes.still_open": _both(
        "Not settled before or after: {count} instruments, listed below; take the stricter reading of each.",
        "此前此后均未确认效力：{count}项文件，见下文；请各按较严的理解处理。",
    ),
    "changes.nothing": _both(
        "No answer changes between these days.", "这两个日期之间没有任何结论发生变化。"
    ),
    "changes.days": _both("The days, one by one", "逐日变化"),
    "changes.silent": _both(
        "Changed, but no answer with it: another provision asks at least as much",
        "有变化但不改变结论的规定：另有规定，要求不低于此",
    ),
    "changes.open": _both(
        "Status still not established on the later day: take the stricter reading, and ask the law editor",
        "至后一日期效力仍未确认：请按较严的理解处理，并询问法规编辑",
    ),
    "changes.concerns": _both("Concerns: {regime}", "涉及：{regime}"),
    "changes.instrument": _both("Instrument: {cite}", "依据：{cite}"),
    "changes.before": _both("Before: {outcome}.", "此前：{outcome}。"),
    "changes.after": _both("From then: {outcome}.", "此后：{outcome}。"),
    "changes.reviewed": _both("{outcome}, reviewed so: {review}", "{outcome}，审查方式：{review}"),
    "changes.readings": _both(
        "not established: {back} if the provision is back in force, {off} if not",
        "尚未确认：如恢复施行，{back}；如未恢复，{off}",
    ),
    "changes.either_way": _both(
        "not established: {off} either way, and if the provision is back in force: {review}",
        "尚未确认：两种情形下均{off}；如恢复施行：{review}",
    ),
    "changes.not_sure": _both(" (status not established)", "（效力尚未确认）"),
    "changes.do": _both("What to do: {text}", "应对：{text}"),
    "changes.do.unverified": _both(
        "treat it as in force: apply or hold, and have the law editor attach the instrument that settles it.",
        "按已施行处理：申请许可或者暂缓办理，并请法规编辑补充据以确认的文件。",
    ),
    "changes.do.prohibited": _both(
        "stop what it covers by that day; look through open cases and valid permits first, they are evaluated again.",
        "在该日之前停止所涉事项；先核对未结案件和有效放行单，系统会重新判定。",
    ),
    "changes.do.licence": _both(
        "apply in time; look through open cases and valid permits, they are evaluated again.",
        "及时申请许可；核对未结案件和有效放行单，系统会重新判定。",
    ),
    "changes.do.lighter": _both(
        "do what the provision asks from that day on.", "自该日起按规定办理。"
    ),
    "changes.do.laxer": _both(
        "nothing is released by itself: an officer takes the open cases up again.",
        "不会自动放行：由专员重新处理未结案件。",
    ),
    "changes.do.beside": _both(
        "the permit question stays as it is; note it in open cases.",
        "许可结论不变；请在未结案件中注明。",
    ),
    "changes.unknown": _both("Not known: {text}", "尚不清楚：{text}"),
    "changes.no_record": _both(
        "no instrument is recorded that says what applies after {day}.",
        "{day}之后适用何种状态，未见文件记录。",
    ),
    "changes.partly": _both(
        "This body of law is encoded in part: {why}.", "该法域仅部分编码：{why}。"
    ),
    "story.route": _both("from {from} to {to}", "自{from}至{to}"),
    "story.not": _both("not so: {title}", "否：{title}"),
    "changes.from": _both("From {day}", "自{day}起"),
    "changes.because": _both("Rule {title}; {status}", "规则{title}；{status}"),
    "changes.status": _both("Status: {before} → {after}", "效力：{before} → {after}"),
    "changes.rule_new": _both("new in the later rulebook", "后一规则库新增"),
    "changes.rule_gone": _both("not in the later rulebook", "后一规则库已无"),
    "changes.example": _both("For example: {facts}.", "例如：{facts}。"),
    "changes.weak": _both(
        "Check the official page first: {evidence}.", "请先核对官方页面：{evidence}。"
    ),
    "changes.since": _both("{title}: {count}, since {day}", "{title}：{count}，自{day}起"),
    "changes.silent_one": _both(
        "{title} (rule {rule}). {status}", "{title}（规则{rule}）。{status}"
    ),
    "changes.rows": _both(
        "Of your {count} rows, {changed} are answered differently",
        "您的{count}行数据中，{changed}行结论不同",
    ),
    "changes.row": _both("{count} rows: {before} → {after}", "{count}行：{before} → {after}"),
    "changes.replayed": _both(
        "Each example was asked again of both days and answered as stated.",
        "每个示例均已分别按前后日期重新判定，结果与所述一致。",
    ),
    "changes.not_looked": _both(
        "Not wholly encoded, so a change there may be missing: {regimes}.",
        "以下法域尚未完整编码，其变化可能未列出：{regimes}。",
    ),
    "changes.listed": _both("an entry of that list", "该清单所列的一项"),
    "active.yes": _both("applies", "适用"),
    "active.perhaps": _both("may apply", "可能适用"),
    "active.no": _both("does not apply", "不适用"),
    "colon": _both(": ", "："),
    "semicolon": _both("; ", "；"),
    "equals": _both(": ", "："),
    "bulk.rows": _both("{count} rows decided", "已判定{count}行"),
    # headlines
    "headline.not_needed": _both(
        "No clearance is needed under the law evaluated.", "依所评估的法律，无须审批。"
    ),
    "headline.needed": _both("Clearance is needed: {outcome}.", "需要审批：{outcome}。"),
    "headline.prohibited": _both("This is prohibited.", "此行为被禁止。"),
    "headline.open": _both(
        "The answer is open, from “{lower}” to “{upper}”.", "尚无定论：从“{lower}”到“{upper}”。"
    ),
    "headline.uncovered": _both(
        "Nothing encoded catches it, but not every law it touches was evaluated.",
        "已编码的法律未将其列入管制，但并非所有涉及的法律均已评估。",
    ),
    "headline.beside": _both(
        "Nothing encoded catches it, but something else must be settled first.",
        "已编码的法律未将其列入管制，但仍有其他事项须先行解决。",
    ),
    # what an answer opens with
    "opens.unverified": _both(
        "unverified: nobody has established which status applies; treat it as if the strictest reading held, and escalate: {rules}",
        "效力未经核实：尚无人确认现行状态；请按最严格的解读处理并上报：{rules}",
    ),
    "opens.start_not_established": _both(
        "start not established: the text read is later than this day, and nobody has established whether it already applied; treat it as if it did, and escalate: {rules}",
        "起始日期未确认：所读文本晚于该日，尚无人确认当时是否已适用；请按已适用处理并上报：{rules}",
    ),
    "opens.second_hand": _both(
        "second-hand: check the official page for {rules}", "二手资料：请核对官方页面：{rules}"
    ),
    "opens.inference": _both(
        "inference: no text says so; have an officer confirm {rules}",
        "推断：无明文规定；请由合规人员确认：{rules}",
    ),
    "opens.stale": _both(
        "stale: the wording on that day may differ from the text read; check {rules}",
        "文本可能与该日不符：该日的条文可能与所读文本不同；请核对：{rules}",
    ),
    # evidence
    "evidence.read": _both("read in full", "已通读"),
    "evidence.part": _both("read in part", "部分阅读"),
    "evidence.stale": _both(
        "read, but perhaps not the wording of that day", "已读，但未必是该日的条文"
    ),
    "evidence.second-hand": _both("second-hand", "二手资料"),
    "evidence.inference": _both("inference", "推断"),
    "no_text": _both("text not attached", "未附文本"),
    # force
    "force.not_yet": _both("not yet in force", "尚未生效"),
    "force.in_force": _both("in force", "有效"),
    "force.suspended": _both("suspended", "暂停实施"),
    "force.unverified": _both("status unverified", "效力未经核实"),
    "force.ended": _both("no longer in force", "已失效"),
    "force.start_not_established": _both(
        "{force}; start not established, in the text of {day}",
        "{force}；起始日期未确认，见于{day}的文本",
    ),
    "force.start_attested": _both(
        "{force}; start not established, attested on {day} by {text}",
        "{force}；起始日期未确认，{day}已见于{text}",
    ),
    # review
    "review.case-by-case": _both("decided case by case", "逐案审批"),
    "review.presumption-of-denial": _both("presumption of denial", "原则上不予许可"),
    "review.policy-of-denial": _both("policy of denial", "一律不予许可"),
    "review.presumption-of-approval": _both("presumption of approval", "原则上予以许可"),
    "review.single-licence-only": _both("single licence only", "仅限单项许可"),
    "review.specific-authorisation": _both("specific authorisation", "须取得专项授权"),
    "review.see-the-entry": _both("policy stated in the list entry", "审查政策见清单条目"),
    "review.approval": _both("approval of the competent authority", "须经主管机关批准"),
    "review.situational": _both("situational licence", "情况许可"),
    "review.strictest-owner": _both("as its strictest owner", "按最严格的所有者办理"),
    # overlays
    "overlay.suspend": _both("suspends", "暂停实施"),
    "overlay.extend": _both("extends", "延长"),
    "overlay.revoke": _both("revokes", "废止"),
    "overlay.resume": _both("puts back into force", "恢复实施"),
    "overlay.acts": _both(
        "{title} ({span}): {effect} {rules}", "{title}（{span}）：{effect}{rules}"
    ),
    "overlay.past": _both(
        "{title} ({span}) has run out and nobody has established what follows. If it still holds, these stay suspended; if it has lapsed, they apply: {rules}",
        "{title}（{span}）已届满，此后的效力未经核实。如仍有效，下列规定继续暂停；如已失效，下列规定即告适用：{rules}",
    ),
    # coverage
    "coverage.evaluated": _both("evaluated", "已评估"),
    "coverage.partial": _both("partly evaluated", "部分评估"),
    "coverage.not_encoded": _both("not looked at", "未评估"),
    "not_encoded": _both(
        "No law of this country or region is encoded; nobody has looked at it here.",
        "该国（地区）的法律尚未编码，此处未作任何评估。",
    ),
    # tests as words
    "test.in": _both("is {items}", "是{items}"),
    "test.not_in": _both("is not {items}", "不是{items}"),
    "test.under": _both("falls under {items}", "属于{items}"),
    "test.not_under": _both("does not fall under {items}", "不属于{items}"),
    "test.any": _both("includes {items}", "包含{items}"),
    "test.not_any": _both("includes none of {items}", "不包含{items}"),
    "test.all": _both("is nothing but {items}", "仅限于{items}"),
    "test.not_all": _both("is not only {items}", "不限于{items}"),
    "test.>=": _both("is at least {items}", "不低于{items}"),
    "test.>": _both("is more than {items}", "高于{items}"),
    "test.<=": _both("is at most {items}", "不高于{items}"),
    "test.<": _both("is less than {items}", "低于{items}"),
    "test.true": _both("is so", "成立"),
    "test.false": _both("is not so", "不成立"),
    "or": _both(" or ", "或"),
    "and": _both(" and ", "且"),
    "comma": _both(", ", "、"),
    "set": _both("in “{title}”", "“{title}”所列"),
    "others": _both("{count} others", "其他{count}项"),
    # values
    "value.true": _both("yes", "是"),
    "value.false": _both("no", "否"),
    "value.none": _both("none", "无"),
    "value.unknown": _both("not known", "未知"),
    "derived": _both("follows from the facts by law", "依法由事实推定"),
    # changes
    "change.fact": _both(
        "If {label} were {value}: {outcome}.", "如果{label}为{value}：{outcome}。"
    ),
    "change.day": _both("From {value}: {outcome}.", "自{value}起：{outcome}。"),
    # questions beyond facts
    "question.force": _both(
        "Does “{title}” still hold, and by which instrument?",
        "“{title}”是否仍然有效，依据哪一文件？",
    ),
    "why.force": _both(
        "Its end has passed and no instrument that says what follows is attached.",
        "其期限已届满，且未附说明此后状态的文件。",
    ),
    "question.start": _both(
        "Did “{title}” already apply on that day, and in which wording?",
        "“{title}”在该日是否已经适用，条文如何？",
    ),
    "why.start": _both(
        "The text read is later than that day, and no source read here says since when it applies.",
        "所读文本晚于该日，且此处所读资料均未说明自何时起适用。",
    ),
    "question.inference": _both(
        "Is “{title}” right? No text was found that says so.", "“{title}”是否成立？未找到明文规定。"
    ),
    "why.inference": _both(
        "It rests on inference alone, which may raise a question but settles nothing.",
        "其仅基于推断，只能提出疑问，不能得出结论。",
    ),
    # headings of the text
    "heading.answer": _both("Answer for {on}", "{on}的结论"),
    "heading.because": _both("Because", "理由"),
    "heading.possible": _both("perhaps", "可能"),
    "heading.overlays": _both("What acts on it", "影响其效力的文件"),
    "heading.duties": _both("Duties", "义务"),
    "heading.unanswered": _both("Still to be answered", "尚待回答"),
    "heading.would_change": _both("What would change this", "哪些变化会改变结论"),
    "heading.coverage": _both("What was looked at", "评估范围"),
    "heading.review": _both("Review", "审查方式"),
    "heading.hold": _both("Hold", "暂缓办理"),
    "heading.exception_candidates": _both(
        "Exceptions that may be claimed, never granted here", "可主张的例外（此处不作批准）"
    ),
    "heading.authority_approval": _both("Approval of an authority", "主管机关批准"),
    "heading.conflict_of_laws": _both("Conflict of laws", "法律冲突"),
    "asked_of.traveller": _both("the traveller", "出行人"),
    "asked_of.classifier": _both("the classifier", "归类人员"),
    "asked_of.officer": _both("the compliance officer", "合规人员"),
    "asked_of.law-editor": _both("the law editor", "法规编辑"),
    "line.condition": _both("{label} {test}: {value}", "{label}{test}：{value}"),
    "line.source": _both(
        "{cite}; {force}; {evidence}; {read}", "{cite}；{force}；{evidence}；{read}"
    ),
    "line.read": _both("read by {by} on {on}", "由{by}于{on}阅读"),
    "line.rulebook": _both("Rulebook {version}", "规则库版本 {version}"),
}


def say(key: str, lang: str, **parts: str) -> str:
    """The phrase `key` in `lang` with its placeholders filled."""
    text = PHRASES[key].say(lang)
    return text.format(**parts) if parts else text
