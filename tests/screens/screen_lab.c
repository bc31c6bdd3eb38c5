#include "screen_lab.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pty.h>
#include <regex.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

enum { TIMEOUT_MS = 10000, QUIET_MS = 120, GONE_MS = 2000, PATH_SIZE = 600 };

struct screen {
    int master, slave;
    pid_t pid;
    int status;
    bool ended, hung_up;
    int lines, columns;
    VTerm *vterm;
    VTermScreen *screen;
    bool alternate;
    char home[64];
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- beginning and end ---- */

static int on_property(VTermProp property, VTermValue *value, void *context)
{
    screen_t *screen = context;
    if (property == VTERM_PROP_ALTSCREEN) {
        screen->alternate = value->boolean;
    }
    return 1;
}

static void child_side(const screen_t *screen, const char *const *arguments, const char *const *environment)
{
    const char *argv[16] = {TEST_LOCKSTEP};
    for (int i = 0; arguments[i] && i < 14; i++) {
        argv[i + 1] = arguments[i];
    }
    setsid();
    ioctl(screen->slave, TIOCSCTTY, 0);
    dup2(screen->slave, 0);
    dup2(screen->slave, 1);
    dup2(screen->slave, 2);
    close(screen->master);
    if (screen->slave > 2) {
        close(screen->slave);
    }
    if (chdir(screen->home) != 0) {
        _exit(126);
    }
    clearenv();
    setenv("TERM", "xterm-256color", 1);
    setenv("LANG", "C.UTF-8", 1);
    setenv("PATH", "/usr/bin:/bin", 1);
    setenv("HOME", screen->home, 1);
    for (int i = 0; environment && environment[i]; i++) {
        putenv((char *)(uintptr_t)environment[i]);
    }
    execv(TEST_LOCKSTEP, (char *const *)(uintptr_t)argv);
    _exit(127);
}

screen_t *screen_open_with(int lines, int columns, const char *const *arguments,
                           const char *const *environment)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    screen_t *screen = calloc(1, sizeof *screen);
    assert_non_null(screen);
    screen->lines = lines;
    screen->columns = columns;
    snprintf(screen->home, sizeof screen->home, "/tmp/lockstep-screen-XXXXXX");
    assert_non_null(mkdtemp(screen->home));
    struct winsize size = {.ws_row = (unsigned short)lines, .ws_col = (unsigned short)columns};
    assert_int_equal(openpty(&screen->master, &screen->slave, NULL, NULL, &size), 0);
    fcntl(screen->master, F_SETFL, O_NONBLOCK);
    screen->vterm = vterm_new(lines, columns);
    vterm_set_utf8(screen->vterm, 1);
    screen->screen = vterm_obtain_screen(screen->vterm);
    vterm_screen_set_callbacks(screen->screen, &callbacks, screen);
    vterm_screen_enable_altscreen(screen->screen, 1);
    vterm_screen_reset(screen->screen, 1);
    screen->pid = fork();
    assert_true(screen->pid >= 0);
    if (screen->pid == 0) {
        child_side(screen, arguments, environment);
    }
    return screen;
}

