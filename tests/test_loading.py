"""Loading: nothing lost, nothing overwritten, nothing twice, the same for any number of processes."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from wendaku import store
from wendaku.config import Config, read_config
from wendaku.errors import ContentError, UsageError
from wendaku.loading import EntryReport, LoadOptions, LoadReport, PageReport, explain_page, load_pages
from wendaku.model import Entry

WITHDRAW = (
    "个人账户里的钱归个人使用,但一般不能当作现金支取。",
    "在定点医院和定点药店看病买药时可以直接刷医保卡支付。",
    "出国定居或者去世的,余额可以一次性退给本人或者继承人。",
)
FILING = (
    "异地就医前要先在国家医保服务平台办理备案。",
    "选择参保地和就医地,填写开始日期,提交后等待审核。",
    "备案成功后在开通联网的医院出示医保码就能直接结算。",
)
LOOKUP = (
    "打开国家医保服务平台,登录后点击首页的个人账户,就能看到医保余额。",
    "不方便上网的,带身份证到医保大厅的自助机上打印余额明细。",
)


def make_page(question: str, lines: tuple[str, ...] | list[str], published: str = "2025-03-28") -> str:
    return f"{question}\n发布时间:{published} 来源:医保服务台\n" + "\n".join(lines) + "\n"


class Base:
    """A content folder under test, with the steps that a person and a machine take in it."""

    def __init__(self, root: Path) -> None:
        self.content = root / "content"
        self.pages = self.content / "pages"
        self.entries_dir = self.content / "entries"
        self.pages.mkdir(parents=True)
        config, problems = read_config(self.content)
        assert config is not None, problems
        self.config: Config = config

    def page(self, name: str, text: str | bytes, folder: Path | None = None) -> Path:
        path = (folder or self.pages) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def load(self, *paths: Path, into: Path | None = None, **options: object) -> LoadReport:
        chosen = LoadOptions(**{"jobs": 1, **options})  # type: ignore[arg-type]
        return load_pages(paths, self.content, into, self.config, chosen)

    def entries(self) -> list[Entry]:
        loaded = store.read_entries(self.entries_dir, self.config)
        assert loaded.problems == ()
        return list(loaded.entries)

    def entry(self) -> Entry:
        (entry,) = self.entries()
        return entry

    def entry_file(self) -> Path:
        (path,) = self.entries_dir.rglob("*.yaml")
        return path

    def copies(self) -> list[Path]:
        return sorted((self.content / "changed").glob("*"))

    def warnings(self) -> list[str]:
        return [str(problem) for problem in store.pending_changes(self.content, self.entries())]

    def snapshot(self) -> dict[str, tuple[bytes, int]]:
        return {
            path.relative_to(self.content).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(self.content.rglob("*"))
            if path.is_file()
        }

    def edit(self, path: Path, change: Callable[[str], str]) -> None:
        before = path.read_text(encoding="utf-8")
        after = change(before)
        assert after != before
        path.write_text(after, encoding="utf-8")


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(tmp_path)


def page_reports(report: LoadReport) -> dict[str, PageReport]:
    return {page.page: page for page in report.pages()}


def drafts(report: LoadReport) -> list[EntryReport]:
    return [entry for page in report.pages() for entry in page.entries]


def actions(report: LoadReport) -> dict[str, int]:
    return report.counts.actions


def test_a_page_becomes_an_entry_that_says_where_it_was_read(base: Base) -> None:
    base.page("000_a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    report = base.load()
    entry = base.entry()
    assert actions(report) == {"new": 1}
    assert (entry.id, entry.topic, entry.question) == ("000_a", "balance-withdrawal", "医保余额能取出来吗")
    assert entry.file.endswith("entries/balance-withdrawal/000_a.yaml")
    assert all(line in entry.answer for line in WITHDRAW)
    assert entry.source is not None
    assert entry.source.page == "pages/000_a.txt"
    assert str(entry.source.published) == "2025-03-28"
    assert entry.source.digest
    assert entry.source.written
    assert entry.review.status == "draft"


def test_loading_again_changes_nothing_not_even_a_time_stamp(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.page("b.txt", make_page("医保卡里的钱可以提现吗", WITHDRAW))
    base.page("c.txt", make_page("异地就医怎么备案", FILING))
    base.load()
    before = base.snapshot()
    report = base.load()
    assert actions(report) == {"unchanged": 3}
    assert base.snapshot() == before


def test_any_number_of_processes_writes_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for jobs in (1, 3):
        base = Base(tmp_path / str(jobs))
        for number in range(12):
            lines = FILING if number % 2 else (*WITHDRAW, f"第{number}条补充说明请看大厅的公告栏。")
            base.page(f"{number}.txt", make_page(f"第{number}个问题怎么办", lines))
        base.load(jobs=jobs)
        written.append({name: data for name, (data, _) in base.snapshot().items()})
    assert written[0] == written[1]


def test_a_changed_page_updates_the_entry_that_nobody_edited_in_place(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    file = base.entry_file()
    base.page("a.txt", make_page("异地就医怎么备案", FILING, "2025-09-01"))
    report = base.load()
    assert actions(report) == {"updated": 1}
    assert base.entry_file() == file
    assert (base.entry().id, base.entry().topic, base.entry().question) == (
        "a",
        "remote-care",
        "异地就医怎么备案",
    )


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("一般不能", "通常不能"),
        lambda text: text + "# 已打电话核实\n",
        lambda text: text.replace("status: draft", "status: reviewed\n  by: 李\n  date: 2025-10-01"),
        lambda text: text.replace("topic: balance-withdrawal", "topic:   balance-withdrawal"),
        lambda text: re.sub(r"\n  written: .*", "", text),
    ],
    ids=["answer", "comment", "review", "spacing", "digest removed"],
)
def test_whatever_a_person_wrote_stays_and_the_new_text_stands_beside(
    base: Base, edit: Callable[[str], str]
) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    base.edit(base.entry_file(), edit)
    edited = base.entry_file().read_bytes()
    base.page("a.txt", make_page("医保余额能取出来吗", [*WITHDRAW, "退款转入本人的银行卡。"]))
    report = base.load()
    assert base.entry_file().read_bytes() == edited
    assert actions(report) == {"kept": 1}
    (copy,) = base.copies()
    assert "退款转入本人的银行卡" in copy.read_text(encoding="utf-8")
    (warning,) = base.warnings()
    assert "entries/balance-withdrawal/a.yaml" in warning
    assert "changed/a.yaml" in warning
    again = base.snapshot()
    base.load()
    assert base.snapshot() == again


def test_an_edited_entry_whose_page_did_not_change_is_no_matter(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    base.edit(base.entry_file(), lambda text: text.replace("一般不能", "通常不能"))
    report = base.load()
    assert (actions(report), base.copies(), base.warnings()) == ({"unchanged": 1}, [], [])


def test_taking_over_the_new_source_settles_a_change(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    base.edit(base.entry_file(), lambda text: text.replace("一般不能", "通常不能"))
    base.page("a.txt", make_page("医保余额能取出来吗", [*WITHDRAW, "退款转入本人的银行卡。"]))
    base.load()
    (copy,) = base.copies()
    digest = re.search(r"digest: .*", copy.read_text(encoding="utf-8"))
    assert digest
    base.edit(base.entry_file(), lambda text: re.sub(r"digest: .*", digest.group(), text))
    assert base.warnings() == []
    base.load()
    assert base.copies() == []


def test_a_page_that_went_back_to_its_old_text_takes_the_copy_away(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    base.edit(base.entry_file(), lambda text: text.replace("一般不能", "通常不能"))
    base.page("a.txt", make_page("医保余额能取出来吗", [*WITHDRAW, "退款转入本人的银行卡。"]))
    base.load()
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    assert base.copies() == []


def test_a_comparison_copy_that_a_person_wrote_in_is_left_alone(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    base.edit(base.entry_file(), lambda text: text.replace("一般不能", "通常不能"))
    base.page("a.txt", make_page("医保余额能取出来吗", [*WITHDRAW, "退款转入本人的银行卡。"]))
    base.load()
    (copy,) = base.copies()
    base.edit(copy, lambda text: text + "# 问过医保局,待答复\n")
    noted = copy.read_bytes()
    base.page("a.txt", make_page("医保余额能取出来吗", [*WITHDRAW, "退款只转入银行卡。"]))
    base.load()
    assert copy.read_bytes() == noted


def test_a_moved_page_is_known_by_its_content(base: Base) -> None:
    path = base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    path.rename(base.page("x.txt", "").with_name("moved.txt"))
    (base.pages / "x.txt").unlink()
    report = base.load()
    assert actions(report) == {"updated": 1}
    assert base.entry().id == "a"
    assert base.entry().all_sources[0].page == "pages/moved.txt"


def test_a_page_moved_under_an_edited_entry_leaves_it(base: Base) -> None:
    path = base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    base.edit(base.entry_file(), lambda text: text.replace("一般不能", "通常不能"))
    edited = base.entry_file().read_bytes()
    path.rename(base.pages / "moved.txt")
    report = base.load()
    assert actions(report) == {"unchanged": 1}
    assert base.entry_file().read_bytes() == edited


def test_deleting_a_page_deletes_nothing(base: Base) -> None:
    path = base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.page("b.txt", make_page("异地就医怎么备案", FILING))
    base.load()
    before = base.entries()
    path.unlink()
    base.load()
    assert base.entries() == before


def test_a_page_that_lost_its_answer_keeps_its_entry_and_says_so(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    before = base.entries()
    base.page("a.txt", "404 Not Found\n您访问的页面不存在\n返回首页\n")
    report = base.load()
    assert base.entries() == before
    (page,) = report.pages()
    assert "a.yaml" in page.doubts[-1]


def test_what_the_loader_quarantined_stays_so_until_a_person_says_otherwise(base: Base) -> None:
    lure = "2.需要现金的,可以找中介代办套现,加微信tixian888,收取少量手续费。"
    lured = ["1." + WITHDRAW[0], lure, "3." + WITHDRAW[1]]
    base.page("a.txt", make_page("医保余额能取出来吗", lured))
    base.load()
    assert base.entry().review.status == "quarantined"
    reason = base.entry().review.reason
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    assert (base.entry().review.status, base.entry().review.reason) == ("quarantined", reason)
    base.edit(base.entry_file(), lambda text: text.replace("status: quarantined", "status: draft"))
    base.page("a.txt", make_page("医保余额能取出来吗", lured))
    base.load()
    assert base.entry().review.status == "draft"


def test_a_dry_run_reports_the_same_and_writes_nothing(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.page("b.txt", make_page("医保卡里的钱可以提现吗", WITHDRAW))
    before = base.snapshot()
    dry = base.load(dry_run=True)
    assert base.snapshot() == before
    assert not base.entries_dir.exists()
    wet = base.load()
    assert json.loads("".join(dry.to_json()))["pages"] == json.loads("".join(wet.to_json()))["pages"]
    base.page("a.txt", make_page("医保余额能取出来吗", FILING))
    before = base.snapshot()
    assert actions(base.load(dry_run=True)) != {"unchanged": 2}
    assert base.snapshot() == before


def test_copies_of_one_answer_become_one_entry_with_all_their_sources(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    reworded = [line.replace("一般不能", "通常无法").replace("直接刷", "刷") for line in WITHDRAW]
    base.page("b.txt", make_page("医保卡里的钱可以提现吗", reworded, "2025-06-01"))
    report = base.load()
    entry = base.entry()
    assert actions(report) == {"new": 1, "merged": 1}
    assert (entry.id, entry.aliases) == ("a", ("医保卡里的钱可以提现吗",))
    assert entry.source is None
    assert [(source.page, source.question) for source in entry.sources] == [
        ("pages/a.txt", "医保余额能取出来吗"),
        ("pages/b.txt", "医保卡里的钱可以提现吗"),
    ]
    merged = page_reports(report)["pages/b.txt"].entries[0]
    assert any("通常无法" in line for line in merged.merged_lines)


def test_keep_duplicates_keeps_each_copy_an_entry(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.page("b.txt", make_page("医保卡里的钱可以提现吗", WITHDRAW))
    assert actions(base.load(keep_duplicates=True)) == {"new": 2}
    assert [entry.id for entry in base.entries()] == ["a", "b"]


def test_a_copy_that_comes_later_joins_the_entry_that_nobody_edited(base: Base) -> None:
    base.page("b.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    base.page("a.txt", make_page("医保卡里的钱可以提现吗", WITHDRAW))
    assert actions(base.load()) == {"merged": 1, "updated": 1}
    entry = base.entry()
    assert (entry.id, entry.question, entry.aliases) == (
        "b",
        "医保余额能取出来吗",
        ("医保卡里的钱可以提现吗",),
    )
    before = base.snapshot()
    assert actions(base.load()) == {"unchanged": 2}
    assert base.snapshot() == before


def test_a_copy_that_comes_later_never_changes_an_edited_entry(base: Base) -> None:
    base.page("b.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    base.edit(base.entry_file(), lambda text: text + "# 已核对\n")
    edited = base.entry_file().read_bytes()
    base.page("a.txt", make_page("医保卡里的钱可以提现吗", WITHDRAW))
    report = base.load()
    assert base.entry_file().read_bytes() == edited
    assert actions(report) == {"held": 1, "unchanged": 1}
    (copy,) = base.copies()
    assert "医保卡里的钱可以提现吗" in copy.read_text(encoding="utf-8")
    assert len(base.warnings()) == 1


def test_a_copy_loaded_alone_leaves_the_other_sources_in_place(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    other = base.page("b.txt", make_page("医保卡里的钱可以提现吗", WITHDRAW))
    base.load()
    before = base.snapshot()
    assert actions(base.load(other)) == {"unchanged": 1}
    assert base.snapshot() == before


def test_a_copy_that_changes_its_mind_gets_an_entry_of_its_own(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.page("b.txt", make_page("医保卡里的钱可以提现吗", WITHDRAW))
    base.load()
    base.page("b.txt", make_page("医保卡里的钱可以提现吗", [*WITHDRAW, "离职满一年的人也可以申请退还。"]))
    base.load()
    one, two = base.entries()
    assert (one.id, one.aliases, one.source and one.source.page) == ("a", (), "pages/a.txt")
    assert (two.id, two.question) == ("b", "医保卡里的钱可以提现吗")


def test_pages_with_the_same_bytes_are_sources_of_one_entry(base: Base) -> None:
    text = make_page("医保余额能取出来吗", WITHDRAW)
    base.page("north/a.txt", text)
    base.page("south/a.txt", text)
    base.load()
    assert [source.page for source in base.entry().sources] == ["pages/north/a.txt", "pages/south/a.txt"]
    assert base.entry().aliases == ()
    before = base.snapshot()
    base.load()
    assert base.snapshot() == before


def test_pages_of_one_name_in_two_folders_get_ids_of_their_own(base: Base) -> None:
    base.page("north/index.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.page("south/index.txt", make_page("异地就医怎么备案", FILING))
    base.load()
    ids = [entry.id for entry in base.entries()]
    assert len(set(ids)) == 2
    assert all(store.id_problem(entry_id) is None for entry_id in ids)
    before = base.snapshot()
    base.load()
    assert base.snapshot() == before


def test_a_page_with_several_questions_numbers_its_ids(base: Base) -> None:
    lines = [
        "1、医保余额能取出来吗?",
        *WITHDRAW,
        "2、异地就医怎么备案?",
        *FILING,
        "3、医保余额怎么查?",
        *LOOKUP,
    ]
    base.page("faq.txt", "医保常见问题解答\n" + "\n".join(lines) + "\n")
    base.load()
    assert [entry.id for entry in base.entries()] == ["faq", "faq-2", "faq-3"]


@pytest.mark.parametrize("lost", range(4))
def test_a_load_that_was_killed_is_made_whole_by_the_next(base: Base, lost: int) -> None:
    base.page("north/index.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.page("south/index.txt", make_page("异地就医怎么备案", FILING))
    base.page("copy.txt", make_page("医保卡里的钱可以提现吗", WITHDRAW))
    base.page("lookup.txt", make_page("医保余额怎么查", LOOKUP))
    base.load()
    whole = {name: data for name, (data, _) in base.snapshot().items()}
    files = sorted(base.entries_dir.rglob("*.yaml"))
    for number, file in enumerate(files):
        if number >= lost:
            file.unlink()
    (base.entries_dir / "remote-care" / ".half.yaml.1.part").write_text("question: 半", encoding="utf-8")
    base.load()
    (base.entries_dir / "remote-care" / ".half.yaml.1.part").unlink()
    assert {name: data for name, (data, _) in base.snapshot().items()} == whole


def test_an_entry_file_with_errors_is_neither_overwritten_nor_doubled(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    base.edit(base.entry_file(), lambda text: text.replace("answer:", "anwser:"))
    broken = base.entry_file().read_bytes()
    report = base.load()
    assert actions(report) == {"held": 1}
    assert base.entry_file().read_bytes() == broken
    assert "a.yaml" in report.problems[0].file


@pytest.mark.parametrize("name", ["医保.yaml", "a.yml"])
def test_an_entry_file_under_an_unusable_name_is_not_doubled(base: Base, name: str) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    base.entry_file().rename(base.entries_dir / "balance-withdrawal" / name)
    assert actions(base.load()) == {"held": 1}
    assert [path.name for path in base.entries_dir.rglob("*.y*ml")] == [name]


def test_a_digest_may_be_named_in_16_digits_or_64(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    whole = hashlib.sha256((base.pages / "a.txt").read_bytes()).hexdigest()
    for digest in (whole[:16], whole):
        own = (
            "question: 余额能不能取\ntopic: balance-withdrawal\nanswer: 不能。\n"
            f"source: {{page: pages/gone.txt, digest: '{digest}'}}\n"
        )
        base.page("balance-withdrawal/own.yaml", own, base.entries_dir)
        assert actions(base.load()) == {"unchanged": 1}
        assert base.copies() == []


def test_a_persons_entry_that_names_the_page_without_a_digest_stands_for_it(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    own = "question: 医保余额能取出来吗\ntopic: balance-withdrawal\nanswer: 不能。\nsource: {page: a.txt}\n"
    file = base.page("balance-withdrawal/own.yaml", own, base.entries_dir)
    assert actions(base.load()) == {"unchanged": 1}
    assert file.read_text(encoding="utf-8") == own
    assert base.entry().id == "own"


def test_a_persons_entry_stands_for_no_page_of_the_same_name_elsewhere(base: Base) -> None:
    base.page("south/index.txt", make_page("医保余额能取出来吗", WITHDRAW))
    own = "question: 北边的问题\ntopic: other\nanswer: 不能。\nsource: {page: north/index.txt}\n"
    base.page("other/own.yaml", own, base.entries_dir)
    assert actions(base.load()) == {"new": 1}


def test_entries_can_stand_elsewhere(base: Base, tmp_path: Path) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    into = tmp_path / "elsewhere"
    base.load(into=into)
    assert (into / "balance-withdrawal" / "a.yaml").is_file()
    assert (into / store.SCHEMA_FILE).read_text(encoding="utf-8") == store.schema_json()
    assert not base.entries_dir.exists()


def test_pages_elsewhere_go_by_the_name_of_their_folder(base: Base, tmp_path: Path) -> None:
    folder = tmp_path / "scrapes"
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW), folder)
    base.load(folder)
    assert base.entry().all_sources[0].page == "scrapes/a.txt"
    assert actions(base.load(folder / "a.txt")) == {"unchanged": 1}


@pytest.mark.parametrize("name", ["content", ".", "file"])
def test_entries_cannot_go_where_other_things_stand(base: Base, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    with pytest.raises(UsageError):
        base.load(into=tmp_path / name)


def test_a_topic_folder_that_is_a_file_is_an_error_that_names_it(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.page("balance-withdrawal", "x", base.entries_dir)
    with pytest.raises(ContentError, match="balance-withdrawal"):
        base.load()


def test_a_path_that_does_not_exist_is_a_wrong_call(base: Base) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        base.load(base.content / "nowhere")


def test_bad_pages_are_reported_with_the_reason_and_stop_nobody(base: Base, tmp_path: Path) -> None:
    base.page("good.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.page("empty.txt", b"")
    base.page("binary.txt", bytes(range(256)) * 40)
    base.page("picture.png", b"\x89PNG")
    base.page("no-question.txt", "首页\n上一页\n下一页\n")
    with base.page("huge.txt", b"").open("r+b") as file:
        file.truncate(50_000_000)
    secret = tmp_path / "secret.txt"
    secret.write_text(make_page("异地就医怎么备案", FILING), encoding="utf-8")
    (base.pages / "link.txt").symlink_to(secret)
    (base.pages / "folder").symlink_to(tmp_path)
    report = base.load()
    skipped = {page.page.rpartition("/")[2]: page.skipped for page in report.pages() if page.skipped}
    assert set(skipped) == {
        "empty.txt", "binary.txt", "picture.png", "no-question.txt", "huge.txt", "link.txt", "folder",
    }  # fmt: skip
    assert all(skipped.values())
    assert "larger than" in str(skipped["huge.txt"])
    assert "link" in str(skipped["link.txt"])
    assert base.entry().id == "good"


@pytest.mark.parametrize(
    ("name", "entry_id"),
    [
        ("医保 余额.txt", "yi-bao-yu-e"),
        ("con.txt", "page-con"),
        ("..hidden..txt", None),
        ("a..b.txt", "a.b"),
        ("$(rm -rf).txt", "rm-rf"),
        ("？？.txt", "untitled"),
        ("x" * 200 + ".txt", "x" * 80),
        ("index.txt", "page-index"),
        ("line\nbreak.txt", "line-break"),
    ],
)
def test_any_file_name_gives_a_safe_id(base: Base, name: str, entry_id: str | None) -> None:
    base.page(name, make_page("医保余额能取出来吗", WITHDRAW))
    base.load()
    if entry_id is None:
        assert base.entries() == []
        return
    assert base.entry().id == entry_id
    assert (base.entry().all_sources[0].page or "").endswith(name)


def test_a_file_name_that_is_not_utf8_is_loaded(base: Base) -> None:
    path = bytes(base.pages) + b"/\xb0\xa1.txt"
    with open(path, "wb") as file:  # noqa: PTH123  (pathlib takes no bytes)
        file.write(make_page("医保余额能取出来吗", WITHDRAW).encode())
    base.load()
    assert base.entry().question == "医保余额能取出来吗"


def test_the_report_accounts_for_every_line(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW) + "相关推荐\n医保卡怎么补办\n")
    (page,) = base.load().pages()
    assert sum(page.labels.values()) == page.lines == 7
    assert page.kept + len(page.dropped) == page.lines
    assert sum(page.reasons.values()) == len(page.dropped)
    assert all(line.reason for line in page.dropped)


def test_the_report_shows_first_what_a_person_must_see(base: Base) -> None:
    base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    base.page("b.txt", b"")
    base.page("c.txt", make_page("异地就医怎么备案", FILING))
    base.load()
    base.edit(base.entries_dir / "remote-care" / "c.yaml", lambda text: text + "# 我的说明\n")
    base.page("c.txt", make_page("异地就医怎么备案", [*FILING, "备案可以随时取消。"]))
    report = base.load()
    assert [page.page for page in report.pages()][:2] == ["pages/c.txt", "pages/b.txt"]
    lines = list(report.to_text())
    assert lines[0].startswith("2 of 3 pages are worth a look")
    assert any("changed/c.yaml" in line for line in lines)
    document = json.loads("".join(report.to_json()))
    assert [page["page"] for page in document["pages"]][:2] == ["pages/c.txt", "pages/b.txt"]
    assert document["counts"]["pages"] == 3


def test_a_page_cannot_rewrite_what_the_terminal_shows(base: Base) -> None:
    base.page("a\x1b[2J.txt", make_page("医保余额\x1b]0;x\x07能取出来吗", WITHDRAW))
    text = "\n".join(base.load().to_text())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


def test_progress_counts_up_to_the_number_of_pages(base: Base) -> None:
    for number in range(5):
        base.page(f"{number}.txt", make_page("医保余额能取出来吗", WITHDRAW))
    told: list[tuple[int, int]] = []
    load_pages([], base.content, None, base.config, LoadOptions(jobs=2), lambda *counts: told.append(counts))
    assert told == [(done, 5) for done in range(1, 6)]


def test_explain_labels_every_line(base: Base) -> None:
    path = base.page("a.txt", make_page("医保余额能取出来吗", WITHDRAW))
    reading = explain_page(path, base.config)
    assert [line.number for line in reading.lines] == [1, 2, 3, 4, 5]
    assert all(line.reason for line in reading.lines)


def test_explain_of_a_page_that_is_too_large_is_a_wrong_call(base: Base) -> None:
    path = base.page("a.txt", b" " * 5_000_000)
    with pytest.raises(UsageError, match="larger than"):
        explain_page(path, base.config)
