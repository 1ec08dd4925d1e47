"""One small site compared byte for byte, so that a change of template or style shows what it does to pages.

`WENDAKU_UPDATE_GOLDEN=1 pytest tests/site/test_golden.py` writes the present output; read the diff before committing it.
"""

import datetime as dt
import os
import re
from collections.abc import Callable
from pathlib import Path

from wendaku.config import Config
from wendaku.model import Entry, Reference, Review, Source
from wendaku.site import plan_pages
from wendaku.site.rendering import Renderer

GOLDEN = Path(__file__).parent / "golden"
BASE_URL = "https://example.org/faq/"


def sample(make_entry: Callable[..., Entry]) -> tuple[Entry, ...]:
    return (
        make_entry(
            "rent",
            question="租房能提取公积金吗",
            aliases=("交房租能用公积金吗",),
            tags=("租房", "按月/提取"),
            region="厦门",
            summary="能，连续缴存满三个月即可。",
            answer="## 条件\n\n1. 连续缴存满三个月；\n2. 当地没有住房。\n\n另见[额度](entry:limit)，或打[热线](tel:12329)。\n\n| 方式 | 到账 |\n|:--|--:|\n| 网上 | 三天 |\n",
            references=(
                Reference(title="提取办法", number="示建〔2024〕1号", url="https://example.org/rule"),
            ),
            sources=(Source(page="b.txt", title="租房指南", publisher="示例中心", question="租房怎么提取"),),
            review=Review(status="reviewed", by="王敏", date=dt.date(2025, 10, 9), due=dt.date(2026, 10, 9)),
        ),
        make_entry("limit", question="贷款额度是多少 <b>&</b>", topic="loan", summary=None, source=None),
        make_entry("leave", question="离职后怎么提取", region=None),
    )


def test_the_small_site_is_what_it_was(config: Config, make_entry: Callable[..., Entry]) -> None:
    renderer = Renderer(config, None, BASE_URL)
    related = {"rent": ["leave", "limit"]}
    planned = plan_pages(config, sample(make_entry), related, BASE_URL)
    made = {file.path: without_digests(file.data.decode()) for file in map(renderer.render, planned)}
    if os.environ.get("WENDAKU_UPDATE_GOLDEN"):
        write(made)
    kept = {path.relative_to(GOLDEN).as_posix(): path for path in GOLDEN.rglob("*") if path.is_file()}
    assert made.keys() == kept.keys()
    for path, text in made.items():
        assert text == kept[path].read_bytes().decode(), path


def without_digests(text: str) -> str:
    return re.sub(r"\.[0-9a-f]{8}\.(css|js)", r".digest.\1", text)


def write(made: dict[str, str]) -> None:
    for path, text in made.items():
        target = GOLDEN / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
