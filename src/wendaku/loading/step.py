"""One page's bytes → what the load keeps of it: a pure function that runs in any process, on any machine."""

import hashlib
from collections import Counter
from typing import NamedTuple

import msgspec

from wendaku import loader
from wendaku.config import Config
from wendaku.loader import Draft, PageReading
from wendaku.loading.merging import Sketch, make_sketch
from wendaku.loading.report import KEPT_LABELS, DroppedLine, PageReport
from wendaku.model import EntryFields, Source

DIGEST_DIGITS = 32
"""Of SHA-256: 128 bits, so that nobody makes two pages that pass for one."""

_CLIP = {"title": 300, "publisher": 300}
_DROPPED_TEXT = 200


class DraftBrief(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a draft in memory: enough to find the entry that it belongs to, and copies of it."""

    question: str
    lines: tuple[int, int] | None
    mergeable: bool
    sketch: Sketch


class PageBrief(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a page in memory."""

    digest: str
    drafts: tuple[DraftBrief, ...] = ()


class PageResult(msgspec.Struct, frozen=True):
    """What a page gave in full; kept in a temporary file."""

    report: PageReport
    drafts: tuple[Draft, ...] = ()


class Encoded(NamedTuple):
    """A page's brief and result as MessagePack."""

    brief: bytes
    result: bytes


def read_one(data: bytes, shown: str, config: Config) -> Encoded:
    """What a page's bytes give under the name `shown`. Pure; raises whatever the loader raises."""
    reading = loader.read_page(data, shown, config)
    digest = hashlib.sha256(data).hexdigest()[:DIGEST_DIGITS]
    drafts, doubts = [], list(reading.doubts)
    for draft in reading.drafts:
        fields, doubt = _fit(draft.fields, shown, digest)
        doubts += [doubt] if doubt else []
        if fields is not None:
            drafts.append(msgspec.structs.replace(draft, fields=fields))
    report = _report(reading, digest, tuple(doubts))
    if not drafts and report.skipped is None:
        report = msgspec.structs.replace(report, skipped="holds no answer that fits an entry")
    brief = PageBrief(digest, tuple(_brief(draft.fields) for draft in drafts))
    return Encoded(msgspec.msgpack.encode(brief), msgspec.msgpack.encode(PageResult(report, tuple(drafts))))


def failed_page(shown: str, reason: str) -> Encoded:
    """What is kept of a page that could not be read."""
    report = PageReport(page=shown, skipped=reason, failed=True)
    return Encoded(msgspec.msgpack.encode(PageBrief("")), msgspec.msgpack.encode(PageResult(report)))


def _fit(fields: EntryFields, shown: str, digest: str) -> tuple[EntryFields | None, str]:
    """The fields as an entry file may hold them, or the reason why they cannot be one."""
    replace = msgspec.structs.replace
    source = fields.source or Source()
    clipped = {key: (getattr(source, key) or "")[:limit] or None for key, limit in _CLIP.items()}
    source = replace(source, page=shown, digest=digest, written=None, **clipped)
    fields = replace(fields, answer=fields.answer.strip("\n") + "\n", source=source)
    try:
        return msgspec.convert(msgspec.to_builtins(fields), EntryFields), ""
    except msgspec.ValidationError as error:
        return None, f"no entry for “{fields.question[:60]}”: {error}"


def _brief(fields: EntryFields) -> DraftBrief:
    mergeable = fields.review.status == "draft"
    lines = fields.source.lines if fields.source else None
    return DraftBrief(fields.question, lines, mergeable, make_sketch(fields) if mergeable else b"")


def _report(reading: PageReading, digest: str, doubts: tuple[str, ...]) -> PageReport:
    dropped = [line for line in reading.lines if line.label not in KEPT_LABELS]
    return PageReport(
        page=reading.page,
        digest=digest,
        kind=reading.kind,
        encoding=reading.encoding,
        title=reading.title,
        lines=len(reading.lines),
        labels=dict(sorted(Counter(line.label for line in reading.lines).items())),
        reasons=dict(sorted(Counter(f"{line.label}: {line.reason}" for line in dropped).items())),
        dropped=tuple(
            DroppedLine(line.number, line.text[:_DROPPED_TEXT], line.label, line.reason) for line in dropped
        ),
        doubts=doubts,
        skipped=reading.skipped,
    )
