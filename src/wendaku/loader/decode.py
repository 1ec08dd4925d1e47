"""A page's bytes into text: what it declares is checked against what it reads as."""

import re
from typing import NamedTuple

import charset_normalizer

MAX_BYTES = 4_000_000
"""A larger page is refused: scraped Q&A pages have 5 to 300 kB, and one that has megabytes is a dump or an attack."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(rb"charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "x-gbk": "gb18030",
}
_MULTIBYTE = re.compile(rb"[\x80-\xff]")

# The most frequent characters of running Chinese text, simplified and traditional. Bytes read in a wrong encoding
# give rare characters, so the share of these tells right from wrong.
_COMMON = frozenset(
    "的一是不了在有人这中大为上个国我以要他时来用们生到作地于出就分对成会可主年动同工也能下过子说产种面而方后多定行学法所民得"
    "经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事"
    "平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党"
    "程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做"
    "必战先回则任取据处理府研究报医院保险账户余额卡办住参备案查询支付待遇费用药门诊请答您吗怎什哪"
    "這個國來時們過說對會後發經進現實體機當從業應開還無與關間樣線內數問題條結變種學動產電點將見計別論運農處據報醫險賬戶餘額辦"
    ",。、:;?!,：；？！()（）“”"
)


class Decoded(NamedTuple):
    """A page's text, the encoding it was read with, and what a person should know about it."""

    text: str
    encoding: str
    doubts: tuple[str, ...] = ()


class NotTextError(Exception):
    """The bytes are no text in any encoding; the message says why."""


def decode_page(data: bytes) -> Decoded:
    """The text of a page's bytes; raises NotTextError where they are none.

    UTF-8 that decodes strictly is UTF-8 whatever is declared: other encodings hardly ever do. Otherwise the
    declared encoding, GB18030 and Big5 compete by how much of their reading is everyday Chinese, line by line
    where a page mixes UTF-8 with another. charset-normalizer is asked last.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return Decoded(data[len(bom) :].decode(encoding.removesuffix("-sig"), errors="replace"), encoding)
    if b"\x00" in data[:4096]:
        return _decode_with_zeros(data)
    try:
        return _check_printable(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        pass
    mixed = _decode_mixed(data)
    return _check_printable(mixed or _decode_legacy(data))


def _decode_with_zeros(data: bytes) -> Decoded:
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data.decode(encoding, errors="replace")
        if _common_share(text[:4000]) > 0.3:
            return Decoded(text, encoding)
    raise NotTextError("the file is binary (it holds zero bytes)")


def _declared_encoding(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    name = match[1].decode("ascii").lower() if match else ""
    name = _SUPERSETS.get(name, name)
    try:
        "".encode(name)
    except LookupError:
        return None
    return name


def _common_share(text: str) -> float:
    letters = [character for character in text if character > "\x7f"]
    return sum(character in _COMMON for character in letters) / len(letters) if letters else 0.0


def _reads_as(data: bytes, encoding: str) -> tuple[float, str]:
    text = data.decode(encoding, errors="replace")
    wrong = text.count("\ufffd")
    return _common_share(text[:20_000]) - 5 * wrong / max(1, len(text)), text


def _decode_legacy(data: bytes) -> Decoded:
    declared = _declared_encoding(data)
    names = list(dict.fromkeys(name for name in (declared, "gb18030", "big5hkscs", "utf-8") if name))
    readings = [(*_reads_as(data, name), name) for name in names]
    score, text, name = max(readings, key=lambda reading: reading[0])
    if score < 0.2:
        best = charset_normalizer.from_bytes(data[:200_000]).best()
        if best is None:
            raise NotTextError("the bytes are no text in any encoding that we know")
        text, name = data.decode(best.encoding, errors="replace"), best.encoding
    doubts = []
    if declared and declared not in (name, "utf-8-sig"):
        doubts.append(f"declares {declared} but reads as {name}")
    wrong = text.count("\ufffd")
    if wrong:
        doubts.append(f"{wrong} characters could not be read as {name}")
    return Decoded(text, name, tuple(doubts))


def _decode_mixed(data: bytes) -> Decoded | None:
    """Lines of UTF-8 among lines of another encoding; None where the page is not mixed like that."""
    lines = data.splitlines(keepends=True)
    utf8 = other = 0
    texts: list[str | bytes] = []
    for line in lines:
        foreign = len(_MULTIBYTE.findall(line))
        try:
            texts.append(line.decode("utf-8"))
            utf8 += foreign
        except UnicodeDecodeError:
            texts.append(line)
            other += foreign
    # GBK has short words that happen to be valid UTF-8 (联通 is the famous one), so a few bytes prove nothing.
    if utf8 < 30 or utf8 < other / 20:
        return None
    if _common_share("".join(text for text in texts if isinstance(text, str))[:20_000]) < 0.2:
        return None
    joined = "".join(text if isinstance(text, str) else _decode_stray(text) for text in texts)
    return Decoded(joined, "utf-8", (f"{other} bytes are not UTF-8 and were read line by line",))


def _decode_stray(line: bytes) -> str:
    candidates = [_reads_as(line, name) for name in ("gb18030", "utf-8", "big5hkscs")]
    return max(candidates, key=lambda candidate: candidate[0])[1]


_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def _check_printable(decoded: Decoded) -> Decoded:
    sample = decoded.text[:20_000]
    if len(_CONTROL.findall(sample)) > len(sample) * 0.05:
        raise NotTextError("the file is binary (it is full of control characters)")
    return decoded
