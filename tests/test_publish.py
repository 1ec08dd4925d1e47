"""Files are published whole, only into folders that are ours, and only below them."""

from pathlib import Path

import pytest

from wendaku.errors import UsageError
from wendaku.model import OutputFile
from wendaku.publish import MARKER, SiteFolder, safe_path


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


def publish(out: Path, content: Path, files: dict[str, bytes], stale: tuple[str, ...] = ()) -> SiteFolder:
    folder = SiteFolder(out, content)
    for path, data in files.items():
        folder.write(OutputFile(path, data))
    folder.finish(stale)
    return folder


def test_a_fresh_site_appears_only_when_it_is_whole(tmp_path: Path, content: Path) -> None:
    out = tmp_path / "site"
    folder = SiteFolder(out, content)
    folder.write(OutputFile("a/index.html", b"1"))
    assert not out.exists()
    folder.finish(())
    assert (out / "a/index.html").read_bytes() == b"1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "site"]


def test_what_a_killed_build_left_behind_does_not_reach_the_next_site(tmp_path: Path, content: Path) -> None:
    killed = SiteFolder(tmp_path / "site", content)
    killed.write(OutputFile("half.html", b"half"))
    publish(tmp_path / "site", content, {"index.html": b"whole"})
    assert not (tmp_path / "site/half.html").exists()


def test_an_update_rewrites_only_files_whose_bytes_differ(tmp_path: Path, content: Path) -> None:
    out = tmp_path / "site"
    publish(out, content, {"same.html": b"1", "other.html": b"1"})
    before = (out / "same.html").stat().st_mtime_ns
    folder = SiteFolder(out, content)
    assert not folder.write(OutputFile("same.html", b"1"))[1]
    assert folder.write(OutputFile("other.html", b"2"))[1]
    assert (out / "same.html").stat().st_mtime_ns == before
    assert not list(out.glob("*.part"))


def test_stale_files_go_last_with_their_empty_folders_and_foreign_files_stay(
    tmp_path: Path, content: Path
) -> None:
    out = tmp_path / "site"
    publish(out, content, {"old/page/index.html": b"1", "index.html": b"1"})
    (out / "CNAME").write_text("example.org")
    publish(out, content, {"index.html": b"1"}, stale=("old/page/index.html", "never/was.html"))
    assert sorted(path.name for path in out.iterdir()) == [MARKER, "CNAME", "index.html"]


def test_pages_search_data_and_assets_are_known_as_ours_without_a_memory(
    tmp_path: Path, content: Path
) -> None:
    out = tmp_path / "site"
    publish(out, content, {"t/e/index.html": b"1", "search-data/a.js": b"1", "index.html": b"1"})
    (out / "CNAME").write_text("example.org")
    ours = SiteFolder(out, content).list_ours()
    assert sorted(ours) == ["index.html", "search-data/a.js", "t/e/index.html"]


def test_a_folder_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path, content: Path) -> None:
    out = tmp_path / "photos"
    out.mkdir()
    (out / "me.jpg").write_bytes(b"x")
    with pytest.raises(UsageError, match="not written by wendaku"):
        SiteFolder(out, content)
    assert [path.name for path in out.iterdir()] == ["me.jpg"]


@pytest.mark.parametrize("place", ["content", "content/site", "."])
def test_a_site_never_lies_over_the_content(tmp_path: Path, content: Path, place: str) -> None:
    with pytest.raises(UsageError, match="content folder"):
        SiteFolder(tmp_path / place, content)


def test_a_file_or_a_link_is_no_output_folder(tmp_path: Path, content: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("file", "link"):
        with pytest.raises(UsageError, match="is not a folder"):
            SiteFolder(tmp_path / name, content)


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a\\b", "a\0b", "C:/x"]
)
def test_no_path_leads_out_of_the_site(path: str) -> None:
    with pytest.raises(ValueError, match="not a path inside the site"):
        safe_path(path)
