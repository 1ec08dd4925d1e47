"""Which classes and ids a page's own style sheets hide: what stands in such elements was not for readers."""

import re
from collections.abc import Iterable, Mapping

_HIDES = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_SHOWS = re.compile(r"display\s{0,3}:\s{0,3}(?!none)|visibility\s{0,3}:\s{0,3}visible", re.IGNORECASE)
_SELECTOR = re.compile(r"[a-zA-Z]{0,10}([.#][\w-]{1,60})$")
_NAME = re.compile(r"[.#][\w-]{1,60}")
_MEDIA = "@media"
"""What follows holds for some screens or for print only."""

MAX_STYLE = 100_000
"""Letters of a style sheet that are read."""


def find_hiding(styles: Iterable[str]) -> frozenset[str]:
    """The names (`.spare`, `#spare`) that style sheets hide and that no rule shows again, as accordions do."""
    hidden: set[str] = set()
    shown: set[str] = set()
    for style in styles:
        for rule in style[:MAX_STYLE].partition(_MEDIA)[0].split("}"):
            selectors, _, body = rule.partition("{")
            if _SHOWS.search(body):
                shown.update(_NAME.findall(selectors))
            elif _HIDES.search(body):
                matches = (_SELECTOR.match(selector.strip()) for selector in selectors.split(","))
                hidden.update(match[1] for match in matches if match)
    return frozenset(hidden - shown)


def is_hidden_by(hiding: frozenset[str], attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's class or id is among the hidden names."""
    if not hiding:
        return False
    classes = (attributes.get("class") or "").split()
    return f"#{attributes.get('id')}" in hiding or any(f".{name}" in hiding for name in classes)
