"""The places that a text names: provinces and cities by their short forms, told from streets, papers and words that hold them."""

import functools
import re
from collections.abc import Iterable

from wendaku.regions import cities_by_province, province_of

_AMBIGUOUS = frozenset(("安康", "东方", "中山", "朝阳", "白银", "来宾", "鹤岗", "黄山", "大同", "长治", "三明", "六安", "金华", "丽水", "保定", "吉安", "平凉", "大理", "文山", "玉树", "海东", "海北", "海西", "黄南", "河池", "永州", "双河", "图木舒克", "北屯", "新余", "资阳", "自贡", "和田", "武威", "通化", "宝鸡", "固原", "中卫"))  # fmt: skip
"""Short forms that are words or parts of names too; they count with 市, 医保 and the like behind them only."""

_PARTS_OF_WORDS = frozenset(
    ("永州", "双河", "新余", "资阳", "自贡", "武威", "通化", "宝鸡", "固原", "中卫", "平凉", "河池")
)
"""Ambiguous only because other words may hold them (投资阳光): behind 在 and the like they are places."""

_WHERE = re.compile(r"(?:在|回|到|去|从|来自|离开)$")

_THERE = re.compile(r"(?:这边|那边|本地|当地)")

_RANK = r"(?:市|省|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|盟|特别行政区)?"

_BEHIND_AMBIGUOUS = re.compile(r"人(?=[到去在来想怎能可要看办查])|市|医保|社保|参保|职工|居民|人社|医疗保障")

_OTHER_NAME = re.compile(
    r"(?:东|西|南|北|中)?(?:路|街|大道|站|大学(?!生)|学院|师范|医院|医科|话|菜|人寿|银行|晚报|日报|早报|晨报|都市报|时报|电视|新闻|广播|联通|移动|电信|证券|时间|同仁堂|协和|贴)"
)

HOME = re.compile(
    r"(?:市|省|全市|全省|本地)?(?:的)?(?:内(?!蒙)|境内|参保|医保|社保|职工|在职|市民|读者|老百姓|居民|(?:交|缴|上|参加)(?:的|着)?(?:是)?(?:职工|居民|基本)?(?:医保|社保|医疗保险)|城乡|户籍|户口|退休|灵活就业|新农合|基本医疗|医疗保险|人社|个人账户|家庭共济|缴费|社会保障|本地)"
)
"""What stands behind the place where somebody is insured or at home: 厦门参保, 上海职工."""

BEFORE_HOME = re.compile(
    r"(?:从|由|将|把|(?:关系|参保地?|缴费地?|户口|(?:^|[,我他她的])(?:医保|社保))(?:都|还|也|是)?在)$"
)
"""What stands before it: 医保在, 从."""

OTHER_SCHEMES = frozenset(("台湾", "香港", "澳门"))
"""Places whose people live under other rules at home."""

_PEOPLE_FROM = re.compile(r"(?:地区)?(?:籍|居民|同胞|青年|学生|人士|民众|永久|身份|护照)")
"""台湾居民 and 香港同胞 ask about the rules of where they live now."""


@functools.cache
def place_pattern() -> re.Pattern[str]:
    names = {place for province, cities in cities_by_province().items() for place in (province, *cities)}
    alternatives = "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))
    return re.compile(rf"({alternatives}){_RANK}")


def find_places(folded: str) -> list[re.Match[str]]:
    """The places that a folded text names, as matches whose group 1 is the short form.

    Names that are part of another (streets, universities, newspapers, banks) do not count.
    """
    found = []
    for match in place_pattern().finditer(folded):
        if match[1] in _AMBIGUOUS and not _is_surely_place(folded, match):
            continue
        behind = folded[match.end() : match.end() + 8]
        if match[1] in OTHER_SCHEMES and _PEOPLE_FROM.match(behind):
            continue
        if not _OTHER_NAME.match(behind):
            found.append(match)
    return found


def _is_surely_place(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - 2) : match.start()]
    return bool(
        _BEHIND_AMBIGUOUS.match(folded, match.end(1))
        or _THERE.match(folded, match.end(1))
        or (match[1] in _PARTS_OF_WORDS and _WHERE.search(before))
        or HOME.match(folded, match.end(1))
        or BEFORE_HOME.search(folded[max(0, match.start() - 8) : match.start()])
    )


def one_place(places: Iterable[str]) -> str | None:
    """The one place of a list, the city where its province stands beside it; None where they are several."""
    left = list(dict.fromkeys(places))
    provinces = {province_of(place) for place in left if province_of(place) != place}
    left = [place for place in left if place not in provinces]
    return left[0] if len(left) == 1 else None
