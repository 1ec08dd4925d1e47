"""The editors' search: finds what is not published too, follows every edit, and trusts no index that it did not write."""

import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from wendaku.config import Synonyms, Words
from wendaku.errors import UsageError
from wendaku.model import Entry, Review
from wendaku.search.editors import MAX_QUERY, EditorsIndex, IndexUpdate

WORDS = Words(
    dictionary={"医保卡": 300, "个人账户": 300, "异地就医": 300},
    synonyms=(Synonyms(words=("支取", "取出")), Synonyms(words=("掏钱",), to=("垫付",))),
    stop_words=("的", "了", "吗", "怎么"),
)


def make_entry(id: str, question: str, answer: str = "请咨询参保地。", **more: object) -> Entry:
    fields = {"id": id, "file": f"entries/other/{id}.yaml", "topic": "other"} | more
    return Entry(question=question, answer=answer, **fields)  # type: ignore[arg-type]


ENTRIES = (
    make_entry(
        "withdraw", "个人账户里的余额能支取吗？", "出国定居的可以一次支取。", topic="balance-withdrawal"
    ),
    make_entry(
        "remote",
        "异地就医要先备案吗？",
        "先备案再住院，回来不用自己垫付。",
        topic="remote-care",
        region="厦门",
    ),
    make_entry(
        "share", "父母能用我的医保卡吗？", "绑定家庭共济以后可以。", topic="family-pooling", region="全国"
    ),
    make_entry(
        "lookup",
        "余额在哪里查？",
        "用手机查。\n\n窗口也能查，电话是 12393。",
        topic="balance-lookup",
        region="福建",
    ),
    make_entry(
        "broker", "有人说能套现？", "不要相信。", review=Review(status="quarantined", reason="套现广告")
    ),
)


@pytest.fixture
def index(tmp_path: Path) -> EditorsIndex:
    made = EditorsIndex(tmp_path / "editors", WORDS)
    made.update(ENTRIES)
    return made


def found(index: EditorsIndex, query: str, **more: str) -> list[str]:
    return [hit.id for hit in index.search(query, **more)]


def edited(entry: Entry, **changes: object) -> Entry:
    return msgspec.structs.replace(entry, **changes)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("余额支取", "withdraw"),
        ("餘額支取", "withdraw"),
        ("取出余额", "withdraw"),
        ("異地就醫", "remote"),
        ("掏钱看病", "remote"),
        ("１２３９３", "lookup"),
        ("父母 医保卡", "share"),
        ("怎么绑定家庭共济", "share"),
    ],
)
def test_plain_words_synonyms_and_other_forms_of_writing_find_the_entry(
    index: EditorsIndex, query: str, expected: str
) -> None:
    assert found(index, query)[0] == expected


def test_a_synonym_of_one_direction_does_not_work_in_the_other(tmp_path: Path) -> None:
    index = EditorsIndex(tmp_path, WORDS)
    index.update([make_entry("street", "看病要自己掏钱吗？"), make_entry("rule", "住院费用由谁垫付？")])
    assert found(index, "掏钱") == ["street", "rule"]
    assert found(index, "垫付") == ["rule"]


@pytest.mark.parametrize(
    "query", ["", "  ", "，。？", "(", '"', "title:*", "a AND NOT (", "[0 TO", "\\", "~^*?"]
)
def test_no_query_is_an_error(index: EditorsIndex, query: str) -> None:
    assert isinstance(index.search(query), list)


def test_a_query_of_any_length_is_cut_to_what_a_question_can_be(index: EditorsIndex) -> None:
    assert found(index, "支取" + "个人账户余额" * 100_000)[0] == "withdraw"
    assert found(index, "，" * MAX_QUERY + "支取") == []


def test_quarantined_entries_and_drafts_are_found_and_marked(index: EditorsIndex) -> None:
    assert [(hit.id, hit.status) for hit in index.search("套现")] == [("broker", "quarantined")]
    assert index.search("支取")[0].status == "draft"


def test_a_hit_says_where_the_entry_stands_and_shows_the_sentence_that_matched(index: EditorsIndex) -> None:
    hit = index.search("窗口 电话")[0]
    assert (hit.id, hit.file, hit.region) == ("lookup", "entries/other/lookup.yaml", "福建")
    assert hit.passage == "窗口也能查，电话是 12393。"


def test_the_summary_is_shown_where_no_sentence_of_the_answer_holds_more(tmp_path: Path) -> None:
    index = EditorsIndex(tmp_path, WORDS)
    index.update([make_entry("a", "怎么备案？", "打开手机就能备案，三分钟。", summary="网上备案最快。")])
    assert index.search("备案")[0].passage == "网上备案最快。"
    assert index.search("手机备案")[0].passage == "打开手机就能备案，三分钟。"


def test_results_are_limited_and_the_best_comes_first(index: EditorsIndex) -> None:
    scores = [hit.score for hit in index.search("余额 查")]
    assert scores == sorted(scores, reverse=True)
    assert len(index.search("余额", limit=1)) == 1
    assert index.search("余额", limit=0) == []


def test_a_topic_keeps_its_own_entries(index: EditorsIndex) -> None:
    assert found(index, "余额", topic="balance-lookup") == ["lookup"]
    assert found(index, "余额", topic="no-such-topic") == []


