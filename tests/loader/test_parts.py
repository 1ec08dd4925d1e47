"""Pages whose halves ask in different forms, floors that hold the accepted answer, chapters that announce questions."""

from wendaku.config import Config
from wendaku.loader import read_page
from wendaku.loader.reading import PageReading


def read(*lines: str) -> PageReading:
    """The reading of a text dump of these lines."""
    return read_page("\n".join(lines).encode(), "page.txt", Config())


def asked(reading: PageReading) -> list[str]:
    """The questions of a reading."""
    return [draft.fields.question for draft in reading.drafts]


def test_numbered_questions_stand_above_a_talk_that_asks() -> None:
    page = read(
        "社区医保课笔记",
        "2024-04-11",
        "1、医保卡丢了要先做什么？",
        "先打电话口头挂失，再去服务网点补办，余额不受影响。",
        "2、手机上查余额安全吗？",
        "用官方的小程序是安全的，不要点短信里的链接。",
        "课后互动",
        "学员：我不会用智能手机，去哪里查？",
        "老师：带身份证到社区服务站，工作人员帮您打印。",
        "学员：打印要钱吗？",
        "老师：不要钱。",
    )
    assert asked(page) == [
        "医保卡丢了要先做什么？",
        "手机上查余额安全吗？",
        "我不会用智能手机，去哪里查？",
        "打印要钱吗？",
    ]
    assert next(line.label for line in page.lines if line.text == "课后互动") == "meta"


def test_questions_of_another_numbering_follow_below_the_head_of_a_part() -> None:
    page = read(
        "个人账户常见疑问解答",
        "2025-01-06",
        "一、个人账户的钱可以取出来吗？",
        "一般不可以。出国定居或者参保人去世的，才能一次性支取。",
        "二、余额会计息吗？",
        "会，按活期利率计息，每年结转一次。",
        "补充问答（座谈会上提出）",
        "(1) 余额能给外地的父母用吗？",
        "能，双方省份都开通跨省共济就行。",
        "(2) 给孩子交居民医保行不行？",
        "行，缴费时选择代缴。",
    )
    assert asked(page)[2:] == ["余额能给外地的父母用吗？", "给孩子交居民医保行不行？"]


def test_the_accepted_answer_is_found_within_a_floor_of_a_thread() -> None:
    page = read(
        "卡里还有三万多，出国以后能取出来吗？",
        "楼主 云朵 发表于 2024-5-21 08:08",
        "2楼 路人 2024-5-21 08:31",
        "前排围观。",
        "3楼 【已被楼主采纳】",
        "窗口老秦 2024-5-21 19:45",
        "能取，拿到永久居留并注销户口以后，带护照和翻译件到参保地申请。",
        "■ 要等多久",
        "材料齐全的，十五个工作日打款。",
        "4楼 云朵（楼主） 2024-5-21 20:10",
        "太感谢了！",
    )
    assert [line.text for line in page.lines if line.label == "answer"] == [
        "能取，拿到永久居留并注销户口以后，带护照和翻译件到参保地申请。",
        "■ 要等多久",
        "材料齐全的，十五个工作日打款。",
    ]


def test_a_chapter_that_announces_questions_makes_plain_headings_ask() -> None:
    page = read(
        "职工医疗保险服务手册",
        "第二章 个人账户使用问答",
        "（一）当年与历年账户的区分",
        "当年账户按月划入，先用于门诊；历年账户是以前没有用完的钱。",
        "（二）历年账户给子女使用的途径",
        "在小程序里选择家庭共济，填写子女的身份证号后确认。",
    )
    assert asked(page) == ["当年与历年账户的区分", "历年账户给子女使用的途径"]


def test_names_and_times_above_messages_of_a_chat_are_no_text() -> None:
    page = read(
        "医保答疑群记录",
        "2025-04-02",
        "小米粥 09:05:12",
        "请问余额能给公婆用吗？",
        "经办员老宋 09:06:40",
        "公婆不算近亲属范围，可以由您爱人来绑定。",
        "夏天 09:10:03",
        "备案需要医院盖章吗？",
        "经办员老宋 09:11:27",
        "不需要盖章，网上提交就可以。",
    )
    assert [line.text for line in page.lines if line.label == "answer"] == [
        "公婆不算近亲属范围，可以由您爱人来绑定。",
        "不需要盖章，网上提交就可以。",
    ]
