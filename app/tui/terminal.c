#include "app/tui/terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* What signal handlers and curses force to be global. */
static struct {
    bool open, utf8;
    struct termios before;
    bool has_before;
    pid_t guard;
    int guard_fd;     /* write end of the guard's pipe */
    int signal_fd[2]; /* self-pipe */
    volatile sig_atomic_t wants_end;
    SCREEN *screen;
} terminal = {.guard_fd = -1, .signal_fd = {-1, -1}};

/* Leaves the alternate screen, shows the cursor, ends mouse reports and attributes: for ways out on which
 * curses cannot be asked. */
static const char put_back[] =
    "\033[?1000l\033[?1002l\033[?1006l\033[?1049l\033[?25h\033[?1l\033>\033[0m\r\n";

static void restore_raw(void)
{
    if (terminal.has_before) {
        ssize_t written = write(STDOUT_FILENO, put_back, sizeof put_back - 1);
        (void)written;
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
    }
}

/* ---- the guard ---- */

/* Child side: waits until the pipe says goodbye (a byte) or breaks off (we were killed). */
static _Noreturn void guard_run(int fd)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    const int ignored[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTERM, SIGHUP, SIGTTOU, SIGTTIN, SIGPIPE};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        signal(ignored[i], SIG_IGN);
    }
    prctl(PR_SET_NAME, "lockstep-guard");
    char byte;
    ssize_t got;
    do {
        got = read(fd, &byte, 1);
    } while (got < 0 && errno == EINTR);
    if (got == 0) {
        restore_raw();
    }
    _exit(0);
}

bool terminal_guard(void)
{
    int ends[2];
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &terminal.before) != 0 ||
        pipe(ends) != 0) {
        return false;
    }
    terminal.has_before = true;
    pid_t pid = fork();
    if (pid < 0) {
        close(ends[0]);
        close(ends[1]);
        return false;
    }
    if (pid == 0) {
        close(ends[1]);
        guard_run(ends[0]);
    }
    close(ends[0]);
    /* Children of ours must not keep the pipe open beyond our end. */
    terminal.guard_fd = ends[1];
    terminal.guard = pid;
    return true;
}

void terminal_unguard(void)
{
    if (terminal.guard_fd < 0) {
        return;
    }
    ssize_t written = write(terminal.guard_fd, "", 1);
    (void)written;
    close(terminal.guard_fd);
    terminal.guard_fd = -1;
    while (waitpid(terminal.guard, NULL, 0) < 0 && errno == EINTR) {
    }
}

/* ---- signals ---- */

static void on_end(int number)
{
    (void)number;
    int saved = errno;
    terminal.wants_end = 1;
    ssize_t written = write(terminal.signal_fd[1], "", 1);
    (void)written;
    errno = saved;
}

static void on_wake(int number)
{
    (void)number;
    int saved = errno;
    ssize_t written = write(terminal.signal_fd[1], "", 1);
    (void)written;
    errno = saved;
}

static void on_bug(int number)
{
    restore_raw();
    signal(number, SIG_DFL);
    raise(number);
}

static void set_handlers(void)
{
    const int ends[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
    const int bugs[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction end = {.sa_handler = on_end, .sa_flags = SA_RESTART};
    struct sigaction bug = {.sa_handler = on_bug, .sa_flags = (int)SA_RESETHAND};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        sigaction(ends[i], &end, NULL);
    }
    for (size_t i = 0; i < sizeof bugs / sizeof *bugs; i++) {
        sigaction(bugs[i], &bug, NULL);
    }
    struct sigaction wake = {.sa_handler = on_wake, .sa_flags = SA_RESTART};
    sigaction(SIGCONT, &wake, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* ---- the screen ---- */

static void set_modes(void)
{
    raw(); /* Ctrl-C and Ctrl-Z are keys, see the command table */
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(25);
    curs_set(0);
    mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED,
              NULL);
    mouseinterval(0);
}

bool terminal_open(const char **why)
{
    *why = "no terminal";
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        /* A plain C locale on a terminal that may well show UTF-8: the codeset decides, as everywhere. */
        setlocale(LC_CTYPE, "C.UTF-8");
        terminal.utf8 = false;
    } else {
        terminal.utf8 = true;
    }
    if (getenv("LOCKSTEP_ASCII")) {
        terminal.utf8 = false;
    }
    if (terminal.signal_fd[0] < 0 && pipe(terminal.signal_fd) != 0) {
        *why = strerror(errno);
        return false;
    }
    const char *kind = getenv("TERM");
    terminal.screen = newterm(NULL, stdout, stdin);
    if (!terminal.screen) {
        *why = kind && *kind ? "this terminal ($TERM) is not known" : "$TERM is not set";
        return false;
    }
    set_term(terminal.screen);
    set_modes();
    set_handlers();
    terminal.open = true;
    return true;
}

void terminal_close(void)
{
    if (terminal.open) {
        terminal.open = false;
        endwin();
        delscreen(terminal.screen);
        terminal.screen = NULL;
    }
    terminal_unguard();
}

void terminal_release(void)
{
    def_prog_mode();
    endwin();
}

void terminal_resume(void)
{
    reset_prog_mode();
    set_modes();
    clearok(curscr, TRUE);
    refresh();
}

void terminal_suspend(void)
{
    terminal_release();
    signal(SIGTSTP, SIG_DFL);
    kill(0, SIGTSTP);
    terminal_resume();
}

int terminal_fd(void)
{
    return STDIN_FILENO;
}

int terminal_signal_fd(void)
{
    return terminal.signal_fd[0];
}

void terminal_drain_signals(void)
{
    char bytes[64];
    ssize_t got = read(terminal.signal_fd[0], bytes, sizeof bytes);
    (void)got;
}

bool terminal_wants_end(void)
{
    return terminal.wants_end != 0;
}

bool terminal_is_utf8(void)
{
    return terminal.utf8;
}

static void read_mouse(terminal_key_t *key)
{
    MEVENT event;
    key->is_mouse = getmouse(&event) == OK;
    if (key->is_mouse) {
        key->mouse_line = event.y;
        key->mouse_column = event.x;
        key->mouse_double = (event.bstate & BUTTON1_DOUBLE_CLICKED) != 0;
        key->mouse_wheel_up = (event.bstate & BUTTON4_PRESSED) != 0;
        key->mouse_wheel_down = (event.bstate & BUTTON5_PRESSED) != 0;
    }
}

bool terminal_read_key(terminal_key_t *key)
{
    wint_t code;
    int kind = get_wch(&code);
    if (kind == ERR) {
        return false;
    }
    *key = (terminal_key_t){.code = (unsigned)code, .special = kind == KEY_CODE_YES};
    key->is_resize = key->special && code == KEY_RESIZE;
    if (key->special && code == KEY_MOUSE) {
        read_mouse(key);
    }
    return true;
}
