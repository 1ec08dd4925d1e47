"""Quick tests whether a pattern fits anywhere in a line."""

import re
from collections.abc import Callable


def split_alternatives(pattern: str) -> list[str]:
    """A pattern's outermost alternatives."""
    found, start, depth, place, in_class = [], 0, 0, 0, False
    while place < len(pattern):
        character = pattern[place]
        if character == "\\":
            place += 1
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
            # A bracket right behind the first one (or ^) is a member of the class.
            place += pattern[place + 1 : place + 2] == "^"
            place += pattern[place + 1 : place + 2] == "]"
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and not depth:
            found.append(pattern[start:place])
            start = place + 1
        place += 1
    return [*found, pattern[start:]]


def prepare_test(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """A test that says what `pattern.search` finds: alternatives that begin with ^ are tried at a line's start only.

    A search tries them in vain at every letter. The pattern must not refer to its own groups.
    """
    alternatives = split_alternatives(pattern.pattern)
    anchored = [part for part in alternatives if part.startswith("^")]
    others = [part for part in alternatives if not part.startswith("^")]
    at_start = re.compile("|".join(anchored), pattern.flags).match if anchored else None
    anywhere = re.compile("|".join(others), pattern.flags).search if others else None
    if at_start is None:
        return lambda text: pattern.search(text) is not None
    if anywhere is None:
        return lambda text: at_start(text) is not None
    return lambda text: at_start(text) is not None or anywhere(text) is not None
