"""Planned pages to files, through Jinja2 templates that an owner may replace one by one."""

import datetime as dt
import functools
import hashlib
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import jinja2
import msgspec
from markupsafe import Markup

from wendaku import __version__, markdown
from wendaku.config import Config
from wendaku.errors import ContentError
from wendaku.model import OutputFile
from wendaku.resources import templates_dir
from wendaku.site.assets import Assets, read_assets
from wendaku.site.escaping import EscapingEnvironment
from wendaku.site.pages import PlannedPage

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
_TAG = re.compile(r"<[^>]*>")
_LINE_ENDS = re.compile(r"\n{2,}")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_TELEPHONE_NUMBER = re.compile(r"[^0-9+]")


SHARED_PARTS = "parts.html"


class Renderer:
    """Renders planned pages under one configuration. Pure once made: equal pages give equal bytes, in any process."""

    def __init__(self, config: Config, overrides: Path | None = None, base_url: str = "") -> None:
        """`overrides` is a folder whose files replace packaged templates and assets of the same path.

        Raises ContentError, when a page is rendered, for a template with a mistake in it.
        """
        self._config = config
        self._overrides = overrides if overrides and overrides.is_dir() else None
        self._base_url = base_url.rstrip("/") + "/" if base_url else ""
        self._assets = read_assets(self._overrides)
        self._environment = _make_environment(self._overrides)
        self._environment.globals |= self._globals(self._assets)
        # A filter, since Jinja2 looks at what it calls, which takes longer than all that these calls have to do.
        self._environment.filters["shared"] = functools.cache(self._shared)
        self._templates: dict[str, jinja2.Template] = {}

    @property
    def digest(self) -> str:
        """Changes with everything but its context that a page depends on: templates and configuration; packages have their say in cache.version_of.

        Raises ContentError for a template that is no UTF-8.
        """
        hashed = hashlib.sha256()
        for name in self._environment.list_templates(filter_func=_is_template):
            hashed.update(msgspec.msgpack.encode((name, self._source(name))))
        topics = [(topic.id, topic.title) for topic in self._config.topics]
        settings = (
            self._config.site,
            topics,
            self._base_url,
            sorted(self._assets.addresses.items()),
            __version__,
        )
        hashed.update(msgspec.msgpack.encode(settings))
        return hashed.hexdigest()

    def asset_files(self) -> list[OutputFile]:
        """Styles, scripts and icons under the names that rendered pages use."""
        return list(self._assets.files)

    def prepare(self, templates: Iterable[str]) -> None:
        """Compile templates that will be needed, before processes are forked and anything is written.

        Raises ContentError that names every template with a mistake; a misspelt variable shows only in `render`.
        """
        mistakes = []
        for name in sorted(set(templates)):
            try:
                self._template(name)
            except ContentError as error:
                mistakes.append(str(error))
        if mistakes:
            raise ContentError("\n".join(mistakes))

    def render(self, page: PlannedPage) -> OutputFile:
        """The finished file; raises ContentError that names the template and line at fault."""
        template = self._template(page.template)
        try:
            text = self._fill(template, page)
        except jinja2.TemplateError as error:
            raise ContentError(f"{_place(error)}: {error}; mend the template") from error
        return OutputFile(page.path, text.encode("utf-8", "replace"))

    def _fill(self, template: jinja2.Template, page: PlannedPage) -> str:
        """What Template.render gives, an eighth faster: that copies the environment's globals for each page."""
        own = {"page": page.context, "path": quote(page.path), "root": self._root(page.path)}
        context = template.new_context({**self._environment.globals, **own}, shared=True)
        try:
            return "".join(template.root_render_func(context))
        except Exception:
            self._environment.handle_exception()  # raises it with the template's lines in its traceback

    def _root(self, path: str) -> str:
        if path == "404.html":  # hosts serve it at any depth, so no relative link leads anywhere
            return urlsplit(self._base_url).path or "/"
        return "../" * path.count("/") or "./"

    def _source(self, name: str) -> str:
        assert self._environment.loader is not None
        try:
            return self._environment.loader.get_source(self._environment, name)[0]
        except UnicodeDecodeError as error:
            raise ContentError(f"{name}: {error}; templates are UTF-8 files") from error

    def _template(self, name: str) -> jinja2.Template:
        if name not in self._templates:
            try:
                self._templates[name] = self._environment.get_template(name)
            except jinja2.TemplateSyntaxError as error:
                place = f"{error.filename or error.name}:{error.lineno}"
                raise ContentError(f"{place}: {error.message}; mend the template") from error
            except (jinja2.TemplateNotFound, UnicodeDecodeError) as error:
                raise ContentError(f"{name}: {error}; templates are UTF-8 files") from error
        return self._templates[name]

    def _globals(self, assets: Assets) -> dict[str, Any]:
        return {
            "site": self._config.site,
            "topics": self._config.topics,
            "base_url": self._base_url,
            "assets": assets.addresses,
        }

    def _shared(self, name: str, root: str) -> Markup:
        """A macro of parts.html that depends on `root` alone: a third of an entry's page, the same on all of them."""
        macro: Callable[[str], Markup] = getattr(self._template(SHARED_PARTS).module, name)
        return macro(root).strip()


