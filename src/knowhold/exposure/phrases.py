"""Every sentence of an exposure report in both languages, in one table."""

from __future__ import annotations

from typing import Final

PHRASES: Final[dict[str, dict[str, str]]] = {
    "title": {
        "en": "Know-how concentration on {on}: {people} people, {sites} sites, {capabilities} capabilities",
        "zh": "截至{on}的技术诀窍集中度:{people}人、{sites}个厂区、{capabilities}项能力",
    },
    "fewest": {
        "en": "The fewest departures after which less than half of the capabilities stay covered: {fewest} ({proof})",
        "zh": "使半数以上能力失去覆盖所需的最少离职人数:{fewest}({proof})",
    },
    "proven": {"en": "proven", "zh": "已证明"},
    "bound": {"en": "not proven; at least {bound}", "zh": "未证明;至少{bound}"},
    "impossible": {"en": "no number of departures does", "zh": "任何离职人数都不会"},
    "lost": {"en": "Lost as it stands", "zh": "目前已失去覆盖"},
    "order": {"en": "Lost by {order} departures", "zh": "{order}人离职即失去覆盖"},
    "ways": {
        "en": "Ways the chain stops, up to {order} departures together",
        "zh": "至多{order}人同时离职即令链条中断的情形",
    },
    "part": {
        "en": "any {departures} of {holders} holders of {item} at {site}",
        "zh": "{site}掌握{item}的{holders}人中任意{departures}人",
    },
    "part_lost": {
        "en": "{item} at {site}, lost as it stands",
        "zh": "{site}目前已失去覆盖的{item}",
    },
    "and": {"en": " and ", "zh": ",并且"},
    "margin_line": {
        "en": "{site}: {item} {name} — {holders} confirmed, {needed} needed, {unconfirmed} unconfirmed",
        "zh": "{site}:{item} {name}——已确认{holders}人,需要{needed}人,待确认{unconfirmed}人",
    },
    "what_if": {
        "en": "Capabilities lost: at best {best}, expected {expected}, at worst {worst} of {all}",
        "zh": "失去的能力:最好{best}项,期望{expected}项,最坏{worst}项,共{all}项",
    },
    "plan": {
        "en": "{count} trainings, cost {cost} ({proof}), {weeks} weeks (no schedule is shorter than {bound})",
        "zh": "{count}项培训,成本{cost}({proof}),共{weeks}周(任何排程不少于{bound}周)",
    },
    "plan_line": {
        "en": "{item}: {count} × {role} at {site}",
        "zh": "{item}:{site}的{role}{count}人",
    },
    "short": {
        "en": "no candidate for {count} more of {item}",
        "zh": "{item}仍缺{count}人,无候选人",
    },
    "wave": {
        "en": "Most unusual months: {first} to {last}, {count} departures, {expected} expected, p = {p}",
        "zh": "最异常的月份:{first}至{last},离职{count}人,期望{expected}人,p = {p}",
    },
    "no_wave": {"en": "Nobody left in these months", "zh": "这些月份无人离职"},
    "wave_action": {
        "en": "The only thing to do with a wave: review the margins of the site. It says nothing about a person.",
        "zh": "对离职潮只做一件事:复核该厂区的余量。它不说明任何个人的情况。",
    },
    "history": {
        "en": "{files} files, {people} people: the fewest departures that lose half is {fewest} ({proof}); "
        "the usual heuristic says {greedy}; {single_holder_files} files have a single holder",
        "zh": "{files}个文件、{people}人:失去半数文件所需的最少离职人数为{fewest}({proof});"
        "常用启发式给出{greedy};{single_holder_files}个文件只有一名掌握者",
    },
    "nothing": {"en": "nothing", "zh": "无"},
}


def say(key: str, lang: str, **values: object) -> str:
    """The sentence `key` in `lang` (`en` or `zh`), its placeholders filled."""
    return PHRASES[key]["zh" if lang.startswith("zh") else "en"].format(**values)
