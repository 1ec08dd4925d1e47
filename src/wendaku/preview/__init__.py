"""Shows a content folder's site on loopback, builds it again when something changes, and reloads open pages."""

from wendaku.preview.run import Preview
from wendaku.preview.server import OWN_PATH, find_file
from wendaku.preview.state import BuildOutcome

__all__ = ["OWN_PATH", "BuildOutcome", "Preview", "find_file"]
