"""Scores of drafted entries against labelled pages: questions, answer lines, leakage, loss, fields.

A labelled page is a JSON object: `page`, `kind` (text or html), `file`, `entries` (each with `question`, `answer_lines`,
`topic`, `region`, `published`, optionally `topic_alt`), `noise_lines`, `disclaimer_lines`, `meta_lines`. Texts are
compared by their letters and digits only, after NFKC and lower case; marks and numbers at a line's start may be missing.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

_MARK = re.compile(
    r"^\s*(?:[\U0001f300-\U0001faff]\s*)?(?:【答】|【回复】|\[答\]|(?:答|回答|答复|回复|嘉宾|[Aa]\s?\d*)\s?[:：.、]|[Aa](?=[\u4e00-\u9fff]))\s*"
)
_NUMBER = re.compile(
    r"^\s*(?:[•·●■◆▪★◎\-*—–>✅❌👉]|\d\ufe0f?\u20e3|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.、．:：]|[①-⑳]|第[一二三四五六七八九十][,，、])\s*"
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_LEAKS_FROM = 4
"""Letters; a shorter line of noise counts as leaked only where it is a whole line, since it stands in texts by chance."""

_FOUND_FROM = 2
"""Letters; a shorter answer line (a digit in a table) is looked for among whole lines only."""


@dataclass
class PredictedEntry:
    """An entry as an extractor gives it, its answer as plain lines."""

    question: str
    answer: list[str]
    topic: str | None = None
    region: str | None = None
    published: str | None = None


@dataclass
class Scores:
    """Sums over pages; `table` turns them into the figures that the benchmark prints."""

    counts: Counter[str] = field(default_factory=Counter)
    line_f1: list[float] = field(default_factory=list)
    bigram_f1: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """One line for each thing that is not as labelled."""

    def table(self) -> dict[str, float]:
        """The figures, each between 0 and 1, leakage, loss and false pages best at 0, all others best at 1."""
        count = self.counts
        return {
            "question_f1": _f1(count["exact"], count["predicted"], count["gold"]),
            "question_soft_f1": _f1(count["soft"], count["predicted"], count["gold"]),
            "answer_line_f1": _f1(count["lines_right"], count["lines_predicted"], count["lines_gold"]),
            "answer_line_macro_f1": _mean(self.line_f1),
            "answer_bigram_macro_f1": _mean(self.bigram_f1),
            "topic": _share(count["topic"], count["pairs"], 1.0),
            "region": _share(count["region"], count["pairs"], 1.0),
            "date": _share(count["date"], count["pairs"], 1.0),
            "noise_leakage": _share(count["noise_leaked"], count["noise"], 0.0),
            "disclaimer_leakage": _share(count["disclaimer_leaked"], count["disclaimer"], 0.0),
            "answer_loss": _share(count["lost"], count["lines_gold"], 0.0),
            "false_pages": _share(count["false_pages"], count["empty_pages"], 0.0),
        }


LOW_IS_GOOD = frozenset(("noise_leakage", "disclaimer_leakage", "answer_loss", "false_pages"))


def _share(part: float, whole: float, empty: float) -> float:
    return part / whole if whole else empty


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 1.0


def _f1(right: float, predicted: float, gold: float) -> float:
    return 2 * right / (predicted + gold) if predicted + gold else 1.0


def letters(text: str) -> str:
    """The text as it is compared: labels hold entities as the page writes them."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", html.unescape(text)).lower())


def _forms(line: str) -> list[str]:
    """What a line may be compared as: whole, without its mark, without its number."""
    line = unicodedata.normalize("NFKC", line)
    bare = _MARK.sub("", line)
    forms = (letters(line), letters(bare), letters(_NUMBER.sub("", bare)))
    return [form for form in dict.fromkeys(forms) if form]


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[place : place + 2] for place in range(max(1, len(text) - 1)))


def _dice(first: str, second: str) -> float:
    return _f1(sum((_bigrams(first) & _bigrams(second)).values()), len(first) - 1, len(second) - 1)


class _Text:
    """An answer's lines in all their forms, and as one text, for looking lines up that were joined or cut."""

    def __init__(self, lines: Iterable[str]) -> None:
        lines = list(lines)
        self.lines = [forms for line in lines if len((forms := _forms(line) or [""])[0]) >= _FOUND_FROM]
        self.whole = {form for forms in self.lines for form in forms}
        joined = [
            "".join(forms[place] if place < len(forms) else forms[-1] for forms in self.lines)
            for place in range(3)
        ]
        self.joined = "\0".join(joined)
        self.bigrams = _bigrams("".join(forms[min(1, len(forms) - 1)] for forms in self.lines))

    def holds(self, forms: list[str], least: int = _FOUND_FROM) -> bool:
        return any(form in self.whole or (len(form) >= least and form in self.joined) for form in forms)


