#include "lessons/lang/absent.h"

#include <string.h>

/* A list of names is a text with a blank before and behind each. */
static const struct {
    const char *module, *hint, *names;
} modules[] = {
    {"abc", "Derive from ABC and mark methods with @abstractmethod",
     " ABCMeta abstractclassmethod abstractproperty abstractstaticmethod get_cache_token "
     "update_abstractmethods "},
    {"collections", "Derive from list, str or dict", " UserList UserString "},
    {"collections.abc", "Asynchronous programs are not part of the sandbox",
     " AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Coroutine "},
    {"concurrent.futures.process", "Use concurrent.futures", " EXTRA_QUEUED_CALLS "},
    {"contextlib",
     "print(…, file=sys.stderr) chooses the stream; there are no files and nothing asynchronous",
     " AbstractAsyncContextManager AsyncExitStack aclosing asynccontextmanager chdir "
     "redirect_stderr redirect_stdout "},
    {"ctypes",
     "The sandbox knows the types of Value and Array: c_int, c_double, c_bool, c_char and their like",
     " ARRAY ArgumentError Array BigEndianStructure BigEndianUnion CDLL CFUNCTYPE DEFAULT_MODE "
     "LibraryLoader LittleEndianStructure LittleEndianUnion POINTER PYFUNCTYPE PyDLL RTLD_GLOBAL "
     "RTLD_LOCAL SetPointerType Structure Union addressof alignment byref c_buffer c_char_p "
     "c_longdouble c_void_p c_voidp c_wchar_p cast cdll create_string_buffer "
     "create_unicode_buffer get_errno memmove memset pointer py_object pydll pythonapi resize "
     "set_errno sizeof string_at wstring_at "},
    {"dataclasses", "Use the decorator @dataclass", " make_dataclass "},
    {"decimal", "Decimal, getcontext and localcontext are there",
     " HAVE_CONTEXTVAR InvalidContext MIN_ETINY "},
    {"functools", "Write a method with a default, or a function", " partialmethod singledispatchmethod "},
    {"logging", "Loggers, StreamHandler, Formatter and basicConfig are there; the sandbox has no files",
     " BufferingFormatter FileHandler Manager PercentStyle PlaceHolder StrFormatStyle "
     "StringTemplateStyle captureWarnings currentframe getLogRecordFactory getLoggerClass "
     "logMultiprocessing logProcesses logThreads makeLogRecord setLogRecordFactory "
     "setLoggerClass "},
    {"multiprocessing",
     "The sandbox starts processes by fork; what they share is Value, Array, Queue, Pipe and Manager",
     " allow_connection_pickling dummy forkserver heap popen_fork reducer resource_tracker "
     "set_executable set_forkserver_preload shared_memory spawn util "},
    {"multiprocessing.connection", "The sandbox has no network; use Pipe", " Client Listener "},
    {"multiprocessing.managers", "Use Value, Array or a Manager", " SharedMemoryManager Token "},
    {"multiprocessing.sharedctypes", "Use Value and Array", " copy synchronized "},
    {"operator", "Write the operator itself",
     " call iand iconcat ifloordiv ilshift imatmul imod index ior ipow irshift isub itruediv ixor "
     "length_hint matmul "},
    {"os",
     "The sandbox's os is about processes: fork, wait, kill, pipe, getpid; there are no files and no "
     "environment",
     " CLD_CONTINUED CLD_DUMPED CLD_EXITED CLD_KILLED CLD_STOPPED CLD_TRAPPED DirEntry "
     "EFD_CLOEXEC EFD_NONBLOCK EFD_SEMAPHORE EX_CANTCREAT EX_CONFIG EX_DATAERR EX_IOERR "
     "EX_NOHOST EX_NOINPUT EX_NOPERM EX_NOUSER EX_OSERR EX_OSFILE EX_PROTOCOL EX_SOFTWARE "
     "EX_TEMPFAIL EX_UNAVAILABLE EX_USAGE F_LOCK F_OK F_TEST F_TLOCK F_ULOCK GRND_NONBLOCK "
     "GRND_RANDOM MFD_ALLOW_SEALING MFD_CLOEXEC MFD_HUGETLB MFD_HUGE_16GB MFD_HUGE_16MB "
     "MFD_HUGE_1GB MFD_HUGE_1MB MFD_HUGE_256MB MFD_HUGE_2GB MFD_HUGE_2MB MFD_HUGE_32MB "
     "MFD_HUGE_512KB MFD_HUGE_512MB MFD_HUGE_64KB MFD_HUGE_8MB MFD_HUGE_MASK MFD_HUGE_SHIFT "
     "NGROUPS_MAX O_ACCMODE O_APPEND O_ASYNC O_CLOEXEC O_CREAT O_DIRECT O_DIRECTORY O_DSYNC "
     "O_EXCL O_FSYNC O_LARGEFILE O_NDELAY O_NOATIME O_NOCTTY O_NOFOLLOW O_NONBLOCK O_PATH "
     "O_RDONLY O_RDWR O_RSYNC O_SYNC O_TMPFILE O_TRUNC O_WRONLY POSIX_FADV_DONTNEED "
     "POSIX_FADV_NOREUSE POSIX_FADV_NORMAL POSIX_FADV_RANDOM POSIX_FADV_SEQUENTIAL "
     "POSIX_FADV_WILLNEED POSIX_SPAWN_CLOSE POSIX_SPAWN_DUP2 POSIX_SPAWN_OPEN PRIO_PGRP "
     "PRIO_PROCESS PRIO_USER P_ALL P_NOWAIT P_NOWAITO P_PGID P_PID P_PIDFD P_WAIT PathLike "
     "RTLD_DEEPBIND RTLD_GLOBAL RTLD_LAZY RTLD_LOCAL RTLD_NODELETE RTLD_NOLOAD RTLD_NOW "
     "RWF_APPEND RWF_DSYNC RWF_HIPRI RWF_NOWAIT RWF_SYNC R_OK SCHED_BATCH SCHED_FIFO SCHED_IDLE "
     "SCHED_OTHER SCHED_RESET_ON_FORK SCHED_RR SEEK_CUR SEEK_DATA SEEK_END SEEK_HOLE SEEK_SET "
     "SPLICE_F_MORE SPLICE_F_MOVE SPLICE_F_NONBLOCK ST_APPEND ST_MANDLOCK ST_NOATIME ST_NODEV "
     "ST_NODIRATIME ST_NOEXEC ST_NOSUID ST_RDONLY ST_RELATIME ST_SYNCHRONOUS ST_WRITE TMP_MAX "
     "WCONTINUED WCOREDUMP WEXITED WIFCONTINUED WIFSTOPPED WNOWAIT WSTOPPED WSTOPSIG WUNTRACED "
     "W_OK XATTR_CREATE XATTR_REPLACE XATTR_SIZE_MAX X_OK abort access altsep chdir chmod chown "
     "chroot closerange confstr confstr_names copy_file_range ctermid defpath device_encoding "
     "dup dup2 environ environb eventfd eventfd_read eventfd_write execl execle execlp execlpe "
     "execv execve execvp execvpe fchdir fchmod fchown fdatasync fdopen forkpty fpathconf "
     "fsdecode fsencode fspath fstat fstatvfs fsync ftruncate fwalk get_blocking get_exec_path "
     "get_inheritable get_terminal_size getcwd getcwdb getegid getenv getenvb geteuid getgid "
     "getgrouplist getgroups getloadavg getlogin getpgid getpgrp getpriority getrandom getresgid "
     "getresuid getsid getuid getxattr initgroups isatty killpg lchown link listdir listxattr "
     "lockf login_tty lseek lstat major makedev makedirs memfd_create minor mkdir mkfifo mknod "
     "nice open openpty path pathconf pathconf_names pidfd_open pipe2 popen posix_fadvise "
     "posix_fallocate posix_spawn posix_spawnp pread preadv putenv pwrite pwritev readlink readv "
     "register_at_fork remove removedirs removexattr rename renames replace rmdir scandir "
     "sched_get_priority_max sched_get_priority_min sched_getparam sched_getscheduler "
     "sched_param sched_rr_get_interval sched_setaffinity sched_setparam sched_setscheduler "
     "sched_yield sendfile set_blocking set_inheritable setegid seteuid setgid setgroups setpgid "
     "setpgrp setpriority setregid setresgid setresuid setreuid setsid setuid setxattr spawnl "
     "spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe splice stat stat_result statvfs "
     "statvfs_result strerror supports_bytes_environ supports_dir_fd supports_effective_ids "
     "supports_fd supports_follow_symlinks symlink sync sysconf sysconf_names system tcgetpgrp "
     "tcsetpgrp terminal_size times times_result truncate ttyname umask uname uname_result "
     "unlink unsetenv urandom utime wait3 wait4 waitid waitid_result walk writev "},
    {"queue", "It is for threads; use multiprocessing.Queue", " LifoQueue PriorityQueue Queue SimpleQueue "},
    {"random", "Use Random or the functions of random", " SystemRandom "},
    {"signal",
     "The sandbox has the signals TERM, INT and USR1, with signal(), getsignal() and raise_signal()",
     " ITIMER_PROF ITIMER_REAL ITIMER_VIRTUAL ItimerError NSIG SIGCLD SIGIO SIGIOT SIGPOLL "
     "SIGPROF SIGPWR SIGRTMAX SIGRTMIN SIGSTKFLT SIGSYS SIGTTIN SIGTTOU SIGURG SIGVTALRM "
     "SIGWINCH SIGXCPU SIGXFSZ SIG_BLOCK SIG_SETMASK SIG_UNBLOCK Sigmasks alarm getitimer pause "
     "pidfd_send_signal pthread_kill pthread_sigmask set_wakeup_fd setitimer siginterrupt "
     "sigpending sigtimedwait sigwait sigwaitinfo struct_siginfo valid_signals "},
    {"string", "Use str.format", " Formatter "},
    {"sys", "The sandbox's sys has argv, exit, stdout, stderr, exc_info, maxsize, version_info",
     " abiflags addaudithook api_version audit base_exec_prefix base_prefix breakpointhook "
     "builtin_module_names call_tracing copyright displayhook dont_write_bytecode excepthook "
     "exception exec_prefix flags float_info float_repr_style get_asyncgen_hooks "
     "get_coroutine_origin_tracking_depth get_int_max_str_digits getallocatedblocks "
     "getdlopenflags getfilesystemencodeerrors getfilesystemencoding getprofile getrefcount "
     "getswitchinterval gettrace hash_info hexversion implementation int_info is_finalizing "
     "meta_path orig_argv path path_hooks path_importer_cache platlibdir prefix pycache_prefix "
     "set_asyncgen_hooks set_coroutine_origin_tracking_depth set_int_max_str_digits "
     "setdlopenflags setprofile setswitchinterval settrace stdin stdlib_module_names thread_info "
     "unraisablehook warnoptions "},
    {"time", "time(), perf_counter(), monotonic(), sleep(), strftime(), localtime() and gmtime() are there",
     " CLOCK_BOOTTIME CLOCK_MONOTONIC CLOCK_MONOTONIC_RAW CLOCK_PROCESS_CPUTIME_ID CLOCK_REALTIME "
     "CLOCK_TAI CLOCK_THREAD_CPUTIME_ID altzone clock_getres clock_gettime clock_gettime_ns "
     "clock_settime clock_settime_ns daylight get_clock_info pthread_getcpuclockid strptime "
     "thread_time_ns timezone tzname tzset "},
    {"timeit", "Use default_timer() before and after", " Timer "},
    {"traceback", "format_exc() and print_exc() give the text of an exception",
     " FrameSummary StackSummary TracebackException clear_frames extract_stack extract_tb "
     "format_list format_stack format_tb print_last print_stack print_tb walk_stack walk_tb "},
    {"types", "type(x) gives the type of a thing",
     " AsyncGeneratorType CellType ClassMethodDescriptorType CodeType CoroutineType "
     "DynamicClassAttribute FrameType GetSetDescriptorType MappingProxyType MemberDescriptorType "
     "MethodDescriptorType MethodWrapperType ModuleType TracebackType WrapperDescriptorType "
     "coroutine new_class prepare_class resolve_bases "},
    {"typing", "Use the name of the type itself",
     " AsyncContextManager AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString "
     "Coroutine ForwardRef MappingView Match ParamSpecArgs ParamSpecKwargs Pattern SupportsBytes "
     "SupportsComplex TypeVarTuple clear_overloads dataclass_transform get_overloads "
     "get_type_hints is_typeddict no_type_check_decorator reveal_type "},
};

const char *absent_hint(const char *module, const char *name)
{
    char wanted[80];
    size_t size = strlen(name);
    if (size + 3 > sizeof wanted)
        return NULL;
    wanted[0] = wanted[size + 1] = ' ';
    wanted[size + 2] = '\0';
    memcpy(wanted + 1, name, size);
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (strcmp(modules[i].module, module) == 0)
            return strstr(modules[i].names, wanted) ? modules[i].hint : NULL;
    return NULL;
}
