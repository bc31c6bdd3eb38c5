import os, sys
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(r)
    os.write(w, b'hello from child')
    print('child', os.getppid() > 0)
    sys.stdout.flush()
    os._exit(7)
os.close(w)
print(os.read(r, 5), os.read(r, 100), os.read(r, 100))
done, status = os.waitpid(pid, 0)
print(done == pid, os.WEXITSTATUS(status), os.WIFEXITED(status))
os.write(1, b'raw\n')
try: os.wait()
except ChildProcessError as e: print(e)
pid = os.fork()
if pid == 0:
    import time
    time.sleep(10)
os.kill(pid, 9)
done, status = os.wait()
print(os.WIFSIGNALED(status), os.WTERMSIG(status))
