"""Checks of the content: independent validators, each content → problems, that the caller adds up."""

import datetime as dt
import difflib
import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from wendaku import markdown, store, typed_yaml, words
from wendaku.config import Config, SearchTest, read_config
from wendaku.loader.folding import fold
from wendaku.loader.lures import find_lure
from wendaku.model import Entry, Problem
from wendaku.resources import templates_dir
from wendaku.search.index import index_entry
from wendaku.search.ranking import Ranker

STALE_AFTER_YEARS = 3
"""An answer that nobody looked at for longer is worth a look: the national rules on personal accounts changed in 2021
(国办发〔2021〕14号), 2022 (医保发〔2022〕22号) and 2024 (国办发〔2024〕38号), never more than two years apart."""

SHOWN_RESULTS = 3
"""How many results a failed search test names: enough to see what took the place."""

TEMPLATE_SUFFIXES = frozenset({".html", ".xml", ".txt", ".jinja"})
"""Files of `templates/` that are rendered; all others are copied as they are."""


class Content:
    """What the validators look at; `today` is what due dates are compared with."""

    def __init__(self, entries: Sequence[Entry], config: Config, folder: Path, today: dt.date) -> None:
        """Of the entries, `public` are those that the site shows."""
        self.entries, self.config, self.folder, self.today = entries, config, folder, today
        self.public = [entry for entry in entries if entry.is_public]
        self.by_id = {entry.id: entry for entry in entries}


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a check of a content folder found."""

    entries: int
    """How many entries could be read."""
    problems: list[Problem]
    """Sorted by file and line."""
    notes: list[str]
    """What a person should know and decide, without anything being wrong."""

    @property
    def errors(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many of the problems are warnings."""
        return len(self.problems) - self.errors

    def is_good(self, *, strict: bool) -> bool:
        """Whether a site may be built of it: without errors, where strict also without warnings."""
        return not (self.problems if strict else self.errors)


Validator = Callable[[Content], Iterator[Problem]]


def check_content(folder: Path, today: dt.date | None = None) -> CheckReport:
    """Everything that is wrong with a content folder, from its configuration to its search tests."""
    config, problems = read_config(folder)
    if config is None:
        return CheckReport(entries=0, problems=problems, notes=[])
    loaded = store.read_entries(folder / "entries", config)
    problems = [*loaded.problems, *check_entries(loaded.entries, config, folder, today)]
    notes = list_quarantined(loaded.entries)
    return CheckReport(entries=len(loaded.entries), problems=sort_problems(problems), notes=notes)