def add_page(scores: Scores, label: dict[str, Any], predicted: list[PredictedEntry]) -> None:
    """Adds one page's figures."""
    gold, count, page = label["entries"], scores.counts, label["page"]
    count["gold"] += len(gold)
    count["predicted"] += len(predicted)
    count["empty_pages"] += not gold
    if predicted and not gold:
        count["false_pages"] += 1
        scores.wrong.append(
            f"{page}: {len(predicted)} entries though the page has none: {predicted[0].question}"
        )
    texts = [_Text(entry.answer) for entry in predicted]
    wanted = [_Text(entry["answer_lines"]) for entry in gold]
    for place, other in _pair(gold, predicted):
        _add_pair(scores, page, gold[place], predicted[other], wanted[place], texts[other])
    paired = {place for place, _ in _pair(gold, predicted)}
    for place, entry in enumerate(gold):
        count["lines_gold"] += len(wanted[place].lines)
        if place not in paired:
            scores.line_f1.append(0.0)
            scores.bigram_f1.append(0.0)
            scores.wrong.append(f"{page}: no entry for {entry['question']}")
    count["lines_predicted"] += sum(len(text.lines) for text in texts)
    _add_leakage(scores, label, texts, wanted)


def _pair(gold: list[dict[str, Any]], predicted: list[PredictedEntry]) -> Iterator[tuple[int, int]]:
    """Pairs entries by their questions, the most alike first, none below a Dice coefficient of 0.5."""
    alike = sorted(
        ((_dice(letters(entry["question"]), letters(other.question)), -place, -number)
         for place, entry in enumerate(gold) for number, other in enumerate(predicted)), reverse=True,
    )  # fmt: skip
    left, right = set(range(len(gold))), set(range(len(predicted)))
    for likeness, place, number in alike:
        if likeness >= 0.5 and -place in left and -number in right:
            left.discard(-place)
            right.discard(-number)
            yield -place, -number


def _add_pair(
    scores: Scores, page: str, entry: dict[str, Any], other: PredictedEntry, want: _Text, got: _Text
) -> None:
    count = scores.counts
    asked, question = letters(entry["question"]), letters(other.question)
    count["pairs"] += 1
    count["exact"] += asked == question
    count["soft"] += _dice(asked, question) >= 0.8
    if asked != question:
        scores.wrong.append(f"{page}: asks {other.question} instead of {entry['question']}")
    found = sum(got.holds(forms) for forms in want.lines)
    right = sum(want.holds(forms) for forms in got.lines)
    count["lines_right"] += (found + right) / 2
    scores.line_f1.append(_f1((found + right) / 2, len(got.lines), len(want.lines)))
    shared = sum((want.bigrams & got.bigrams).values())
    scores.bigram_f1.append(_f1(shared, sum(got.bigrams.values()), sum(want.bigrams.values())))
    for name, value in (("topic", other.topic), ("region", other.region), ("date", other.published)):
        key = "published" if name == "date" else name
        allowed = [entry[key], *entry.get(f"{key}_alt", [])]
        count[name] += value in allowed
        if value not in allowed:
            scores.wrong.append(f"{page}: {name} of {entry['question']} is {value} instead of {entry[key]}")


def _add_leakage(scores: Scores, label: dict[str, Any], texts: list[_Text], wanted: list[_Text]) -> None:
    count, page = scores.counts, label["page"]
    for kind in ("noise", "disclaimer"):
        for line in dict.fromkeys(label[f"{kind}_lines"]):
            forms = _forms(line)[:1]
            if not forms or any(text.holds(forms, _LEAKS_FROM) for text in wanted):
                continue
            leaked = any(text.holds(forms, _LEAKS_FROM) for text in texts)
            count[kind] += 1
            count[f"{kind}_leaked"] += leaked
            if leaked:
                scores.wrong.append(f"{page}: {kind} in an answer: {line[:60]}")
    for want in wanted:
        for forms in want.lines:
            lost = not any(text.holds(forms) for text in texts)
            count["lost"] += lost
            if lost:
                scores.wrong.append(f"{page}: lost {forms[0][:60]}")
