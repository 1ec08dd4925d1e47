"""YAML text into nodes that know their line; whatever could explode, build objects or hide a value is refused."""

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
    loader, composer = _LOADER(text), _Composer()
    try:
        while loader.check_event():
            event = loader.get_event()
            step = composer.steps.get(type(event))
            if step is not None:
                step(event)
    finally:
        loader.dispose()
    return composer.root if composer.root is not None else Node({}, 1, {})


class _Composer:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.documents = 0
        self.open: list[tuple[Node, str | None]] = []
        """The collections not yet closed, each with the key that waits for its value."""
        self.steps = {
            yaml.ScalarEvent: self.add_scalar,
            yaml.MappingStartEvent: self.start_collection,
            yaml.SequenceStartEvent: self.start_collection,
            yaml.MappingEndEvent: self.end_collection,
            yaml.SequenceEndEvent: self.end_collection,
            yaml.AliasEvent: self.refuse_alias,
            yaml.DocumentStartEvent: self.start_document,
        }

    def add_scalar(self, event: Any) -> None:
        if event.anchor or event.tag not in _PLAIN_TAGS:
            raise _not_plain(event)
        is_empty = event.implicit[0] and not event.style and event.value in _EMPTY_SCALARS
        self.place(Node(None if is_empty else event.value, event.start_mark.line + 1, _NO_KEYS))

    def start_collection(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor or event.tag not in _PLAIN_TAGS:
            raise _not_plain(event)
        if len(self.open) >= MAX_DEPTH:
            raise RefusedError(line, "too-deep", f"nests deeper than {MAX_DEPTH} levels", "flatten it")
        node = Node({} if type(event) is yaml.MappingStartEvent else [], line, {})
        self.place(node)
        self.open.append((node, None))

    def end_collection(self, event: Any) -> None:
        self.open.pop()

    def refuse_alias(self, event: Any) -> None:
        raise _not_plain(event)

    def start_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            line = event.start_mark.line + 1
            raise RefusedError(line, "yaml-syntax", "holds a second document", "write one document a file")

    def place(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent, key = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif key is not None:
            parent.value[key] = node
            self.open[-1] = (parent, None)
        else:
            self.place_key(parent, node)

    def place_key(self, parent: Node, node: Node) -> None:
        if not isinstance(node.value, str | None):
            raise RefusedError(node.line, "yaml-syntax", "has a key that is not text", "quote the key")
        name = node.value or ""
        if name in parent.value:
            raise RefusedError(node.line, "duplicate-key", f'key "{name}" stands twice', "keep one of them")
        self.open[-1] = (parent, name)
        parent.key_lines[name] = node.line


def _not_plain(event: Any) -> RefusedError:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        return RefusedError(line, "anchor", "uses an anchor or alias", "write the value out")
    return RefusedError(line, "tag", f'uses the tag "{event.tag}"', "remove the tag")
