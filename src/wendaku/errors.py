"""One error family: every message names the file, the place, the value and the remedy."""


class WendakuError(Exception):
    """Something that the person at the keyboard can mend; `exit_code` is what a command then ends with."""

    exit_code = 1


class ContentError(WendakuError):
    """The content is wrong: an unreadable file, a broken schema, an unsafe path."""

    exit_code = 1


class UsageError(WendakuError):
    """The call was wrong: a folder that is not there, options that do not fit each other."""

    exit_code = 2
