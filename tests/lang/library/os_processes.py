import os, sys, time
pid = os.fork()
if pid == 0:
    print("child", os.getppid() > 0); sys.stdout.flush(); os._exit(5)
got, status = os.wait()
print(got == pid, os.WIFEXITED(status), os.WEXITSTATUS(status), os.waitstatus_to_exitcode(status), status)
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(r); os.write(w, b"hello from child"); os.close(w); os._exit(0)
os.close(w)
print(os.read(r, 100), os.read(r, 100)); os.close(r); print(os.waitpid(pid, 0)[1])
pid = os.fork()
if pid == 0:
    time.sleep(5); os._exit(0)
print(os.waitpid(pid, os.WNOHANG)); os.kill(pid, 9); print(os.waitpid(pid, 0)[1], os.WIFSIGNALED(9), os.WTERMSIG(9))
try: os.waitpid(-1, 0)
except ChildProcessError as e: print(e, e.errno)
try: os.kill(pid, 0)
except ProcessLookupError as e: print(e)
for i in range(3):
    if os.fork() == 0:
        os._exit(i)
print(sorted(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(3)))
n = os.fork()
if n == 0: sys.exit(3)
print(os.waitstatus_to_exitcode(os.waitpid(n, 0)[1]), os.cpu_count() >= 1, os.getpid() != os.getppid(), os.name, os.linesep == "\n", os.sep)
