"""A small site's configuration and entries, worded for these tests."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from wendaku.config import Config, Hotline, Site
from wendaku.model import Entry, Source, Topic


@pytest.fixture
def config() -> Config:
    return Config(
        site=Site(
            title="公积金问答",
            description="住房公积金常见问题。",
            publisher="示例服务台",
            disclaimer="仅供参考，\n以公积金中心答复为准。",
            in_doubt="先打 **12329**。",
            about="## 说明\n\n这里收集常见问题。",
            hotlines=(Hotline(number="12329", name="公积金热线", note="工作日"),),
            correction="mailto:help@example.org?subject={id}",
            featured=("not-there", "rent"),
            example_queries=("租房能提取吗",),
        ),
        topics=(
            Topic(id="withdraw", title="提取", order=1, introduction="哪些情形能提取。\n办理要带什么。"),
            Topic(id="loan", title="贷款", order=2),
        ),
    )


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    def make(entry_id: str, **fields: Any) -> Entry:
        given: dict[str, Any] = {
            "question": f"{entry_id} 怎么办",
            "topic": "withdraw",
            "region": "全国",
            "summary": f"{entry_id} 可以办。",
            "answer": "先登录，再提交。",
            "source": Source(page=f"pages/{entry_id}.txt", title="办事指南", published=dt.date(2025, 3, 28)),
        }
        return Entry(id=entry_id, file=f"entries/{entry_id}.yaml", **(given | fields))

    return make
