"""Search: the index of one entry, shards for the browser, its ranking, related questions, the editors' index, export."""

import os

# numpy's linear algebra, which nothing here uses, starts threads when it is imported, and a process with threads must not fork.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
