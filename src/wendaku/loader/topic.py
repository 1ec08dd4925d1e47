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


_HEAD = 2
"""Letters by which a topic's words are looked up."""


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
    prepared = _prepare(config)
    weighed = [_weigh_short(prepared, text) for text in texts]
    weights = {topic: sum(weights[topic] for weights in weighed) for topic in prepared.topics}
    total = sum(weights.values())
    if total < THRESHOLD:
        return {}
    titled = {topic for topic in prepared.topics if weighed[0][topic] >= NAMING_WEIGHT}
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
    prepared = _prepare(config)
    own = _score(prepared, *parts)
    scores = [(score + context.get(topic, 0.0), topic) for topic, score in own.items() if score > 0]
    scores.sort(key=lambda pair: -pair[0])
    if not scores:
        return TopicScore(OTHER_TOPIC, 0.0, None, 0.0)
    second = scores[1] if len(scores) > 1 else (0.0, None)
    best, topic = scores[0]
    if topic == OTHER_TOPIC:
        return TopicScore(topic, round(best, 2), second[1], round(second[0], 2))
    asked = _weigh_short(prepared, parts[0])
    nameless = not any(asked.values()) or (
        # A weak word of the topic that the page speaks of takes nothing from what speaks for it.
        context.get(topic, 0.0) >= NAMELESS_THRESHOLD and asked[topic] == sum(asked.values())
    )
    if best < THRESHOLD and not (nameless and best >= NAMELESS_THRESHOLD and second[0] * 3 <= best):
        return TopicScore(OTHER_TOPIC, round(best, 2), topic, round(best, 2))
    return TopicScore(topic, round(best, 2), second[1], round(second[0], 2))


class _Word(NamedTuple):
    """A word of a topic, made ready for looking it up in folded text."""

    topic: str
    place: int
    """In the topic's list: weights are added in its order, since the order changes the last digit."""
    weight: float
    start: str
    """The word, or what stands before its gap."""
    pattern: re.Pattern[str] | None
    """Of the whole where it has a gap."""


@dataclass(frozen=True, eq=False)
class _Prepared:
    """The words of a configuration's topics and of `other`, by their first letters."""

    config: Config
    topics: tuple[str, ...]
    words: dict[str, list[_Word]]


@functools.lru_cache(1)
def _cell() -> list[_Prepared]:
    return []


def _prepare(config: Config) -> _Prepared:
    """The words of a configuration; pages are read with one, so the last is kept."""
    cell = _cell()
    if not cell or cell[0].config is not config:
        lists = [(topic.id, topic.words) for topic in config.topics] + [(OTHER_TOPIC, config.other_words)]
        by_head: dict[str, list[_Word]] = {}
        for topic, weights in lists:
            for place, (word, weight) in enumerate(weights.items()):
                ready = _make_word(topic, place, fold(word), weight)
                by_head.setdefault(ready.start[:_HEAD], []).append(ready)
        cell[:] = [_Prepared(config, tuple(topic for topic, _ in lists), by_head)]
    return cell[0]


def _make_word(topic: str, place: int, word: str, weight: float) -> _Word:
    gap = rf"[^,。;!?\n]{{0,{MAX_GAP}}}?"
    pattern = re.compile(gap.join(map(re.escape, word.split(GAP)))) if GAP in word else None
    return _Word(topic, place, weight, word.partition(GAP)[0], pattern)


def _score(prepared: _Prepared, question: str, title: str, answer: str) -> dict[str, float]:
    """What question, title and answer say for each topic."""
    asked, titled = _weigh_short(prepared, question), _weigh_short(prepared, title)
    answered = _weigh(prepared, answer, REPEATS)
    scale = min(1.0, 400 / max(1, len(answer)))
    return {
        topic: QUESTION_WEIGHT * asked[topic]
        + TITLE_WEIGHT * titled[topic]
        + ANSWER_WEIGHT * answered[topic] * scale
        for topic in prepared.topics
    }


@functools.lru_cache(1024)
def _weigh_short(prepared: _Prepared, folded: str) -> dict[str, float]:
    # A page's title and questions are weighed for each of its entries.
    return _weigh(prepared, folded, 1)


def _weigh(prepared: _Prepared, folded: str, repeats: int) -> dict[str, float]:
    """The weight of each topic's words in a text, each word at most `repeats` times."""
    heads = {folded[place : place + _HEAD] for place in range(len(folded))}
    heads.update(folded)
    found: list[tuple[bool, int, str, float]] = []
    for head in prepared.words.keys() & heads:
        for word in prepared.words[head]:
            if word.start in folded:
                count = len(word.pattern.findall(folded)) if word.pattern else folded.count(word.start)
                found.append(
                    (word.pattern is not None, word.place, word.topic, word.weight * min(repeats, count))
                )
    weights = dict.fromkeys(prepared.topics, 0.0)
    for _, _, topic, weight in sorted(found):
        weights[topic] += weight
    return weights
