"""Which drafts are reworded copies of one another: same place, same numbers, no sentence that only one has.

Candidates come from sketches of fixed size, never from all pairs; a candidate is then compared sentence by
sentence. Where in doubt the two stay apart: a duplicate costs a reader a second, a wrong merger costs them a rule.
"""

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from wendaku import regions
from wendaku.loader.wording import is_question
from wendaku.loading.wording import (
    Statement,
    find_numbers,
    fold_text,
    join,
    letters_of,
    make_core,
    make_statement,
    small_words,
    split_sentences,
    split_statements,
)
from wendaku.model import EVERYWHERE, EntryFields

BANDS = 20
ROWS = 3
"""Two answers that share a fraction s of their character pairs meet in a band with 1 - (1 - s³)^20: 99.9 % at
s = 0.7, 81 % at 0.43, 2 % at 0.1, where unrelated answers on one subject lie. Banding after Broder's
min-wise hashing (1997), one permutation cut into bins after Li, Owen and Zhang (2012)."""


CANDIDATES = 6
"""So many of the best candidates are compared in full; more only stand there where hundreds share a template."""

BUCKET = 200
"""Longer buckets are boilerplate; beyond this many members they are not searched."""

SAME_SENTENCE = 0.5
"""Dice of character pairs from which two sentences count as one reworded. On the labelled pairs of
tests/merging_pairs.yaml, sentences on the same subject that say different things lie below 0.42."""

PART_OF_SENTENCE = 0.75
"""From this share of its pairs found in a longer sentence, one counts as a part of it."""

PART_FACTOR = 1.15
"""A sentence this much longer than another says more than it; the other may be a part of it."""

MAX_STATEMENTS = 150
MAX_CORE = 1000
"""Longest real answers: 90 sentences, of 300 characters at most. Comparing is quadratic in both."""

LONGEST_RUN = 4
MAX_MISSING = 3
"""So many characters of a sentence may be missing in its counterpart: an 已 that no list foresees."""

NEW_WORD = 2
"""So many letters in one place that the other does not have, small words apart, are a word: 本市, 盖章, 挂号."""

SAME_CLAUSE = 0.25
SAME_QUESTION = 0.5
SHORT_ANSWER = 20
"""An answer with less to say (能。/ 请咨询当地医保局。) fits many questions, so the questions must be alike too."""


Sketch = bytes
"""What is kept of every answer in order to find copies of it: 4 bytes for each band; empty for none."""


class Verdict(NamedTuple):
    """Whether two entries are copies, and if not, the first reason."""

    same: bool
    reason: str = ""


def make_sketch(fields: EntryFields) -> Sketch:
    """The sketch of an entry; entries of different places or numbers never share a band."""
    sentences = split_sentences(fields.answer)
    letters = make_core("\n".join(sentences))
    block = "\0".join([fields.region or "", *sorted(find_numbers("\n".join(sentences)))])
    seed = zlib.crc32(block.encode())
    bins = _fill_bins(letters)
    bands = (
        zlib.crc32(struct.pack(f"<{ROWS + 2}I", seed, band, *bins[band * ROWS : band * ROWS + ROWS]))
        for band in range(BANDS)
    )
    return struct.pack(f"<{BANDS}I", *bands)


def _bands(sketch: Sketch) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sketch) // 4}I", sketch)


def _fill_bins(letters: str) -> list[int]:
    """The least hash of each bin; an empty bin takes its right neighbour's, as densification does."""
    count = BANDS * ROWS
    least: list[int | None] = [None] * count
    for pair in {letters[at : at + 2] for at in range(max(len(letters) - 1, 1))}:
        # The factor is Knuth's (2^32 / golden ratio): the low bits of CRC-32 alone follow the text's bits.
        value = zlib.crc32(pair.encode()) * 2654435761 & 0xFFFFFFFF
        bin_, rest = value % count, value // count
        if least[bin_] is None or rest < least[bin_]:  # type: ignore[operator]
            least[bin_] = rest
    filled = 0
    for at in range(2 * count - 1, -1, -1):
        found = least[at % count]
        if found is not None:
            filled = found
        else:
            least[at % count] = filled
    return [value or 0 for value in least]


class CandidateIndex:
    """Sketches by number, for finding those that share bands with another."""

    def __init__(self) -> None:
        # Nearly all buckets have one member, and a list for each would take three times the memory.
        self._buckets: dict[int, int | list[int]] = {}

    def add(self, number: int, sketch: Sketch) -> None:
        """Remember a sketch under a number."""
        for band in _bands(sketch):
            bucket = self._buckets.get(band)
            if bucket is None:
                self._buckets[band] = number
            elif isinstance(bucket, int):
                self._buckets[band] = [bucket, number]
            elif len(bucket) < BUCKET:
                bucket.append(number)

    def find(self, sketch: Sketch) -> list[int]:
        """The numbers that share most bands with the sketch, best first, at most CANDIDATES."""
        shared: Counter[int] = Counter()
        for band in _bands(sketch):
            bucket = self._buckets.get(band, [])
            shared.update([bucket] if isinstance(bucket, int) else bucket)
        return [
            number for number, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES]
        ]


