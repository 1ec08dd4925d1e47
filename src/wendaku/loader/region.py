"""The place whose rules a page gives: from question, title and publisher, then from what the text keeps naming."""

import functools
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from wendaku.loader.area_codes import city_of_code, city_of_hotlines
from wendaku.loader.counties import cities_of_counties
from wendaku.model import EVERYWHERE
from wendaku.regions import cities_by_province, province_of

_AMBIGUOUS = frozenset(("安康", "东方", "中山", "朝阳", "白银", "来宾", "鹤岗", "黄山", "大同", "长治", "三明", "六安", "金华", "丽水", "保定", "吉安", "平凉", "大理", "文山", "玉树", "海东", "海北", "海西", "黄南", "河池", "永州", "双河", "图木舒克", "北屯", "新余", "资阳", "自贡", "和田", "武威", "通化", "宝鸡", "固原", "中卫"))  # fmt: skip
"""Short forms that are words or parts of names too; they count with 市, 医保 and the like behind them only."""

_STREET_NAME = re.compile(r"(?:东|西|南|北|中)?(?:路|街|大道|巷)")
_PARTS_OF_WORDS = frozenset(
    ("永州", "双河", "新余", "资阳", "自贡", "武威", "通化", "宝鸡", "固原", "中卫", "平凉", "河池")
)
"""Ambiguous only because other words may hold them (投资阳光): behind 在 and the like they are places."""

_WHERE = re.compile(r"(?:在|回|到|去|从|来自|离开)$")
_THERE = re.compile(r"(?:这边|那边|本地|当地)")
_LISTS_ON = re.compile(r"[、和与跟及或]")
_RANK = r"(?:市|省|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|盟|特别行政区)?"
_BEHIND_AMBIGUOUS = re.compile(r"人(?=[到去在来想怎能可要看办查])|市|医保|社保|参保|职工|居民|人社|医疗保障")
_OTHER_NAME = re.compile(
    r"(?:东|西|南|北|中)?(?:路|街|大道|站|大学(?!生)|学院|师范|医院|医科|话|菜|人寿|银行|晚报|日报|早报|晨报|都市报|时报|电视|新闻|广播|联通|移动|电信|证券|时间|同仁堂|协和|贴)"
)
_HOME = re.compile(
    r"(?:市|省|全市|全省|本地)?(?:的)?(?:内(?!蒙)|境内|参保|医保|社保|职工|在职|市民|读者|老百姓|居民|(?:交|缴|上|参加)(?:的|着)?(?:是)?(?:职工|居民|基本)?(?:医保|社保|医疗保险)|城乡|户籍|户口|退休|灵活就业|新农合|基本医疗|医疗保险|人社|个人账户|家庭共济|缴费|社会保障|本地)"
)
_AWAY = re.compile(
    r"(?:市|省)?(?:看病|就医|就诊|住院|生活|工作|上班|定居|养老|居住|买药|购药|上学|读书|打工|务工|出差|旅游|帮.{0,3}带|生孩子|分娩|看牙|看门诊|看急诊|看中医|拿药|开药|配药|体检|做手术|手术|也?能用|可以用|使用|用吗|(?:的)?(?:医院|药店|定点))"
)
_RELATIVE = r"(?:父母|爸|妈|父亲|母亲|儿子|女儿|儿女|孩子|子女|家人|亲戚|亲人|亲属|家属|老人|老家|爱人|丈夫|妻子|配偶|老公|老婆|朋友|同学|哥|姐|弟|妹|公婆|公公|婆婆|岳父|岳母|外公|外婆|爷爷|奶奶|孙子|孙女)"
_OF_PEOPLE = re.compile(rf"(?:市|省)?(?:(?:的)?{_RELATIVE}|人(?![员社]))")
_BEHIND_PEOPLE = re.compile(
    rf"{_RELATIVE}(?:们|俩)?(?:都|也|还|人)?(?:是|在|住|参加(?:的)?(?:是|了)?|的?(?:医保|社保)(?:是|在))$"
)
"""香港的父母 live there, 外婆是肇庆的; whose rules are asked for is another matter."""

_BEFORE_AWAY = re.compile(
    r"(?:(?:在|去|到|往|至|赴|前往|回|来)(?:了|过)?|派驻|外派|常驻|派往|调往|路过|途经|经过|飞|住|嫁|老家|娘家|婆家|家是|家住)$"
)
_BOUND_FOR = re.compile(r"(?:去|到|往|至|赴|前往)(?:了|过)?$")
_HERE = re.compile(r"(?:随|跟|投靠).{0,8}来$")
"""Who writes 随子女来昆明 is there and speaks of what holds there."""

