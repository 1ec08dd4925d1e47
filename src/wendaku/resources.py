"""Finds the templates and default configuration, in a checkout and in an installed wheel alike."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def _find(name: str) -> Path:
    bundled = _PACKAGE / "bundled" / name
    return bundled if bundled.is_dir() else _CHECKOUT / name


def package_dir() -> Path:
    """The folder of the wendaku package itself."""
    return _PACKAGE


def templates_dir() -> Path:
    """The folder with the Jinja2 templates and `assets/`."""
    return _find("templates")


def default_content_dir() -> Path:
    """The folder with the default site.yaml, topics.yaml and words.yaml."""
    return _find("content")


def config_path(content: Path, name: str) -> Path:
    """The file of the content folder, or the packaged default where the folder has none."""
    own = content / name
    return own if own.exists() else default_content_dir() / name


def data_file(name: str) -> Path:
    """A data file of the package itself, such as `regions.txt`."""
    return _PACKAGE / "data" / name
