"""The editors' search: a Whoosh index of every entry, drafts and quarantined ones too, brought up to date incrementally.

Whoosh reads parts of its index with pickle, which runs whatever it is given. So a file of the index is opened only
where it still carries the inode and change time that it had when this machine wrote it; nobody can hand those over in
a repository or an archive. An index that is damaged, foreign or of other words is built anew, which loses nothing.
"""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
import whoosh
from whoosh import index as whoosh_index
from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.query.compound import And, Or
from whoosh.query.qcore import Query
from whoosh.query.terms import Term
from whoosh.scoring import BM25F
from whoosh.util.filelock import FileLock

from wendaku.config import Words
from wendaku.errors import UsageError
from wendaku.markdown import to_text
from wendaku.model import EVERYWHERE, Entry
from wendaku.regions import holding_regions
from wendaku.search.index import fold
from wendaku.words import Segmenter

FORMAT = 1
"""To be raised with every change of what is indexed or how; an index of another format is built anew."""

MAX_QUERY = 300
"""Characters of a query that are looked at: more than any question has, so that a pasted page costs no minutes."""

MAX_TERM = 64
"""Characters of a term that are kept: no word is longer, runs of letters in scraped text may be."""

CHARACTERS_B = 0.9
"""How much a question's length counts: MRR@10 on question pairs .378, with BM25's usual 0.75 .376, with 0.5 .36."""

FIELD_WEIGHTS = {"characters": 1.0, "words": 0.5, "answer": 0.4, "keywords": 1.0}
"""Words of the question count half beside its characters: MRR@10 .385 on question pairs, with full weight .383. Long answers
name everything: of 134 search tests of the shipped content 122 are right first, 117 with full weight for answers."""

SYNONYM_WEIGHT = 0.5
ALL_WORDS_WEIGHT = 3.0
"""Entries that hold every word of the query come first."""


