"""Lures are told from warnings against them."""

from pathlib import Path

import pytest

from wendaku.config import Config, Hotline, Site, require_config
from wendaku.loader import read_page
from wendaku.loader.folding import fold
from wendaku.loader.lures import find_lure

CONFIG = Config(site=Site(hotlines=(Hotline(number="400-123-4567", name="社保卡服务"),)))


@pytest.mark.parametrize(
    "line",
    [
        "医保卡余额当天变现，加微信：quxian2025，秒到账",
        "专业代办医保提取，不成功不收费，联系 13800000000",
        "急用钱？医保卡里的闲钱帮您变成现金，手续费只要8个点",
        "有需要的加V：tixian668",
        "个人账户套现找我，私信“提现”",
        "高價回收醫保卡餘額，當場結算",
        "种植牙周年庆特价1980元起，预约热线400-000-0000",
        "本院妇科检查限时免费，点击预约",
        "医保客服热线 400-999-8888，人工办理退款",
        "无抵押贷款秒批，额度最高二十万",
    ],
)
def test_lures_are_found(line: str) -> None:
    assert find_lure(fold(line), CONFIG)


@pytest.mark.parametrize(
    "line",
    [
        "找中介套现属于违法行为，可能被追究刑事责任。",
        "凡是说能帮您把余额变成现金、当天到账的，都是骗局，切勿相信。",
        "不要加陌生人的微信，更不要把验证码告诉对方。",
        "符合条件的可以一次性提取个人账户余额，携带身份证到窗口办理。",
        "拨打12393或者当地的021-12345咨询。",
        "微信搜索“医保”小程序，登录后查看。",
        "社保卡服务电话400-123-4567。",
        "医院会把费用直接结算，个人只付自付部分。",
        "打听到“包取现”的广告请绕开。",
        "审核通过后资金当天到账。",
        "口腔检查的费用可以用个人账户支付。",
    ],
)
def test_answers_and_warnings_are_no_lures(line: str) -> None:
    assert find_lure(fold(line), CONFIG) is None


ANSWER = """医保卡里的钱能取吗？

医保个人账户里的钱不能直接取现，平时用来付看病、买药时自己承担的部分。

参保人到国外定居，或者去世以后由家里人办理的，可以带上证明材料到参保地的医保窗口申请一次性支取，经办机构核对以后转到银行卡。

{line}

余额放着不会作废，换了工作单位也还在，可以一直用到以后。
"""


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("家人看病要用钱的，可以办理家庭共济，急用现金加微信 ybtx9988 当天套现到账。", "quarantined"),
        ("急用钱？专业提取医保余额，加微信 ybtx9988，当天到账！", "draft"),
    ],
)
def test_a_lure_behind_an_answers_own_words_quarantines_and_an_advert_alone_is_dropped(
    line: str, status: str
) -> None:
    (draft,) = read_page(
        ANSWER.format(line=line).encode(), "page.txt", require_config(Path("no-such-folder"))
    ).drafts
    assert draft.fields.review.status == status
    assert ("ybtx9988" in draft.fields.answer) == (status == "quarantined")


def test_an_answer_with_one_luring_sentence_is_written_and_quarantined() -> None:
    answer = "可以。出示手机上的医保码，或者在自助机上刷脸。不会操作的请到服务台。加微信ybzx2025帮您办。"
    page = f"常见问题\n2025-03-18\n1. 问：忘了带卡还能挂号吗？答：{answer}\n2. 问：急诊要备案吗？答：急诊抢救不用备案，按急诊直接结算。"
    reading = read_page(page.encode(), "page.txt", Config())
    assert [draft.fields.review.status for draft in reading.drafts] == ["quarantined", "draft"]


def test_a_code_on_the_wall_of_an_office_is_no_lure() -> None:
    assert find_lure(fold("没有备案的，可以扫登记窗口张贴的二维码现场办理。"), CONFIG) is None
