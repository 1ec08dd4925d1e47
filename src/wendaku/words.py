"""Text to words: one normalisation and one segmentation, the only module that knows jieba and rjieba.

jieba without its hidden Markov model is a plain maximum-probability path over a dictionary. So the same cut can be had
from jieba (Python), from rjieba (Rust, some thirty times faster) and from a few lines in the browser.
"""

import bisect
import importlib.machinery
import importlib.util
import logging
import re
import sys
import tempfile
import unicodedata
import warnings
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, Protocol

from wendaku.config import Words
from wendaku.errors import UsageError

Engine = Literal["auto", "jieba", "rjieba"]

DICTIONARY_TOTAL = 60_101_967
"""Sum of all weights in jieba 0.42.1's dictionary; a test holds it, since every cut depends on it."""

DICTIONARY_BYTES = 5_071_852
"""Length of that dictionary's file. Its rows stand in groups by their first character from that of 一 on; a test holds it."""

ORDERED_FROM = "\n一 ".encode()

FEW_CHARACTERS = 400
"""For words that begin with so few characters their groups are looked for, which takes 5 ms where cutting the file into rows takes 25."""

_OTHER_SPACES = "\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_OTHER_SPACE = re.compile(f"[{_OTHER_SPACES}]")
_SPACE = re.compile(f"[ {_OTHER_SPACES}]+")
# Zero-width and direction marks, soft hyphens and variation selectors: invisible, pasted along with scraped text.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)

_WIDE_MARKS = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；？！（）％")
"""NFKC maps these too, but takes 14 µs for an answer that holds any and 0.2 for one that is as it should be: nearly all are, then."""


def normalize(text: str) -> str:
    """The text as search sees it: NFKC, lower case, nothing invisible, each run of white space one blank.

    Lower case rather than full case folding, because browsers have no case folding and both sides must agree.
    The browser's twin is `normalize` in engine.js; `tests/search/cases/normalize.json` runs against both.
    """
    # Looking for a character takes a third of replacing none.
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    for mark, narrow in _WIDE_MARKS:
        text = text.replace(mark, narrow)
    text = unicodedata.normalize("NFKC", text).lower()
    if "  " in text or _OTHER_SPACE.search(text):
        text = _SPACE.sub(" ", text)
    return text.strip(" ")


class _Cutter(Protocol):
    def cut(self, text: str, hmm: bool) -> list[str]: ...


class Segmenter:
    """Cuts text into words with jieba's dictionary and the words of words.yaml."""

    def __init__(self, words: Words, engine: Engine = "auto") -> None:
        """`auto` takes rjieba where it is installed. UsageError where the engine asked for is not installed."""
        self.domain = {normalize(word): weight for word, weight in words.dictionary.items()}
        self.engine = _choose_engine(engine)

    def load(self) -> None:
        """Load the dictionary into an instance of its own (some 0.1 s with rjieba, 1 s with jieba), as the first cut does."""
        assert self._cutter

    @cached_property
    def _cutter(self) -> _Cutter:
        return _open_rjieba(self.domain) if self.engine == "rjieba" else _open_jieba(self.domain)

    def cut(self, text: str) -> list[str]:
        """The words of a text; joined, they are the text."""
        return self._cutter.cut(text, False)

    @property
    def total(self) -> int:
        """The sum of all weights: a word's probability is its weight over this."""
        known = read_weights(self.domain)
        return DICTIONARY_TOTAL + sum(self.domain.values()) - sum(known.values())

    def weights(self, words: Iterable[str]) -> dict[str, int]:
        """The weight of each word that a dictionary has; words that none has are left out."""
        words = set(words)
        domain = {word: self.domain[word] for word in words & self.domain.keys()}
        return read_weights(words - domain.keys()) | domain


def read_weights(words: Iterable[str]) -> dict[str, int]:
    """Weights from jieba's dictionary file of those words that it has."""
    words = [word for word in words if word]
    is_few = len({word[0] for word in words}) <= FEW_CHARACTERS and len(_dictionary()) == DICTIONARY_BYTES
    found = {}
    for word in words:
        start = f"{word} ".encode()
        rows = _rows_of(word[0]) if is_few else _dictionary_rows()
        at = bisect.bisect_left(rows, start)
        if at < len(rows) and rows[at].startswith(start):
            found[word] = int(rows[at].split(b" ")[1])
    return found


