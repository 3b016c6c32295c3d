"""Persons' names in Han characters beside the way their bearers write them in Latin letters.

Two sets, neither made with the tables of `knowhold.screening.persons`:

* `invented(count, seed)`: names put together from common surnames and given-name characters, written
  in turn as in the People's Republic (pinyin by pypinyin), in Taiwan (Wade-Giles by pypinyin, given
  name hyphenated), in Hong Kong and Macao (the table below, by character), simplified or traditional
  as usual there, a third of the Hong Kong ones with a western given name.
* `OFFICE_HOLDERS`: heads of government, speakers and ministers as their own offices write them: the
  spellings of life, with Hokkien, Teochew and personal ones. Names alone; held out, nothing is tuned
  on them.

`random_pairs` and `same_surname_pairs` give (asked, listed) positions of two different persons.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import opencc
from pypinyin import Style, lazy_pinyin

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁余叶"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文家俊德光荣海天永金宝美惠淑雅"
    "婷欣怡佳嘉子宇浩然晓春秋月云龙凤山松柏林森江河立新民生元启振兴安康乐福寿祥瑞庆贵富"
)
# The usual Hong Kong spelling of a character, as identity cards there have it.
_HONG_KONG = """
王=Wong 李=Lee 张=Cheung 刘=Lau 陈=Chan 杨=Yeung 黄=Wong 赵=Chiu 吴=Ng 周=Chow 徐=Tsui 孙=Suen
马=Ma 朱=Chu 胡=Wu 郭=Kwok 何=Ho 林=Lam 罗=Lo 高=Ko 郑=Cheng 梁=Leung 谢=Tse 宋=Sung 唐=Tong
许=Hui 邓=Tang 冯=Fung 韩=Hon 曹=Tso 曾=Tsang 彭=Pang 萧=Siu 蔡=Choi 潘=Poon 田=Tin 董=Tung
袁=Yuen 余=Yu 叶=Yip 伟=Wai 芳=Fong 娜=Na 敏=Man 静=Ching 丽=Lai 强=Keung 磊=Lui 军=Kwan
洋=Yeung 勇=Yung 艳=Yim 杰=Kit 娟=Kuen 涛=To 明=Ming 超=Chiu 秀=Sau 霞=Ha 平=Ping 刚=Kong
桂=Kwai 英=Ying 华=Wah 玉=Yuk 兰=Lan 建=Kin 国=Kwok 志=Chi 文=Man 家=Ka 俊=Chun 德=Tak
光=Kwong 荣=Wing 海=Hoi 天=Tin 永=Wing 金=Kam 宝=Po 美=Mei 惠=Wai 淑=Suk 雅=Nga 婷=Ting
欣=Yan 怡=Yi 佳=Kai 嘉=Ka 子=Tsz 宇=Yu 浩=Ho 然=Yin 晓=Hiu 春=Chun 秋=Chau 月=Yuet 云=Wan
龙=Lung 凤=Fung 山=Shan 松=Chung 柏=Pak 森=Sum 江=Kong 河=Ho 立=Lap 新=Sun 民=Man 生=Sang
元=Yuen 启=Kai 振=Chun 兴=Hing 安=On 康=Hong 乐=Lok 福=Fuk 寿=Sau 祥=Cheung 瑞=Sui 庆=Hing
贵=Kwai 富=Fu
"""
HONG_KONG = dict(pair.split("=") for pair in _HONG_KONG.split())
WESTERN = ("Peter", "Mary", "Paul", "Carrie", "Andrew", "Teresa", "Edmund", "Regina")

OFFICE_HOLDERS = tuple(
    tuple(line.split(" ", 1))
    for line in """\
