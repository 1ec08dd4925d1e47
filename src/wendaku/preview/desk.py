"""The editors' page of the preview: their search over all entries, drafts and quarantined ones too, and what is wrong."""

import html
import threading
from pathlib import Path

from wendaku import store
from wendaku.cache import cache_folder
from wendaku.config import require_config
from wendaku.errors import WendakuError
from wendaku.preview.state import BuildOutcome
from wendaku.search.editors import EditorHit, EditorsIndex

RESULTS = 30


class Desk:
    """The editors' page of a content folder."""

    def __init__(self, content: Path) -> None:
        """Reads nothing before it is asked."""
        self.content = content
        self._one_at_a_time = threading.Lock()

    def render(self, query: str, outcome: BuildOutcome) -> str:
        """The page with what the query finds and how the last build went, as HTML."""
        try:
            hits = self.find(query) if query.strip() else []
            found = "".join(map(_render_hit, hits)) or ("<li>没有找到条目。</li>" if query.strip() else "")
        except WendakuError as error:
            found = f"<li>{html.escape(str(error))}</li>"
        problems = "".join(f"<li>{html.escape(problem)}</li>" for problem in outcome.problems)
        return _PAGE.format(
            query=html.escape(query), found=found, summary=html.escape(outcome.summary), problems=problems
        )

    def find(self, query: str) -> list[EditorHit]:
        """What the editors' search finds in the content as it is now; raises what the configuration's reading raises."""
        config = require_config(self.content)
        entries = store.read_entries(self.content / "entries", config).entries
        index = EditorsIndex(cache_folder(self.content) / "editors", config.words)
        with self._one_at_a_time:
            index.update(entries)
            return index.search(query, RESULTS)


def _render_hit(hit: EditorHit) -> str:
    question = html.escape(hit.question)
    if hit.status != "quarantined":
        question = f'<a href="/{html.escape(hit.topic)}/{html.escape(hit.id)}/">{question}</a>'
    place = f"{hit.topic} · {hit.region or '未注明'} · {hit.status} · {hit.file}"
    return f"<li>{question}<p>{html.escape(place)}</p><p>{html.escape(hit.passage)}</p></li>"


_PAGE = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>编辑台</title></head>
<body class="wendaku-desk">
<h1>编辑台</h1>
<p>在全部条目里找，包括未核对和隔离的。站点在<a href="/">这里</a>。</p>
<form><input type="search" name="q" value="{query}" aria-label="在全部条目里找"> <button>查找</button></form>
<ol>{found}</ol>
<h2>最近一次构建</h2>
<p>{summary}</p>
<ul>{problems}</ul>
</body>
</html>
"""
