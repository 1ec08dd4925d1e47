"""Forms of pages: who asks and who answers where no mark says so, titles among names, letters that wait."""

import pytest

from wendaku.config import Config
from wendaku.loader import read_page
from wendaku.loader.reading import PageReading

TEXT = "可以。登录服务平台以后进入家庭共济，填写家人的姓名和身份证号，刷脸确认，第二天零点起生效。"
MORE = "不能。两个人的账户各自独立，只能授权使用，不能合并，也不能把余额一次转走。"


def read(*lines: str) -> PageReading:
    """The reading of a text dump of these lines."""
    return read_page("\n".join(lines).encode(), "page.txt", Config())


def asked(reading: PageReading) -> list[str]:
    """The questions of a reading."""
    return [draft.fields.question for draft in reading.drafts]


def test_headings_are_questions_where_the_title_announces_questions() -> None:
    page = read(
        "大学生医保有关事项的问答",
        "2025-09-03",
        "现就常见问题说明如下。",
        "（一）缴费标准",
        TEXT,
        "（二）假期在外地看病",
        MORE,
    )
    assert asked(page) == ["缴费标准", "假期在外地看病"]


def test_headings_are_parts_of_one_answer_where_nothing_announces_questions() -> None:
    page = read(
        "家庭共济办理指南",
        "2025-09-03",
        "办法有两种，任选一种。",
        "（一）线上办理",
        TEXT,
        "（二）窗口办理",
        MORE,
    )
    assert asked(page) == ["家庭共济办理指南"]


def test_an_account_named_above_and_in_the_date_line_is_no_title() -> None:
    page = read("惠民小喇叭", "惠民小喇叭 2024-04-26 18:30", "家庭共济解除以后还能再绑吗？", TEXT, MORE)
    assert asked(page) == ["家庭共济解除以后还能再绑吗？"]


def test_a_slogan_above_the_date_gives_way_to_the_line_that_the_text_speaks_of() -> None:
    page = read("十年保险老兵｜专注方案", "2024-09-20 07:30", "家庭共济要填家人的姓名吗？", TEXT, MORE)
    assert asked(page) == ["家庭共济要填家人的姓名吗？"]


def test_an_authority_named_with_a_date_below_a_readers_question_replies() -> None:
    page = read(
        "账户里的余额能不能给弟弟用",
        "网友：小王 2025-01-09 13:27",
        "我弟弟在老家参加居民医保，能用我的余额吗？",
        "赣州市医疗保障局 2025-01-16 10:05",
        TEXT,
    )
    draft = page.drafts[0]
    assert draft.fields.answer.startswith("可以。")
    assert draft.fields.source is not None
    assert str(draft.fields.source.published) == "2025-01-16"


def test_a_letter_in_hand_is_not_answered() -> None:
    page = read(
        "咨询余额能否转到外地",
        "来信人：周某",
        "来信时间：2025-10-20",
        "状态：办理中",
        "我八月离职，请问余额能不能转走？办理时要不要本人回来？谢谢您百忙中答复！",
        "办理结果",
        "您的来信已转区医保分局，将在十个工作日内答复，请耐心等待。",
    )
    assert page.drafts == ()
    assert page.skipped == "nobody has answered the question"


def test_who_asks_and_who_answers_by_name_are_no_part_of_question_and_answer() -> None:
    page = read(
        "健康问答精选",
        "提问：高女士（42岁）",
        "我和老伴的余额能互相用吗？",
        "回答：王敏（医保中心咨询员）",
        TEXT,
        "提问：周先生（67岁）",
        "两个账户能不能合并？",
        "回答：王敏（医保中心咨询员）",
        MORE,
    )
    assert asked(page) == ["我和老伴的余额能互相用吗？", "两个账户能不能合并？"]
    assert [draft.fields.answer.strip() for draft in page.drafts] == [TEXT, MORE]


def test_a_second_text_below_a_bar_is_an_article_of_its_own() -> None:
    page = read(
        "帮帮社保 首页 医保",
        "家庭共济怎么绑",
        "2024-03-12 11:20 作者：小林",
        TEXT + MORE,
        "以上内容仅供参考。",
        "家庭共济怎么解除",
        "2024-02-27 09:45 作者：小何",
        MORE + TEXT,
    )
    assert asked(page) == ["家庭共济怎么绑", "家庭共济怎么解除"]


