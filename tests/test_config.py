"""A content folder's configuration: its own files, packaged ones for what is missing, every problem at once."""

from pathlib import Path

import pytest

from wendaku.config import read_config, require_config
from wendaku.errors import ContentError, UsageError
from wendaku.resources import data_file, default_content_dir, templates_dir


def test_a_folder_that_does_not_exist_has_the_packaged_configuration(tmp_path: Path) -> None:
    config = require_config(tmp_path / "new")
    assert config.topic_ids == {
        "balance-withdrawal",
        "family-pooling",
        "remote-care",
        "balance-lookup",
        "other",
    }
    assert config.words.dictionary
    assert config.search_tests == ()


def test_a_folders_own_file_takes_the_place_of_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(
        "topics:\n- {id: b, title: 乙, order: 2}\n- {id: a, title: 甲, order: 1, words: {公积金: 2}}\n"
    )
    config = require_config(tmp_path)
    assert [topic.id for topic in config.topics] == ["a", "b"]
    assert config.topics[0].words == {"公积金": 2.0}
    assert config.words.dictionary


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("titel: x\nbase_url: ftp://x\n")
    (tmp_path / "topics.yaml").write_text(
        "topics:\n- {id: other, title: x}\n- {id: a, title: x}\n- {id: a, title: y}\n"
    )
    (tmp_path / "words.yaml").write_text("dictionary: {医保: many}\n")
    config, problems = read_config(tmp_path)
    told = "\n".join(map(str, problems))
    assert config is None
    for expected in (
        "site.yaml:1: unknown key `titel`; did you mean `title`?",
        "site.yaml:2: `base_url` has a wrong value",
        'topic id "other" is reserved',
        'topic id "a" stands twice',
        "words.yaml:1: `dictionary` has a wrong value",
    ):
        assert expected in told
    with pytest.raises(ContentError, match="titel"):
        require_config(tmp_path)


def test_a_file_is_no_content_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(UsageError, match="is not a folder"):
        read_config(tmp_path / "x")


def test_packaged_files_are_found() -> None:
    assert (templates_dir() / "base.html").is_file()
    assert (default_content_dir() / "topics.yaml").is_file()
    assert data_file("regions.txt").is_file()