def compare(one: EntryFields, other: EntryFields) -> Verdict:
    """Whether two entries are the same answer in other words; symmetric."""
    if one.review.status == "quarantined" or other.review.status == "quarantined":
        return Verdict(False, "quarantined")
    if one.region != other.region:
        return Verdict(False, "region")
    if not _same_places(one, other):
        return Verdict(False, "places")
    first, second = split_statements(one.answer), split_statements(other.answer)
    if _too_long(first) or _too_long(second):
        return Verdict(letters_of(one.answer) == letters_of(other.answer), "too long to compare by sentences")
    if reason := _questions_differ(one, other, first, second):
        return Verdict(False, reason)
    context = make_core(fold_text(f"{one.question}\n{other.question}"))
    reason = _unique_statement(first, second, context) or _unique_statement(second, first, context)
    return Verdict(not reason, reason)


def _too_long(statements: Sequence[Statement]) -> bool:
    """Whether comparing would take seconds, which a page could be made for."""
    return len(statements) > MAX_STATEMENTS or any(len(each.core) > MAX_CORE for each in statements)


def _same_places(one: EntryFields, other: EntryFields) -> bool:
    """Publishers of two places do not state one rule, even where their words agree."""

    def places(fields: EntryFields) -> set[str]:
        source = fields.source or (fields.sources[0] if fields.sources else None)
        text = " ".join(filter(None, [source.publisher, source.title])) if source else ""
        facts = make_statement(fold_text(f"{fields.question} {text}")).facts
        return {fact for fact in facts if regions.is_known(fact)} | ({fields.region or ""} - {"", EVERYWHERE})

    return places(one) == places(other)


def _questions_differ(
    one: EntryFields, other: EntryFields, first: Sequence[Statement], second: Sequence[Statement]
) -> str:
    asked, also = make_statement(fold_text(one.question)), make_statement(fold_text(other.question))
    numbers, others = find_numbers(asked.text), find_numbers(also.text)
    if numbers and others and numbers != others:
        return "question: numbers"
    if _contradict(asked.choices, also.choices):
        return "question: deciding words"
    shortest = min(sum(len(statement.core) for statement in side) for side in (first, second))
    if shortest < SHORT_ANSWER and _dice(asked.pairs, also.pairs) < SAME_QUESTION:
        return "answer too short for other questions"
    return ""


