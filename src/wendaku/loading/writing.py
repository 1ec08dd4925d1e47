"""Carries out a plan: new entries, updates of what nobody edited, comparison copies beside what somebody did."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from wendaku import store
from wendaku.errors import ContentError
from wendaku.loading.composing import Part, compose
from wendaku.loading.known import KnownEntry, fields_of, is_digest_of, read_entry_file
from wendaku.loading.plan import DraftKey, Target
from wendaku.loading.report import Action
from wendaku.model import Entry, EntryFields, Source


class Written(NamedTuple):
    """What became of a target."""

    file: str
    action: Action
    """Of the drafts that the entry stood for already."""
    status: str
    reason: str
    note: str = ""
    changed: frozenset[DraftKey] = frozenset()
    """Drafts whose page says something else than the person's entry that stands for them."""


class Writer:
    """Writes the targets of one load. `fetch` gives a draft's fields."""

    def __init__(
        self, content: Path, into: Path, fetch: Callable[[DraftKey], EntryFields], *, dry_run: bool
    ) -> None:
        self._content = content
        self._into = into
        self._fetch = fetch
        self._dry_run = dry_run

    def write(self, target: Target) -> Written:
        """Bring one entry to what its drafts say, or leave it and write a comparison copy."""
        if target.known is None:
            return self._create(target)
        read = read_entry_file(target.known.path)
        if read is None:
            # It could be read when the load began, so somebody is at work in it.
            return Written(target.known.shown, "kept", "draft", "", "the file changed during the load")
        text, entry = read
        if target.known.is_ours and store.is_as_written(text, entry):
            return self._update(target, target.known, text, entry)
        return self._compare(target, target.known, entry)

    def _create(self, target: Target) -> Written:
        fields = compose([self._draft_part(key) for key in target.added], None)
        path = self._into / fields.topic / f"{target.id}.yaml"
        self._write(path, store.seal(fields))
        return Written(path.as_posix(), "new", fields.review.status, fields.review.reason or "")

    def _update(self, target: Target, known: KnownEntry, text: str, entry: Entry) -> Written:
        parts = [
            self._part(target, number, source)
            for number, source in enumerate(entry.all_sources)
            if number not in target.gone
        ]
        parts += [self._draft_part(key) for key in target.added]
        fields = compose(parts, fields_of(entry))
        sealed = store.seal(fields)
        # Version control may have rewritten the line ends; that is no reason to write the file again.
        same = text.replace("\r\n", "\n") == sealed
        if not same:
            self._write(Path(known.path), sealed)
        self._drop_copy(target.id)
        action: Action = "unchanged" if same else "updated"
        return Written(known.shown, action, fields.review.status, fields.review.reason or "")

    def _compare(self, target: Target, known: KnownEntry, entry: Entry) -> Written:
        status, reason = entry.review.status, entry.review.reason or ""
        changed = {
            number: key
            for number, key in target.parts.items()
            if (old := known.sources[number].digest) and not is_digest_of(old, _digest(self._fetch(key)))
        }
        if not changed and not target.added:
            if len(target.parts) == len(known.sources):
                self._drop_copy(target.id)
            return Written(known.shown, "unchanged", status, reason)
        parts = [
            self._draft_part(changed[number]) if number in changed else Part(source, None)
            for number, source in enumerate(entry.all_sources)
        ]
        parts += [self._draft_part(key) for key in target.added]
        base = next((self._fetch(key) for key in changed.values()), None)
        note = self._write_copy(target.id, compose(parts, fields_of(entry), base))
        return Written(
            known.shown, "kept" if changed else "unchanged", status, reason, note, frozenset(changed.values())
        )

    def _part(self, target: Target, number: int, source: Source) -> Part:
        key = target.parts.get(number)
        if key is None:
            return Part(source, None)
        return self._draft_part(key)

    def _draft_part(self, key: DraftKey) -> Part:
        fields = self._fetch(key)
        return Part(fields.source or Source(), fields)

    def _write_copy(self, entry_id: str, fields: EntryFields) -> str:
        path = store.changed_folder(self._content) / f"{entry_id}.yaml"
        read = read_entry_file(str(path)) if path.exists() else None
        if path.exists() and (read is None or not store.is_as_written(*read)):
            return f"{path.as_posix()} was edited by a person and is left as it is"
        self._write(path, store.seal(fields))
        return f"a person edited the entry, so the page's text stands in {path.as_posix()} for comparison"

    def _drop_copy(self, entry_id: str) -> None:
        """Remove a comparison copy that nothing calls for any more, unless a person wrote in it."""
        path = store.changed_folder(self._content) / f"{entry_id}.yaml"
        if self._dry_run or path.is_symlink() or not path.is_file():
            return
        read = read_entry_file(str(path))
        if read is not None and store.is_as_written(*read):
            path.unlink()

    def _write(self, path: Path, text: str) -> None:
        if self._dry_run:
            return
        try:
            store.write_text(path, text)
        except OSError as error:
            raise ContentError(
                f"{path}: cannot be written ({error.strerror}); mend that and load again"
            ) from None


def _digest(fields: EntryFields) -> str:
    return (fields.source.digest if fields.source else None) or ""