@cache
def _dictionary() -> bytes:
    return (_package_dir("jieba") / "dict.txt").read_bytes()


@cache
def _dictionary_rows() -> list[bytes]:
    # The file is sorted but for a few rows, so that sorting it costs 20 ms where a dict of it would cost 200.
    rows = _dictionary().split(b"\n")
    rows.sort()
    return rows


@cache
def _rows_of(first: str) -> list[bytes]:
    """The rows that begin with a character, sorted: the few before those of 一 that do, and its own group."""
    data, start, key = _dictionary(), _dictionary().find(ORDERED_FROM) + 1, first.encode()
    group = data[_find_group(data, start, key) : _find_group(data, start, key + b"\xff")]
    rows = [row for row in data[:start].split(b"\n") if row.startswith(key)]
    return sorted([*rows, *group.split(b"\n")])


def _find_group(data: bytes, start: int, key: bytes) -> int:
    """Where the first row stands, from `start` on, whose beginning is not less than a key: groups ascend there, though not all rows do."""
    low, high = start, len(data)
    while low < high:
        middle = (low + high) // 2
        begin = max(low, data.rfind(b"\n", low, middle) + 1)
        if data[begin : begin + len(key)] < key:
            end = data.find(b"\n", middle)
            low = end + 1 if end >= 0 else high
        else:
            high = begin
    return low


def _package_dir(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise UsageError(f"the package {name} is not installed; run: pip install {name}")
    return Path(next(iter(spec.submodule_search_locations)))


def _choose_engine(engine: Engine) -> str:
    if engine == "auto":
        engine = "rjieba" if importlib.util.find_spec("rjieba") else "jieba"
    _package_dir(engine)
    return engine


def _open_rjieba(domain: dict[str, int]) -> _Cutter:
    instance = _rjieba_extension().Jieba()
    for word, weight in domain.items():
        instance.add_word(word, weight, None)
    cutter: _Cutter = instance
    return cutter


@cache
def _rjieba_extension() -> Any:
    # rjieba's __init__ loads the dictionary into a shared instance. Ours must be private, and loading it twice costs
    # 0.1 s at every start, so the extension is imported without the package around it.
    folder = _package_dir("rjieba")
    finder = importlib.machinery.FileFinder(
        str(folder),
        (importlib.machinery.ExtensionFileLoader, importlib.machinery.EXTENSION_SUFFIXES),
    )
    spec = finder.find_spec("rjieba")
    if spec is None or spec.loader is None:
        raise UsageError(
            "rjieba is installed without its extension module; reinstall it or choose engine jieba"
        )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class _Jieba:
    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def cut(self, text: str, hmm: bool) -> list[str]:
        return list(self._tokenizer.cut(text, HMM=hmm))


def _open_jieba(domain: dict[str, int]) -> _Cutter:
    tokenizer = _import_jieba().Tokenizer()
    # jieba unmarshals a cache from the shared temporary folder, where anyone may have put it: give it a fresh folder.
    with tempfile.TemporaryDirectory(prefix="wendaku-") as folder:
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    for word, weight in domain.items():
        # jieba counts a redefined word twice in its total, rjieba once. Cuts must not depend on the engine.
        tokenizer.total -= tokenizer.FREQ.get(word, 0)
        tokenizer.add_word(word, weight)
    return _Jieba(tokenizer)


def _import_jieba() -> Any:
    if importlib.util.find_spec("jieba") is None:
        raise UsageError("the package jieba is not installed; run: pip install jieba")
    known = sys.modules.get("jieba")
    with warnings.catch_warnings():
        # pkg_resources is deprecated, and jieba's patterns are not raw strings: neither is the user's concern.
        warnings.simplefilter("ignore")
        import jieba
    if known is None:
        logger = logging.getLogger("jieba")
        logger.handlers.clear()
        logger.setLevel(logging.WARNING)
    return jieba