def check_entries(
    entries: Sequence[Entry], config: Config, folder: Path, today: dt.date | None = None
) -> list[Problem]:
    """Every problem of entries that could be read, sorted by file and line.

    `folder` is the content folder; `today` (default: the day of the call) is what review dates are compared with.
    Whether a file can be read at all, its schema, topic and id are the store's to check.
    """
    content = Content(entries, config, folder, today or dt.date.today())
    return sort_problems(problem for validate in VALIDATORS for problem in validate(content))


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in the order in which a person mends them: by file, then line, errors first."""
    return sorted(
        problems, key=lambda problem: (problem.file, problem.line or 0, problem.severity, problem.message)
    )


def list_quarantined(entries: Sequence[Entry]) -> list[str]:
    """One sentence for each entry that is withheld, with the reason: to be decided by a person, not a problem."""
    return [
        f"{entry.file}: quarantined and not published"
        + (f" ({entry.review.reason})" if entry.review.reason else "")
        for entry in entries
        if not entry.is_public
    ]


def find_duplicate_questions(content: Content) -> Iterator[Problem]:
    """Public entries that ask the same for the same region, in their question or an alias."""
    holders: dict[tuple[str, str | None], list[Entry]] = defaultdict(list)
    for entry in content.public:
        for wording in {_bare(question) for question in (entry.question, *entry.aliases)}:
            holders[wording, entry.region].append(entry)
    reported = set()
    for same in holders.values():
        for first, second in itertools.pairwise(same):
            if (first.id, second.id) not in reported:
                reported.add((first.id, second.id))
                message = f'asks the same as {first.file}: "{first.question}"'
                remedy = "merge the two, or word what sets them apart"
                yield _warning(second, "duplicate-question", message, remedy, "question")


def find_missing_summaries(content: Content) -> Iterator[Problem]:
    """Entries without the sentence that lists and results show."""
    for entry in content.entries:
        if entry.summary is None:
            yield _warning(
                entry, "no-summary", "has no summary", "answer in one or two sentences: `summary: …`"
            )


def find_missing_sources(content: Content) -> Iterator[Problem]:
    """Entries that do not say where they come from."""
    for entry in content.entries:
        if not entry.all_sources:
            yield _warning(entry, "no-source", "has no source", "name the page or publisher: `source: {…}`")


def find_stale_dates(content: Content) -> Iterator[Problem]:
    """Entries whose review is due, and those that nobody looked at for STALE_AFTER_YEARS; dates in the future."""
    limit = _years_before(content.today, STALE_AFTER_YEARS)
    for entry in content.public:
        review, seen = entry.review, max(filter(None, (entry.review.date, entry.published)), default=None)
        if review.due is not None and review.due < content.today:
            message = f"was due for review on {review.due}"
            yield _warning(entry, "review-due", message, "review it and set the next `due`", "review.due")
        elif review.due is None and seen is not None and seen < limit:
            message = f"was last published or reviewed on {seen}, over {STALE_AFTER_YEARS} years ago"
            yield _warning(entry, "stale", message, "review it and set `review: {date: …, due: …}`", "review")
        if seen is not None and seen > content.today:
            yield _warning(
                entry, "future-date", f"is dated {seen}, in the future", "correct the date", "review.date"
            )


def check_links(content: Content) -> Iterator[Problem]:
    """Links in answers that the site will show as plain text: unknown entries, withheld ones, other schemes."""
    for entry in content.entries:
        for target in markdown.link_targets(entry.answer):
            found = _judge_link(target, content.by_id)
            if found is not None:
                message, remedy = found
                yield Problem(
                    severity="warning", code="link", file=entry.file, line=_line_of_text(entry, target),
                    message=f"the link to {target[:100]} {message}", remedy=remedy,
                )  # fmt: skip


def find_lures(content: Content) -> Iterator[Problem]:
    """Lines of entries to be published that solicit: offers to cash out, private contacts, adverts.

    What the loader read it quarantines itself; this finds what was written or pasted by hand. An entry that a
    person has reviewed is that person's to answer for.
    """
    for entry in content.public:
        if entry.review.status == "reviewed":
            continue
        for text in (entry.question, entry.summary or "", *markdown.to_text(entry.answer).split("\n")):
            kind = find_lure(fold(text), content.config)
            if kind is not None:
                message = f'{kind}: "{text[:60]}"'
                yield Problem(
                    severity="warning", code="lure", file=entry.file, line=_line_of_text(entry, text),
                    message=message, remedy="remove it, or set `review.status: quarantined`",
                )  # fmt: skip


def find_pending_changes(content: Content) -> Iterator[Problem]:
    """Pages that changed under an entry that a person had edited, and that nobody has compared yet."""
    yield from store.pending_changes(content.folder, content.entries)


def check_featured(content: Content) -> Iterator[Problem]:
    """Featured entries that the home page cannot show."""
    path = content.folder / "site.yaml"
    if not path.exists():
        return  # the packaged default features the entries of its own site
    for id, line in zip(content.config.site.featured, _lines_of_items(path, "featured"), strict=True):
        entry = content.by_id.get(id)
        if entry is None or not entry.is_public:
            message = f'features "{id}", which ' + ("is quarantined" if entry else "is no entry")
            yield Problem(
                severity="warning", code="featured", file=path.as_posix(), line=line,
                message=message, remedy=_did_you_mean(id, content.by_id) or "remove it",
            )  # fmt: skip


def check_overrides(content: Content) -> Iterator[Problem]:
    """Files of the content folder's `templates/` that override nothing or cannot be read as templates."""
    root, packaged = content.folder / "templates", templates_dir()
    if not root.is_dir():
        return
    known = [path.relative_to(packaged).as_posix() for path in packaged.rglob("*") if path.is_file()]
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name, shown = path.relative_to(root).as_posix(), path.as_posix()
        if name not in known:
            remedy = _did_you_mean(name, known) or "give it the name of a packaged template"
            message = "overrides no packaged template or asset"
            yield Problem(severity="warning", code="override", file=shown, message=message, remedy=remedy)
        elif path.suffix in TEMPLATE_SUFFIXES:
            yield from _check_template(path, shown)