def test_a_text_goes_on_behind_a_teaser_where_its_own_count_goes_on() -> None:
    page = read(
        "医保个人账户三大谣言",
        "2024-08-30",
        "谣言一：年底清零",
        TEXT,
        "热点视频",
        "南瓜这样吃 02:15",
        "谣言二：断保作废",
        MORE,
    )
    answers = [line.text for line in page.lines if line.label == "answer"]
    assert answers == ["谣言一：年底清零", TEXT, "谣言二：断保作废", MORE]


@pytest.mark.parametrize(
    "lines",
    [
        ["抱歉，您所在的用户组（游客）无法查看该主题《余额怎么取》", "请登录或注册后再试，本站注册需要邀请码。", "用户名", "密码"],
        ["家庭共济实施办法解读材料下载", "2023-05-06", "附件1：实施办法.pdf", "下载说明：请使用WPS打开，压缩包解压密码为123。"],
        ["异地住院需要备案吗？", "提问时间：2024-07-19", "您的问题已提交，专家将在24小时内回复，请留意短信通知。", "等你来答"],
        ["余额怎么转给父母", "2025-01-02", "03:12", "01:45"],
        ["专题：个人账户怎么用", "2025-01-02", "个人账户改革以来本报持续关注，以下为系列报道。", "余额能给谁用？", "外地怎么刷卡？"],
    ],
)  # fmt: skip
def test_pages_that_tell_nothing_give_no_entry(lines: list[str]) -> None:
    assert read(*lines).drafts == ()


def test_lines_that_end_in_asks_and_answers_name_who_speaks() -> None:
    page = read(
        "便民服务台",
        "2025-02-28",
        "社区居民 胡大姐 问",
        "余额能给我弟弟用吗？",
        "便民服务台 答",
        TEXT,
        "社区居民 小唐 问",
        "两个账户能合并吗？",
        "便民服务台 答",
        MORE,
    )
    assert asked(page) == ["余额能给我弟弟用吗？", "两个账户能合并吗？"]


def test_a_question_in_brackets_before_its_answer_is_the_question_of_a_message() -> None:
    page = read(
        "某市发布",
        "2025-04-12 09:00",
        f"【余额能给弟弟用吗？】近日有市民询问余额的用法。{TEXT}",
        "转发 21",
        "评论 36",
    )
    assert asked(page) == ["余额能给弟弟用吗？"]


def test_hidden_panels_of_one_class_below_short_lines_are_read() -> None:
    panel = (
        "<div class='cell'>{}</div><div class='wrap' style='display:none'><p class='q'>{}</p><p>{}</p></div>"
    )
    page = f"<html><body><h1>常见问题</h1>{panel.format('共济', '余额能给弟弟用吗？', TEXT)}{panel.format('账户', '账户能合并吗？', MORE)}</body></html>"
    assert asked(read_page(page.encode(), "page.html", Config())) == ["余额能给弟弟用吗？", "账户能合并吗？"]


def test_a_reader_tells_at_length_what_the_heading_above_asks() -> None:
    page = read(
        "医保账户的烦心事",
        "2024-06-18",
        "老伴走了，账户里剩下的钱归谁？",
        "读者沈桂芳（镜湖区）：老伴今年病故，卡里还有钱。儿子说收回去了，邻居说能领，到底哪个对？",
        f"热线回音：{TEXT}",
        "手机上的余额和小票对不上，该信哪个",
        "西工区刘阿姨：小票上多了一百，该信哪个？",
        f"市医疗保障服务中心：{MORE}",
    )
    assert asked(page) == ["老伴走了，账户里剩下的钱归谁？", "手机上的余额和小票对不上，该信哪个"]
    assert [line.label for line in page.lines if line.text.startswith(("读者", "西工区"))] == ["detail"] * 2


def test_a_count_of_remarks_above_a_text_ends_nothing() -> None:
    page = read("异地就医直接结算", "讨论 4", "收藏", TEXT, MORE)
    assert "家庭共济" in page.drafts[0].fields.answer


