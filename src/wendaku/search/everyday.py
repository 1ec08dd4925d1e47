"""Words of everyday questions: which of them ask, which say nothing, which mean the same."""

from functools import cache

import msgspec

from wendaku.resources import data_file


class EverydayWords(msgspec.Struct, frozen=True):
    """What everyday_words.txt holds."""

    ask: tuple[str, ...]
    stop: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]


@cache
def everyday_words() -> EverydayWords:
    """The packaged list of everyday words."""
    sections: dict[str, list[tuple[str, ...]]] = {}
    rows: list[tuple[str, ...]] = []
    for line in data_file("everyday_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            rows = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            rows.append(tuple(line.split()))
    flat = {name: tuple(word for row in found for word in row) for name, found in sections.items()}
    return EverydayWords(flat["ask"], flat["stop"], tuple(sections["alike"]))
