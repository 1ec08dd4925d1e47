"""Which topic an entry belongs to: the weight of topics.yaml's words in question, title and answer."""

import functools
import re
from dataclasses import dataclass
from typing import NamedTuple

from wendaku.config import Config
from wendaku.loader.folding import fold
from wendaku.model import OTHER_TOPIC

QUESTION_WEIGHT = 3.0
TITLE_WEIGHT = 0.6
ANSWER_WEIGHT = 0.35
"""A word of the question says more about the topic than one of the answer, which speaks of neighbouring topics too."""

NAMING_WEIGHT = 3.0
"""So much weight of words in a title names its topic; 医保码 alone does not."""

TITLED_CONTEXT = 6.5
UNTITLED_CONTEXT = 2.0
"""What the page's title and other questions add to the topic that they speak of: 到哪里申请 alone names none.

Under a title that names no topic (医保码常见问题) the questions may be about anything, so they add less.
"""

REPEATS = 3
"""How often one word of the answer counts at most."""

THRESHOLD = 6.0
"""A lower score is `other`: one strong word of the answer alone, or a weak one of the question, names no topic."""

NAMELESS_THRESHOLD = 3.0
"""The same for a question that holds no topic's word (下一步有什么打算？), where answer and page speak of one topic only."""


GAP = "…"
MAX_GAP = 8
"""去…看病 in a topic's words stands for 去北京看病: up to so many letters of one clause between its parts."""


class TopicScore(NamedTuple):
    """The topic chosen, its score, and the topic that came second."""

    topic: str
    score: float
    runner_up: str | None
    runner_up_score: float


def read_context(title: str, questions: list[str], config: Config) -> dict[str, float]:
    """What a page's title, its questions and what leads in to them add to each topic, and to `other`: their share of
    its words, times the weights above.
    """
    texts = [fold(text) for text in (title, *questions)]
    topics = _prepare(config)
    weights = {words.topic: sum(_weigh_short(words, text) for text in texts) for words in topics}
    total = sum(weights.values())
    if total < THRESHOLD:
        return {}
    titled = {words.topic for words in topics if _weigh_short(words, texts[0]) >= NAMING_WEIGHT}
    most = {topic: TITLED_CONTEXT if topic in titled else UNTITLED_CONTEXT for topic in weights}
    return {topic: most[topic] * weight / total for topic, weight in weights.items()}


def choose_topic(
    question: str, title: str, answer: str, context: dict[str, float], config: Config
) -> TopicScore:
    """The topic with the most weight of words; `other` below THRESHOLD or where no word is found.

    The weight is 3 × that of the question's words, 0.6 × the title's and 0.35 × the answer's, each word of the answer
    at most three times and the whole answer scaled down where it is long, so that it never outweighs the question.
    `context` (see `read_context`) adds to what the entry itself says.
    """
    parts = (fold(question), fold(title), fold(answer))
    own = {words.topic: _score(words, *parts) for words in _prepare(config)}
    scores = [(score + context.get(topic, 0.0), topic) for topic, score in own.items() if score > 0]
    scores.sort(key=lambda pair: -pair[0])
    if not scores:
        return TopicScore(OTHER_TOPIC, 0.0, None, 0.0)
    second = scores[1] if len(scores) > 1 else (0.0, None)
    best, topic = scores[0]
    if topic == OTHER_TOPIC:
        return TopicScore(topic, round(best, 2), second[1], round(second[0], 2))
    nameless = not any(_weigh_short(words, parts[0]) for words in _prepare(config))
    if best < THRESHOLD and not (nameless and best >= NAMELESS_THRESHOLD and second[0] * 3 <= best):
        return TopicScore(OTHER_TOPIC, round(best, 2), topic, round(best, 2))
    return TopicScore(topic, round(best, 2), second[1], round(second[0], 2))


@dataclass(frozen=True, eq=False)
class _Words:
    """A topic's words, made ready for looking them up in folded text."""

    topic: str
    plain: tuple[tuple[str, float], ...]
    gapped: tuple[tuple[str, re.Pattern[str], float], ...]
    """The part before the gap, which is looked for first, and the pattern of the whole."""


class _Prepared(NamedTuple):
    config: Config
    words: tuple[_Words, ...]
    """Of each topic, and of `other` at the end."""


@functools.lru_cache(1)
def _cell() -> list[_Prepared]:
    return []


def _prepare(config: Config) -> tuple[_Words, ...]:
    """The words of a configuration; pages are read with one, so the last is kept."""
    cell = _cell()
    if not cell or cell[0].config is not config:
        lists = [(topic.id, topic.words) for topic in config.topics] + [(OTHER_TOPIC, config.other_words)]
        cell[:] = [_Prepared(config, tuple(_fold_words(topic, words) for topic, words in lists))]
    return cell[0].words


def _fold_words(topic: str, words: dict[str, float]) -> _Words:
    folded = [(fold(word), weight) for word, weight in words.items()]
    gap = rf"[^,。;!?\n]{{0,{MAX_GAP}}}?"
    gapped = (
        (word.partition(GAP)[0], re.compile(gap.join(map(re.escape, word.split(GAP)))), weight)
        for word, weight in folded
        if GAP in word
    )
    return _Words(topic, tuple(pair for pair in folded if GAP not in pair[0]), tuple(gapped))


def _score(words: _Words, question: str, title: str, answer: str) -> float:
    asked = QUESTION_WEIGHT * _weigh_short(words, question)
    titled = TITLE_WEIGHT * _weigh_short(words, title)
    answered = ANSWER_WEIGHT * _weigh(words, answer, REPEATS)
    return asked + titled + answered * min(1.0, 400 / max(1, len(answer)))


@functools.lru_cache(1024)
def _weigh_short(words: _Words, folded: str) -> float:
    # A page's title and questions are weighed for each of its entries.
    return _weigh(words, folded, 1)


def _weigh(words: _Words, folded: str, repeats: int) -> float:
    found = sum(weight * min(repeats, folded.count(word)) for word, weight in words.plain if word in folded)
    return found + sum(
        weight * min(repeats, len(pattern.findall(folded)))
        for head, pattern, weight in words.gapped
        if head in folded
    )
