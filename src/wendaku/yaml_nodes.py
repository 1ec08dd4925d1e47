"""YAML text into nodes that know their line; whatever could explode, build objects or hide a value is refused."""

from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

MAX_DEPTH = 20
"""Our deepest file nests 4 levels. PyYAML's composer recurses in C and crashes the process on deep input."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN_TAGS = frozenset(
    {None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
)
_EMPTY_SCALARS = frozenset({"", "~", "null"})
_NO_KEYS: dict[str, int] = {}


class Node(NamedTuple):
    """A YAML value: `str`, `None`, `list[Node]` or `dict[str, Node]`, and its line from 1.

    `key_lines` of a mapping hold the line on which each key stands.
    """

    value: Any
    line: int
    key_lines: dict[str, int]

    def plain(self) -> Any:
        """The value without its lines: nested str, None, list and dict."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class RefusedError(Exception):
    """Why a text that may be YAML is not read all the same: a line from 1, a short name, what and what to do."""

    def __init__(self, line: int, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line, self.code, self.message, self.remedy = line, code, message, remedy


def compose(text: str) -> Node:
    """The one value that a YAML text holds, an empty mapping where it holds none.

    Raises yaml.YAMLError for a syntax error and RefusedError for duplicate keys, anchors and aliases, tags,
    nesting beyond MAX_DEPTH and a second document.
    """
    # Events rather than PyYAML's nodes: libyaml's own parser is a state machine, PyYAML's composer recurses.
    loader = _LOADER(text)
    try:
        return _Composer().compose(loader.get_event)
    finally:
        loader.dispose()


class _Composer:
    """Builds nodes from events. Half of them are keys, of which no node is made."""

    def __init__(self) -> None:
        self.root = Node({}, 1, _NO_KEYS)
        self.documents = 0
        self.held: list[tuple[Any, dict[str, int] | None, str | None]] = []
        """What holds the open collection: its value, its key lines (None for a sequence), the key that waits for a value."""
        self.value: Any = None
        """Of the open collection."""
        self.key_lines: dict[str, int] | None = None
        self.key: str | None = None

    def compose(self, next_event: Callable[[], Any]) -> Node:
        while (event := next_event()) is not None:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.add_scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.open_collection(event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.value, self.key_lines, self.key = self.held.pop()
            elif kind is yaml.AliasEvent:
                raise _not_plain(event)
            elif kind is yaml.DocumentStartEvent:
                self.start_document(event)
        return self.root

    def add_scalar(self, event: Any) -> None:
        if event.anchor or event.tag not in _PLAIN_TAGS:
            raise _not_plain(event)
        value, line = event.value, event.start_mark.line + 1
        if value in _EMPTY_SCALARS and event.implicit[0] and not event.style:
            value = None
        if self.key_lines is not None and self.key is None:
            self.add_key(value or "", line)
        else:
            self.place(Node(value, line, _NO_KEYS))

    def add_key(self, key: str, line: int) -> None:
        assert self.key_lines is not None
        if key in self.key_lines:
            raise RefusedError(line, "duplicate-key", f'key "{key}" stands twice', "keep one of them")
        self.key_lines[key] = line
        self.key = key

    def place(self, node: Node) -> None:
        if self.key is not None:
            self.value[self.key] = node
            self.key = None
        elif self.held:
            self.value.append(node)
        else:
            self.root = node

    def open_collection(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor or event.tag not in _PLAIN_TAGS:
            raise _not_plain(event)
        if len(self.held) >= MAX_DEPTH:
            raise RefusedError(line, "too-deep", f"nests deeper than {MAX_DEPTH} levels", "flatten it")
        if self.key_lines is not None and self.key is None:
            raise RefusedError(line, "yaml-syntax", "has a key that is not text", "quote the key")
        is_mapping = type(event) is yaml.MappingStartEvent
        node = Node({} if is_mapping else [], line, {})
        self.place(node)
        self.held.append((self.value, self.key_lines, self.key))
        self.value, self.key_lines, self.key = node.value, node.key_lines if is_mapping else None, None

    def start_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            line = event.start_mark.line + 1
            raise RefusedError(line, "yaml-syntax", "holds a second document", "write one document a file")


def _not_plain(event: Any) -> RefusedError:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        return RefusedError(line, "anchor", "uses an anchor or alias", "write the value out")
    return RefusedError(line, "tag", f'uses the tag "{event.tag}"', "remove the tag")
