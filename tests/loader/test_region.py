"""The place whose rules a page gives."""

import pytest

from wendaku.loader.area_codes import city_of_hotlines
from wendaku.loader.counties import cities_of_counties
from wendaku.loader.region import PageVoices, find_region, read_places

NOWHERE = PageVoices(title="", publishers=[], questions=[], answers=[])


def voices(**texts: object) -> PageVoices:
    return NOWHERE._replace(**texts)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("厦门医保卡怎么提现", "厦门"),
        ("广西壮族自治区个人账户能取吗", "广西"),
        ("福建省厦门市怎么备案", "厦门"),
        ("北京医保在上海能用吗", "北京"),
        ("去上海看病，苏州参保的怎么报", "苏州"),
        ("北京路药店能刷卡吗", None),
        ("安康的生活从医保开始吗", None),
        ("安康市医保怎么查", "安康"),
        ("去北京看病怎么备案", None),
        ("北京和上海医保哪个好", None),
        ("医保卡怎么提现", None),
        ("我人在雄安上班,医保关系在保定,看病怎么算", "保定"),
        ("怀孕满四个月流产的领几天津贴", None),
        ("大同人到北京住院怎么办转诊", "大同"),
    ],
)
def test_the_question_names_the_place_of_the_rules(question: str, place: str | None) -> None:
    assert find_region(question, [], read_places(NOWHERE)) == place


@pytest.mark.parametrize(
    "question",
    ["派驻成都的员工要不要备案", "我从桂林转过来的余额怎么没有显示", "四川医保云打不开,还能在哪里看余额"],
)
def test_where_people_are_sent_come_from_and_apps_of_a_province_give_way_to_the_page(question: str) -> None:
    page = voices(title="绵阳医保问答")
    assert find_region(question, [], read_places(page)) == "绵阳"


def test_the_publisher_decides_where_the_question_only_says_where_somebody_goes() -> None:
    page = voices(publishers=["杭州市医疗保障局"])
    assert find_region("备案以后在昆明门诊能刷吗", [], read_places(page)) == "杭州"


@pytest.mark.parametrize(
    "question",
    [
        "香港的父母没有内地医保,能用我的余额吗",
        "外婆是肇庆的居民医保,可以绑吗",
        "我妈在老家河南,能从我卡里交吗",
        "去重庆、成都看病的人多,方便吗",
    ],
)
def test_where_relatives_live_or_people_go_is_not_the_place_of_the_rules(question: str) -> None:
    assert find_region(question, [], read_places(voices(publishers=["深圳市医疗保障局"]))) == "深圳"


def test_a_key_of_the_page_names_the_place_and_an_ip_tag_does_not() -> None:
    assert find_region("能取吗", [], read_places(voices(about=["咨询地区:浙江-温州"]))) == "温州"
    assert find_region("能取吗", [], read_places(voices(about=["ip属地:浙江 温州"]))) is None


def test_a_newspaper_counts_only_where_the_text_speaks_of_its_city() -> None:
    paper = voices(publishers=["长沙晚报"], answers=["可以办理。"])
    assert find_region("能取吗", [], read_places(paper)) is None
    assert find_region("能取吗", [], read_places(paper._replace(answers=["我市参保人可以办理。"]))) == "长沙"


def test_an_example_is_not_the_place() -> None:
    answer = ["很多地方开通了,如甘肃“医保钱包”。", "以甘肃为例,甘肃医保这样办。"]
    assert find_region("能给家人用吗", answer, read_places(voices(answers=answer))) is None


def test_a_place_that_the_answer_keeps_naming_is_the_place() -> None:
    answer = ["成都市职工医保参保人可以申请。", "在成都参保满一年的也可以。"]
    assert find_region("能取吗", answer, read_places(voices(answers=answer))) == "成都"


def test_the_whole_country_only_where_the_text_says_so() -> None:
    assert find_region("能取吗", ["本规定适用于全国。"], read_places(NOWHERE)) == "全国"
    assert find_region("能取吗", ["全国31个省份都有医保平台。"], read_places(NOWHERE)) is None


@pytest.mark.parametrize(
    ("lines", "city"),
    [
        (["拨打0871-12393，按1转人工。"], "昆明"),
        (["可以拨打0371-12345反映。"], "郑州"),
        (["拨打12393。"], None),
        (["如拨打0571-12393。"], None),
        (["0571-12393和0871-12393都能查。"], None),
        (["028-12393"], None),
    ],
)
def test_the_area_code_of_one_public_hotline_names_the_city(lines: list[str], city: str | None) -> None:
    assert city_of_hotlines(lines) == city


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("涧西区和西工区的窗口", ["洛阳", "洛阳"]),
        ("安吉县医疗保障局", ["湖州"]),
        ("昆山医保卡里的钱", ["苏州"]),
        ("偃师市改设的偃师区", ["洛阳", "洛阳"]),
        ("鼓楼区服务大厅", []),
        ("新型合作医疗保障", []),
        ("各县区都一样", []),
    ],
)
def test_counties_that_only_one_city_has_name_that_city(text: str, cities: list[str]) -> None:
    assert [city for city, _ in cities_of_counties(text)] == cities


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        ({"publishers": ["安吉县医疗保障局"]}, "湖州"),
        ({"publishers": ["牡丹江路人民医院"]}, None),
        ({"answers": ["我院医保办在门诊一楼。"], "around": ["地址:柳州市鱼峰区某路18号"]}, "柳州"),
        ({"answers": ["我院医保办在门诊一楼。"], "around": ["总机:0772-3810000"]}, "柳州"),
        ({"answers": ["登录平台就能查。"], "around": ["公司地址:北京市海淀区某路1号"]}, None),
        ({"answers": ["公司统一在合肥参保。", "常驻苏州、武汉的要备案。"]}, "合肥"),
        ({"answers": ["①苏州医保公众号可以查。", "江苏医保云能绑。"]}, "苏州"),
        ({"answers": ["备案期内回苏州看病不受影响。"]}, "苏州"),
        ({"disclaimers": ["以苏州市医疗保障局解释为准。"]}, "苏州"),
        ({"letters": ["镜湖区的老读者"], "answers": ["弋江区也能办。"]}, "芜湖"),
        ({"letters": ["镜湖区的老读者"]}, None),
    ],
)
def test_a_page_that_asks_about_no_place_may_still_name_its_own(
    texts: dict[str, list[str]], place: str | None
) -> None:
    assert find_region("余额怎么查", [], read_places(voices(**texts))) == place


def test_who_comes_from_elsewhere_asks_a_hospital_about_its_own_place() -> None:
    page = read_places(voices(answers=["我院在一楼办理。"], around=["地址:兰州市七里河区某路88号"]))
    assert find_region("我从天水过来做手术,要先办手续吗", [], page) == "兰州"


@pytest.mark.parametrize(
    "lead_in",
    [
        "本汇总适用于在苏州参保的员工。",
        "公司统一在苏州参保,外地分公司请问当地的人事。",
        "以下内容均按苏州市现行办法说明。",
    ],
)
def test_the_place_to_which_a_lead_in_limits_a_text_goes_before_what_answers_name(lead_in: str) -> None:
    page = read_places(
        voices(lead_ins=[lead_in], answers=["派驻成都的,备案以后在成都刷码。", "成都的定点医院都行。"])
    )
    assert find_region("派驻期间看病怎么办", ["备案以后在成都刷码。"], page) == "苏州"