screen_t *screen_open(int lines, int columns, const char *const *arguments)
{
    return screen_open_with(lines, columns, arguments, NULL);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

void screen_close(screen_t *screen)
{
    if (!screen->ended) {
        kill(screen->pid, SIGTERM);
        screen_end(screen);
    }
    bool gone = screen_all_gone(screen);
    close(screen->slave);
    if (!screen->hung_up) {
        close(screen->master);
    }
    vterm_free(screen->vterm);
    nftw(screen->home, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(screen);
    assert_true(gone);
}

/* ---- reading ---- */

/* Reads what is there, waiting up to `wait_ms` for something. true: something came. */
static bool take(screen_t *screen, int wait_ms)
{
    struct pollfd wait = {.fd = screen->master, .events = POLLIN};
    char bytes[16384];
    if (screen->hung_up || poll(&wait, 1, wait_ms) <= 0) {
        return false;
    }
    ssize_t got = read(screen->master, bytes, sizeof bytes);
    if (got <= 0) {
        return false;
    }
    vterm_input_write(screen->vterm, bytes, (size_t)got);
    return true;
}

static size_t put_utf8(uint32_t code, char *text)
{
    if (code < 0x80) {
        text[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        text[0] = (char)(0xC0 | code >> 6);
        text[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        text[0] = (char)(0xE0 | code >> 12);
        text[1] = (char)(0x80 | (code >> 6 & 0x3F));
        text[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    text[0] = (char)(0xF0 | code >> 18);
    text[1] = (char)(0x80 | (code >> 12 & 0x3F));
    text[2] = (char)(0x80 | (code >> 6 & 0x3F));
    text[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

char *screen_text(screen_t *screen)
{
    char *text = malloc((size_t)screen->lines * ((size_t)screen->columns * 4 + 1) + 1);
    size_t used = 0;
    assert_non_null(text);
    for (int line = 0; line < screen->lines; line++) {
        size_t end = used;
        for (int column = 0; column < screen->columns; column++) {
            VTermScreenCell cell = {.width = 1};
            vterm_screen_get_cell(screen->screen, (VTermPos){.row = line, .col = column}, &cell);
            uint32_t code = cell.chars[0] ? cell.chars[0] : ' ';
            if (code == UINT32_MAX) {
                continue; /* the right half of a wide character */
            }
            used += put_utf8(code, text + used);
            end = code == ' ' ? end : used;
        }
        used = end;
        text[used++] = '\n';
    }
    text[used] = '\0';
    return text;
}

bool screen_has(screen_t *screen, const char *text)
{
    char *all = screen_text(screen);
    bool has = strstr(all, text) != NULL;
    free(all);
    return has;
}

static void wait_until(screen_t *screen, const char *text, bool there)
{
    int64_t until = now_ms() + TIMEOUT_MS;
    while (screen_has(screen, text) != there) {
        if (now_ms() > until) {
            char *all = screen_text(screen);
            fprintf(stderr, "%s `%s` on:\n%s", there ? "no" : "still", text, all);
            free(all);
            fail();
        }
        take(screen, 50);
    }
}

void screen_wait(screen_t *screen, const char *text)
{
    wait_until(screen, text, true);
}

void screen_wait_gone(screen_t *screen, const char *text)
{
    wait_until(screen, text, false);
}

void screen_settle(screen_t *screen)
{
    int64_t until = now_ms() + TIMEOUT_MS;
    while (take(screen, QUIET_MS) && now_ms() < until) {
    }
}

void screen_look(screen_t *screen, int ms)
{
    take(screen, ms);
}

/* ---- typing ---- */

static const struct {
    const char *name, *bytes;
} named_keys[] = {
    {"Up", "\033OA"},  {"Down", "\033OB"},  {"Right", "\033OC"}, {"Left", "\033OD"},    {"Home", "\033OH"},
    {"End", "\033OF"}, {"PgUp", "\033[5~"}, {"PgDn", "\033[6~"}, {"Enter", "\r"},       {"Space", " "},
    {"Esc", "\033"},   {"Tab", "\t"},       {"S-Tab", "\033[Z"}, {"Backspace", "\177"}, {"F1", "\033OP"},
    {"F2", "\033OQ"},  {"F3", "\033OR"},    {"F4", "\033OS"},    {"F5", "\033[15~"},    {"^C", "\003"},
    {"^L", "\014"},    {"^Z", "\032"},
};

static void send(screen_t *screen, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(screen->master, bytes, size);
        if (written < 0 && errno != EAGAIN && errno != EINTR) {
            return;
        }
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
        take(screen, 0);
    }
}

void screen_keys(screen_t *screen, const char *keys)
{
    while (*keys) {
        const char *end = keys[0] == '<' && keys[1] != '\0' ? strchr(keys + 1, '>') : NULL;
        size_t size = end ? (size_t)(end - keys - 1) : 0, i = 0;
        enum { COUNT = sizeof named_keys / sizeof *named_keys };
        while (end && i < COUNT &&
               (strlen(named_keys[i].name) != size || strncmp(named_keys[i].name, keys + 1, size) != 0)) {
            i++;
        }
        if (end && i < COUNT) {
            send(screen, named_keys[i].bytes, strlen(named_keys[i].bytes));
            keys = end + 1;
        } else {
            send(screen, keys++, 1);
        }
    }
}

void screen_mouse(screen_t *screen, int line, int column)
{
    char bytes[64];
    int size = snprintf(bytes, sizeof bytes, "\033[<0;%d;%dM\033[<0;%d;%dm", column + 1, line + 1, column + 1,
                        line + 1);
    send(screen, bytes, (size_t)size);
}

void screen_wheel(screen_t *screen, int line, int column, int by)
{
    char bytes[64];
    int size = snprintf(bytes, sizeof bytes, "\033[<%d;%d;%dM", by > 0 ? 65 : 64, column + 1, line + 1);
    send(screen, bytes, (size_t)size);
}

void screen_resize(screen_t *screen, int lines, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)lines, .ws_col = (unsigned short)columns};
    screen_settle(screen);
    screen->lines = lines;
    screen->columns = columns;
    vterm_set_size(screen->vterm, lines, columns);
    ioctl(screen->master, TIOCSWINSZ, &size);
}

/* The number of the step at which Run stands. */
static unsigned step_of(screen_t *screen)
{
    char *text = screen_text(screen);
    const char *found = strstr(text, "  step ");
    unsigned number = found ? (unsigned)strtoul(found + strlen("  step "), NULL, 10) : 0;
    free(text);
    return number;
}

void screen_step(screen_t *screen, const char *keys)
{
    unsigned before = step_of(screen);
    int64_t until = now_ms() + TIMEOUT_MS;
    screen_keys(screen, keys);
    while (step_of(screen) == before) {
        if (now_ms() > until) {
            char *text = screen_text(screen);
            fprintf(stderr, "%s takes no step on:\n%s", keys, text);
            free(text);
            fail();
        }
        take(screen, 25);
    }
    screen_settle(screen); /* starts and ends go by themselves behind a step */
}

/* ---- goldens ---- */

/* Replaces every match; `with` may name the first group as \1. Returns a new string, frees the old one. */
static char *replace_all(char *text, const char *pattern, const char *before, const char *after)
{
    regex_t regex;
    regmatch_t match[4];
    char *result = NULL;
    size_t size;
    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NEWLINE), 0);
    FILE *file = open_memstream(&result, &size);
    assert_non_null(file);
    const char *at = text;
    while (*at && regexec(&regex, at, 4, match, at == text ? 0 : REG_NOTBOL) == 0 && match[0].rm_eo > 0) {
        fprintf(file, "%.*s%s", (int)match[0].rm_so, at, before);
        if (match[1].rm_so >= 0) {
            fprintf(file, "%.*s", (int)(match[1].rm_eo - match[1].rm_so), at + match[1].rm_so);
        }
        fputs(after, file);
        at += match[0].rm_eo;
    }
    fputs(at, file);
    fclose(file);
    regfree(&regex);
    free(text);
    return result;
}

/* How wide a PID is moves what stands behind it: blanks there are not compared. What the machine takes its
 * time for is the machine's: seconds of a search stand as N. */
static char *mask(char *text)
{
    text = replace_all(text, " (main|P[0-9.]+) +[0-9]+( +[0-9]+)? +[RSDTtI] +", " ", " PID S ");
    text = replace_all(text, " (main|P[0-9.]+) +[0-9]+( +[0-9]+)? +Z +", " ", " PID Z ");
    text = replace_all(text, "PID Z +[0-9]+ +", "PID Z ", "");
    text = replace_all(text, "PID Z +[0-9]+[+][0-9]+ +", "PID Z ", "");
    text = replace_all(text, " (main|P[0-9.]+) +gone +– +", " ", " PID - ");
    text = replace_all(text, "PID S futex +[0-9]+ +", "PID S futex ", "");
    text = replace_all(text, "(PID S futex )[0-9]+[+][0-9]+ +", "", "");
    text = replace_all(text, "(PID S )[0-9]+ +", "", "futex "); /* long pids leave no room for it */
    text = replace_all(text, "processes +kernel", "processes kernel", "");
    text = replace_all(text, "name +pid [a-z ]*does", "name pid kernel cpu does", "");
    text = replace_all(text, "(saved )[0-9]+:[0-9]+", "", "HH:MM");
    text = replace_all(text, "( in )[0-9]+[.][0-9]+ s", "", "N s");
    text = replace_all(text, "(lone → |fork → )[0-9]+", "", "PID");
    text = replace_all(text, "(waitpid[(])[0-9]+", "", "PID");
    return text;
}

static void golden_path(const screen_t *screen, const char *name, char path[PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "%s/tests/screens/%s_%dx%d.txt", TEST_SOURCE_DIR, name, screen->columns,
             screen->lines);
}

static char *read_golden(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;
    if (file && getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    if (file) {
        fclose(file);
    }
    return text;
}

/* Line by line, expected before found; cmocka's own printing cuts long texts in the middle of a sign. */
static void tell_difference(const char *path, const char *text, const char *golden)
{
    fprintf(stderr, "%s differs:\n", path);
    for (int line = 1; *text || *golden; line++) {
        size_t found = strcspn(text, "\n"), expected = strcspn(golden, "\n");
        if (found != expected || memcmp(text, golden, found) != 0) {
            fprintf(stderr, "%3d expected |%.*s|\n    found    |%.*s|\n", line, (int)expected, golden,
                    (int)found, text);
        }
        text += found + (text[found] == '\n');
        golden += expected + (golden[expected] == '\n');
    }
}

static void write_golden(screen_t *screen, const char *path)
{
    for (int i = 0; i < 4; i++) {
        screen_settle(screen);
    }
    char *text = mask(screen_text(screen));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    free(text);
}

/* A busy machine may be late with the picture: it is right as soon as it comes. */
void screen_golden(screen_t *screen, const char *name)
{
    char path[PATH_SIZE];
    golden_path(screen, name, path);
    if (getenv("SCREENS_UPDATE")) {
        write_golden(screen, path);
        return;
    }
    char *golden = read_golden(path), *text = NULL;
    int64_t until = now_ms() + TIMEOUT_MS;
    bool same = false;
    while (!same && now_ms() < until) {
        free(text);
        screen_settle(screen);
        text = mask(screen_text(screen));
        same = golden && strcmp(golden, text) == 0;
        take(screen, same ? 0 : 50);
    }
    if (!same) {
        tell_difference(path, text ? text : "", golden ? golden : "");
        fail();
    }
    free(golden);
    free(text);
}

/* ---- its end ---- */

pid_t screen_pid(const screen_t *screen)
{
    return screen->pid;
}

int screen_end(screen_t *screen)
{
    int64_t until = now_ms() + TIMEOUT_MS;
    while (!screen->ended) {
        take(screen, 10);
        pid_t pid = waitpid(screen->pid, &screen->status, WNOHANG);
        screen->ended = pid == screen->pid;
        if (now_ms() > until) {
            kill(screen->pid, SIGKILL);
            fail_msg("the program does not end");
        }
    }
    while (take(screen, 100)) {
    }
    return screen->status;
}

/* All that the program starts stays in its folder, which nobody else is in. */
static bool is_in_its_folder(const char *pid, const char *home)
{
    char path[64], folder[PATH_SIZE];
    snprintf(path, sizeof path, "/proc/%.20s/cwd", pid);
    ssize_t size = readlink(path, folder, sizeof folder - 1);
    folder[size > 0 ? size : 0] = '\0';
    return strcmp(folder, home) == 0;
}

int screen_processes(const screen_t *screen)
{
    DIR *folder = opendir("/proc");
    int count = 0;
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9') {
            count += is_in_its_folder(entry->d_name, screen->home);
        }
    }
    closedir(folder);
    return count;
}

bool screen_all_gone(const screen_t *screen)
{
    int64_t until = now_ms() + GONE_MS;
    while (screen_processes(screen) > 0) {
        if (now_ms() > until) {
            return false;
        }
        poll(NULL, 0, 5);
    }
    return true;
}

bool screen_is_restored(screen_t *screen)
{
    struct termios modes;
    int64_t until = now_ms() + GONE_MS;
    while (screen->alternate && now_ms() < until) {
        take(screen, 20);
    }
    return !screen->alternate && tcgetattr(screen->slave, &modes) == 0 && (modes.c_lflag & ICANON) &&
           (modes.c_lflag & ECHO);
}

void screen_hang_up(screen_t *screen)
{
    screen->hung_up = true;
    close(screen->master);
}
