"""The place that a question asks about, told from places where somebody is, goes or has relatives."""

import functools
import re
from typing import NamedTuple

from wendaku.loader.places import BEFORE_HOME, HOME, OTHER_SCHEMES, find_places, one_place, place_pattern

_LISTS_ON = re.compile(r"[、和与跟及或]")

AWAY = re.compile(
    r"(?:市|省)?(?:看病|就医|就诊|住院|生活|工作|上班|定居|养老|居住|买药|购药|上学|读书|打工|务工|出差|旅游|帮.{0,3}带|生孩子|分娩|看牙|看门诊|看急诊|看中医|拿药|开药|配药|体检|做手术|手术|也?能用|可以用|使用|用吗|(?:的)?(?:医院|药店|定点))"
)
"""What somebody does in another place: 看病, 上班, 帮带孩子."""

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


@functools.cache
def _joined_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:和|与|跟|及|、)(?:{place_pattern().pattern})")


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
            or (_OF_WHOM.match(before) and BEFORE_HOME.search(before) and not HOME.match(behind))
        ):
            visited.append(match[1])
        elif HOME.match(behind) or BEFORE_HOME.search(before):
            homes.append(match[1])
        elif not _BEFORE_AWAY.search(before):
            # 我在上海上班,上海能刷吗: where somebody is said to be, named once more.
            (visited if match[1] in away else plain).append(match[1])
        elif match[1] not in OTHER_SCHEMES and (not AWAY.match(behind) or _HERE.search(before)):
            (bound if _BOUND_FOR.search(before) and not _HERE.search(before) else visited).append(match[1])
    sure = one_place(homes) or (None if homes else one_place(plain))
    near = [*plain, *visited]
    return AskedPlaces(
        sure, sure or one_place(near), one_place([*near, *bound, *peoples]), frozenset(peoples) - {sure}
    )
