/* The program as it is called: exit codes, one-line complaints, the forms of its output. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { TEXT_ROOM = 200000 };

typedef struct room {
    char folder[64];
    char output[TEXT_ROOM]; /* both streams of the last command */
    int code;
} room_t;

static int make_room(void **state)
{
    alarm(100);
    room_t *room = calloc(1, sizeof *room);
    strcpy(room->folder, "/tmp/lockstep-cli-XXXXXX");
    if (mkdtemp(room->folder) == NULL || chdir(room->folder) != 0)
        return -1;
    setenv("HOME", room->folder, 1);
    unsetenv("XDG_DATA_HOME");
    unsetenv("XDG_STATE_HOME");
    unsetenv("LOCKSTEP_LESSONS");
    *state = room;
    return 0;
}

static int clear_room(void **state)
{
    room_t *room = *state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", room->folder);
    int code = chdir("/") + system(command);
    free(room);
    return code;
}

/* Runs `lockstep ARGUMENTS` with nothing to read and no terminal. */
static const char *lockstep(room_t *room, const char *arguments)
{
    char command[600];
    snprintf(command, sizeof command, "%s %s </dev/null 2>&1", TEST_LOCKSTEP, arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t size = fread(room->output, 1, TEXT_ROOM - 1, pipe);
    room->output[size] = 0;
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    room->code = WEXITSTATUS(status);
    return room->output;
}

static bool is_one_line(const char *text)
{
    const char *end = strchr(text, '\n');
    return end != NULL && end[1] == 0;
}

static void refused(room_t *room, const char *arguments, const char *part)
{
    const char *text = lockstep(room, arguments);
    if (room->code != 2 || !is_one_line(text) || strncmp(text, "lockstep: ", 10) != 0 ||
        strstr(text, part) == NULL)
        fail_msg("lockstep %s: code %d, %s", arguments, room->code, text);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void bad_usage_is_one_line_and_code_two(void **state)
{
    room_t *room = *state;
    refused(room, "", "no terminal");
    refused(room, "atm", "run");
    refused(room, "no-such-command x", "no-such-command");
    refused(room, "--nonsense", "--nonsense");
    refused(room, "list extra", "extra");
    refused(room, "list --nonsense", "--nonsense");
    refused(room, "check", "name the files");
    refused(room, "check /nonexistent.yaml.txt/x", "No such file");
    refused(room, "start", "one lesson");
    refused(room, "start nothing-like-this", "nothing-like-this");
    refused(room, "start -o", "-o");
    refused(room, "new", "one program");
    refused(room, "new missing.py", "No such file");
    refused(room, "--lessons /nonexistent list", "No such file");
    refused(room, "list --lessons", "folder");
}

static void help_and_version_are_answered(void **state)
{
    room_t *room = *state;
    static const char *const commands[] = {"list", "run", "check", "start", "new"};
    assert_non_null(strstr(lockstep(room, "--help"), "usage: lockstep"));
    assert_int_equal(room->code, 0);
    assert_non_null(strstr(lockstep(room, "--version"), "lockstep "));
    assert_int_equal(room->code, 0);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char arguments[40], start[60];
        snprintf(arguments, sizeof arguments, "%s --help", commands[i]);
        snprintf(start, sizeof start, "usage: lockstep %s", commands[i]);
        assert_int_equal(strncmp(lockstep(room, arguments), start, strlen(start)), 0);
        assert_int_equal(room->code, 0);
    }
}

static void list_names_every_lesson_with_its_chapter(void **state)
{
    room_t *room = *state;
    const char *text = lockstep(room, "list");
    assert_int_equal(room->code, 0);
    assert_non_null(strstr(text, "A Starting and waiting\n"));
    assert_non_null(strstr(text, "  atm "));
    json_error_t error;
    json_t *list = json_loads(lockstep(room, "list --json"), 0, &error);
    assert_int_equal(room->code, 0);
    assert_true(json_array_size(list) >= 8);
    json_t *first = json_array_get(list, 0);
    assert_string_equal(json_string_value(json_object_get(first, "id")), "this-screen");
    assert_non_null(json_object_get(first, "title"));
    assert_non_null(json_object_get(first, "chapter"));
    assert_true(json_is_array(json_object_get(first, "variants")));
    json_decref(list);
}

static void a_broken_lesson_is_told_and_hides_no_other(void **state)
{
    room_t *room = *state;
    write_file("broken.yaml", "id: x\ncolour: red\n");
    const char *text = lockstep(room, "list --lessons .");
    assert_int_equal(room->code, 0);
    assert_non_null(strstr(text, "./broken.yaml:2:1: unknown key `colour`"));
    assert_non_null(strstr(text, "  atm "));
    lockstep(room, "check broken.yaml");
    assert_int_equal(room->code, 2);
}

static void check_tells_what_is_wrong_with_a_program(void **state)
{
    room_t *room = *state;
    write_file("good.py", "print(1)\n");
    write_file("bad.py", "x = (\n");
    write_file("refused.py", "import threading\n");
    lockstep(room, "check good.py");
    assert_int_equal(room->code, 0);
    lockstep(room, "check bad.py");
    assert_int_equal(room->code, 1);
    assert_non_null(strstr(room->output, "bad.py"));
    lockstep(room, "check refused.py");
    assert_int_equal(room->code, 2);
    lockstep(room, "check good.py bad.py refused.py");
    assert_int_equal(room->code, 2);
}

static void new_writes_a_lesson_that_is_well_formed(void **state)
{
    room_t *room = *state;
    write_file("My_Turns.py", "\n\nfrom time import sleep\n\ndef f():\n\n    sleep(1)\n\nf()\n");
    assert_string_equal(lockstep(room, "new My_Turns.py"), "my-turns.yaml\n");
    assert_int_equal(room->code, 0);
    lockstep(room, "check --static my-turns.yaml");
    assert_int_equal(room->code, 0);
    refused(room, "new My_Turns.py", "is there already");
    assert_string_equal(lockstep(room, "new My_Turns.py -o a/b/other.yaml"), "a/b/other.yaml\n");
    write_file("bad.py", "x = (\n");
    lockstep(room, "new bad.py");
    assert_int_equal(room->code, 2);
    assert_non_null(strstr(room->output, "new: bad.py: a lesson needs a program that the sandbox takes\n"));
    write_file("empty.py", " \n\n");
    refused(room, "new empty.py", "no program in it");
}

static void accept_writes_what_is_missing_and_leaves_what_holds(void **state)
{
    room_t *room = *state;
    write_file("two.py", "from multiprocessing import Process\ndef f(n):\n    print(n)\n"
                         "if __name__ == '__main__':\n    for n in 'ab':\n        Process(target=f, "
                         "args=(n,)).start()\n");
    lockstep(room, "new two.py");
    assert_non_null(strstr(lockstep(room, "check --accept two.yaml"), "variant plain: 2 ends are written"));
    assert_int_equal(room->code, 0);
    assert_int_equal(
        system("sed -i 's/^    ends:$/    ends: # mine/; s/complete: yes/complete: no/' two.yaml"), 0);
    assert_int_equal(system("cp two.yaml before.yaml && ln -s two.yaml link.yaml"), 0);
    assert_non_null(strstr(lockstep(room, "check --accept link.yaml"), "variant plain: its ends hold"));
    assert_int_equal(system("cmp -s two.yaml before.yaml && test -L link.yaml"), 0);
    assert_int_equal(
        system("sed -i '/show: \"a/d' two.yaml && sed -i 's/complete: no/complete: yes/' two.yaml"), 0);
    lockstep(room, "check two.yaml");
    assert_int_equal(room->code, 1);
    lockstep(room, "check --accept link.yaml");
    assert_int_equal(system("test -L link.yaml"), 0);
    lockstep(room, "check two.yaml");
    assert_int_equal(room->code, 0);
    refused(room, "check --accept --static two.yaml", "exclude each other");
}

static void ends_that_look_the_same_are_accepted_once(void **state)
{
    room_t *room = *state;
    write_file("wait.py",
               "from multiprocessing import Process, Queue\ndef f(q):\n    q.get()\n"
               "if __name__ == '__main__':\n    q = Queue()\n    q.put(1)\n    for _ in range(2):\n"
               "        Process(target=f, args=(q,)).start()\n");
    lockstep(room, "new wait.py");
    assert_non_null(strstr(lockstep(room, "check --accept wait.yaml"), "1 ends are written"));
    lockstep(room, "check wait.yaml");
    assert_int_equal(room->code, 0);
}

#define LESSON_HEAD                                                                                          \
    "id: two\ntitle: Two\nchapter: starting\npages:\n  - title: One\n    text: Nothing.\nvariants:\n"        \
    "  - id: plain\n    program: |\n      from multiprocessing import Process\n      def f(n):\n"            \
    "          print(n)\n      if __name__ == '__main__':\n          print('go')\n          for n in "       \
    "'ab':\n"                                                                                                \
    "              Process(target=f, args=(n,)).start()\n"

static void accept_fills_ends_in_that_only_say_how_to_see(void **state)
{
    room_t *room = *state;
    static const char *const drafts[] = {
        "    ends:\n      see: last-line\n",
        "    ends: {see: last-line}\n",
        "    ends:\n      see: last-line\n      list: []\n",
        "    ends:\n      see: last-line\n      list:\n        - {show: a, good: no, says: mine}\n",
    };
    for (size_t i = 0; i < sizeof drafts / sizeof *drafts; i++) {
        char text[1200];
        snprintf(text, sizeof text, "%s%schallenges:\n  - {id: last, goal: b, task: Let b be last.}\n",
                 LESSON_HEAD, drafts[i]);
        write_file("two.yaml", text);
        lockstep(room, "check two.yaml");
        assert_int_equal(room->code, 2);
        assert_non_null(strstr(room->output, "--accept"));
        assert_non_null(
            strstr(lockstep(room, "check --accept two.yaml"), "variant plain: 2 ends are written"));
        assert_int_equal(room->code, 0);
        assert_int_equal(
            system("grep -q 'see: last-line' two.yaml && grep -q 'show: \"b\", good: yes' two.yaml"), 0);
        assert_int_equal(system("grep -q 'show: \"a\", good: no, says: \"mine\"' two.yaml"),
                         i == 3 ? 0 : 256);
        lockstep(room, "check two.yaml");
        assert_int_equal(room->code, 0);
    }
}

static void accept_says_which_goal_stays_out_of_reach(void **state)
{
    room_t *room = *state;
    write_file("two.yaml", LESSON_HEAD "    ends: {see: last-line}\nchallenges:\n"
                                       "  - {id: last, goal: c, task: Let c be last.}\n");
    const char *text = lockstep(room, "check --accept two.yaml");
    assert_int_equal(room->code, 2);
    assert_non_null(strstr(text, "2 ends are written"));
    assert_non_null(strstr(text, "states no such end"));
    assert_non_null(strstr(text, "stated: \"a\", \"b\""));
}

static void accept_leaves_to_the_author_which_ends_are_good(void **state)
{
    room_t *room = *state;
    write_file("stuck.py",
               "from multiprocessing import Process, Lock\ndef f(a, b):\n    with a:\n"
               "        with b:\n            pass\nif __name__ == '__main__':\n"
               "    a, b = Lock(), Lock()\n    p = Process(target=f, args=(a, b))\n    p.start()\n"
               "    f(b, a)\n    p.join()\n    print('done')\n");
    lockstep(room, "new stuck.py");
    const char *text = lockstep(room, "check --accept stuck.yaml");
    assert_non_null(strstr(text, "2 ends are written"));
    assert_non_null(strstr(text, "by hand"));
    assert_non_null(strstr(text, "these 1 new ends"));
    assert_int_equal(system("grep -q 'how: deadlock, good: no' stuck.yaml"), 0);
    assert_int_equal(system("grep -q 'show: \"done\", good: yes' stuck.yaml"), 0);
    assert_int_equal(system("sed -i '/deadlock/d; s/good: yes/good: no/' stuck.yaml"), 0);
    text = lockstep(room, "check --accept stuck.yaml");
    assert_non_null(strstr(text, "2 ends are written"));
    assert_null(strstr(text, "by hand"));
    assert_int_equal(system("grep -q 'show: \"done\", good: no' stuck.yaml"), 0);
}

static void start_writes_the_starter_once(void **state)
{
    room_t *room = *state;
    char path[200];
    snprintf(path, sizeof path, "%s/.local/share/lockstep/atm/transfer.py\n", room->folder);
    assert_string_equal(lockstep(room, "start atm"), path);
    assert_int_equal(room->code, 0);
    refused(room, "start atm", "is there already");
    lockstep(room, "start atm -o mine.py");
    assert_int_equal(room->code, 0);
    lockstep(room, "check mine.py");
    assert_int_equal(room->code, 0);
    refused(room, "start hello", "no exercise");
}

static void progress_is_forgotten_only_when_one_is_sure(void **state)
{
    room_t *room = *state;
    char folder[200], path[220];
    assert_string_equal(lockstep(room, "progress"), "nothing yet\n");
    snprintf(folder, sizeof folder, "mkdir -p %s/.local/state/lockstep", room->folder);
    assert_int_equal(system(folder), 0);
    snprintf(path, sizeof path, "%s/.local/state/lockstep/progress.yaml", room->folder);
    write_file(path, "format: 1\nlessons:\n  - {id: atm, pages: 2}\n  - {id: hello, pages: 1}\n");
    assert_non_null(strstr(lockstep(room, "progress"), "pages 2/3"));
    refused(room, "progress --reset atm", "nothing was forgotten");
    refused(room, "progress --reset nothing-of-it --yes", "nothing-of-it");
    lockstep(room, "progress --reset atm --yes");
    assert_int_equal(room->code, 0);
    assert_null(strstr(lockstep(room, "progress"), "atm"));
    assert_non_null(strstr(room->output, "hello"));
    refused(room, "progress --reset hello --reset-all --yes", "exclude each other");
    lockstep(room, "progress --reset-all --yes");
    assert_string_equal(lockstep(room, "progress"), "nothing yet\n");
    write_file(path, "format: 99\nlessons: []\n");
    refused(room, "progress --reset-all --yes", "newer Lockstep");
}

static void start_takes_a_lesson_file_but_no_program(void **state)
{
    room_t *room = *state;
    lockstep(room, "start " TEST_SOURCE_DIR "/assets/lessons/atm.yaml -o mine.py");
    assert_int_equal(room->code, 0);
    refused(room, "start mine.py", "is a program");
    refused(room, "start nothing-of-it", "no lesson of that name");
}

static void a_full_standard_output_is_noticed(void **state)
{
    room_t *room = *state;
    lockstep(room, "list >/dev/full");
    assert_int_equal(room->code, 2);
}

#define ROOM_TEST(name) cmocka_unit_test_setup_teardown(name, make_room, clear_room)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(bad_usage_is_one_line_and_code_two),
        ROOM_TEST(help_and_version_are_answered),
        ROOM_TEST(list_names_every_lesson_with_its_chapter),
        ROOM_TEST(a_broken_lesson_is_told_and_hides_no_other),
        ROOM_TEST(check_tells_what_is_wrong_with_a_program),
        ROOM_TEST(new_writes_a_lesson_that_is_well_formed),
        ROOM_TEST(accept_writes_what_is_missing_and_leaves_what_holds),
        ROOM_TEST(ends_that_look_the_same_are_accepted_once),
        ROOM_TEST(accept_fills_ends_in_that_only_say_how_to_see),
        ROOM_TEST(accept_says_which_goal_stays_out_of_reach),
        ROOM_TEST(accept_leaves_to_the_author_which_ends_are_good),
        ROOM_TEST(start_writes_the_starter_once),
        ROOM_TEST(start_takes_a_lesson_file_but_no_program),
        ROOM_TEST(progress_is_forgotten_only_when_one_is_sure),
        ROOM_TEST(a_full_standard_output_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
