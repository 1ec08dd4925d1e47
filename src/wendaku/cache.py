"""What a build remembers beside the content folder: files keyed by version, checked before they are believed."""

import contextlib
import functools
import hashlib
import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from wendaku.errors import UsageError
from wendaku.resources import package_dir

T = TypeVar("T")

CACHE_FOLDER = ".wendaku"

_MAGIC = b"wendaku-cache-2\n"
_DIGEST_BYTES = 16
_CHECK_BYTES = 4
RACY_NS = 50_000_000
"""A file changed less than 50 ms before it was looked at may change again without a new time stamp
(kernels stamp files by their clock tick, 1 to 10 ms), so such a stamp is not trusted later."""


class Stamp(NamedTuple):
    """What tells that a file is the one seen before without reading it."""

    size: int
    mtime_ns: int
    ctime_ns: int


_FAR_FUTURE_NS = 1 << 63

NEVER = Stamp(-1, 0, 0)
"""The stamp of a file that must be read again."""


ABSENT = Stamp(-2, 0, 0)
"""The stamp of a file that is not there."""


def stamp_of(stat: os.stat_result, seen_ns: int) -> Stamp:
    """The stamp of a file looked at, NEVER where it changed too shortly before `seen_ns` to be trusted."""
    trusted = seen_ns - RACY_NS
    if stat.st_mtime_ns > trusted or stat.st_ctime_ns > trusted:
        return NEVER
    return Stamp(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def stamp_now(path: str | Path, seen_ns: int) -> Stamp:
    """The stamp of the file or folder at a path, ABSENT where there is none; `seen_ns` as for `stamp_of`."""
    try:
        return stamp_of(os.stat(path), seen_ns)  # noqa: PTH116 - half the time of Path.stat, 10,000 times a build
    except OSError:
        return ABSENT


def lasting_stamp(stat: os.stat_result) -> Stamp:
    """The stamp of a file that a build wrote, however lately."""
    return stamp_of(stat, _FAR_FUTURE_NS)


def is_as_written(path: str, stamp: Stamp) -> bool:
    """Whether the file at a path has this lasting stamp. Makes no stamp to compare: a site has tens of thousands of files."""
    try:
        stat = os.stat(path)  # noqa: PTH116
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) == stamp


def stamps_under(root: Path, seen_ns: int) -> dict[str, Stamp]:
    """The stamps of a folder and of all that stands in it, by path; a folder's stamp changes with files that come and go."""
    stamps = {str(root): stamp_now(root, seen_ns)}
    pending = [str(root)]
    while pending:
        with contextlib.suppress(OSError), os.scandir(pending.pop()) as found:
            for item in found:
                try:
                    stamps[item.path] = stamp_of(item.stat(), seen_ns)
                    if item.is_dir(follow_symlinks=False):
                        pending.append(item.path)
                except OSError:
                    stamps[item.path] = ABSENT  # a link that leads nowhere
    return stamps


def cache_folder(content: Path) -> Path:
    """Where everything that is remembered of a content folder stands: `.wendaku/` beside it."""
    return content.resolve().parent / CACHE_FOLDER


def digest(data: bytes | memoryview) -> bytes:
    """16 bytes of BLAKE2b: names content, not meant against an attacker with write access to the cache."""
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).digest()


def _checksum(data: bytes | memoryview) -> bytes:
    # CRC-32 finds damage as surely as is needed, in a fifth of the time that a digest of 25 MB takes.
    return zlib.crc32(data).to_bytes(_CHECK_BYTES)


@functools.cache
def code_version() -> str:
    """Changes with every change of wendaku's own code, of Python, or of the packages installed: what another version wrote is not read."""
    packages = Path(msgspec.__file__).parents[
        1
    ]  # its time changes whenever a package comes, goes or is upgraded
    files = [packages, *sorted(package_dir().rglob("*.py")), *sorted(package_dir().glob("data/*"))]
    stamps = [(file.name, stat.st_size, stat.st_mtime_ns) for file in files for stat in [file.stat()]]
    return digest(repr((sys.version, stamps)).encode()).hex()


def version_of(*facts: object) -> str:
    """Changes with the code and with these facts."""
    return digest(msgspec.msgpack.encode((code_version(), *facts))).hex()


def read_cache(path: Path, kind: type[T], version: str) -> T | None:
    """What was remembered, or None where it is missing, damaged or of another version."""
    with contextlib.suppress(OSError, msgspec.MsgspecError, ValueError):
        data = path.read_bytes()
        head = _MAGIC + version.encode() + b"\n"
        if data.startswith(head):
            payload = memoryview(data)[len(head) + _CHECK_BYTES :]
            if _checksum(payload) == data[len(head) : len(head) + _CHECK_BYTES]:
                return msgspec.msgpack.decode(payload, type=kind)
    return None


def write_cache(path: Path, value: object, version: str) -> None:
    """Remember a value, whole or not at all; a cache that cannot be written only costs time later."""
    payload = msgspec.msgpack.encode(value)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            # One after the other: joined, a large payload would stand in memory twice.
            file.writelines((_MAGIC + version.encode() + b"\n" + _checksum(payload), payload))
        beside.replace(path)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder against a second build; raises UsageError where one is running."""
    try:
        import fcntl
    except ImportError:  # Windows has no flock; two builds at once are then the user's to avoid
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"{folder}: another build of this content is running; wait for it") from None
        yield
