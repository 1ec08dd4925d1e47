"""Records in a temporary file, so that what a load knows of its pages need not fit into memory."""

import struct
import tempfile

_LENGTH = struct.Struct("<I")


class Spool:
    """Byte strings by the place at which each was appended. The file vanishes with the object."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="wendaku-")  # noqa: SIM115  (closed with the object)
        self._end = 0

    def append(self, record: bytes) -> int:
        """Keep a record; returns its place."""
        place = self._end
        self._file.seek(place)
        self._file.write(_LENGTH.pack(len(record)) + record)
        self._end = place + _LENGTH.size + len(record)
        return place

    def read(self, place: int) -> bytes:
        """The record at a place."""
        self._file.seek(place)
        (length,) = _LENGTH.unpack(self._file.read(_LENGTH.size))
        return self._file.read(length)

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()

    def __del__(self) -> None:
        self._file.close()
