"""Other wordings of a query: its Latin runs read as pinyin or initials, its slips put right.

The twin of engine.js's later tiers, over the rows of `wendaku.search.sounds`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from wendaku.search.sounds import omissions, strip_tones
from wendaku.search.variants import is_chinese

LONGEST_SLIP = 6
READINGS = 3
LONGEST_KEY = 48
MOST_BROKEN = 3
"""One wrong character breaks two pairs, two that changed places three. A query with more is about something else, and its rows would only cost bytes."""

HOMOPHONE, NEAR_MISS = 0, 1

_LATIN_RUN = re.compile("[a-z](?:[a-z1-5' ]*[a-z1-5])?")
_NOT_LETTERS = re.compile("[1-5' ]")
_PHRASE = re.compile(r"(\D+)(\d+)")


class Phrase(NamedTuple):
    """A phrase of the corpus and how common it is there."""

    text: str
    strength: int
    is_word: bool


class Mend(NamedTuple):
    """A phrase that part of a query may have been meant for. Ordered best first."""

    kind: int
    shortness: int
    weakness: int
    start: int
    phrase: str
    end: int


class Slips:
    """Rewords queries by the rows that `sound_rows` gives."""

    def __init__(
        self, rows: Mapping[str, list[str]], stands: Callable[[str], bool], tells: Callable[[str], bool]
    ) -> None:
        """`stands` says whether a pair of characters stands in any entry, `tells` whether a word says what a query is about."""
        self._rows, self._stands, self._tells = rows, stands, tells

    def reword(self, text: str, words: list[str]) -> list[str]:
        """Other wordings of a folded query with these words, the likeliest first; some may be the query itself."""
        letters = strip_tones(text)
        return self._read_pinyin(letters) if _LATIN_RUN.search(letters) else self._mend(text, words)

    def _phrases(self, key: str) -> list[Phrase]:
        found = (_PHRASE.fullmatch(field) for field in self._rows.get(key, ()))
        return [Phrase(match[1], int(match[2]) >> 1, bool(int(match[2]) & 1)) for match in found if match]

    def _read_pinyin(self, text: str) -> list[str]:
        runs = [run for run in _LATIN_RUN.findall(text) if len(re.findall("[a-z]", run)) > 1]
        readings = [self._read_run(_NOT_LETTERS.sub("", run)) for run in runs]
        wordings = []
        for choice in range(READINGS):
            reworded = text
            for run, texts in zip(runs, readings, strict=True):
                if texts:
                    reworded = reworded.replace(run, texts[min(choice, len(texts) - 1)], 1)
            wordings.append(reworded)
        return list(dict.fromkeys(wordings)) if any(readings) else []

    def _read_run(self, letters: str) -> list[str]:
        """What a run of letters may stand for: few long strong phrases before many short weak ones."""
        paths: dict[int, list[tuple[int, str]]] = {0: [(0, "")]}
        reached = 0
        for start in range(len(letters)):
            if start not in paths:
                continue
            reached = start
            for end in range(start + 1, min(len(letters), start + LONGEST_KEY) + 1):
                pieces = list(self._pieces(letters[start:end], len(letters) == 2))
                longer = [
                    (score + more, text + piece) for score, text in paths[start] for more, piece in pieces
                ]
                if longer:
                    together = {*paths.get(end, ()), *longer}
                    best: dict[str, int] = {}
                    for score, text in sorted(together, key=lambda path: (-path[0], path[1])):
                        best.setdefault(text, score)
                    paths[end] = [(score, text) for text, score in best.items()][:READINGS]
        # A reader still typing has not finished the last syllable.
        unfinished = paths[reached] if reached > 3 and len(letters) - reached < 3 else []
        complete = paths.get(len(letters)) or unfinished
        return [text for _, text in complete]

    def _pieces(self, part: str, short: bool) -> Iterator[tuple[int, str]]:
        for phrase in self._phrases(part):
            yield 4 * phrase.strength - 100, phrase.text
        # Two initials within a longer run fit nearly anything.
        for phrase in self._phrases(part.upper()) if short or len(part) > 2 else ():
            yield 4 * phrase.strength - 140, phrase.text

    def _broken(self, text: str, words: list[str]) -> list[int]:
        """Where two characters meet that meet in no entry, one of them left over from the cut."""
        loose = [len(word) == 1 and self._tells(word) for word in words for _ in word]
        pairs = [text[place : place + 2] for place in range(len(text) - 1)]
        return [
            place
            for place, pair in enumerate(pairs)
            if (loose[place] or loose[place + 1]) and is_chinese(pair) and not self._stands(pair)
        ]

    def _mend(self, text: str, words: list[str]) -> list[str]:
        """The query with what seems misspelt put right."""
        broken = self._broken(text, words)
        if len(broken) > MOST_BROKEN:
            return []
        mends = sorted(mend for start, part in _windows(text, broken) for mend in self._mends(start, part))
        chosen: list[Mend] = []
        for mend in mends:
            if all(mend.end <= other.start or mend.start >= other.end for other in chosen):
                chosen.append(mend)
        for mend in sorted(chosen, key=lambda mend: -mend.start):
            text = text[: mend.start] + mend.phrase + text[mend.end :]
        return [text] if chosen else []

    def _mends(self, start: int, part: str) -> Iterator[Mend]:
        sound = "".join(self._rows.get(character, [""])[0] for character in part)
        for phrase in self._phrases(sound):
            if len(phrase.text) == len(part) and phrase.text != part:
                yield Mend(HOMOPHONE, -len(part), -phrase.strength, start, phrase.text, start + len(part))
        for key in dict.fromkeys([part, *(omissions(part) if len(part) > 2 else ())]):
            for phrase in self._phrases(key):
                # What is no word of the dictionary may take nothing away: 取医保 is not 查医保 misspelt.
                allowed = phrase.is_word or set(part) <= set(phrase.text)
                if (
                    allowed
                    and phrase.text != part
                    and len(phrase.text) > 2
                    and is_one_slip(part, phrase.text)
                ):
                    yield Mend(
                        NEAR_MISS, -len(phrase.text), -phrase.strength, start, phrase.text, start + len(part)
                    )


def _windows(text: str, broken: list[int]) -> Iterator[tuple[int, str]]:
    for start in range(len(text)):
        for end in range(start + 2, min(len(text), start + LONGEST_SLIP) + 1):
            part = text[start:end]
            if not is_chinese(part):
                break
            if any(start <= place and place + 1 < end for place in broken):
                yield start, part


def is_one_slip(left: str, right: str) -> bool:
    """Whether one character wrong, missing, too many or swapped with its neighbour makes one text of the other."""
    start, end, shorter = 0, 0, min(len(left), len(right))
    while start < shorter and left[start] == right[start]:
        start += 1
    while end < shorter - start and left[-1 - end] == right[-1 - end]:
        end += 1
    left, right = left[start : len(left) - end], right[start : len(right) - end]
    if len(left) + len(right) == 1 or len(left) == len(right) == 1:
        return True
    return len(left) == len(right) == 2 and left == right[::-1]
