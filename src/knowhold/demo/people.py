"""The demo's firms and people, all invented; their one password is public."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "knowhold demo password"  # noqa: S105 - public on purpose; refused outside the demo


@dataclass(frozen=True, slots=True)
class Firm:
    code: str
    name_en: str
    name_zh: str
    jurisdiction: str
    sites: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Persona:
    """`number` is the persona's in the journeys; `roles` hold in the firm and in `also_in`."""

    number: str
    email: str
    name_latin: str
    name_native: str
    job_en: str
    job_zh: str
    firm: str
    roles: tuple[str, ...]
    language: str = "en"
    manager: str = ""
    also_in: tuple[str, ...] = ()
    # a former employee may still read what is held about them
    is_former: bool = False


FIRMS = (
    Firm(
        "ZZ-001",
        "Qingshan Separation Co.",
        "青山分离公司",
        "ZZ",
        (("Testland separation works", "ZZ"), ("Ganzhou pilot plant", "CN")),
    ),
    Firm("ZZ-002", "Nordfell Magnets", "北峰磁材", "ZZ", (("Nordfell magnet plant", "ZZ"),)),
    Firm("ZZ-003", "Lakeside Institute", "湖畔研究所", "ZZ", (("Lakeside campus", "ZZ"),)),
    Firm("ZZ-GOV", "Authority of Testland", "测试国主管机关", "ZZ", (("Licensing office", "ZZ"),)),
)

PERSONAS = (
    Persona(
        "", "nadia.haddad@qingshan.example", "Nadia Haddad", "",
        "works director", "厂长", "ZZ-001", ("employee", "line_manager"),
    ),
    Persona(
        "P2", "tomas.berg@qingshan.example", "Tomas Berg", "",
        "production manager", "生产经理", "ZZ-001", ("employee", "line_manager"),
        manager="nadia.haddad@qingshan.example",
    ),
    Persona(
        "P1", "lin.yue@qingshan.example", "Lin Yue", "林悦",
        "solvent-extraction engineer", "萃取工程师", "ZZ-001", ("employee",),
        language="zh-hans", manager="tomas.berg@qingshan.example",
    ),
    Persona(
        "P4", "maria.keller@qingshan.example", "Maria Keller", "",
        "head of compliance", "合规负责人", "ZZ-001", ("employee", "head_of_compliance"),
        manager="nadia.haddad@qingshan.example", also_in=("ZZ-002",),
    ),
    Persona(
        "P3", "chen.hao@qingshan.example", "Chen Hao", "陈浩",
        "export compliance officer", "出口合规专员", "ZZ-001", ("employee", "officer"),
        language="zh-hans", manager="maria.keller@qingshan.example", also_in=("ZZ-002",),
    ),
    Persona(
        "P5", "aisha.rahman@qingshan.example", "Aisha Rahman", "",
        "HR partner", "人事伙伴", "ZZ-001", ("employee", "hr"),
        manager="nadia.haddad@qingshan.example",
    ),
    Persona(
        "P6", "jun.park@qingshan.example", "Jun Park", "",
        "device desk", "设备服务台", "ZZ-001", ("employee", "device_desk"),
        manager="nadia.haddad@qingshan.example",
    ),
    Persona(
        "P7", "elena.sousa@lakeside.example", "Elena Sousa", "",
        "group leader", "课题组长", "ZZ-003", ("employee", "line_manager"),
    ),
    Persona(
        "P8", "yuki.tanaka@nordfell.example", "Yuki Tanaka", "",
        "sales engineer", "销售工程师", "ZZ-002", ("employee",),
    ),
    Persona(
        "P9", "petra.novak@qingshan.example", "Petra Novak", "",
        "ombudsperson, staff council", "申诉专员、职工委员会", "ZZ-001", ("employee", "ombudsperson"),
        manager="nadia.haddad@qingshan.example", also_in=("ZZ-002",),
    ),
    Persona(
        "P10", "ingrid.holm@audit.example", "Ingrid Holm", "",
        "outside auditor", "外部审计师", "ZZ-001", ("auditor",),
    ),
    Persona(
        "P11", "raj.patel@qingshan.example", "Raj Patel", "",
        "administrator", "系统管理员", "ZZ-001", ("employee", "administrator"),
        manager="nadia.haddad@qingshan.example",
    ),
    Persona(
        "P12", "sun.wei@authority.example", "Sun Wei", "孙伟",
        "authority case worker", "主管机关经办人", "ZZ-GOV", ("auditor",), language="zh-hans",
    ),
    Persona(
        "P13", "wang.min@qingshan.example", "Wang Min", "王敏",
        "retired furnace master", "退休炉长", "ZZ-001", ("employee",), language="zh-hans",
        is_former=True,
    ),
    Persona(
        "P14", "daniel.osei@lakeside.example", "Daniel Osei", "",
        "reception", "前台", "ZZ-003", ("employee", "reception"),
        manager="elena.sousa@lakeside.example",
    ),
)  # fmt: skip
