"""What a build remembers is believed only whole, undamaged and of this version."""

from pathlib import Path

import pytest

from wendaku import cache
from wendaku.errors import UsageError


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    cache.write_cache(tmp_path / "deep/x.cache", {"a": [1, 2]}, "v1")
    assert cache.read_cache(tmp_path / "deep/x.cache", dict[str, list[int]], "v1") == {"a": [1, 2]}


def test_another_version_a_missing_file_and_another_shape_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "x.cache"
    assert cache.read_cache(path, dict[str, int], "v1") is None
    cache.write_cache(path, {"a": 1}, "v1")
    assert cache.read_cache(path, dict[str, int], "v2") is None
    assert cache.read_cache(path, list[str], "v1") is None


def test_any_single_damaged_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "x.cache"
    cache.write_cache(path, {"a": 1}, "v1")
    whole = path.read_bytes()
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        assert cache.read_cache(path, dict[str, int], "v1") is None
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert cache.read_cache(path, dict[str, int], "v1") is None


def test_a_file_changed_just_now_is_not_trusted_later(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("1")
    stat = path.stat()
    assert cache.stamp_of(stat, stat.st_ctime_ns) == cache.NEVER
    later = stat.st_ctime_ns + 2 * cache.RACY_NS
    assert cache.stamp_of(stat, later) == cache.Stamp(1, stat.st_mtime_ns, stat.st_ctime_ns)


def test_two_builds_of_one_content_do_not_run_at_once(tmp_path: Path) -> None:
    with (
        cache.locked(tmp_path / "c"),
        pytest.raises(UsageError, match="another build"),
        cache.locked(tmp_path / "c"),
    ):
        pass
    with cache.locked(tmp_path / "c"):
        pass
