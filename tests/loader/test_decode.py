"""Bytes into text: what a page declares is checked against what it reads as."""

import pytest

from wendaku.loader.decode import NotTextError, decode_page

TEXT = "医保个人账户里的钱怎么查询？登录平台以后点个人账户，就能看到余额和每个月的明细。"
TRADITIONAL = "醫保個人帳戶裡的錢怎樣查詢？登入平台以後點個人帳戶，就能看到餘額和每個月的明細。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16-le", "utf-16"])
def test_text_without_a_declaration_is_read(encoding: str) -> None:
    assert TEXT in decode_page(TEXT.encode(encoding)).text


def test_big5_without_a_declaration_is_read() -> None:
    assert decode_page(TRADITIONAL.encode("big5hkscs")) == (TRADITIONAL, "big5hkscs", ())


@pytest.mark.parametrize(
    ("declared", "real"), [("utf-8", "gbk"), ("gb2312", "utf-8"), ("big5", "gbk"), ("gbk", "big5")]
)
def test_a_wrong_declaration_does_not_win(declared: str, real: str) -> None:
    text = TRADITIONAL if real == "big5" else TEXT
    page = f'<html><meta charset="{declared}"><p>{text}</p></html>'
    assert text in decode_page(page.encode(real)).text


def test_a_wrong_declaration_is_reported() -> None:
    page = f'<meta charset="big5"><p>{TEXT}</p>'.encode("gb18030")
    assert decode_page(page).doubts == ("declares big5hkscs but reads as gb18030",)


def test_lines_of_two_encodings_are_read_each_in_its_own() -> None:
    data = TEXT.encode("utf-8") + b"\n" + TEXT.encode("gb18030") + b"\n" + TEXT.encode("utf-8")
    decoded = decode_page(data)
    assert decoded.text.split("\n") == [TEXT] * 3
    assert "line by line" in decoded.doubts[0]


def test_a_page_cut_in_the_middle_of_a_character_is_still_utf_8() -> None:
    decoded = decode_page((TEXT * 3).encode("utf-8")[:-1])
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(TEXT)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", bytes(range(1, 9)) * 50])
def test_binary_files_are_refused_with_the_reason(data: bytes) -> None:
    with pytest.raises(NotTextError, match="binary"):
        decode_page(data)
