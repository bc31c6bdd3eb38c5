# Where CPython keeps the executor over processes.

from concurrent.futures import BrokenProcessPool, ProcessPoolExecutor