def _make_environment(overrides: Path | None) -> jinja2.Environment:
    folders = [*([overrides] if overrides else []), templates_dir()]
    environment = EscapingEnvironment(
        loader=_TemplateLoader(folders), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        auto_reload=False, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= _FILTERS
    return environment


class _TemplateLoader(jinja2.FileSystemLoader):
    """Leaves out the templates' indentation, which is for their readers and not for the pages'."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, filename, uptodate = super().get_source(environment, template)
        return _INDENTATION.sub("", source), filename, uptodate


def _is_template(name: str) -> bool:
    return not name.startswith("assets/")


def _place(error: jinja2.TemplateError) -> str:
    # Jinja2 puts the template's own file and line into the traceback of what failed in it.
    frames = traceback.extract_tb(error.__traceback__)
    templates = [
        frame
        for frame in frames
        if frame.name in ("top-level template code", "template") or "block" in frame.name
    ]
    frame = (templates or frames)[-1]
    return f"{frame.filename}:{frame.lineno}"


def _markdown(text: str, links: Mapping[str, str] | None = None, root: str = "") -> Markup:
    """Markdown as safe HTML; `links` leads from entries' ids to their pages' addresses."""
    addresses = links or {}
    linked = markdown.to_html(
        text, lambda entry_id: root + addresses[entry_id] if entry_id in addresses else None
    )
    return Markup(linked)  # noqa: S704 - to_html escapes whatever is no mark-up of its own


def _chinese_date(date: dt.date) -> str:
    """2025-03-28 as 2025年3月28日."""
    return f"{date.year}年{date.month}月{date.day}日"


def _faq_json(question: str, answer: Markup) -> Markup:
    """The entry as schema.org FAQPage, safe inside a script element."""
    text = _LINE_ENDS.sub("\n", unescape(_TAG.sub("", answer))).strip()
    accepted = {"@type": "Answer", "text": text}
    entity = {"@type": "Question", "name": question, "acceptedAnswer": accepted}
    return data_for_script({"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": [entity]})


def data_for_script(data: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    encoded = msgspec.json.encode(data).replace(b"<", b"\\u003c").decode()
    return Markup(encoded)  # noqa: S704 - without `<` nothing ends the element


def _xml_text(text: str) -> str:
    """The text without the control characters that XML 1.0 does not allow."""
    return _NOT_IN_XML.sub("", text)


def _telephone(number: str) -> str:
    """The number as a tel: link dials it; empty where nothing can be dialled."""
    return _NOT_IN_TELEPHONE_NUMBER.sub("", number)


_FILTERS: dict[str, Callable[..., Any]] = {
    "markdown": _markdown,
    "first_sentence": markdown.first_sentence,
    "join_lines": markdown.join_lines,
    "without_index": lambda address: address.removesuffix("index.html"),
    "chinese_date": _chinese_date,
    "faq_json": _faq_json,
    "data": data_for_script,
    "xml": _xml_text,
    "telephone": _telephone,
    "url": lambda text: quote(text, safe=""),
}
