# Where CPython keeps what processes wait for.

from multiprocessing import Barrier, BoundedSemaphore, Condition, Event, Lock, RLock, Semaphore
