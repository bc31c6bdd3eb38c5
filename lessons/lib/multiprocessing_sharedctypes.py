# Where CPython keeps shared values and arrays.

from _mp import Synchronized
from multiprocessing import Array, RawArray, RawValue, SynchronizedArray, SynchronizedString, Value
