"""The place whose rules a page gives: from question, title and publisher, then from what the text keeps naming."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from wendaku.loader.area_codes import city_of_code, city_of_hotlines
from wendaku.loader.asked_places import AWAY, AskedPlaces, places_of_question
from wendaku.loader.counties import cities_of_counties
from wendaku.loader.places import HOME, OTHER_SCHEMES, find_places, one_place, place_pattern
from wendaku.model import EVERYWHERE
from wendaku.regions import province_of

_STREET_NAME = re.compile(r"(?:东|西|南|北|中)?(?:路|街|大道|巷)")

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


def place_of_publisher(names: Iterable[str], text: str) -> str | None:
    """The place of an authority among the folded names of publishers; a newspaper's only where the text names its place too
    or says 我市.
    """
    for name in names:
        for match in place_pattern().finditer(name):
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
        place = place_pattern().match(name)
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
    return one_place(cities) if len(cities) >= _COUNTIES else None


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

_PAID = re.compile(r"市?区?(?:统一|集中)?(?:参保|投保|(?:缴|交)(?:纳)?(?:社保|医保|五险))")
"""公司统一在合肥参保: where those are insured for whom a text is written."""

_STATES_PLACE = re.compile(r"(?:^|[。;!?:])在$")
"""在南京, at the start of a sentence says where what follows holds."""

_AUDIENCE = re.compile(
    r"市?(?:的)?(?:读者|市民|听众|观众|网友|居民)们?(?:的)?(?:来电|来信|留言|反映|咨询|提问)"
)
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
            if _is_example(line, match):
                examples.add(match[1])
            elif (opens := _opens_sentence(line, match)) or _is_named_as_home(line, match):
                counts[match[1]] += 1
                if opens or _states_place(line, match):
                    opening.add(match[1])
    _add_provinces(counts)
    total = sum(counts.values())
    for place, count in counts.most_common(1):
        often = count >= 2 and count >= 0.7 * total
        # 哈尔滨市参保人员… at the start of a line, and no other place anywhere, says whose rules they are.
        if place not in examples and (often or (count == total == 1 and place in opening)):
            return place
    return None


def _is_example(line: str, match: re.Match[str]) -> bool:
    return bool(_EXAMPLE.search(_before(line, match, 8))) or line.startswith("为例", match.end())


def _opens_sentence(line: str, match: re.Match[str]) -> bool:
    return bool(_STATES_PLACE.search(line[: match.start()])) and line.startswith(",", match.end())


def _is_named_as_home(line: str, match: re.Match[str]) -> bool:
    """Whether a place is named as one has it that tells rules: with its rank, first in its line, where one is insured or returns."""
    begins = match.start() == 0 and match[1] not in OTHER_SCHEMES
    ranked = match.end() > match.end(1)
    return begins or ranked or bool(HOME.match(line, match.end())) or _returns_to(line, match)


def _states_place(line: str, match: re.Match[str]) -> bool:
    """Whether a single mention says that the rules are this place's."""
    first = _before(line, match, 1) in ("", ":", "。", ";", "!", "?", "是")
    by_rule = _BY_RULE.search(_before(line, match, 3)) and _AUTHORITY.match(line, match.end(1))
    return bool(
        (first and HOME.match(line, match.end()))
        or _INSURED_IN.search(_before(line, match, 8))
        or _POLICY.match(line, match.end(1))
        or _AUDIENCE.match(line, match.end(1))
        or by_rule
        or _is_paid_in(line, match)
        or _returns_to(line, match)
    )


def _before(line: str, match: re.Match[str], letters: int) -> str:
    return line[max(0, match.start() - letters) : match.start()]


def _returns_to(line: str, match: re.Match[str]) -> bool:
    return bool(_RETURNS.search(_before(line, match, 3)) and AWAY.match(line, match.end(1)))


def _add_provinces(counts: Counter[str]) -> None:
    """Lets a province's mentions speak for the one city of it that is named too: 江苏医保云 is used in 苏州."""
    for province in [place for place in counts if province_of(place) == place]:
        cities = [place for place in counts if place != province and province_of(place) == province]
        if len(cities) == 1:
            counts[cities[0]] += counts.pop(province)


def _is_paid_in(line: str, match: re.Match[str]) -> bool:
    before = _before(line, match, 12)
    return before.endswith("在") and bool(_OWN.search(before) and _PAID.match(line, match.end(1)))


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
        for match in place_pattern().finditer(line)
        if _ADDRESS.search(_before(line, match, 12)) or _STREET.match(line, match.end(1))
    )
    codes = (city_of_code(match[1]) for line in lines for match in _TELEPHONE.finditer(line))
    return one_place(streets) or one_place(filter(None, codes))


_SCOPE = re.compile(
    r"(?:适用于|限于|针对|面向|仅限|只限|(?:均|都|一律|统一|全部|是|皆)?(?:按照?|依照|依据|根据|执行)|在)$"
)
"""What stands before the place to which a text limits itself."""

_SCOPED = re.compile(
    r"市?(?:区域|范围|地区|全市)?(?:内)?(?:的)?(?:现行|最新|当前|目前|本地|医保|医疗保障|有关|相关)*(?:的)?(?:办法|规定|政策|口径|标准|做法|规则)"
    r"|市?(?:统一|集中|正常)?(?:参保|缴费|参加(?:医保|社保|医疗保险|基本医疗保险))(?:的|人员|职工|员工|同事|同学|群众|居民|学生|$|[,。;])"
)
"""What stands behind it: 以下内容按苏州现行办法整理, 适用于在苏州参保的员工, 公司统一在苏州参保，…"""


def place_of_scope(lines: Iterable[str]) -> str | None:
    """The one place to which folded lines that lead in to a text limit it."""
    return one_place(
        match[1]
        for line in lines
        for match in find_places(line[:_LOOKED_AT])
        if _SCOPE.search(_before(line, match, 4)) and _SCOPED.match(line, match.end(1))
    )


def place_of_quoted(lines: Iterable[str]) -> str | None:
    """The place of the one authority whom folded answer lines quote."""
    return one_place(
        match[1]
        for line in lines
        for match in find_places(line[:_LOOKED_AT])
        if _QUOTED.match(line, match.end(1))
        or (_VISITED.search(_before(line, match, 3)) and _AUTHORITY.match(line, match.end(1)))
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
        (place for text in found if (place := one_place(match[1] for match in find_places(text)))), None
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
    lead_ins: tuple[str, ...] | list[str] = ()
    """What leads in to the questions, once more."""


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
    scoped: str | None
    """The place to which the text limits itself: 适用于在苏州参保的员工."""


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
        asked=one_place(place for place in asked if place),
        title=page.title,
        keyed=place_of_keys(page.about),
        accounted=place_of_account(publishers),
        lettered=places_of_question("\n".join(page.letters)[:_LOOKED_AT]).sure,
        deferred=one_place(
            match[1]
            for line in page.disclaimers
            for match in find_places(line)
            if _AUTHORITY.match(line, match.end(1))
        ),
        counted=_city_of_counties([*page.letters, *page.answers]),
        addressed=place_of_address(page.around, voices),
        scoped=place_of_scope(page.lead_ins),
    )


def find_region(question: str, answer: list[str], page: PagePlaces) -> str | None:
    """The region of an entry, asked in this order: question, title, publisher, answer, the page's other texts.

    全国 only where question, title or answer say so; None where nothing is said.
    """
    own = places_of_question(question)
    named = own.sure or page.titled.sure or page.keyed or page.scoped
    named = named or page.published or page.quoted or page.deferred
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