_ORIGIN = re.compile(r"(?:我们?|本人|家里?人?|我家|我们家)(?:都|也)?(?:是|来自|老家是|老家在)$")
"""我是河南邓州的 says where somebody comes from."""

_OF_WHOM = re.compile(rf"(?:我(?:家|们)?(?:的)?)?{_RELATIVE}[^我,。]*,[^我]*$")
"""孩子在北京上班,社保也在 speaks of the child's insurance."""

_FROM_THERE = re.compile(r"(?:市|省)?(?:的)?(?:一位)?(?:听众|网友|读者|观众|粉丝|来电|来信)")
"""银川的听众 asks whoever answers for a larger place too."""

_PRODUCT = re.compile(
    r"(?:智慧|网上|掌上|数字)?(?:医保|社保|人社|税务|政务)?(?:云|通|公众号|微信|支付宝|小程序|服务平台|服务网|网厅|网上大厅|app|客户端|码上|掌上|智慧)"
)
"""江苏医保云 is the name of an app, which people of one of the province's cities use too."""

_CAME_HERE = re.compile(
    r"(?:市|省)?(?:那边|这边)?(?:的)?(?:(?:医保|社保|关系|余额|单位)?(?:都|刚|已)?(?:转|迁|调|搬|换|跳槽)[^,。?]{0,4}?(?:来|进|入)|(?:赶|坐车|开车|特意|专程)?(?:过来|来)(?:做|看|住|同住|一起住|定居|投靠|治|检查|复查|手术|就医|就诊|求医))"
)
"""从桂林转过来: what holds there now is asked for."""

_BEFORE_HOME = re.compile(
    r"(?:从|由|将|把|(?:关系|参保地?|缴费地?|户口|(?:^|[,我他她的])(?:医保|社保))(?:都|还|也|是)?在)$"
)
_EXAMPLE = re.compile(
    r"(?:如|例如|比如|譬如|像|以|诸如|包括|及|和|或|、)\s?[“\"(]?$|(?:例如|比如|譬如)[^,。;]{0,3}(?:在|住|是|从|去)$"
)
_AUTHORITY = re.compile(
    r"(?:市|省|区|县)?.{0,10}?(?:医保|医疗保障|医疗保险|社保|社会保险|社会保障|人社|人力资源|卫健|卫生健康|政府|政务|市政|12345|12393|发布|本地宝|市民|惠民|公积金|信箱|疾控|税务|民政|便民|热线)"
)
_VISITED = re.compile(r"(?:走访|来到|联系|咨询|致电|采访|找到|询问|请教|走进|拨通)了?$")
"""记者走访了七台河市医疗保险服务中心 says whom a text quotes from there on."""

_QUOTED = re.compile(
    r"(?:市|省|区|县)?[\u4e00-\u9fff]{0,6}?(?:医保|医疗保障|社保|人社|政务)[\u4e00-\u9fff]{0,12}?(?:了解到|获悉|得知|表示|介绍|答复|回复|回应|解释|告诉|称[,:])"
)
"""What makes a place that of an authority whom an answer quotes: 记者从烟台市医保中心了解到."""

_NEIGHBOURHOOD = re.compile(r"市.{0,12}(?:居委会|村委会|社区|街道|办事处|党群服务中心|便民服务中心)")
_OTHER_SCHEMES = frozenset(("台湾", "香港", "澳门"))
_PEOPLE_FROM = re.compile(r"(?:地区)?(?:籍|居民|同胞|青年|学生|人士|民众|永久|身份|护照)")
"""台湾居民 and 香港同胞 ask about the rules of where they live now."""

_PRESS = re.compile(r"(?:日报|晚报|早报|晨报|都市报|时报|商报|网|新闻|电视|广播|在线|之窗|传媒|台)")
_LOCAL_ACCOUNT = re.compile(
    r"市?(?:民生|同城|本地|身边|城事|都市|市民|大小事|新鲜事|那些事|微?生活|便民|惠民|利民|为民|在线|热点|头条|资讯|之声|e家|一家亲|百事|帮帮|小)?(?:通|圈|网|帮|事|汇|团|号|君|说|吧|客户端|早知道|那些事|攻略|指南)?$"
)
"""What stands behind the place in the name of an account about a town: 合肥民生, 沈阳本地通."""

