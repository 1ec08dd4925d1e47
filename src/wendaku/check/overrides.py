"""Checks of the templates that a content folder puts in the place of packaged ones."""

from collections.abc import Iterator
from pathlib import Path

from wendaku import typed_yaml
from wendaku.check.content import Content, did_you_mean
from wendaku.model import Problem
from wendaku.resources import templates_dir

TEMPLATE_SUFFIXES = frozenset({".html", ".xml", ".txt", ".jinja"})
"""Files of `templates/` that are rendered; all others are copied as they are."""


def check_overrides(content: Content) -> Iterator[Problem]:
    """Files of the content folder's `templates/` that override nothing or cannot be read as templates; new assets are fine."""
    root, packaged = content.folder / "templates", templates_dir()
    if not root.is_dir():
        return
    known = [path.relative_to(packaged).as_posix() for path in packaged.rglob("*") if path.is_file()]
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name, shown = path.relative_to(root).as_posix(), path.as_posix()
        if name.startswith("assets/") and name not in known:
            continue  # a picture of the owner's own
        if name not in known:
            remedy = did_you_mean(name, known) or "give it the name of a packaged template"
            message = "overrides no packaged template or asset"
            yield Problem(severity="warning", code="override", file=shown, message=message, remedy=remedy)
        elif path.suffix in TEMPLATE_SUFFIXES:
            yield from _check_template(path, shown)


def _check_template(path: Path, shown: str) -> Iterator[Problem]:
    import jinja2  # only where somebody overrides a template

    text, problems = typed_yaml.read_text(path, shown)
    yield from problems
    try:
        jinja2.Environment(autoescape=True).parse(text or "")
    except jinja2.TemplateSyntaxError as error:
        yield Problem(
            severity="error", code="template", file=shown, line=error.lineno,
            message=f"is no template: {error.message}", remedy="mend it, or delete it to use the packaged one",
        )  # fmt: skip
