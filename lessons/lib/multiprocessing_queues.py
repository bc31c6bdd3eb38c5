# Where CPython keeps queues. They are made by the functions of multiprocessing; these are their types.

from _mp import Queue, SimpleQueue
from multiprocessing import _JoinableQueue as JoinableQueue
from queue import Empty, Full
