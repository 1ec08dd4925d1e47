"""Runs the per-page step on a Dask cluster: the same function on the same bytes, so the same result."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from wendaku.config import Config
from wendaku.errors import UsageError
from wendaku.loading.pages import PageFile
from wendaku.loading.pool import UnreadablePageError, describe_failure, read_file
from wendaku.loading.step import Encoded, failed_page, read_one

PAGES_AHEAD = 128
"""Pages on their way at a time: enough for some dozens of workers, and at most 500 MB of pages in memory."""

CONNECT_SECONDS = 20


def read_on_cluster(
    pages: Sequence[PageFile], config: Config, address: str, page_seconds: float
) -> Iterator[tuple[int, Encoded]]:
    """Each page's number with what it gave, in the order in which they end.

    Workers get the pages' bytes, so they need wendaku but not the files. Dask cannot end a single task, so pages
    fail together where the whole cluster finishes none for `page_seconds`. Raises UsageError where Dask is not
    installed or the cluster cannot be reached.
    """
    try:
        import distributed
    except ImportError:
        raise UsageError("--dask needs Dask; install it with: pip install 'wendaku[dask]'") from None
    dask: Any = distributed  # only some of its functions carry types
    try:
        client = dask.Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise UsageError(f"{address}: no Dask scheduler answers there ({error})") from None
    with client:
        shared = client.scatter(config, broadcast=True)
        numbers: dict[Any, int] = {}
        waiting = iter(enumerate(pages))
        while True:
            for number, page in itertools.islice(waiting, PAGES_AHEAD - len(numbers)):
                try:
                    data = read_file(page.path)
                except UnreadablePageError as error:
                    yield number, failed_page(page.shown, str(error))
                    continue
                numbers[client.submit(read_on_worker, data, page.shown, shared, pure=False)] = number
            if not numbers:
                return
            try:
                ended = dask.wait(list(numbers), timeout=page_seconds, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                client.cancel(list(numbers), force=True)
                for number in numbers.values():
                    reason = f"was not finished when the cluster had finished nothing for {page_seconds:g} s"
                    yield number, failed_page(pages[number].shown, reason)
                numbers.clear()
                continue
            for future in sorted(ended, key=lambda future: numbers[future]):
                number = numbers.pop(future)
                try:
                    encoded = Encoded(*future.result())
                except Exception as error:  # a worker that died under the page; Dask has tried others
                    encoded = failed_page(pages[number].shown, describe_failure(error))
                yield number, encoded


def read_on_worker(data: bytes, shown: str, config: Config) -> Encoded:
    """What a page gives; runs on the cluster's workers."""
    try:
        return read_one(data, shown, config)
    except Exception as error:  # reported as the page's failure, like in our own processes
        return failed_page(shown, describe_failure(error))
