"""The short answer shown in lists: a sentence of the page's own answer, never one of ours."""

import re

from wendaku.loader.folding import fold
from wendaku.loader.numbering import parse_numbering
from wendaku.loader.wording import is_sentence, reply_mark, split_sentences

MAX_SUMMARY = 140
"""Two lines on a phone; a longer sentence is cut at a comma."""

_COURTESY = re.compile(
    r"^(?:尊敬的|您好|你好|网友|市民|来信|感谢|谢谢|收到|您的(?:来信|留言|咨询|问题|诉求)|你的(?:来信|留言|咨询|问题)|经(?:核实|研究|查)|现(?:回复|答复|将)|关于您|根据您|首先感谢|亲爱的)"
)
_POINTS = re.compile(
    r"[,，、]?\s*(?:以下|如下|下面|下列|具体(?:的)?(?:方法|步骤|流程|规定|操作|情况|如|为|包括))"
)
_OPEN_END = re.compile(r"(?:选择|通过|采取|按照|按|如|为|有|是|分|从|包括|进行|以|的)$")
_SAYS = re.compile(r"可以|不能|能够|都能|就能|不会|不需要|无需|需要|必须|不可|属于|不是|没有")
_HEADING_STYLES = ("一、", "(一)", "第一")


def write_summary(paragraphs: list[str]) -> str | None:
    """One sentence of the answer, two where the first has a few letters only; None where no paragraph says anything.

    Courtesies, headings and lines that only announce a list are passed over. A short line that stands alone above
    the text is the page's own short answer.
    """
    for place, text in enumerate(paragraphs):
        folded = fold(text)
        number = parse_numbering(folded)
        start = number.end if number else reply_mark(folded)
        text, folded = text[start:].strip(), folded[start:].strip()
        if number and number.style in _HEADING_STYLES and not is_sentence(folded):
            continue
        if folded.endswith(":"):
            announced = (
                _before_list(text, folded)
                or _with_items(text, paragraphs[place + 1 :])
                or _statement(text, folded)
            )
            if announced:
                return _finish(announced)
            continue
        if is_sentence(folded):
            sentence = _first_telling(text, folded)
            if sentence:
                return _finish(sentence)
        elif place == 0 and 6 <= len(text) <= 60 and not number:
            return _finish(text)
    return _fallback(paragraphs)


def _first_telling(text: str, folded: str) -> str | None:
    sentences = [sentence for sentence in split_sentences(text, folded) if len(sentence) > 1]
    for place, sentence in enumerate(sentences):
        said = fold(sentence)
        if _COURTESY.match(said) or said.endswith("?"):
            continue
        if len(sentence) <= 8 and place + 1 < len(sentences):
            return sentence + sentences[place + 1]
        return sentence
    return None


def _before_list(text: str, folded: str) -> str | None:
    """What a line says before it announces a list: 需按情形办理,以下是主要方法： says 需按情形办理."""
    match = _POINTS.search(folded)
    if not match or _COURTESY.match(folded):
        return None
    cut = folded.rfind(",", 0, match.end())
    head = text[: cut if cut >= 0 else match.start()]
    return head if len(head) >= 12 and not _OPEN_END.search(fold(head)) else None


def _with_items(text: str, following: list[str]) -> str | None:
    """A line that ends in a colon together with the items below it, as far as they fit."""
    if _COURTESY.match(fold(text)) or _POINTS.search(fold(text)) or len(text) < 4:
        return None
    items = []
    for item in following:
        number = parse_numbering(fold(item))
        if not number:
            break
        items.append(item[number.end :].strip().rstrip("；;。，,"))
    joined = text + "；".join(items)
    return joined if len(items) >= 2 and len(joined) <= MAX_SUMMARY else None


def _statement(text: str, folded: str) -> str | None:
    """A line that answers although a colon ends it: 医保卡里的钱可以给家人用：."""
    says = (
        len(text) >= 10
        and _SAYS.search(folded)
        and not _POINTS.search(folded)
        and not _COURTESY.match(folded)
    )
    return text if says and not _OPEN_END.search(folded.rstrip(":")) else None


def _fallback(paragraphs: list[str]) -> str | None:
    told = [text for text in paragraphs if len(text) >= 4]
    return _finish(told[0].rstrip(":：")) if told else None


def _finish(sentence: str) -> str:
    sentence = sentence.strip().rstrip("：:,，;；、")
    if len(sentence) > MAX_SUMMARY:
        cut = max(sentence.rfind(mark, 40, MAX_SUMMARY) for mark in ",，;；")
        sentence = sentence[: cut if cut > 0 else MAX_SUMMARY] + "…"
    return sentence if sentence[-1] in "。！？!?…」”" else sentence + "。"