_HOSPITAL = re.compile(r"[^\s,。:]{0,16}医院$")
"""The name of a hospital that runs the page: it tells the rules of its place."""

_LOCAL = re.compile(r"(?:我|本|全)(?:市|省|区|县)")
_LOOKED_AT = 1000
"""Letters of an answer line that are searched for places."""

_SIGNATURE = re.compile(r"(?:局|中心|厅|处|办|政府|委员会|热线)$")
_NATIONAL = re.compile(
    r"(?:适用于?|通行|施行|执行|实施)(?:于)?全国|全国(?:范围(?:内)?)?(?:统一)?(?:适用|执行|施行|实行|通行)(?:的)?(?:规定|政策|办法|规则|标准)?|全国各地(?:均|都|一律)(?:适用|执行|一样|相同|按)|全国(?:各地)?(?:规定|政策|规则|标准)(?:都|均)?(?:是)?(?:统一|一致|一样|相同)"
)


@functools.cache
def _place_pattern() -> re.Pattern[str]:
    names = {place for province, cities in cities_by_province().items() for place in (province, *cities)}
    alternatives = "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))
    return re.compile(rf"({alternatives}){_RANK}")


@functools.cache
def _joined_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:和|与|跟|及|、)(?:{_place_pattern().pattern})")


def find_places(folded: str) -> list[re.Match[str]]:
    """The places that a folded text names, as matches whose group 1 is the short form.

    Names that are part of another (streets, universities, newspapers, banks) do not count.
    """
    found = []
    for match in _place_pattern().finditer(folded):
        if match[1] in _AMBIGUOUS and not _is_surely_place(folded, match):
            continue
        behind = folded[match.end() : match.end() + 8]
        if match[1] in _OTHER_SCHEMES and _PEOPLE_FROM.match(behind):
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
        or _HOME.match(folded, match.end(1))
        or _BEFORE_HOME.search(folded[max(0, match.start() - 8) : match.start()])
    )


class AskedPlaces(NamedTuple):
    """The place that a question surely asks about, the one that it may only name as where somebody is, the one to
    which somebody goes (到广州的专科医院) or where relatives are, and all of the latter."""

    sure: str | None
    likely: str | None
    bound: str | None = None
    of_relatives: frozenset[str | None] = frozenset()


def places_of_question(folded: str) -> AskedPlaces:
    """The place whose rules a question or title asks for; where one is left for another, the one of the insurance.

    A place behind 在, 去 or 到 is only likely: 在昆明门诊能刷吗 may be asked by somebody insured elsewhere.
    """
    homes: list[str] = []
    plain: list[str] = []
    visited: list[str] = []
    bound: list[str] = []
    peoples: list[str] = []
    listed_from = -1
    places = find_places(folded)
    away = {match[1] for match in places if _BEFORE_AWAY.search(folded[: match.start()])}
    for match in places:
        # 去重庆、成都看病: what leads to the first place of a list leads to all.
        first = listed_from if listed_from >= 0 else match.start()
        listed_from = first if _LISTS_ON.match(folded, match.end()) else -1
        before, behind = folded[:first], folded[match.end() :]
        joined = _joined_pattern().match(behind)
        # 北京和上海医保 speaks of both.
        behind = behind[joined.end() :] if joined else behind
        came = before.endswith(("从", "由")) and _CAME_HERE.match(behind)
        if _OF_PEOPLE.match(behind) or _BEHIND_PEOPLE.search(before):
            peoples.append(match[1])
        elif came:
            bound.append(match[1])
        elif (
            _PRODUCT.match(behind)
            or _ORIGIN.search(before)
            or _FROM_THERE.match(behind)
            or (_OF_WHOM.match(before) and _BEFORE_HOME.search(before) and not _HOME.match(behind))
        ):
            visited.append(match[1])
        elif _HOME.match(behind) or _BEFORE_HOME.search(before):
            homes.append(match[1])
        elif not _BEFORE_AWAY.search(before):
            # 我在上海上班,上海能刷吗: where somebody is said to be, named once more.
            (visited if match[1] in away else plain).append(match[1])
        elif match[1] not in _OTHER_SCHEMES and (not _AWAY.match(behind) or _HERE.search(before)):
            (bound if _BOUND_FOR.search(before) and not _HERE.search(before) else visited).append(match[1])
    sure = _one_place(homes) or (None if homes else _one_place(plain))
    near = [*plain, *visited]
    return AskedPlaces(
        sure, sure or _one_place(near), _one_place([*near, *bound, *peoples]), frozenset(peoples) - {sure}
    )


