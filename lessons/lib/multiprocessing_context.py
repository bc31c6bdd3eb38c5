# Where CPython keeps Process and the errors.

from multiprocessing import AuthenticationError, BufferTooShort, Process, ProcessError, TimeoutError

ForkProcess = Process
