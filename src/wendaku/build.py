"""The door to builds: a content folder becomes a site, or stays the site that it is where nothing has changed.

Whatever makes a site is imported only where there is something to make: that takes longer than seeing that there is not.
"""

import contextlib
import functools
import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from wendaku import cache
from wendaku.publish import SiteFolder
from wendaku.standing import BuildReport, Standing, find_damaged, stamp_inputs
from wendaku.workers import MIN_PART, count_jobs, start_task

__all__ = ["BuildOptions", "BuildReport", "build_site"]


class BuildOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller may choose about a build."""

    base_url: str | None = None
    """Where the site will stand; None for what site.yaml says."""
    jobs: int | None = None
    """Processes to use; None for one a processor."""


def build_site(
    content: Path,
    out: Path,
    options: BuildOptions | None = None,
    on_step: Callable[[str], None] | None = None,
) -> BuildReport:
    """Bring the site in `out` up to date with the content folder; `on_step` hears each step's name as it begins.

    Raises ContentError that names every error of the content, before anything is written, and UsageError
    for an output folder that is not ours. The site's bytes depend on nothing but content, templates and options.
    """
    options = options or BuildOptions()
    folder = cache.cache_folder(content)
    with cache.locked(folder):
        destination = SiteFolder(out, content)
        version = cache.version_of(str(out.resolve()), options.base_url)
        standing = None
        if not destination.fresh:
            standing = cache.read_cache(folder / "site.cache", Standing, version)
        standing, jobs = standing or Standing(), count_jobs(options.jobs)
        # Looking at all files of the site takes as long as looking at the inputs and importing, which go on meanwhile.
        find = functools.partial(find_damaged, destination.root, standing.outputs)
        damage = start_task(find, jobs if len(standing.outputs) >= MIN_PART else 1)
        inputs = stamp_inputs(content, time.time_ns())
        if standing.outputs and inputs == standing.inputs and cache.NEVER not in inputs.values():
            damaged = damage()
            if not damaged:
                return standing.report
            damage = functools.partial(set, damaged)
        from wendaku.making import Making

        making = Making(content, destination, folder, options.base_url, jobs, on_step or (lambda name: None))
        try:
            with _collector_paused():
                made = making.run(inputs, standing, damage, version)
        except BaseException:
            destination.discard()
            raise
        cache.write_cache(folder / "site.cache", made, version)
        return making.report


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """What a build makes lives as long as it does or has no cycles, and walking through it again and again takes a twentieth of it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