def _one_place(places: Iterable[str]) -> str | None:
    """The one place of a list, the city where its province stands beside it; None where they are several."""
    left = list(dict.fromkeys(places))
    provinces = {province_of(place) for place in left if province_of(place) != place}
    left = [place for place in left if place not in provinces]
    return left[0] if len(left) == 1 else None


def place_of_publisher(names: Iterable[str], text: str) -> str | None:
    """The place of an authority among the folded names of publishers; a newspaper's only where the text names its place too
    or says 我市.
    """
    for name in names:
        for match in _place_pattern().finditer(name):
            behind = name[match.end(1) :]
            local = match[1] in text or bool(_LOCAL.search(text))
            if _STREET_NAME.match(behind):
                continue  # 牡丹江路人民医院 stands elsewhere
            if (
                _AUTHORITY.match(behind)
                or _NEIGHBOURHOOD.match(behind)
                or (match.start() == 0 and _HOSPITAL.match(behind))
                or (local and (_PRESS.search(behind) or re.match("[市省]", behind)))
            ):
                return match[1]
    return None


def place_of_account(names: Iterable[str]) -> str | None:
    """The place that an account among the folded names of publishers is about: 合肥民生."""
    for name in names:
        place = _place_pattern().match(name)
        if place and len(name) >= place.end(1) + 2 and _LOCAL_ACCOUNT.match(name, place.end(1)):
            return place[1]
    return None


def _county_of_authority(names: Iterable[str]) -> str | None:
    """The city of the county whose authority is among the folded names of publishers: 安吉县医疗保障局."""
    for name in names:
        for city, start in cities_of_counties(name):
            if _AUTHORITY.match(name, start):
                return city
    return None


def _city_of_counties(lines: Iterable[str]) -> str | None:
    """The one city of the counties that folded lines name, two or more times."""
    cities = [city for line in lines for city, _ in cities_of_counties(line[:_LOOKED_AT])]
    return _one_place(cities) if len(cities) >= _COUNTIES else None


_COUNTIES = 2
"""One county named in passing says where somebody lives."""


def signing_authorities(lines: Iterable[str]) -> list[str]:
    """The folded lines that are nothing but the name of an authority: answers are signed like that."""
    names = (line.rstrip(":") for line in lines if len(line) <= 24)
    return [name for name in names if _SIGNATURE.search(name) and find_places(name)]


_POLICY = re.compile(
    r"(?:市|省)?[\u4e00-\u9fff]{0,8}(?:医保|医疗保险|医疗保障|参保)(?:政策|待遇|规定|办法|制度)|(?:市|省)?(?:(?:这边|那边|本地|当地)的?|的)(?:规定|政策|做法|口径)"
)
"""What makes a place that of the rules even where it is named once: 武汉市大学生医保政策."""

_INSURED_IN = re.compile(r"(?:参加|加入|纳入|参保于)(?:了|的)?(?:是)?$")
"""学校参加哈尔滨市城镇职工医保."""

_PAID_IN = re.compile(r"(?:统一|都|均|一律|全部|集中)?在$")
_PAID = re.compile(r"市?区?(?:统一|集中)?(?:参保|投保|(?:缴|交)(?:纳)?(?:社保|医保|五险))")
"""公司统一在合肥参保: where those are insured for whom a text is written."""

_STATES_PLACE = re.compile(r"(?:^|[。;!?:])在$")
"""在南京, at the start of a sentence says where what follows holds."""


_AUDIENCE = re.compile(r"市?(?:的)?(?:读者|市民|听众|观众|网友|居民)们?(?:的)?(?:来电|来信|留言|反映|咨询|提问)")
"""接到长沙读者来电 says for whom a paper writes."""

_BY_RULE = re.compile(r"(?:按照|根据|依据|依照|按)$")
_RETURNS = re.compile(r"回(?:到|来|去)?$")
"""Who is insured there returns there: 备案期内回苏州看病不受影响."""


