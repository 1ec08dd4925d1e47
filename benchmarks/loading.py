"""Loads generated pages and prints time, rate and memory: `python benchmarks/loading.py [PAGES…] [--jobs N]`.

Peak memory is that of the loading process (its children read one page at a time): it should hardly grow with the
number of pages. The second load finds everything unchanged.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from wendaku.config import require_config
from wendaku.loading import LoadOptions, load_pages

SUBJECTS = [
    "余额查询",
    "个人账户支取",
    "家庭共济绑定",
    "异地就医备案",
    "医保关系转移",
    "手工报销",
    "门诊结算",
    "住院押金",
    "医保码激活",
    "缴费明细",
]
PARTS = [
    "先在手机上登录服务平台",
    "然后带身份证到大厅窗口",
    "工作人员核对资料以后",
    "系统会发出短信通知",
    "审核没有通过的",
    "在规定时间以内",
    "由本人或者家人",
    "按照参保地的规定",
    "在开通联网的医院里",
    "出示医保码并确认",
]
ENDS = [
    "办理登记手续",
    "查看当前的进度",
    "补齐所缺的材料",
    "领取受理回执",
    "等待审核结果",
    "享受直接结算",
    "退还多收的费用",
    "更新个人信息",
    "打印近一年明细",
    "解除原来的绑定",
]
TEASERS = [
    "相关推荐",
    "医保卡丢了怎么办 2024-05-06",
    "点击查看更多",
    "扫码关注我们",
    "版权声明:转载请注明出处",
]


def make_page(number: int) -> str:
    """A text page of some 40 lines; the same for the same number."""
    chance = random.Random(number)
    subject = chance.choice(SUBJECTS)
    lines = [
        f"第{number}号咨询:{subject}怎么办理?",
        f"发布时间:2025-0{number % 9 + 1}-1{number % 10} 来源:医保服务台",
    ]
    for _ in range(24):
        phrases = ",".join(chance.sample(PARTS, 3))
        lines.append(f"{phrases},可以{chance.choice(ENDS)},编号{chance.randrange(10_000)}。")
    return "\n".join(lines + TEASERS * 3) + "\n"


def measure(pages: int, jobs: int | None) -> str:
    """One row of the table: first load, second load, peak memory of the loading process in MB."""
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        (content / "pages").mkdir(parents=True)
        for number in range(pages):
            (content / "pages" / f"{number:06}.txt").write_text(make_page(number), encoding="utf-8")
        config = require_config(content)
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            report = load_pages([], content, None, config, LoadOptions(jobs=jobs))
            sum(1 for _ in report.to_json())
            seconds.append(time.perf_counter() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        entries = sum(report.counts.actions.values())
        return f"| {pages:,} | {seconds[0]:.1f} | {pages / seconds[0]:.0f} | {seconds[1]:.1f} | {peak:.0f} | {entries:,} |"


def main() -> None:
    """Print the table; each row in a process of its own, so that peaks do not mix."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--row", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.row:
        print(measure(arguments.pages[0], arguments.jobs))
        return
    print("| pages | first load, s | pages/s | again, s | peak, MB | drafts |")
    print("| --- | --- | --- | --- | --- | --- |")
    for pages in arguments.pages:
        jobs = ["--jobs", str(arguments.jobs)] if arguments.jobs else []
        subprocess.run([sys.executable, __file__, str(pages), "--row", *jobs], check=True)


if __name__ == "__main__":
    main()
