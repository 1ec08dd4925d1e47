"""Lines that speak to the reader about the site, an app or an offer, and lines of answers that look like them."""

import pytest

from wendaku.config import Config
from wendaku.loader import read_page

TITLE = "医保卡里的钱怎么给家人用？"
BEFORE = [
    "先说结论：个人账户里的钱属于参保人的个人财产，由本人支配，也可以给家人使用。",
    "办理时带上身份证和银行卡，到参保地的医保窗口提交申请，审核通过后资金打到银行卡上。",
]
AFTER = [
    "在外地看病的，要先办理异地就医备案，住院的费用出院时可以直接结算，门诊的费用刷医保码支付。",
    "如果手机上办不了，可以请家人帮忙，或者到社区服务站请工作人员代办，一般当天就能办好。",
]


def label_of(line: str) -> str:
    """The label of a line that stands between the paragraphs of an answer without blank lines."""
    page = "\n".join([TITLE, "2024-05-06 10:00 来源：本站", *BEFORE, line, *AFTER])
    lines = read_page(page.encode(), "page.txt", Config()).lines
    return next(found.label for found in lines if found.text == line)


@pytest.mark.parametrize(
    "line",
    ["打开APP，阅读体验更佳", "继续阅读全文 剩余 62%", "剩余1820字未读", "【好物推荐】老人防滑拖鞋，今日只要19.9元", "房贷利率又降了？点击测一测你能省多少", "跨境汇款零手续费 立即开户",
     "0元领取《父母医疗险避坑手册》，扫描下方二维码", "▼ 广 告 ▼", "[图片]", "我有类似问题", "解答对我有帮助（31） 我有类似问题", "扫码加入同城养老群，每日分享政策", "3.2万人正在看",
     "看不懂？让持牌顾问免费帮您分析", "到底啦~", "—— 我是有底线的 ——", "词条图册 更多图册", "发布会现场。摄影 高原", "题图来自网络", "退休金怎么算？点我免费测算 →", "下载本地生活APP，买菜立减20元",
     "星标我们，不错过每一条政策", "新人注册送188元红包", "猜你喜欢：社保断缴怎么补？", "视频加载中，请稍候...", "以上就是小张关于“医保卡怎么查”的介绍，希望能帮到大家。"],
)  # fmt: skip
def test_what_calls_the_reader_away_is_noise(line: str) -> None:
    assert label_of(line) == "noise"


@pytest.mark.parametrize(
    "line",
    ["以上内容如与最新政策不符，以医保部门规定为准。", "注：本网非政府网站，数据系网友整理。", "本内容由AI辅助生成，请注意甄别。", "（本文仅代表作者个人观点）", "据此操作，风险自担。",
     "※ 如本页内容与官方公告有出入，请以公告为准", "本手册所列政策如有调整，按新规定执行。", "图源网络，侵删"],
)  # fmt: skip
def test_what_a_page_says_of_its_own_standing_is_a_disclaimer(line: str) -> None:
    assert label_of(line) == "disclaimer"


@pytest.mark.parametrize(
    "line",
    ["下载国家医保服务平台APP并注册", "关注“某医保”微信公众号，绑定后可查询", "扫描窗口的二维码登记信息", "点击“一键备案”", "免费办理，不收手续费", "绑定后立即生效", "立即挂失，防止盗刷", "领取时带上存折",
     "您的余额可以继续使用", "看不懂明细的，可以请窗口解释", "惠民保可以用个人账户交保费", "拍摄照片要清晰", "进群报销的说法不可信", "有奖举报电话12393", "收藏小程序方便下次进入", "转发授权码给被授权人",
     "发票上的姓名如与系统不一致，以身份证为准。", "如金额有差异，以发票为准", "数据以窗口打印的明细为准", "人工智能客服二十四小时在线", "系统维护期间不能查询", "具体以参保地规定为准。", "Step 2 选医院", "PART 1"],
)  # fmt: skip
def test_lines_of_an_answer_that_look_like_calls_are_kept(line: str) -> None:
    assert label_of(line) == "answer"


def test_what_stands_below_a_mark_of_an_advert_goes_with_it() -> None:
    page = "\n".join([TITLE, *BEFORE, "广告", "海岛双飞五日 银发专列", *AFTER])
    labels = {line.text: line.label for line in read_page(page.encode(), "page.txt", Config()).lines}
    assert labels["海岛双飞五日 银发专列"] == "noise"
    assert labels[AFTER[0]] == "answer"


def test_a_small_frame_that_ends_in_a_button_is_an_offer() -> None:
    frame = "<section><h3>百万医疗 · 不限社保</h3><p>首月1元起，住院垫付全国可用</p><a href='x'>立即投保</a></section>"
    paragraphs = [f"<p>{text}</p>" for text in (*BEFORE, *AFTER)]
    page = f"<html><body><h1>{TITLE}</h1>{paragraphs[0]}{paragraphs[1]}{frame}{paragraphs[2]}</body></html>"
    reading = read_page(page.encode(), "page.html", Config())
    answers = [line.text for line in reading.lines if line.label == "answer"]
    assert answers == [*BEFORE, AFTER[0]]


def test_cells_beside_the_text_of_a_layout_table_are_noise() -> None:
    text = "".join(f"<p>{part}</p>" for part in (*BEFORE, *AFTER))
    row = f"<tr><td>最多人看<br>周末去哪里玩<br>哪家饭店好吃</td><td><h1>{TITLE}</h1>{text}</td></tr>"
    reading = read_page(f"<html><body><table>{row}</table></body></html>".encode(), "page.html", Config())
    assert [line.label for line in reading.lines[:3]] == ["noise"] * 3
    assert len(reading.drafts) == 1
