"""A build: the same bytes for the same content, only what changed rewritten, nothing half done."""

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wendaku.build import BuildOptions, build_site
from wendaku.errors import ContentError, UsageError

TOPICS = ("remote-care", "family-pooling")
ENTRY = """question: {question}
topic: {topic}
region: 全国
answer: |
  第{number}条：先备案，再到联网医院直接结算。
  详见[备案](entry:e1)。
"""


def write_entry(content: Path, number: int, question: str | None = None) -> Path:
    topic = TOPICS[number % 2]
    path = content / f"entries/{topic}/e{number}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = ENTRY.format(question=question or f"异地就医怎么备案之{number}", topic=topic, number=number)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "base/content"
    for number in range(7):
        write_entry(folder, number)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def check_as_anew(content: Path, out: Path) -> None:
    build_site(content, out.parent / "anew")
    anew = tree(out.parent / "anew")
    assert {path: data for path, data in tree(out).items() if path in anew} == anew


def times(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_content_folder_becomes_a_whole_site(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    report = build_site(content, out)
    files = tree(out)
    assert report.entries == 7
    assert {
        "index.html",
        "404.html",
        "search/index.html",
        "search-data/index.js",
        "remote-care/e2/index.html",
    } <= set(files)
    assert 'href="../../family-pooling/e1/index.html"' in files["remote-care/e2/index.html"].decode()
    assert report.files == len([path for path in files if path != ".wendaku-site"])


def test_jobs_hash_seed_and_an_earlier_build_change_no_byte(content: Path, tmp_path: Path) -> None:
    for number in range(7, 450):
        write_entry(content, number)
    build_site(content, tmp_path / "one", BuildOptions(jobs=1))
    build_site(content, tmp_path / "three", BuildOptions(jobs=3))
    code = "import sys; from pathlib import Path; from wendaku.build import build_site; build_site(*map(Path, sys.argv[1:]))"
    shutil.rmtree(content.parent / ".wendaku")
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Shanghai"}
    subprocess.run(
        [sys.executable, "-c", code, str(content), str(tmp_path / "seed")], check=True, env=environment
    )
    edited = write_entry(content, 3, question="临时改掉的问题")
    build_site(content, tmp_path / "edited")
    write_entry(content, 3)
    assert edited.exists()
    build_site(content, tmp_path / "edited")
    shutil.rmtree(content.parent / ".wendaku")
    build_site(content, tmp_path / "edited")
    build_site(content, tmp_path / "edited")
    one = tree(tmp_path / "one")
    assert tree(tmp_path / "three") == one
    assert tree(tmp_path / "seed") == one
    again = tree(tmp_path / "edited")
    assert {path: data for path, data in again.items() if path in one} == one
    assert all(path.startswith("search-data/") for path in again.keys() - one.keys())


def edit_somehow(content: Path, choice: random.Random) -> str:
    """One of the changes that people make, and what it was."""
    number = choice.randrange(24)
    path = next(content.rglob(f"e{number}.yaml"), None)
    kind = choice.choice(
        ["answer", "question", "topic", "gone", "moved", "withheld", "alias", "link", "words"]
    )
    if path is None:
        write_entry(content, number)
        return f"{number} back"
    text = path.read_text(encoding="utf-8")
    if kind == "answer":
        text += f"  补充第{choice.randrange(9)}点。\n"
    elif kind == "question":
        text = text.replace("异地就医怎么备案", choice.choice(["医保卡余额怎么查", "异地就医怎么备案"]))
    elif kind == "topic":
        text = re.sub("topic: .*", f"topic: {choice.choice(TOPICS)}", text)
    elif kind == "withheld":
        text += "review:\n  status: quarantined\n" if "review" not in text else ""
    elif kind == "alias":
        text = (
            text.replace("topic:", f"aliases:\n- 备案{choice.randrange(99)}要几天\ntopic:", 1)
            if "aliases" not in text
            else text
        )
    elif kind == "link":
        text = text.replace("entry:e1", f"entry:e{choice.randrange(24)}")
    elif kind == "words":
        words = f"dictionary:\n  备案{choice.choice('之第补')}: 5000\n"
        (content / "words.yaml").write_text(words, encoding="utf-8")
    if kind == "gone":
        path.unlink()
    elif kind == "moved":
        path.rename(path.parent.parent / choice.choice(TOPICS) / path.name)
    else:
        path.write_text(text, encoding="utf-8")
    return f"{number} {kind}"


@pytest.mark.parametrize(("entries", "turns"), [(24, 12), (330, 10)])
def test_after_any_edits_the_site_is_what_a_first_build_makes(
    entries: int, turns: int, content: Path, tmp_path: Path
) -> None:
    # Of 330 entries three may be remembered apart from the others, of 24 none.
    choice = random.Random(20261122)
    for number in range(7, entries):
        write_entry(content, number)
    out = tmp_path / "site"
    build_site(content, out)
    done = []
    for turn in range(turns):
        done += [edit_somehow(content, choice) for _ in range(choice.randint(1, 2))]
        build_site(content, out)
        shutil.copytree(content, tmp_path / f"{turn}/content")
        build_site(tmp_path / f"{turn}/content", tmp_path / f"{turn}/site")
        first, again = tree(tmp_path / f"{turn}/site"), tree(out)
        assert {path: data for path, data in again.items() if path in first} == first, done
        assert all(path.startswith("search-data/") for path in again.keys() - first.keys()), done


def test_nothing_changed_means_nothing_done(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    first = build_site(content, out)
    before = times(out)
    second = build_site(content, out)
    assert first.written == first.files
    assert second.written == 0
    assert times(out) == before


def test_where_nothing_changed_nothing_heavy_is_imported(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    build_site(content, out)
    build_site(content, out)  # files written a moment before a build are looked at again by the next
    code = (
        "import sys; from pathlib import Path; from wendaku.build import build_site\n"
        "assert not build_site(*map(Path, sys.argv[1:])).written\n"
        "print({'numpy', 'jinja2', 'yaml', 'markdown_it'} & sys.modules.keys())"
    )
    run = [sys.executable, "-c", code, str(content), str(out)]
    assert subprocess.run(run, check=True, capture_output=True, text=True).stdout == "set()\n"


def test_an_edit_rewrites_its_own_page_the_lists_that_show_it_and_its_search_data(
    content: Path, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    build_site(content, out)
    before = times(out)
    path = content / "entries/remote-care/e4.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("先备案", "先登记"), encoding="utf-8")
    report = build_site(content, out)
    after = times(out)
    changed = {
        name for name in after if after[name] != before.get(name) and not name.startswith("search-data/")
    }
    assert "remote-care/e4/index.html" in changed
    assert "family-pooling/e1/index.html" not in changed
    assert 0 < report.written < len(after)
    assert "先登记" in (out / "remote-care/e4/index.html").read_text(encoding="utf-8")


def test_a_deleted_entry_loses_its_page_and_the_shards_of_the_last_build_stay_for_one_more(
    content: Path, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    build_site(content, out)
    first = {path for path in tree(out) if path.startswith("search-data/")}
    (content / "entries/remote-care/e4.yaml").unlink()
    build_site(content, out)
    second = {path for path in tree(out) if path.startswith("search-data/")}
    assert not (out / "remote-care/e4").exists()
    assert first <= second
    (content / "entries/remote-care/e6.yaml").unlink()
    build_site(content, out)
    assert not (first - {"search-data/index.js"}) <= set(tree(out))


def test_a_template_of_the_owner_takes_the_packaged_ones_place_and_only_renders_again(
    content: Path, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    build_site(content, out)
    shards = {path: mtime for path, mtime in times(out).items() if path.startswith("search-data/")}
    (content / "templates").mkdir()
    (content / "templates/404.html").write_text(
        "<!doctype html><title>没有</title>我们的 404", encoding="utf-8"
    )
    build_site(content, out)
    assert "我们的 404" in (out / "404.html").read_text(encoding="utf-8")
    assert {path: mtime for path, mtime in times(out).items() if path.startswith("search-data/")} == shards


def test_content_with_errors_is_not_built_and_every_error_is_told(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    build_site(content, out)
    before = tree(out)
    (content / "entries/remote-care/e2.yaml").write_text(
        "question: 缺了回答\ntopic: remotecare\n", encoding="utf-8"
    )
    (content / "entries/remote-care/bad name.yaml").write_text("x")
    with pytest.raises(ContentError) as caught:
        build_site(content, out)
    told = str(caught.value)
    assert "e2.yaml:1: `answer` is missing" in told
    assert 'e2.yaml:2: topic "remotecare" is not in topics.yaml; did you mean "remote-care"?' in told
    assert "bad name.yaml" in told
    assert tree(out) == before
    with pytest.raises(ContentError):
        build_site(content, tmp_path / "fresh")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base", "site"]


def test_a_damaged_or_missing_memory_costs_time_and_nothing_else(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    build_site(content, out)
    before = tree(out)
    for file in (content.parent / ".wendaku").glob("*.cache"):
        file.write_bytes(file.read_bytes()[:-7] + b"damaged")
    build_site(content, out)
    assert tree(out) == before
    shutil.rmtree(content.parent / ".wendaku")
    build_site(content, out)
    assert tree(out) == before


def test_damaged_texts_are_made_again_for_an_edit(content: Path, tmp_path: Path) -> None:
    for number in range(7, 120):
        write_entry(content, number)
    out = tmp_path / "site"
    build_site(content, out)
    texts = content.parent / ".wendaku/texts.cache"
    texts.write_bytes(texts.read_bytes()[:-7] + b"damaged")
    write_entry(content, 4, question="换一个问法")
    build_site(content, out)
    check_as_anew(content, out)


def test_an_entry_file_that_became_a_link_is_not_followed(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    build_site(content, out)
    entry = content / "entries/remote-care/e4.yaml"
    entry.rename(tmp_path / "elsewhere.yaml")
    entry.symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(ContentError, match=r"e4\.yaml: is a link"):
        build_site(content, out)


def test_a_site_that_was_deleted_is_whole_again_though_the_memory_of_it_stayed(
    content: Path, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    build_site(content, out)
    before = tree(out)
    shutil.rmtree(out)
    build_site(content, out)
    assert tree(out) == before


def test_shards_that_somebody_damaged_or_deleted_are_made_again_beside_an_edit(
    content: Path, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    build_site(content, out)
    for folder in ("c", "s", "q"):
        shards = sorted((out / "search-data" / folder).glob("*.js"))
        for shard in shards[:5]:
            shard.write_text("damaged")
        for shard in shards[5:8]:
            shard.unlink()
    write_entry(content, 4, question="换一个问法")
    build_site(content, out)
    check_as_anew(content, out)


def test_a_page_that_somebody_changed_or_deleted_is_mended(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    build_site(content, out)
    before = tree(out)
    (out / "index.html").write_text("defaced")
    (out / "about/index.html").unlink()
    build_site(content, out)
    assert tree(out) == before


def test_a_quarantined_entry_is_nowhere_in_the_site(content: Path, tmp_path: Path) -> None:
    path = write_entry(content, 8, question="某中介包提现")
    path.write_text(
        path.read_text(encoding="utf-8") + "review: {status: quarantined, reason: 广告}\n", encoding="utf-8"
    )
    report = build_site(content, tmp_path / "site")
    assert report.withheld == 1
    assert not any("某中介包提现".encode() in data for data in tree(tmp_path / "site").values())


def test_an_empty_content_folder_and_a_new_one_still_become_a_site(tmp_path: Path) -> None:
    report = build_site(tmp_path / "new", tmp_path / "site")
    assert report.entries == 0
    assert (tmp_path / "site/index.html").is_file()


def test_a_folder_that_is_not_ours_is_not_written_into(content: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="not written by wendaku"):
        build_site(content, tmp_path / "mine")
    assert tree(tmp_path / "mine") == {"notes.txt": b"mine"}
