"""Checks of what points to entries: links in answers and the home page's featured entries."""

from collections.abc import Iterator, Mapping

from wendaku import markdown
from wendaku.check.content import Content, did_you_mean, line_of_text, lines_of_items
from wendaku.model import Entry, Problem


def check_links(content: Content) -> Iterator[Problem]:
    """Links in answers that the site will show as plain text: unknown entries, withheld ones, other schemes."""
    for entry in content.entries:
        for target in markdown.link_targets(entry.answer):
            found = _judge_link(target, content.by_id)
            if found is not None:
                message, remedy = found
                yield Problem(
                    severity="warning", code="link", file=entry.file, line=line_of_text(entry, target),
                    message=f"the link to {target[:100]} {message}", remedy=remedy,
                )  # fmt: skip


def check_featured(content: Content) -> Iterator[Problem]:
    """Featured entries that the home page cannot show."""
    path = content.folder / "site.yaml"
    if not path.exists():
        return  # the packaged default features the entries of its own site
    for id, line in zip(content.config.site.featured, lines_of_items(path, "featured"), strict=True):
        entry = content.by_id.get(id)
        if entry is None or not entry.is_public:
            message = f'features "{id}", which ' + ("is quarantined" if entry else "is no entry")
            yield Problem(
                severity="warning", code="featured", file=path.as_posix(), line=line,
                message=message, remedy=did_you_mean(id, content.by_id) or "remove it",
            )  # fmt: skip


def _judge_link(target: str, entries: Mapping[str, Entry]) -> tuple[str, str] | None:
    if target.startswith(markdown.ENTRY_SCHEME):
        id = target.removeprefix(markdown.ENTRY_SCHEME)
        if id not in entries:
            return "names no entry", did_you_mean(id, entries) or "name the id of an entry"
        return None if entries[id].is_public else ("names a quarantined entry", "link to a published one")
    if markdown.is_safe_link(target):
        return None
    meant = next((part for part in reversed(target.split("/")) if part in entries), None)
    if meant is not None:
        return "is not shown as a link", f"write {markdown.ENTRY_SCHEME}{meant}"
    return "is not shown as a link", "only http, https, tel, mailto and entry: are"
