"""A plain scan of every text: which strings stand where, found without any index. It judges the search's recall."""

import random
from collections.abc import Sequence

from wendaku.markdown import to_text
from wendaku.model import Entry
from wendaku.search.index import fold


def texts_of(entry: Entry) -> list[str]:
    """Everything of an entry that a substring is looked for in, folded."""
    return [
        fold(part) for part in (entry.question, *entry.aliases, entry.summary or "", to_text(entry.answer))
    ]


def sample_windows(entries: Sequence[Entry], count: int, seed: int) -> list[str]:
    """Windows of 1 to 8 characters out of questions and answers, cut anywhere, each as it stands there."""
    chance = random.Random(seed)
    windows: dict[str, None] = {}
    while len(windows) < count:
        entry = chance.choice(entries)
        line = chance.choice([entry.question, *to_text(entry.answer).split("\n")])
        length = chance.randint(1, 8)
        if len(line) >= length:
            start = chance.randrange(len(line) - length + 1)
            if any(character.isalnum() for character in line[start : start + length]):
                windows[line[start : start + length]] = None
    return list(windows)


class PlainScan:
    """Which entries hold a string, found by looking through all of them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.texts = {entry.id: texts_of(entry) for entry in entries}

    def hits(self, window: str) -> set[str]:
        folded = fold(window)
        return {id for id, texts in self.texts.items() if any(folded in text for text in texts)}

    def complaint(self, window: str, found: Sequence[str]) -> str | None:
        """What is wrong with the first ten results for a window, None where nothing is."""
        hits = self.hits(window)
        wrong = [id for id in found[: min(10, len(hits))] if id not in hits]
        if wrong or len(found) < min(10, len(hits)):
            return f"{window!r}: {len(hits)} entries hold it, found {len(found)}, without it {wrong}"
        return None