def run_search_tests(content: Content) -> Iterator[Problem]:
    """Queries of search-tests.yaml that do not find an expected entry among their first `within` results."""
    tests = content.config.search_tests
    if not tests:
        return
    path = content.folder / "search-tests.yaml"
    segmenter = words.Segmenter(content.config.words)
    indexed = [index_entry(entry, segmenter) for entry in content.public]
    ranker = Ranker(indexed, content.config, segmenter)
    lines = _lines_of_items(path, "tests")
    for test, line in zip(tests, lines, strict=True):
        message = _run_search_test(test, ranker, content)
        if message is not None:
            remedy = "add the wording to the entry's aliases or to words.yaml, or correct the test"
            yield _error(path.as_posix(), line, "search-test", message, remedy)


VALIDATORS: tuple[Validator, ...] = (
    find_duplicate_questions,
    find_missing_summaries,
    find_missing_sources,
    find_stale_dates,
    check_links,
    find_lures,
    find_pending_changes,
    check_featured,
    check_overrides,
    run_search_tests,
)


def _run_search_test(test: SearchTest, ranker: Ranker, content: Content) -> str | None:
    unknown = [id for id in test.expect if id not in content.by_id or not content.by_id[id].is_public]
    if unknown:
        return f'"{test.query}" expects {", ".join(unknown)}, which is no published entry'
    wanted = max(test.within, SHOWN_RESULTS)
    found = [hit.id for hit in ranker.rank(test.query, wanted, test.topic, test.region)]
    if not set(test.expect).isdisjoint(found[: test.within]):
        return None
    first = f"first {test.within}" if test.within > 1 else "first"
    return f'"{test.query}" should find {" or ".join(test.expect)} {first}, found {", ".join(found) or "nothing"}'


def _judge_link(target: str, entries: dict[str, Entry]) -> tuple[str, str] | None:
    if target.startswith(markdown.ENTRY_SCHEME):
        id = target.removeprefix(markdown.ENTRY_SCHEME)
        if id not in entries:
            return "names no entry", _did_you_mean(id, entries) or "name the id of an entry"
        return None if entries[id].is_public else ("names a quarantined entry", "link to a published one")
    if markdown.is_safe_link(target):
        return None
    meant = next((part for part in reversed(target.split("/")) if part in entries), None)
    if meant is not None:
        return "is not shown as a link", f"write {markdown.ENTRY_SCHEME}{meant}"
    return "is not shown as a link", "only http, https, tel, mailto and entry: are"


def _check_template(path: Path, shown: str) -> Iterator[Problem]:
    import jinja2  # only where somebody overrides a template

    text, problems = typed_yaml.read_text(path, shown)
    yield from problems
    try:
        jinja2.Environment(autoescape=True).parse(text or "")
    except jinja2.TemplateSyntaxError as error:
        message = f"is no template: {error.message}"
        yield _error(
            shown, error.lineno, "template", message, "mend it, or delete it to use the packaged one"
        )


def _bare(question: str) -> str:
    """The question as it is compared: letters and digits alone, so that 吗？ and 吗 ask the same."""
    return "".join(char for char in words.normalize(question) if unicodedata.category(char)[0] in "LN")


def _years_before(day: dt.date, years: int) -> dt.date:
    # 29 February has no anniversary in most years.
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {close[0]}?" if close else ""


def _warning(entry: Entry, code: str, message: str, remedy: str, key: str = "") -> Problem:
    line = store.line_of(Path(entry.file), key) if key else None
    return Problem(severity="warning", code=code, file=entry.file, line=line, message=message, remedy=remedy)


def _error(file: str, line: int | None, code: str, message: str, remedy: str) -> Problem:
    return Problem(severity="error", code=code, file=file, line=line, message=message, remedy=remedy)


def _lines_of_items(path: Path, key: str) -> list[int]:
    """The lines of the items of a list in a configuration file that has been read, such as those of `tests`."""
    text, _ = typed_yaml.read_text(path, path.as_posix())
    node, _ = typed_yaml.parse(text or "", path.as_posix())
    if node is None or key not in node.value:
        return []
    return [item.line for item in node.value[key].value or []]


def _line_of_text(entry: Entry, text: str) -> int | None:
    """The line of the entry's file in which the text stands, None where it is written otherwise there."""
    raw, _ = typed_yaml.read_text(Path(entry.file), entry.file)
    lines = (raw or "").split("\n")
    return next((number for number, line in enumerate(lines, start=1) if text in line), None)
