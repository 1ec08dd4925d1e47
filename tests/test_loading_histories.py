"""Whatever happens to pages and entries in any order: a person's text survives, and a second load changes nothing."""

import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from test_loading import FILING, LOOKUP, WITHDRAW, Base, make_page

QUESTIONS = ["医保余额能取出来吗", "异地就医怎么备案", "医保余额怎么查", "家庭共济怎么绑定"]
ANSWERS = [WITHDRAW, FILING, LOOKUP, (*WITHDRAW, "退款转入本人的银行卡。")]
NAMES = ["a.txt", "b.txt", "north/a.txt", "north/c.txt"]

STEP = st.one_of(
    st.tuples(st.just("page"), st.sampled_from(NAMES), st.sampled_from(QUESTIONS), st.sampled_from(ANSWERS)),
    st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("delete"), st.sampled_from(NAMES)),
    st.tuples(st.just("edit"), st.integers(0, 9)),
    st.tuples(st.just("load")),
)


class Person:
    """Edits entry files and remembers what they held."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.written: dict[Path, bytes] = {}

    def edit(self, number: int) -> None:
        files = sorted(self.base.entries_dir.rglob("*.yaml"))
        if files:
            file = files[number % len(files)]
            file.write_text(file.read_text(encoding="utf-8") + f"# 说明{number}\n", encoding="utf-8")
            self.written[file] = file.read_bytes()

    def check(self) -> None:
        assert {file: file.read_bytes() for file in self.written} == self.written


def take_step(base: Base, person: Person, step: tuple[object, ...]) -> None:
    kind, *values = step
    if kind == "page":
        name, question, answer = values
        base.page(str(name), make_page(str(question), answer))  # type: ignore[arg-type]
    elif kind == "move":
        old, new = (base.pages / str(value) for value in values)
        if old.exists() and old != new:
            new.parent.mkdir(exist_ok=True)
            old.replace(new)
    elif kind == "delete":
        (base.pages / str(values[0])).unlink(missing_ok=True)
    elif kind == "edit":
        person.edit(int(str(values[0])))
    else:
        base.load()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_no_history_of_edits_and_loads_loses_a_persons_text(
    steps: list[tuple[object, ...]], chance: random.Random
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = Base(Path(folder))
        person = Person(base)
        base.page("a.txt", make_page(QUESTIONS[0], WITHDRAW))
        known: set[str] = set()
        for step in [("load",), *steps, ("load",)]:
            take_step(base, person, step)
            person.check()
            ids = {entry.id for entry in base.entries()}
            assert known <= ids, "an entry vanished"
            known = ids
        settled = base.snapshot()
        report = base.load(jobs=chance.choice([1, 2]))
        assert base.snapshot() == settled
        assert set(report.counts.actions) <= {"unchanged", "kept", "held"}