def place_of_text(lines: Iterable[str]) -> str | None:
    """The place that folded answer lines keep naming as that of the rules: twice or more, and hardly another;
    once is enough where it begins a line and is the only one.
    """
    counts: Counter[str] = Counter()
    opening: set[str] = set()
    examples: set[str] = set()
    for line in lines:
        line = line[:_LOOKED_AT]
        places = find_places(line)
        if len({match[1] for match in places}) >= 3:
            continue
        for match in places:
            if match[1] in examples:
                continue
            if (
                _EXAMPLE.search(line[max(0, match.start() - 8) : match.start()])
                or line[match.end() : match.end() + 2] == "为例"
            ):
                examples.add(match[1])
            elif _STATES_PLACE.search(line[: match.start()]) and line[match.end() : match.end() + 1] == ",":
                counts[match[1]] += 1
                opening.add(match[1])
            elif (
                (returns := _returns_to(line, match))
                or _HOME.match(line, match.end())
                or match.end() > match.end(1)
                or (match.start() == 0 and match[1] not in _OTHER_SCHEMES)
            ):
                counts[match[1]] += 1
                opening |= (
                    {match[1]}
                    if (
                        line[max(0, match.start() - 1) : match.start()]
                        in ("", ":", "。", ";", "!", "?", "是")
                        and _HOME.match(line, match.end())
                    )
                    or _INSURED_IN.search(line[max(0, match.start() - 8) : match.start()])
                    or _POLICY.match(line, match.end(1))
                    or _is_paid_in(line, match)
                    or _AUDIENCE.match(line, match.end(1))
                    or returns
                    or (
                        _BY_RULE.search(line[max(0, match.start() - 3) : match.start()])
                        and _AUTHORITY.match(line, match.end(1))
                    )
                    else set()
                )
    _add_provinces(counts)
    total = sum(counts.values())
    for place, count in counts.most_common(1):
        often = count >= 2 and count >= 0.7 * total
        # 哈尔滨市参保人员… at the start of a line, and no other place anywhere, says whose rules they are.
        if place not in examples and (often or (count == total == 1 and place in opening)):
            return place
    return None


def _returns_to(line: str, match: re.Match[str]) -> bool:
    return bool(
        _RETURNS.search(line[max(0, match.start() - 3) : match.start()]) and _AWAY.match(line, match.end(1))
    )


def _add_provinces(counts: Counter[str]) -> None:
    """Lets a province's mentions speak for the one city of it that is named too: 江苏医保云 is used in 苏州."""
    for province in [place for place in counts if province_of(place) == place]:
        cities = [place for place in counts if place != province and province_of(place) == province]
        if len(cities) == 1:
            counts[cities[0]] += counts.pop(province)


def _is_paid_in(line: str, match: re.Match[str]) -> bool:
    before = line[max(0, match.start() - 12) : match.start()]
    return bool(_PAID_IN.search(before) and _OWN.search(before) and _PAID.match(line, match.end(1)))


_OWN = re.compile(r"公司|单位|集团|企业|学校|我司|我校|全员|总部|员工|职工|统一")

_SPEAKS_AS = re.compile(
    r"我院|本院|咱院|我们?医院|(?:我|本)(?:局|中心|校|市|县|区)|全市|医保办|院内|我司|公司统一"
)
"""Who speaks for a place: a hospital, an office, a school that tells those who come what holds there."""

_ADDRESS = re.compile(r"(?:地址|院址|校址|地点|坐落)(?:于)?\s?[:]?\s?(?:[\u4e00-\u9fff]{2,3}省)?$")
_STREET = re.compile(r"[市区县州盟][\u4e00-\u9fff]{1,20}?(?:路|街|道|巷|大厦|广场|号|镇|村|园区)")
_TELEPHONE = re.compile(r"(?<!\d)(0\d{2,3})\s?[-—)]\s?\d{7,8}(?!\d)")


def place_of_address(lines: Iterable[str], told: str) -> str | None:
    """The one city of the street addresses, else of the telephone numbers, that lines of a page's head and foot give; only where the
    text (`told`) speaks for a place, since the company that runs a site has an address too.
    """
    if not _SPEAKS_AS.search(told):
        return None
    lines = [line[:_LOOKED_AT] for line in lines]
    streets = (
        match[1]
        for line in lines
        for match in _place_pattern().finditer(line)
        if _ADDRESS.search(line[max(0, match.start() - 12) : match.start()])
        or _STREET.match(line, match.end(1))
    )
    codes = (city_of_code(match[1]) for line in lines for match in _TELEPHONE.finditer(line))
    return _one_place(streets) or _one_place(filter(None, codes))


def place_of_quoted(lines: Iterable[str]) -> str | None:
    """The place of the one authority whom folded answer lines quote."""
    return _one_place(
        match[1]
        for line in lines
        for match in find_places(line[:_LOOKED_AT])
        if _QUOTED.match(line, match.end(1))
        or (_VISITED.search(line[: match.start()]) and _AUTHORITY.match(line, match.end(1)))
    )