def test_only_the_official_account_answers_below_numbered_floors() -> None:
    floors = ["2#", "汉风小贩 发表于 2024-3-12 19:40:55", "帮顶，我的也少了。"]
    official = ["3#", "徐州医保小助手 [官方认证] 发表于 2024-3-13 09:15:42", TEXT]
    head = ["徐州医保卡余额到底在哪儿查", "孟老 发表于 2024-3-12 19:24:07", "有没有懂行的说说，到底在哪查？"]
    page = read(*head, *floors, *official, "4#", "黄河 发表于 2024-3-14 08:05:51", "学到了，谢谢。")
    assert [draft.fields.answer.strip() for draft in page.drafts] == [TEXT]
    assert page.drafts[0].fields.region == "徐州"


def test_posts_below_names_and_times_answer_nothing() -> None:
    posts = [
        "海风 发表于 2025-1-14 22:31",
        "沙发，帮顶。",
        "阿土 发表于 2025-1-15 07:50",
        "同问，等大神来说说。",
    ]
    head = [
        "换工作以后余额一直是零怎么回事",
        "小鹿 发表于 2025-1-14 22:08",
        "有没有遇到过的，要等多久才会合并？",
    ]
    assert not read(*head, *posts).drafts


def test_whom_to_ask_about_all_answers_is_no_part_of_the_last() -> None:
    pairs = [line for number in "一二三" for line in (f"{number}、第{number}件事怎么办？", TEXT)]
    page = read("医保患者常见问题", "2025-03-18", *pairs, "医保办咨询电话：0717-0000135（工作日）")
    assert "0717" not in page.drafts[-1].fields.answer
    public = read("医保患者常见问题", "2025-03-18", *pairs, "咨询电话：0717-12393")
    assert "0717" in public.drafts[-1].fields.answer


def test_contents_on_one_line_are_no_answer() -> None:
    contents = "一、手机查询　二、电话查询　三、窗口查询"
    heads = [line for name in ("一、手机查询", "二、电话查询", "三、窗口查询") for line in (name, TEXT)]
    page = read("余额怎么查？", "2025-03-18", contents, *heads)
    assert next(line.label for line in page.lines if line.text == " ".join(contents.split())) == "noise"


def test_answers_in_the_line_of_the_question_take_turns_with_answers_below() -> None:
    page = read(
        "员工医保问题汇总",
        "2025-03-11",
        "1、账户里什么时候有钱？次月十日左右划到，入职首月显示为零属于正常。",
        "2、余额怎么查？打开服务平台，首页点医保，选账户余额就能看到。",
        "3、想给爸妈用，怎么弄？",
        TEXT,
        "4、两个账户能合并吗？" + MORE,
    )
    assert asked(page) == [
        "账户里什么时候有钱？",
        "余额怎么查？",
        "想给爸妈用，怎么弄？",
        "两个账户能合并吗？",
    ]
    assert "次月十日" in page.drafts[0].fields.answer
    assert page.drafts[2].fields.answer.strip() == TEXT


def test_letters_below_one_another_are_answered_below_who_replied() -> None:
    page = read(
        "市长信箱来信选登（第7期）",
        "发布日期：2025-06-13",
        "来信编号：SZ0018",
        "1. 关于余额如何领取的咨询",
        "来信人：刘** 来信时间：2025-06-02",
        "家父今年病故，卡里还有余额，不知道怎么领，请帮忙看看。",
        "答复单位：市医疗保障局",
        f"刘先生，您好！{TEXT}",
        "来信编号：SZ0019",
        "2. 请求增设一处服务站",
        "来信人：匿名 来信时间：2025-06-04",
        "我们小区住户多，办事要坐七站公交，能不能设一个站？",
        "该信件已转有关部门，正在办理中。",
        "来信编号：SZ0020",
        "3. 断缴两个月会不会影响报销",
        "来信人：匿名 来信时间：2025-06-05",
        "三四月份没有缴，五月补上了，六月要做手术，担心报不了。",
        "答复单位：市医疗保障局",
        f"网友您好！{MORE}",
    )
    assert asked(page) == ["关于余额如何领取的咨询", "断缴两个月会不会影响报销"]
    assert [str(draft.fields.source.published) for draft in page.drafts if draft.fields.source] == [
        "2025-06-13"
    ] * 2
    assert "服务站" not in page.drafts[0].fields.answer