def _contradict(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether both name values of a group, and none that is in both."""
    by_group: list[dict[str, set[str]]] = [{}, {}]
    for side, values in zip(by_group, (one, other), strict=True):
        for value in values:
            side.setdefault(value.partition(".")[0], set()).add(value)
    first, second = by_group
    return any(first[group].isdisjoint(second[group]) for group in first.keys() & second.keys())


def _unique_statement(statements: Sequence[Statement], others: Sequence[Statement], context: str) -> str:
    """Why one of the statements stands in none of the others; empty where all do. `context` is what both are asked."""
    spans = _runs(others)
    told = context + "".join(other.core for other in others)
    for statement in statements:
        if _says_nothing(statement, told):
            continue
        alike = [span for span in spans if _reads_alike(statement, span)]
        if not alike:
            return f"only one says: {statement.text}"
        if not any(_states_same(statement, span, told) for span in alike):
            return f"not the same numbers, places, negations or deciding words: {statement.text}"
    return ""


_FRAME = re.compile(
    r"小编|(?:大家|各位|朋友们|小伙伴们?)好|您好|你好|希望.{0,14}(?:帮助|帮到|有用)|(?:介绍|分享|说|聊|讲)到这|(?:很多|不少|许多)(?:人|朋友|网友|市民|读者|参保人).{0,10}(?:问|疑问|关心|不清楚|不知道)"
    r"|(?:下面|今天|本文|接下来).{0,10}(?:来|为|给|就|跟).{0,8}(?:说|看|聊|介绍|了解|整理|讲|梳理)|(?:就|便)?是.{0,10}(?:全部|所有|主要|相关)(?:内容|介绍)|仅供参考|为准$|(?:方式|方法|途径|渠道|情况|情形|材料|步骤|条件)(?:一共|共|总共|主要)?有.{1,2}(?:种|个|条|类|步|项)?$|(?:如有|还有)(?:其他)?(?:疑问|问题).{0,20}$"
)
_HEADS = re.compile(r"(?:说明|介绍|流程|步骤|材料|条件|方法|方式|渠道|须知|办法|情形|规定|指南|要点)?[:]?$")
MAX_HEADING = 12
"""Letters of a line that may be a heading over the rest of an answer."""


def _says_nothing(statement: Statement, told: str) -> bool:
    """Whether a sentence only frames the answer: a greeting, a question again, a heading of words told elsewhere."""
    if statement.facts or _negated(statement):
        return False
    text = statement.text.strip(" ,:")
    if (len(text) <= 40 and _FRAME.search(text)) or is_question(text):
        return True
    return len(text) <= MAX_HEADING and "," not in text and set(_HEADS.sub("", make_core(text))) <= set(told)


def _negated(statement: Statement) -> bool:
    return any(clause.negations for clause in statement.clauses)


def _runs(statements: Sequence[Statement]) -> list[Statement]:
    """Every statement alone and with up to LONGEST_RUN - 1 after it: a copy cuts its sentences elsewhere."""
    runs = list(statements)
    longer = list(statements)
    for step in range(1, LONGEST_RUN):
        longer = [join(run, statement) for run, statement in zip(longer, statements[step:], strict=False)]
        runs += longer
    return runs


def _reads_alike(statement: Statement, span: Statement) -> bool:
    if not statement.core or statement.core in span.core:
        return True
    part = len(statement.pairs & span.pairs) / len(statement.pairs)
    return _dice(statement.pairs, span.pairs) >= SAME_SENTENCE or part >= PART_OF_SENTENCE


def _states_same(statement: Statement, span: Statement, told: str) -> bool:
    is_part = len(span.core) > PART_FACTOR * len(statement.core)
    return (
        _has_same_facts(statement, span, is_part)
        and _is_same_clause_by_clause(statement, span)
        and _holds_content(statement.core, span.core, told)
    )


def _has_same_facts(statement: Statement, span: Statement, is_part: bool) -> bool:
    if is_part:
        # What else the span says is compared the other way round.
        return _stands_in(statement.facts, span.facts) and _stands_in(statement.choices, span.choices)
    if statement.facts != span.facts:
        return False
    groups = [choice.partition(".")[0] for choice in dict.fromkeys(statement.choices)]
    if len(statement.facts) > 1 or len(groups) > len(set(groups)):
        # 在职 70%, 退休 80%; 范围按就医地, 比例按参保地: which belongs to which is told by the order alone.
        return statement.choices == span.choices
    return set(statement.choices) == set(span.choices)


def _holds_content(core: str, span: str, told: str) -> bool:
    """Whether what the core says beyond synonyms stands in the span too, if in another order.

    Small words do not count, nor words that the rest of the other answer or the questions have.
    """
    missing = 0
    for operation, start, end, other_start, other_end in SequenceMatcher(
        None, core, span, False
    ).get_opcodes():
        gone, instead = core[start:end], span[other_start:other_end]
        if operation in ("equal", "insert") or (len(gone) > 1 and gone in span):
            continue
        is_moved = len(instead) > 1 and instead in core
        if operation == "replace" and not is_moved and _swaps_words(gone, instead):
            return False
        own = set(_new_letters(core, start, end, span + "\0" + told)) - set(instead)
        if len(own) >= NEW_WORD:
            return False
        missing += len(own)
    return missing <= MAX_MISSING


def _swaps_words(gone: str, instead: str) -> bool:
    """Whether one word stands where another stood: 居住证 for 户口簿, small words apart."""
    return not set(gone) & set(instead) and all(small_words().sub("", part) for part in (gone, instead))


def _new_letters(text: str, start: int, end: int, known: str) -> str:
    """The letters of a part that are no small words and stand in no pair of letters that is known."""
    small = {at for match in small_words().finditer(text) for at in range(*match.span())}
    return "".join(
        text[at]
        for at in range(start, end)
        if at not in small
        and not (at and text[at - 1 : at + 1] in known)
        and not (at + 1 < len(text) and text[at : at + 2] in known)
    )


def _is_same_clause_by_clause(statement: Statement, span: Statement) -> bool:
    """Whether what one negates, demands or puts before is so in the other: 能取不能转 is not 不能取能转."""
    everywhere = frozenset().union(*(clause.negations for clause in span.clauses))
    same_cut = len(statement.clauses) == len(span.clauses)
    for clause in statement.clauses:
        nearest = max(span.clauses, key=lambda other: _dice(clause.pairs, other.pairs))
        if _dice(clause.pairs, nearest.pairs) < SAME_CLAUSE and len(span.clauses) > 1:
            if clause.negations:  # 不可以, as a first clause that the other has not
                return False
            continue
        if _contradict(clause.hints, nearest.hints) or not clause.negations <= everywhere:
            return False
        if same_cut and clause.negations != nearest.negations:
            return False
    return True


def _stands_in(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether the part's items stand in the whole in their order."""
    rest = iter(whole)
    return all(item in rest for item in part)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