def says_everywhere(lines: Iterable[str]) -> bool:
    """Whether folded lines say that a rule holds in the whole country."""
    return any(_NATIONAL.search(line) for line in lines)


_PLACE_KEY = re.compile(
    r"(?<!属)(?<!归)(?:咨询|参保|所属|适用|所在|提问|统筹)?(?:地区|城市|区域|地域|参保地|所在地|(?:适用|阅读|发布|实施|服务)(?:范围|对象|人群))\s?[:】]\s?([^\s|,:]{2,12})"
)


def place_of_keys(lines: Iterable[str]) -> str | None:
    """The place that a folded line about the page names by a key: 咨询地区：浙江-温州. IP tags are none."""
    found = (match[1] for line in lines for match in _PLACE_KEY.finditer(line))
    return next(
        (place for text in found if (place := _one_place(match[1] for match in find_places(text)))), None
    )


class PageVoices(NamedTuple):
    """The folded texts of a page that may say where its rules hold."""

    title: str
    publishers: list[str]
    """The likeliest first."""
    questions: list[str]
    answers: list[str]
    """What leads in to the questions, and the answers."""
    letters: tuple[str, ...] | list[str] = ()
    """What askers write at length."""
    about: tuple[str, ...] | list[str] = ()
    """Lines that are neither: when, where and by whom."""
    around: tuple[str, ...] | list[str] = ()
    """Lines of the page's head and foot."""
    disclaimers: tuple[str, ...] | list[str] = ()


class PagePlaces(NamedTuple):
    """The places that a page's voices name, read once for all its entries."""

    titled: AskedPlaces
    published: str | None
    quoted: str | None
    """The place of the authority whom the answers quote, or whose hotline they give."""
    told: str | None
    """What the answers keep naming."""
    asked: str | None
    """What one of the questions surely names, and no other question another."""
    title: str
    keyed: str | None
    """What a key such as 咨询地区 names."""
    accounted: str | None
    """What the account that published the page is about."""
    lettered: str | None
    """The place of the insurance in an asker's letter."""
    addressed: str | None
    """The address of who speaks."""
    counted: str | None
    """The city of the counties that the text names."""
    deferred: str | None
    """Whose authority has the last word: 以苏州市医疗保障局解释为准."""


def read_places(page: PageVoices) -> PagePlaces:
    """The places that a page names, each for `find_region` to ask in its turn."""
    publishers = [*page.publishers, *signing_authorities(page.answers)]
    voices = "\n".join([page.title, *page.questions, *page.answers])
    asked = (places_of_question(other).sure for other in page.questions)
    return PagePlaces(
        titled=places_of_question(page.title),
        published=place_of_publisher(publishers, voices) or _county_of_authority(publishers),
        quoted=place_of_quoted(page.answers) or city_of_hotlines(page.answers),
        told=place_of_text(page.answers),
        asked=_one_place(place for place in asked if place),
        title=page.title,
        keyed=place_of_keys(page.about),
        accounted=place_of_account(publishers),
        lettered=places_of_question("\n".join(page.letters)[:_LOOKED_AT]).sure,
        deferred=_one_place(
            match[1]
            for line in page.disclaimers
            for match in find_places(line)
            if _AUTHORITY.match(line, match.end(1))
        ),
        counted=_city_of_counties([*page.letters, *page.answers]),
        addressed=place_of_address(page.around, voices),
    )


def find_region(question: str, answer: list[str], page: PagePlaces) -> str | None:
    """The region of an entry, asked in this order: question, title, publisher, answer, the page's other texts.

    全国 only where question, title or answer say so; None where nothing is said.
    """
    own = places_of_question(question)
    named = own.sure or page.titled.sure or page.keyed or page.published or page.quoted or page.deferred
    told = place_of_text(answer)
    if told and page.told and told == province_of(page.told):
        told = page.told
    # 儿子在北京: what the answer then says of 北京 does not make it the place whose rules are asked for.
    named = named or (told if told not in own.of_relatives else None) or page.told or page.accounted
    named = named or own.likely or page.titled.likely or page.asked or page.lettered
    named = named or page.addressed or page.counted or own.bound or page.titled.bound
    if named:
        return named
    return EVERYWHERE if says_everywhere([question, page.title, *answer]) else None
