"""Places: short forms, provinces, and what holds where."""

import pytest

from wendaku import regions


@pytest.mark.parametrize(
    ("place", "short"),
    [
        ("福建省", "福建"),
        ("厦门市", "厦门"),
        ("广西壮族自治区", "广西"),
        ("新疆维吾尔自治区", "新疆"),
        ("延边朝鲜族自治州", "延边"),
        ("大兴安岭地区", "大兴安岭"),
        ("香港特别行政区", "香港"),
        ("上海", "上海"),
        (" 全国 ", "全国"),
        ("火星市", "火星市"),
        ("厦门市思明区", "厦门市思明区"),
    ],
)
def test_a_place_has_one_short_form(place: str, short: str) -> None:
    assert regions.short_form(place) == short


def test_a_reader_may_rely_on_the_place_its_province_and_the_whole_country() -> None:
    assert regions.holding_regions("厦门市") == ("厦门", "福建", "全国")
    assert regions.holding_regions("福建") == ("福建", "全国")
    assert regions.holding_regions("全国") == ("全国",)
    assert regions.holding_regions("火星") == ("火星", "全国")


def test_every_city_lies_in_one_province_and_every_place_is_its_own_short_form() -> None:
    table = regions.cities_by_province()
    cities = [city for row in table.values() for city in row]
    assert len(table) == 34
    assert len(cities) == len(set(cities)) > 330
    assert not set(cities) & set(table)
    for place in (*cities, *table):
        assert regions.is_known(place)
        assert regions.short_form(f"{place}市") == place