def test_a_region_keeps_the_place_its_province_and_the_whole_country(index: EditorsIndex) -> None:
    everywhere = "余额 备案 医保卡 支取"
    assert set(found(index, everywhere, region="厦门")) == {"remote", "share", "lookup"}
    assert set(found(index, everywhere, region="福州")) == {"share", "lookup"}
    assert set(found(index, everywhere, region="全国")) == {"share"}


def test_only_what_changed_is_indexed_again(index: EditorsIndex) -> None:
    assert index.update(ENTRIES) == IndexUpdate()
    changed = edited(ENTRIES[0], answer="离职也不能领现金。")
    added = make_entry("new", "新生儿怎么参保？")
    assert index.update([changed, *ENTRIES[2:], added]) == IndexUpdate(added=1, changed=1, removed=1)
    assert found(index, "领现金")[0] == "withdraw"
    assert "withdraw" not in found(index, "定居")
    assert "remote" not in found(index, "异地就医备案")
    assert found(index, "新生儿") == ["new"]


@pytest.mark.parametrize(
    "change",
    [
        {"question": "改了？"}, {"aliases": ("别名",)}, {"summary": "短答。"}, {"tags": ("标签",)}, {"region": "泉州"},
        {"topic": "family-pooling"}, {"file": "entries/x/withdraw.yaml"}, {"review": Review(status="reviewed")},
    ],
)  # fmt: skip
def test_a_change_of_anything_shown_or_searched_is_noticed(
    index: EditorsIndex, change: dict[str, object]
) -> None:
    assert index.update([edited(ENTRIES[0], **change), *ENTRIES[1:]]) == IndexUpdate(changed=1)


def test_an_index_serves_the_next_process(index: EditorsIndex, tmp_path: Path) -> None:
    again = EditorsIndex(tmp_path / "editors", WORDS)
    assert again.update(ENTRIES) == IndexUpdate()
    assert found(again, "支取")[0] == "withdraw"


def test_other_words_make_another_index(index: EditorsIndex, tmp_path: Path) -> None:
    other = EditorsIndex(tmp_path / "editors", msgspec.structs.replace(WORDS, synonyms=()))
    assert other.update(ENTRIES) == IndexUpdate(added=len(ENTRIES))


def index_files(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "LOCK" not in path.name)


@pytest.mark.parametrize("damage", [b"", b"garbage" * 100, None], ids=["emptied", "overwritten", "deleted"])
def test_damage_to_any_file_is_noticed_and_the_index_built_anew(
    index: EditorsIndex, tmp_path: Path, damage: bytes | None
) -> None:
    for name in [path.name for path in index_files(tmp_path) if path.name != "lock"]:
        victim = next(path for path in index_files(tmp_path) if path.suffix == Path(name).suffix)
        victim.unlink()
        if damage is not None:
            victim.write_bytes(damage)
        with pytest.raises(UsageError, match="bring it up to date"):
            index.search("支取")
        assert index.update(ENTRIES) == IndexUpdate(added=len(ENTRIES))
        assert found(index, "支取")[0] == "withdraw"


class _Bomb:
    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.trace,)


def test_an_index_that_came_from_elsewhere_is_never_unpickled(index: EditorsIndex, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    for path in index_files(tmp_path / "editors" / "whoosh"):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data[:40] + pickle.dumps(_Bomb(trace)) + data[40:])
    (tmp_path / "moved").mkdir()
    (tmp_path / "editors").rename(tmp_path / "moved" / "editors")
    moved = EditorsIndex(tmp_path / "moved" / "editors", WORDS)
    with pytest.raises(UsageError):
        moved.search("支取")
    moved.update(ENTRIES)
    assert found(moved, "支取")[0] == "withdraw"
    assert not trace.exists()


def test_searching_before_the_first_update_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="bring it up to date first"):
        EditorsIndex(tmp_path / "editors", WORDS).search("支取")


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UsageError, match="cannot be written"):
        EditorsIndex(tmp_path / "file" / "editors", WORDS).update(ENTRIES)


def test_updates_and_searches_at_once_wait_for_each_other(tmp_path: Path) -> None:
    EditorsIndex(tmp_path, WORDS).update(ENTRIES)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            own = EditorsIndex(tmp_path, WORDS)
            for turn in range(4):
                own.update([edited(ENTRIES[0], summary=f"第{number}次{turn}回。"), *ENTRIES[1:]])
                assert found(own, "支取")[0] == "withdraw"
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_hostile_entries_are_indexed_like_any_other(tmp_path: Path) -> None:
    index = EditorsIndex(tmp_path, WORDS)
    index.update([
        make_entry("long", "一长串？", "a" * 100_000 + "支取"),
        make_entry("odd", "\u200b奇怪\x00的字符𠮷？", "<script>alert(1)</script> 支取"),
        make_entry("empty", "？", "…"),
    ])  # fmt: skip
    assert set(found(index, "支取")) <= {"long", "odd"}
    assert found(index, "奇怪的字符") == ["odd"]
    assert found(index, "𠮷") == ["odd"]


def test_the_cold_build_does_not_import_whoosh() -> None:
    code = "import sys, wendaku.build; sys.exit('whoosh' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
