"""A Dask cluster reads pages to the same bytes as our own processes."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from wendaku.config import read_config
from wendaku.errors import UsageError
from wendaku.loading import LoadOptions, LoadReport, load_pages

distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")

# Dask's own code, not ours, warns on shutdown and on new Pythons.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a local cluster of two worker processes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as local:
            yield local.scheduler_address


def load(content: Path, pages: Path, options: LoadOptions) -> LoadReport:
    config, problems = read_config(content)
    assert config is not None, problems
    return load_pages([pages], content, None, config, options)


def written(content: Path) -> dict[str, bytes]:
    return {
        path.relative_to(content).as_posix(): path.read_bytes()
        for path in content.rglob("*")
        if path.is_file()
    }


def test_a_cluster_of_two_workers_writes_the_same_bytes(cluster: str, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(20):
        text = f"第{number}种情况怎么报销\n先到第{number}号窗口登记,再把发票和清单交给工作人员。\n审核通过后转入银行卡。\n"
        (pages / f"{number}.txt").write_text(text, encoding="utf-8")
    (pages / "empty.txt").write_bytes(b"")
    (pages / "large.txt").write_bytes(b" " * 5_000_000)
    ours = load(tmp_path / "ours", pages, LoadOptions(jobs=2))
    theirs = load(tmp_path / "theirs", pages, LoadOptions(dask=cluster))
    assert written(tmp_path / "ours") == written(tmp_path / "theirs")
    assert len(written(tmp_path / "ours")) > 10
    assert ours.counts == theirs.counts


def test_a_cluster_that_is_not_there_is_a_wrong_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wendaku.loading.dask.CONNECT_SECONDS", 1)
    (tmp_path / "pages").mkdir()
    with pytest.raises(UsageError, match="no Dask scheduler"):
        load(tmp_path / "content", tmp_path / "pages", LoadOptions(dask="tcp://127.0.0.1:9"))
