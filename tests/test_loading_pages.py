"""Which files are pages, and by which names they go."""

from pathlib import Path

import pytest

from wendaku.errors import UsageError
from wendaku.loading.naming import choose_id, slug_of
from wendaku.loading.pages import find_pages


def make(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return root


def shown(paths: list[Path], content: Path) -> list[str]:
    return [page.shown for page in find_pages(paths, content)]


def test_pages_of_the_content_folder_go_by_their_place_in_it(tmp_path: Path) -> None:
    content = make(tmp_path / "content", "pages/a.txt", "pages/sub/b.html")
    names = ["pages/a.txt", "pages/sub/b.html"]
    assert shown([content / "pages"], content) == names
    assert shown([content / "pages" / "sub"], content) == names[1:]
    assert shown([content / "pages" / "sub" / "b.html"], content) == names[1:]


def test_pages_elsewhere_do_not_tell_where_on_the_machine_they_are(tmp_path: Path) -> None:
    scrapes = make(tmp_path / "secret-project" / "scrapes", "a.txt")
    assert shown([scrapes], tmp_path / "content") == ["scrapes/a.txt"]
    assert shown([scrapes / "a.txt"], tmp_path / "content") == ["scrapes/a.txt"]


def test_two_folders_of_one_name_are_told_apart_whatever_their_order(tmp_path: Path) -> None:
    content = make(tmp_path / "content", "pages/a.txt")
    roots = [
        content / "pages",
        make(tmp_path / "x" / "pages", "a.txt"),
        make(tmp_path / "y" / "pages", "a.txt"),
    ]
    names = ["pages/a.txt", "x/pages/a.txt", "y/pages/a.txt"]
    assert shown(roots, content) == names
    assert shown(roots[::-1], content) == names


def test_a_page_named_twice_is_read_once(tmp_path: Path) -> None:
    root = make(tmp_path / "scrapes", "a.txt", "sub/b.txt")
    paths = [root, root / "sub", root / "a.txt", root, tmp_path / "scrapes" / ".." / "scrapes"]
    assert shown(paths, tmp_path / "content") == ["scrapes/a.txt", "scrapes/sub/b.txt"]


def test_hidden_files_are_left_alone_and_a_file_named_outright_is_read_whatever_it_ends_in(
    tmp_path: Path,
) -> None:
    root = make(tmp_path / "scrapes", ".DS_Store", ".git/x.txt", "a.TXT", "page.cgi")
    found = {page.shown: page.skipped for page in find_pages([root], tmp_path)}
    assert found == {"scrapes/a.TXT": "", "scrapes/page.cgi": "does not look like a page (“.cgi”)"}
    (page,) = find_pages([root / "page.cgi"], tmp_path)
    assert page.skipped == ""


def test_a_missing_path_names_itself(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.txt: does not exist"):
        find_pages([tmp_path / "none.txt"], tmp_path)


def test_a_long_path_keeps_its_end(tmp_path: Path) -> None:
    root = make(tmp_path / "scrapes", "/".join(["long" * 20] * 6) + "/a.txt")
    (name,) = shown([root], tmp_path)
    assert len(name) <= 300
    assert name.endswith("/a.txt")


def test_an_id_depends_on_the_page_and_on_what_is_taken() -> None:
    digest = "0123456789abcdef"
    assert choose_id("x/faq.txt", digest, 0, set()) == "faq"
    assert choose_id("x/faq.txt", digest, 2, set()) == "faq-3"
    assert choose_id("x/FAQ.txt", digest, 0, {"faq"}) == "FAQ-01234567"
    assert choose_id("x/faq.txt", digest, 1, {"faq-2", "faq-01234567-2"}) == "faq-01234567-2.2"


@pytest.mark.parametrize(
    ("page", "slug"),
    [
        ("医保/查余额.html", "cha-yu-e"),
        ("a b.txt", "a-b"),
        ("ＡＢＣ.txt", "ABC"),
        ("....txt", "untitled"),
        ("nul.txt", "page-nul"),
    ],
)
def test_a_slug_is_readable_and_safe(page: str, slug: str) -> None:
    assert slug_of(page) == slug
