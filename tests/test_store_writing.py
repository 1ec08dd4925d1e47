"""Writing entries: text that people and every YAML version read alike, whole files, edits told from reloads."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from wendaku.errors import ContentError
from wendaku.model import Entry, EntryFields, Reference, Review, Source
from wendaku.store import entry_to_yaml, is_as_written, read_entry, seal, write_text

FIELDS = EntryFields(
    question="医保账户余额用完了还能报销吗",
    aliases=("医保卡没钱了怎么办", "12393 怎么打", "on"),
    topic="balance-withdrawal",
    region="厦门",
    summary="能。报销走统筹基金: 和余额无关。",
    answer="能报销。\n\n## 一、为什么\n\n- 统筹基金另算\n",
    tags=("余额",),
    source=Source(
        page="pages/000.txt",
        title="《办法》问答 #3",
        published=dt.date(2025, 3, 28),
        lines=(5, 45),
        digest="1e5" + "0" * 29,
    ),
    references=(Reference(title="指导意见", number="国办发〔2021〕14号", url="https://example.org/a?b=c#d"),),
    review=Review(status="quarantined", reason="第 12 行: 套现"),
)

# Words that some YAML version reads as something else than text, and shapes that break a scalar's form.
YAML_WORDS = ["no", "on", "~", "null", "NULL", "010", "0o7", "1e3", "12:30:00", "2025-03-28", "0x1F", ".inf"]
YAML_SIGNS = [
    "=",
    "<<",
    "-",
    "?",
    "a: b",
    "a #b",
    "a:",
    "- a",
    "{a}",
    "[a",
    "%x",
    "@x",
    "`x",
    "&a",
    "*a",
    "!a",
    "|",
]
WHITE_SPACE = [
    " a",
    "a ",
    "\ta",
    "a\tb",
    "a\nb",
    "\na",
    "a\n\n",
    "\r",
    "a\r\nb",
    "\x85",
    "\u2028",
    "\u2029",
    "\u3000",
]
INVISIBLE = [
    "\x00",
    "\x1b",
    "\ufeff",
    "\u200b",
    "\u202e",
    "\xa0",
    "\ufffe",
    "\U0010ffff",
    "😀",
    "　a",
    "a\n  \n b",
]
QUOTES = ["'a'", '"', "\\n", "---", ">", "# a", "…"]
NASTY = st.sampled_from([*YAML_WORDS, *YAML_SIGNS, *WHITE_SPACE, *INVISIBLE, *QUOTES])
TEXT = st.one_of(NASTY, st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
LINES = st.lists(
    st.one_of(TEXT, st.sampled_from(["", " ", "\t", "  x", "x  ", "---", "...", "key: v"])), max_size=6
)
SHORT = TEXT.filter(bool)
OPTIONAL = st.one_of(st.none(), SHORT)
DIGEST = st.one_of(st.none(), st.text("0123456789abcdef", min_size=16, max_size=64))
DATE = st.one_of(st.none(), st.dates())
SOURCE = st.builds(
    Source, page=OPTIONAL, question=OPTIONAL, title=OPTIONAL, publisher=OPTIONAL, published=DATE,
    lines=st.one_of(st.none(), st.tuples(st.integers(1, 9999), st.integers(1, 9999))), digest=DIGEST, written=DIGEST,
)  # fmt: skip
ANSWER = st.one_of(SHORT, LINES.map("\n".join).filter(bool), st.text("字", min_size=5000, max_size=5001))


@st.composite
def entry_fields(draw: st.DrawFn) -> EntryFields:
    sources = draw(st.lists(SOURCE, max_size=3).map(tuple))
    return EntryFields(
        question=draw(SHORT),
        aliases=draw(st.lists(SHORT, max_size=3).map(tuple)),
        topic="other",
        region=draw(OPTIONAL),
        summary=draw(OPTIONAL),
        answer=draw(ANSWER),
        tags=draw(st.lists(SHORT, max_size=3).map(tuple)),
        source=None if sources else draw(st.one_of(st.none(), SOURCE)),
        sources=sources,
        references=draw(st.lists(st.builds(Reference, title=SHORT, number=OPTIONAL), max_size=2).map(tuple)),
        review=draw(st.builds(Review, by=OPTIONAL, date=DATE, due=DATE, reason=st.one_of(st.none(), TEXT))),
    )


def read_back(text: str) -> EntryFields:
    entry, problems = read_entry(text.encode(), "x", "x.yaml", {"other", FIELDS.topic})
    assert entry is not None, [str(problem) for problem in problems]
    return as_fields(entry)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def as_fields(entry: Entry) -> EntryFields:
    return EntryFields(**{name: getattr(entry, name) for name in EntryFields.__struct_fields__})


@given(entry_fields())
@example(FIELDS)
def test_reading_what_was_written_gives_the_entry_back(fields: EntryFields) -> None:
    assert read_back(entry_to_yaml(fields)) == fields


@given(entry_fields())
def test_what_load_wrote_counts_as_unedited_and_any_change_of_it_as_edited(fields: EntryFields) -> None:
    if fields.source is None and not fields.sources:
        fields = msgspec.structs.replace(fields, source=Source(page="a.txt"))
    text = seal(fields)
    written = read_back(text)
    assert is_as_written(text, written)
    assert is_as_written(text.replace("\n", "\r\n"), written) or "\r" in text
    assert not is_as_written(text + "# 核对过第二段\n", written)
    assert not is_as_written(text.replace("status: ", "status:  "), written)


@given(st.lists(SHORT, min_size=1, max_size=5))
def test_other_yaml_readers_see_text_where_we_wrote_text(texts: list[str]) -> None:
    fields = EntryFields(question=texts[0], aliases=tuple(texts), topic="other", answer=texts[-1])
    read = yaml.safe_load(entry_to_yaml(fields))
    assert (read["question"], read["aliases"], read["answer"]) == (texts[0], texts, texts[-1])


def test_a_written_entry_reads_like_one_that_a_person_wrote() -> None:
    assert entry_to_yaml(FIELDS) == (
        "# yaml-language-server: $schema=../entry.schema.json\n"
        "question: 医保账户余额用完了还能报销吗\n"
        "aliases:\n"
        "- 医保卡没钱了怎么办\n"
        "- 12393 怎么打\n"
        '- "on"\n'
        "topic: balance-withdrawal\n"
        "region: 厦门\n"
        'summary: "能。报销走统筹基金: 和余额无关。"\n'
        "answer: |\n"
        "  能报销。\n"
        "\n"
        "  ## 一、为什么\n"
        "\n"
        "  - 统筹基金另算\n"
        "tags:\n"
        "- 余额\n"
        "source:\n"
        "  page: pages/000.txt\n"
        '  title: "《办法》问答 #3"\n'
        "  published: 2025-03-28\n"
        "  lines: [5, 45]\n"
        '  digest: "1e500000000000000000000000000000"\n'
        "references:\n"
        "- title: 指导意见\n"
        "  number: 国办发〔2021〕14号\n"
        "  url: https://example.org/a?b=c#d\n"
        "review:\n"
        "  status: quarantined\n"
        '  reason: "第 12 行: 套现"\n'
    )


def test_a_page_that_imitates_the_digest_line_does_not_confuse_it() -> None:
    lure = 'written: "' + "0" * 32 + '"'
    answer = f"看这里\n\n{lure}\n  {lure}\n"
    source = Source(page="a.txt", title=lure)
    fields = EntryFields(question=lure, topic="other", answer=answer, sources=(source, source))
    text = seal(fields)
    assert is_as_written(text, read_back(text))
    assert read_back(text).answer == answer


def test_an_entry_without_digest_counts_as_a_persons() -> None:
    assert not is_as_written(entry_to_yaml(FIELDS), FIELDS)


def test_half_a_character_is_refused_with_its_entry() -> None:
    with pytest.raises(ContentError, match=r"half of a character"):
        entry_to_yaml(EntryFields(question="问\ud800", topic="other", answer="答"))


def test_a_file_with_the_same_bytes_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.yaml"
    assert write_text(path, "甲\n")
    before = path.stat()
    assert not write_text(path, "甲\n")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert write_text(path, "乙\n")
    assert names(path.parent) == ["x.yaml"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    with pytest.raises(OSError):  # noqa: PT011  (which one differs between systems)
        write_text(tmp_path / "x.yaml", "甲\n")
    assert names(tmp_path) == ["x.yaml"]


def test_the_reference_to_the_schema_is_a_comment_that_editors_know() -> None:
    first = entry_to_yaml(FIELDS, "https://example.org/s.json").splitlines()[0]
    assert first == "# yaml-language-server: $schema=https://example.org/s.json"
