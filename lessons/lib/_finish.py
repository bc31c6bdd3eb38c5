# The life of the first process, from the first line of the program to its EXIT.
#
# The order is CPython's: the program's own traceback first, then what the process owes (its daemons are terminated,
# its other children awaited, its queues delivered), then the streams are flushed.

import _builtins
import _mp
import sys

at_exit = []

# What a process still says when it leaves without an orderly end: by os._exit(), or by a signal that it sends itself.
last_words = []

# Told of each child (its process object) that this process kills through os.kill().
on_kill = []


def run_main():
    code = 0
    interrupted = False
    try:
        _builtins.run_module('__main__')
    except SystemExit as stop:
        code = status_of(stop.code)
    except BaseException as error:
        sys.stderr.write(_builtins.format_traceback(error))
        interrupted = isinstance(error, KeyboardInterrupt)
        code = 1
    leave(code, interrupted)


def leave(code, interrupted):
    for owed in at_exit:
        owed()
    flush()
    if interrupted:
        _mp.set_signal(2, 0)
        _mp.kill(_mp.self_process(), 2)
    _mp.exit(code & 255)


def flush():
    sys.stdout.flush()
    sys.stderr.flush()


def status_of(code):
    # What SystemExit carries, as the number that the kernel gets.
    if code is None:
        return 0
    if isinstance(code, int):
        return int(code) if -2 ** 63 <= code < 2 ** 63 else -1
    sys.stderr.write(str(code) + '\n')
    return 1