class EditorHit(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that the editors' search found."""

    id: str
    file: str
    question: str
    topic: str
    region: str | None
    status: str
    score: float
    passage: str
    """The summary, or the sentence of the answer that holds more of the query's words."""


class IndexUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """What bringing the index up to date changed, in entries."""

    added: int = 0
    changed: int = 0
    removed: int = 0


class _State(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered beside the index: which entries it holds, and its files as they were written."""

    version: str
    files: tuple["_FileStamp", ...]
    digests: dict[str, str]


class _FileStamp(msgspec.Struct, frozen=True, array_like=True, order=True):
    name: str
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int


class EditorsIndex:
    """The Whoosh index in a folder of its own (`.wendaku/editors/`). Processes that share it take turns."""

    def __init__(self, folder: Path, words: Words) -> None:
        self._folder = folder
        self._words = words
        self._index_folder = folder / "whoosh"
        self._state_file = folder / "state.json"

    def update(self, entries: Iterable[Entry]) -> IndexUpdate:
        """Make the index hold exactly these entries; only those that changed are indexed again.

        Raises UsageError where the folder cannot be written.
        """
        by_id = {entry.id: entry for entry in entries}
        digests = {id: _digest(entry) for id, entry in by_id.items()}
        with self._locked():
            state = self._read_state()
            if state is None:
                state = self._create()
            stale = [id for id in state.digests if digests.get(id) != state.digests[id]]
            fresh = [by_id[id] for id, digest in digests.items() if state.digests.get(id) != digest]
            if stale or fresh:
                self._write(stale, fresh)
                self._write_state(digests)
        removed = sum(id not in digests for id in stale)
        changed = len(stale) - removed
        return IndexUpdate(added=len(fresh) - changed, changed=changed, removed=removed)

    def search(
        self, query: str, limit: int = 10, topic: str | None = None, region: str | None = None
    ) -> list[EditorHit]:
        """The entries that fit plain words best, at most `limit`; no character of a query has a special meaning.

        `region` keeps the place, its province and 全国. Raises UsageError where there is no index to search.
        """
        looked_for = self._query(query)
        if looked_for is None or limit < 1:
            return []
        with self._locked():
            if self._read_state() is None:
                raise UsageError(f"{self._folder}: holds no sound search index; bring it up to date first")
            opened = whoosh_index.open_dir(str(self._index_folder), schema=self._schema, readonly=True)
            with opened.searcher(weighting=_weighting()) as searcher:
                results = searcher.search(looked_for, limit=limit, filter=_filter(topic, region))
                return [self._hit(hit.fields(), hit.score, query) for hit in results]

    @cached_property
    def _segmenter(self) -> Segmenter:
        return Segmenter(self._words)

    @cached_property
    def _schema(self) -> Schema:
        def text(cut: Callable[[str], Iterable[str]]) -> TEXT:
            return TEXT(_TermAnalyzer(cut), phrase=False)

        return Schema(
            id=ID(unique=True, stored=True), topic=ID(stored=True), region=ID(stored=True),
            characters=text(_characters), words=text(self._cut), answer=text(self._answer_terms), keywords=text(self._cut),
            question=STORED, status=STORED, file=STORED, summary=STORED, text=STORED,
        )  # fmt: skip

    @cached_property
    def _synonyms(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for group in self._words.synonyms:
            for word in map(fold, group.words):
                found.setdefault(word, []).extend(map(fold, group.to or group.words))
        return {
            word: tuple(other for other in dict.fromkeys(others) if other != word)
            for word, others in found.items()
        }

    @cached_property
    def _stop_words(self) -> frozenset[str]:
        return frozenset(map(fold, self._words.stop_words))

    def _version(self) -> str:
        words = msgspec.json.encode(self._words, order="deterministic")
        return f"{FORMAT} {whoosh.__version__} {blake2b(words, digest_size=16).hexdigest()}"

    def _cut(self, text: str) -> list[str]:
        """The words of a text, without white space and punctuation."""
        return [word[:MAX_TERM] for word in self._segmenter.cut(fold(text)) if _WORD.search(word)]

    def _answer_terms(self, text: str) -> list[str]:
        """Words and character bigrams: on long texts both together find more than either (MRR@10 .178, .155, .166)."""
        runs = _WORD.findall(fold(text))
        return self._cut(text) + [run[at : at + 2] for run in runs for at in range(len(run) - 1)]

    def _query(self, query: str) -> Query | None:
        query = query[:MAX_QUERY]
        characters = dict.fromkeys(_characters(query))
        if not characters:
            return None
        words = dict.fromkeys(self._cut(query))
        content = [word for word in words if word not in self._stop_words] or list(words)
        terms = [_term("characters", character) for character in characters]
        terms += [_term("words", word) for word in words]
        answer_terms = dict.fromkeys(self._answer_terms(query))
        terms += [_term("answer", term) for term in answer_terms if term not in self._stop_words]
        terms += [_term("keywords", word) for word in content]
        terms += [
            _term(field, synonym, SYNONYM_WEIGHT)
            for word in content
            for synonym in self._synonyms.get(word, ())
            for field in ("words", "answer")
        ]
        return Or([*terms, And([self._anywhere(word) for word in content], boost=ALL_WORDS_WEIGHT)])

    def _anywhere(self, word: str) -> Query:
        """The word or one of its synonyms, in any field."""
        wanted = (word, *self._synonyms.get(word, ()))
        return Or([_term(field, each) for each in wanted for field in ("words", "answer", "keywords")])

    def _hit(self, stored: dict[str, Any], score: float, query: str) -> EditorHit:
        words = [word for word in self._cut(query[:MAX_QUERY]) if word not in self._stop_words]
        return EditorHit(
            id=stored["id"], file=stored["file"], question=stored["question"], topic=stored["topic"],
            region=stored.get("region"), status=stored["status"], score=round(score, 3),
            passage=_best_passage(stored["summary"], stored["text"], words),
        )  # fmt: skip

    def _create(self) -> _State:
        """An empty index in place of whatever stood there."""
        if self._index_folder.is_symlink() or self._index_folder.is_file():
            self._index_folder.unlink()
        shutil.rmtree(self._index_folder, ignore_errors=True)
        self._index_folder.mkdir(parents=True)
        whoosh_index.create_in(str(self._index_folder), self._schema)
        return self._write_state({})

    def _write(self, stale: Sequence[str], fresh: Sequence[Entry]) -> None:
        opened = whoosh_index.open_dir(str(self._index_folder), schema=self._schema)
        writer = opened.writer()
        for id in stale:
            writer.delete_by_term("id", id)
        for entry in fresh:
            writer.add_document(**_document(entry))
        writer.commit()

    def _read_state(self) -> _State | None:
        """What stands beside the index, None where it is missing, of other words, or not of the files that are there."""
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            state = msgspec.json.decode(self._state_file.read_bytes(), type=_State)
            if state.version == self._version() and state.files == self._stamps():
                return state
        return None

    def _write_state(self, digests: dict[str, str]) -> _State:
        state = _State(version=self._version(), files=self._stamps(), digests=digests)
        beside = self._state_file.with_suffix(".part")
        beside.write_bytes(msgspec.json.encode(state))
        beside.replace(self._state_file)
        return state

    def _stamps(self) -> tuple[_FileStamp, ...]:
        files = [path for path in self._index_folder.iterdir() if not path.name.endswith("LOCK")]
        stats = [(path.name, path.lstat()) for path in files]
        return tuple(
            sorted(
                _FileStamp(name, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
                for name, stat in stats
            )
        )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the folder; a second process waits. The system lets go of the lock when a process dies."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(str(self._folder / "lock"))
            lock.acquire(blocking=True)
            try:
                yield
            finally:
                lock.release()
        except OSError as error:
            raise UsageError(
                f"{self._folder}: the search index cannot be written ({error.strerror}); make the folder writable or delete it"
            ) from None


class _TermAnalyzer(Analyzer):
    """Hands a field's text to a cutter of ours. Pickled without it: Whoosh stores the schema, we never read it back."""

    def __init__(self, cut: Callable[[str], Iterable[str]] | None = None) -> None:
        self._cut = cut

    def __reduce__(self) -> tuple[type["_TermAnalyzer"], tuple[()]]:
        return _TermAnalyzer, ()

    def __call__(self, value: str, mode: str = "", **_: Any) -> Iterator[Token]:
        assert self._cut is not None
        token = Token(mode=mode, boost=1.0, stopped=False)
        for term in self._cut(value):
            token.text = term
            yield token


_WORD = re.compile(r"[^\W_]+")
_CHARACTER = re.compile(r"[a-z0-9]+|[^\W_]")
_SENTENCE = re.compile(r"[^。！？；\n]{10,}[。！？；]?")
"""Shorter ones are mostly headings, which tell nothing."""


def _term(field: str, text: str, factor: float = 1.0) -> Term:
    return Term(field, text, FIELD_WEIGHTS[field] * factor)


def _characters(text: str) -> list[str]:
    """Single characters of a text, a run of Latin letters or digits as one."""
    return [character[:MAX_TERM] for character in _CHARACTER.findall(fold(text))]


def _document(entry: Entry) -> dict[str, Any]:
    wordings = "\n".join((entry.question, *entry.aliases))
    text = to_text(entry.answer)
    return {
        "id": entry.id, "topic": entry.topic, "file": entry.file, "question": entry.question, "status": entry.review.status,
        "characters": wordings, "words": wordings, "keywords": " ".join((entry.region or "", *entry.tags)),
        "answer": f"{entry.summary or ''}\n{text}", "summary": entry.summary or "", "text": text,
    } | ({"region": entry.region} if entry.region else {})  # fmt: skip


def _digest(entry: Entry) -> str:
    shown = (entry.file, entry.question, entry.aliases, entry.topic, entry.region, entry.review.status)
    told = (entry.summary, entry.answer, entry.tags)
    return blake2b(msgspec.msgpack.encode((shown, told)), digest_size=16).hexdigest()


def _filter(topic: str | None, region: str | None) -> Query | None:
    wanted: list[Query] = [Term("topic", topic)] if topic else []
    if region and region != EVERYWHERE:
        wanted.append(Or([Term("region", place) for place in holding_regions(region)]))
    elif region:
        wanted.append(Term("region", EVERYWHERE))
    return And(wanted) if wanted else None


def _weighting() -> BM25F:
    return BM25F(characters_B=CHARACTERS_B)


def _best_passage(summary: str, text: str, words: Sequence[str]) -> str:
    """The summary, or the first sentence of the answer that holds more of the words."""
    sentences = [match[0].strip() for match in _SENTENCE.finditer(text)]
    candidates = [summary, *sentences] if summary else sentences
    return max(candidates, key=lambda passage: sum(word in fold(passage) for word in words), default="")
