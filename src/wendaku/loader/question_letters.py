"""Letters and the replies to them: who writes asks, whoever replies answers."""

from wendaku.loader.folding import fold
from wendaku.loader.question_words import Start, asking_sentences, clean_question
from wendaku.loader.sheet import Article, Sheet
from wendaku.loader.signals import LETTER_KEY, LETTER_REPLY_KEY
from wendaku.loader.titles import TITLE_KEY, is_generic_title
from wendaku.loader.units import Unit
from wendaku.loader.wording import ends_with_mark, reply_mark

# --- 来信/回复 ---


def find_letters(sheet: Sheet, article: Article) -> list[Start]:
    """Letters and their replies: the subject or the letter's question asks, the letter itself is detail."""
    free = article.free()
    asks = [unit for unit in free if LETTER_KEY.match(unit.folded)]
    replies = [unit for unit in free if LETTER_REPLY_KEY.match(unit.folded)]
    pairs = _pair_letters(asks, replies)
    if not pairs:
        return []
    article.is_letter = True
    starts = []
    previous_end = -1
    for ask, reply in pairs:
        letter = [unit for unit in free if ask.index <= unit.index < reply.index]
        subject = next(
            (
                unit
                for unit in reversed(free)
                if previous_end < unit.index < ask.index
                and (TITLE_KEY.match(unit.folded) or unit.key == "title")
            ),
            None,
        )
        if (
            subject is None
            and article.title is not None
            and (TITLE_KEY.match(article.title.folded) or article.title.key == "title")
            and len(pairs) == 1
        ):
            subject = article.title
        start = _start_of_letter(article, subject, letter, alone=len(pairs) == 1)
        for unit in free:
            if (
                previous_end < unit.index < reply.index
                and unit is not start.unit
                and (unit in letter or len(pairs) == 1)
            ):
                unit.claim("detail", "letter")
        _open_reply(reply)
        starts.append(start)
        previous_end = reply.index
    return starts


def _pair_letters(asks: list[Unit], replies: list[Unit]) -> list[tuple[Unit, Unit]]:
    pairs: list[tuple[Unit, Unit]] = []
    for ask in asks:
        if pairs and ask.index < pairs[-1][1].index:
            continue
        reply = next((reply for reply in replies if reply.index > ask.index), None)
        if reply is not None:
            pairs.append((ask, reply))
    return pairs


def _start_of_letter(article: Article, subject: Unit | None, letter: list[Unit], alone: bool) -> Start:
    if subject is not None:
        key = TITLE_KEY.match(subject.folded)
        return Start(subject, clean_question(subject.text[key.end() if key else 0 :]))
    if alone and article.title is not None and not is_generic_title(fold(article.title_text)):
        return Start(article.title, clean_question(article.title_text))
    body = [
        (unit.text[match.end() :] if (match := LETTER_KEY.match(unit.folded)) else unit.text, unit)
        for unit in letter
    ]
    for text, unit in body:
        question = asking_sentences(text)
        if question:
            return Start(
                unit, clean_question(text if len(text) <= 60 and ends_with_mark(fold(text)) else question)
            )
    return Start(letter[0], clean_question(body[0][0] or (body[1][0] if len(body) > 1 else letter[0].text)))


def _open_reply(reply: Unit) -> None:
    match = LETTER_REPLY_KEY.match(reply.folded)
    if match and match.end() >= len(reply.folded):
        reply.claim("noise", "mark")
    else:
        reply.lead = reply_mark(reply.folded)