董建華 TUNG Chee-hwa
曾蔭權 Donald TSANG Yam-kuen
梁振英 LEUNG Chun-ying
林鄭月娥 Carrie LAM CHENG Yuet-ngor
李家超 John LEE Ka-chiu
陳茂波 Paul CHAN Mo-po
陳國基 CHAN Kwok-ki
梁君彥 Andrew LEUNG Kwan-yuen
曾鈺成 Jasper TSANG Yok-sing
范徐麗泰 Rita FAN HSU Lai-tai
葉劉淑儀 Regina IP LAU Suk-yee
鄭若驊 Teresa CHENG Yeuk-wah
黃仁龍 WONG Yan-lung
梁愛詩 Elsie LEUNG Oi-sie
唐英年 Henry TANG Ying-yen
何厚鏵 HO Hau Wah
崔世安 CHUI Sai On
賀一誠 HO Iat Seng
岑浩輝 SAM Hou Fai
高開賢 KOU Hoi In
蔡英文 TSAI Ing-wen
馬英九 MA Ying-jeou
陳水扁 CHEN Shui-bian
李登輝 LEE Teng-hui
賴清德 LAI Ching-te
蘇貞昌 SU Tseng-chang
謝長廷 HSIEH Chang-ting
宋楚瑜 James SOONG Chu-yu
連戰 LIEN Chan
王金平 WANG Jin-pyng
韓國瑜 HAN Kuo-yu
游錫堃 YOU Si-kun
張俊雄 CHANG Chun-hsiung
江宜樺 JIANG Yi-huah
吳敦義 WU Den-yih
劉兆玄 LIU Chao-shiuan
毛治國 MAO Chi-kuo
張善政 CHANG San-cheng
陳建仁 CHEN Chien-jen
林全 LIN Chuan
卓榮泰 CHO Jung-tai
蕭美琴 HSIAO Bi-khim
李光耀 LEE Kuan Yew
李顯龍 LEE Hsien Loong
吳作棟 GOH Chok Tong
黃循財 Lawrence WONG Shyun Tsai
王瑞杰 HENG Swee Keat
陳慶炎 Tony TAN Keng Yam
王鼎昌 ONG Teng Cheong
黃金輝 WEE Kim Wee
張志賢 TEO Chee Hean
許文遠 KHAW Boon Wan
黃永宏 NG Eng Hen
顏金勇 GAN Kim Yong
陳川仁 TAN Chuan-Jin
林瑞生 LIM Swee Say
周恩来 ZHOU Enlai
江泽民 JIANG Zemin
朱镕基 ZHU Rongji
胡锦涛 HU Jintao
温家宝 WEN Jiabao
李克强 LI Keqiang
李强 LI Qiang
习近平 XI Jinping
赵乐际 ZHAO Leji
栗战书 LI Zhanshu
乔石 QIAO Shi
吴邦国 WU Bangguo
""".splitlines()
)


@dataclass(frozen=True, slots=True)
class Named:
    """One person: `han` as asked, `latin` as listed, `how` the Latin name is written."""

    han: str
    latin: str
    how: str

    @property
    def surname(self) -> str:
        return _SIMPLE.convert(self.han)[0]


_SIMPLE, _TRADITIONAL = opencc.OpenCC("t2s"), opencc.OpenCC("s2hk")


def invented(count: int, seed: int) -> list[Named]:
    """`count` different names, the three ways of writing in turn."""
    rng = random.Random(seed)
    weights = [1 / (at + 3) for at in range(len(SURNAMES))]
    found: dict[str, Named] = {}
    while len(found) < count:
        surname = rng.choices(SURNAMES, weights)[0]
        given = "".join(rng.sample(GIVEN, rng.choice((1, 2, 2, 2))))
        how = ("pinyin", "wade-giles", "hong-kong")[len(found) % 3]
        found.setdefault(surname + given, _written(surname, given, how, rng))
    return list(found.values())


def _written(surname: str, given: str, how: str, rng: random.Random) -> Named:
    han = surname + given
    if how == "pinyin":
        first, *rest = lazy_pinyin(han)
        # the surname's own reading
        first = {"曾": "zeng"}.get(surname, first)
        return Named(han, f"{first.upper()}, {''.join(rest).capitalize()}", how)
    traditional = _TRADITIONAL.convert(han)
    if how == "wade-giles":
        spelt = lazy_pinyin(han, style=Style.WADEGILES)
        # without apostrophes and umlauts, as passports have it (pypinyin writes the umlaut as v)
        first, *rest = (one.replace("'", "").replace("v", "u") for one in spelt)
        first = {"曾": "tseng"}.get(surname, first)
        return Named(traditional, f"{first.upper()} {'-'.join(rest).capitalize()}", how)
    latin = " ".join([HONG_KONG[surname].upper(), *(HONG_KONG[one] for one in given)])
    western = f"{rng.choice(WESTERN)} " if rng.random() < 1 / 3 else ""
    return Named(traditional, western + latin, how)


def office_holders() -> list[Named]:
    return [Named(han, latin, "office holder") for han, latin in OFFICE_HOLDERS]


def random_pairs(people: list[Named], count: int, seed: int) -> list[tuple[int, int]]:
    rng = random.Random(seed)
    pairs = set()
    while len(pairs) < count:
        one, other = rng.sample(range(len(people)), 2)
        pairs.add((one, other))
    return sorted(pairs)


def same_surname_pairs(people: list[Named], count: int, seed: int) -> list[tuple[int, int]]:
    """At most `count` ordered pairs of two persons with one surname."""
    pairs = [
        (one, other)
        for one, mine in enumerate(people)
        for other, theirs in enumerate(people)
        if one != other and mine.surname == theirs.surname
    ]
    random.Random(seed).shuffle(pairs)
    return sorted(pairs[:count])
