"""Lines of every kind that pages carry around an answer, and lines of answers that look like them."""

import pytest

from wendaku.config import Config
from wendaku.loader import read_page

TITLE = "医保卡里的钱怎么取？"
BEFORE = "一般不能取出现金，出境定居等情形除外，办理前请先问清楚当地的要求。"
AFTER = "办理时带上身份证和银行卡，到参保地的窗口提交申请，等候审核结果通知。"


def label_of(line: str) -> str:
    """The label of a line that stands in the midst of an answer."""
    page = "\n\n".join([TITLE, BEFORE, line, AFTER])
    lines = read_page(page.encode(), "page.txt", Config()).lines
    return next(found.label for found in lines if found.text == line)


@pytest.mark.parametrize(
    "line",
    ["收藏 赞 评论 分享", "赞(12) 踩(0)", "分享到：微信 微博", "首页 > 医保 > 正文", "当前位置：首页 - 问答 - 详情", "关于我们 | 联系我们 | 网站地图",
     "上一页 1 2 3 下一页", "展开全文 ∨", "字号：大 中 小", "【打印】 【关闭】", "返回顶部", "上一篇：社保卡怎么补办", "下一篇：没有了", "标签：医保 余额",
     "#医保# #余额#", "点击下方卡片关注", "长按二维码关注我们", "觉得有用就点赞收藏，转发给家人", "更多精彩内容请关注公众号", "【广告】体检套餐八折",
     "相关阅读：异地备案怎么办", "点击查看更多医保知识", "阅读 1.2万 赞 30 在看 8", "以上就是小编整理的全部内容，希望对大家有帮助。", "好评：★★★★★", "———— 完 ————",
     "本文共1200字，预计阅读4分钟", "京ICP备00000000号", "Copyright 2025 某站", "下期预告：怎么查余额", "第 1 页 共 3 页", "资料图", "发布于 · 河北"],
)  # fmt: skip
def test_what_sites_set_around_texts_is_noise(line: str) -> None:
    assert label_of(line) == "noise"


@pytest.mark.parametrize(
    "line",
    ["免责声明：本页内容由网友整理，准确性请自行核实。", "以上内容仅供参考，不构成任何建议。", "温馨提示：政策可能有变动，请以当地最新规定为准。", "本文不能代替医生面诊。",
     "文中图片来源于网络，如有侵权请联系删除。", "转载请注明出处。", "提示：各地上线进度不同，以页面实际显示为准。", "本站不对内容的准确性作任何保证。",
     "以上界面各地略有差别，以你手机上看到的为准。", "本文只作政策宣传用途，办事请问经办机构。"],
)  # fmt: skip
def test_what_limits_the_page_itself_is_a_disclaimer(line: str) -> None:
    assert label_of(line) == "disclaimer"


def test_an_answer_that_closes_with_whom_to_ask_is_no_disclaimer() -> None:
    assert label_of("以上材料各地要求不同，具体以参保地经办机构的规定为准。") != "disclaimer"


@pytest.mark.parametrize(
    "line",
    [
        "2025-03-01 10:20",
        "来源：某市医疗保障局 编辑：小王",
        "发布时间：2025年3月1日 浏览：20次",
        "责任编辑：李四",
        "（记者 张三）",
    ],
)
def test_when_where_and_who_is_meta(line: str) -> None:
    assert label_of(line) == "meta"


@pytest.mark.parametrize(
    "line",
    ["可以。", "咨询电话：12393", "办理时间：工作日9:00-17:00", "收费标准：不收费", "申请材料", "线上办理", "支付宝查询：", "点击“我的”，进入个人账户。", "扫描窗口的二维码，填写信息后提交。",
     "下载当地医保APP", "注：异地急诊视同备案。", "温馨提示：办理前请先打电话预约，周末不办公。", "需要注意的是，各地政策不同，具体以当地规定为准。", "自2025年1月1日起施行。",
     "审核：资料齐全的当场办结。", "来源：个人缴费部分全部划入。", "最后，核对一遍信息再提交，刚刚办过的不用重办。", "关注公众号“某市医保”，点击服务大厅。", "反馈时间一般为5个工作日。",
     "总之，钱还是自己的，放心用。", "分享账户给家人使用前，需要双方确认。", "审核通过后资金当天到账。", "支持", "退休人员", "有效期：长期"],
)  # fmt: skip
def test_lines_of_answers_that_look_like_noise_are_kept(line: str) -> None:
    assert label_of(line) == "answer"