def test_in_a_group_the_one_of_an_office_answers_whoever_asks() -> None:
    page = read(
        "某社区医保群的聊天记录",
        "3栋陈姐 09:04",
        "@社区医保专干杨敏 账户余额显示是零，可单位每个月都在扣钱，为什么？",
        "12栋阿强 09:05",
        "我的也是，上个月还有呢",
        "社区医保专干杨敏 09:11",
        f"@3栋陈姐 {TEXT}",
        "2栋老罗 10:15",
        "两个人的账户能不能合成一个？",
        "12栋阿强 10:18",
        "我听说可以",
        "社区医保专干杨敏 10:26",
        f"@2栋老罗 {MORE}",
        "2栋老罗 10:33",
        "收到，明天过来",
    )
    assert asked(page) == ["账户余额显示是零，可单位每个月都在扣钱，为什么？", "两个人的账户能不能合成一个？"]
    answers = [draft.fields.answer for draft in page.drafts]
    assert TEXT in answers[0]
    assert MORE in answers[1]
    assert not any("我听说" in answer or "收到" in answer for answer in answers)


def test_a_letter_that_waits_does_not_take_the_next_ones_reply() -> None:
    page = read(
        "患者留言板",
        "留言内容：门诊自助机能不能查余额？",
        "该留言正在处理中，请耐心等待",
        "留言内容：给家里人绑定共济要带什么？",
        "医保办回复",
        TEXT,
    )
    assert asked(page) == ["给家里人绑定共济要带什么？"]


def test_a_box_that_holds_only_a_table_is_answered_by_it() -> None:
    rows = "".join(
        f"<tr><td>{what}</td><td>{whether}</td></tr>" for what, whether in (("药品", "能"), ("健身", "不能"))
    )
    boxes = "".join(
        f'<div class="faq-item"><b>{question}</b><div>{answer}</div></div>'
        for question, answer in (
            ("钱可以给谁用？", f"<p>{TEXT}</p>"),
            ("能付哪些费用？", f"<table>{rows}</table>"),
            ("账户能合并吗？", f"<p>{MORE}</p>"),
        )
    )
    page = f"<html><body><h1>家庭共济问题解答</h1>{boxes}</body></html>"
    assert asked(read_page(page.encode(), "page.html", Config())) == [
        "钱可以给谁用？",
        "能付哪些费用？",
        "账户能合并吗？",
    ]


def test_pages_of_snippets_answer_nothing() -> None:
    snippets = [
        line
        for number in range(4)
        for line in (
            f"第{number}件事在哪里办？",
            f"很多市民关心第{number}件事怎么办理，根据最新的规定，可以先到就近的窗口问一问，再……[详细]",
        )
    ]
    assert not read("医保问答", "全部", "余额查询", "家庭共济", *snippets).drafts


def test_an_office_that_replies_twice_in_a_thread_answers_the_title_and_what_it_quotes() -> None:
    page = read(
        "绵阳的医保在成都能直接刷吗？",
        "桂花树下",
        "发表于 2025-3-12 09:41:07",
        "退休以后长住成都，到底要办什么手续？",
        "老街坊",
        "发表于 2025-3-12 09:58:33",
        "坐个沙发，我妈也是这个情况。",
        "回复 支持 反对 举报",
        "绵阳医保发布",
        "发表于 2025-3-12 15:06:48",
        f"网友您好！{TEXT}",
        "回复 支持 反对 举报",
        "麻辣拌",
        "发表于 2025-3-12 20:16:02",
        "那过年回去看病还报不报得到？",
        "回复 支持 反对 举报",
        "绵阳医保发布",
        "发表于 2025-3-13 09:12:55",
        "麻辣拌 发表于 2025-3-12 20:16",
        "那过年回去看病还报不报得到？",
        f"报得到。{MORE}",
        "回复 支持 反对 举报",
    )
    assert asked(page) == ["绵阳的医保在成都能直接刷吗？", "那过年回去看病还报不报得到？"]
    assert [TEXT in page.drafts[0].fields.answer, MORE in page.drafts[1].fields.answer] == [True, True]
    assert "沙发" not in page.drafts[0].fields.answer
