/* Marking a class set on the command line: right, wrong and hostile answers side by side. */
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
    char output[TEXT_ROOM];
    int code;
} room_t;

/* An exercise small enough to be searched in no time. */
static const char lesson[] =
    "id: mini\n"
    "title: Mini\n"
    "chapter: races\n"
    "pages:\n"
    "  - {title: One, text: Nothing.}\n"
    "variants:\n"
    "  - id: v\n"
    "    program: |\n"
    "      print(1)\n"
    "exercise:\n"
    "  title: Count to two\n"
    "  file: count.py\n"
    "  task: Mend it.\n"
    "  starter: |\n"
    "    from multiprocessing import Process, Value\n"
    "    STEP = 1\n"
    "    def add(total):\n"
    "        total.value += STEP\n"
    "    if __name__ == '__main__':\n"
    "        total = Value('i', 0)\n"
    "        a = Process(target=add, args=(total,))\n"
    "        b = Process(target=add, args=(total,))\n"
    "        a.start()\n"
    "        b.start()\n"
    "        a.join()\n"
    "        b.join()\n"
    "        print('all', total.value == 2 * STEP)\n"
    "  keep: [\"print('all', total.value == 2 * STEP)\"]\n"
    "  cases:\n"
    "    - set: [{name: STEP, to: 1}]\n"
    "    - set: [{name: STEP, to: 5}]\n"
    "  bound: 20000\n"
    "  demands:\n"
    "    - {id: right, points: 2, kind: ends, show: all True, text: Both count.}\n"
    "    - {id: no-wait, points: 1, kind: no-deadlock, text: Nobody waits for ever.}\n"
    "    - {id: together, points: 1, kind: together, each: \"2\", text: Side by side.}\n"
    "    - {id: work, points: 1, kind: stores, of: [total], each: \"1\", text: Each stores.}\n"
    "  solution: |\n"
    "    from multiprocessing import Process, Value\n"
    "    STEP = 1\n"
    "    def add(total):\n"
    "        with total.get_lock():\n"
    "            total.value += STEP\n"
    "    if __name__ == '__main__':\n"
    "        total = Value('i', 0)\n"
    "        a = Process(target=add, args=(total,))\n"
    "        b = Process(target=add, args=(total,))\n"
    "        a.start()\n"
    "        b.start()\n"
    "        a.join()\n"
    "        b.join()\n"
    "        print('all', total.value == 2 * STEP)\n";

#define HEAD "from multiprocessing import Process, Value\nSTEP = 1\n"
#define MAIN                                                                                                 \
    "if __name__ == '__main__':\n"                                                                           \
    "    total = Value('i', 0)\n"                                                                            \
    "    a = Process(target=add, args=(total,))\n"                                                           \
    "    b = Process(target=add, args=(total,))\n"                                                           \
    "    a.start()\n    b.start()\n    a.join()\n    b.join()\n"                                             \
    "    print('all', total.value == 2 * STEP)\n"

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int make_room(void **state)
{
    alarm(110);
    room_t *room = calloc(1, sizeof *room);
    strcpy(room->folder, "/tmp/lockstep-mark-XXXXXX");
    if (mkdtemp(room->folder) == NULL || chdir(room->folder) != 0)
        return -1;
    setenv("HOME", room->folder, 1);
    write_file("mini.yaml", lesson);
    write_file("right.py",
               HEAD "def add(total):\n    with total.get_lock():\n        total.value += STEP\n" MAIN);
    write_file("wrong.py", HEAD "def add(total):\n    total.value += STEP\n" MAIN);
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

static const char *check(room_t *room, const char *arguments)
{
    char command[600];
    snprintf(command, sizeof command, "%s check --exercise mini.yaml %s </dev/null 2>&1", TEST_LOCKSTEP,
             arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t size = fread(room->output, 1, TEXT_ROOM - 1, pipe);
    room->output[size] = 0;
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    room->code = WEXITSTATUS(status);
    return room->output;
}

static void expect(room_t *room, const char *arguments, int code, const char *part)
{
    const char *text = check(room, arguments);
    if (room->code != code || strstr(text, part) == NULL)
        fail_msg("check %s: code %d, %s", arguments, room->code, text);
}

static void a_right_answer_gets_all_points(void **state)
{
    expect(*state, "right.py", 0, "right.py: 5 of 5 points, passed\n");
}

static void a_wrong_answer_fails_with_a_reason(void **state)
{
    expect(*state, "wrong.py", 1, "wrong.py: 3 of 5 points, failed\n");
    expect(*state, "wrong.py", 1, "it shows \"all False\", not \"all True\"");
}

static void an_answer_with_the_numbers_written_in_fails(void **state)
{
    write_file("fixed.py",
               HEAD "def add(total):\n    with total.get_lock():\n        total.value += 1\n" MAIN);
    expect(*state, "fixed.py", 1, "case 2");
}

static void what_must_stay_must_stay(void **state)
{
    write_file("gone.py", "STEP = 1\nprint('all True')\n");
    expect(*state, "gone.py", 1, "must stay");
    write_file("unnamed.py", "print('all', total.value == 2 * STEP)\n");
    expect(*state, "unnamed.py", 1, "exactly one line `STEP = number`");
}

static void one_after_the_other_is_not_side_by_side(void **state)
{
    write_file("turns.py", HEAD "def add(total):\n    total.value += STEP\n"
                                "if __name__ == '__main__':\n"
                                "    total = Value('i', 0)\n"
                                "    for _ in range(2):\n"
                                "        a = Process(target=add, args=(total,))\n"
                                "        a.start()\n        a.join()\n"
                                "    print('all', total.value == 2 * STEP)\n");
    expect(*state, "turns.py", 1, "never do 2 children live at once");
}

static void a_hostile_answer_keeps_nobody_from_being_marked(void **state)
{
    room_t *room = *state;
    write_file("loop.py", HEAD "def add(total):\n    while True:\n        total.value += 1\n" MAIN);
    write_file("print.py", HEAD "def add(total):\n    while True:\n        print('x')\n" MAIN);
    write_file("forks.py", HEAD
               "def add(total):\n    while True:\n        Process(target=add, args=(total,)).start()\n" MAIN);
    write_file("memory.py", HEAD "def add(total):\n    x = [1]\n    while True:\n        x = x + x\n" MAIN);
    write_file("imports.py", "import socket\n" HEAD "def add(total):\n    pass\n" MAIN);
    write_file("binary.py", "\x7f"
                            "ELF\xff\xfe");
    write_file("deep.py", HEAD "def add(total):\n    add(total)\n" MAIN);
    const char *text =
        check(room, "loop.py print.py forks.py memory.py imports.py binary.py deep.py missing.py right.py");
    assert_int_equal(room->code, 2); /* missing.py cannot be read */
    static const char *const names[] = {"loop",    "print",  "forks", "memory",
                                        "imports", "binary", "deep",  "missing"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char start[60], passed[60];
        snprintf(start, sizeof start, "%s.py: ", names[i]);
        snprintf(passed, sizeof passed, "%s.py: 5 of 5", names[i]);
        if (strstr(text, start) == NULL || strstr(text, passed) != NULL)
            fail_msg("%s: %s", names[i], text);
    }
    assert_non_null(strstr(text, "right.py: 5 of 5 points, passed\n"));
}

/* Nobody sees a step of these, so no bound on states ever stops them. */
static void endless_private_work_is_not_decided(void **state)
{
    write_file("count.py", HEAD "def add(total):\n    x = 0\n    while True:\n        x += 1\n" MAIN);
    write_file("list.py", HEAD "def add(total):\n    pass\n" MAIN "    x = [i for i in range(10 ** 9)]\n");
    expect(*state, "count.py", 3, "not decided");
    expect(*state, "list.py", 3, "private work worth 500 million instructions");
}

static void a_refused_import_is_told_with_its_place_and_a_way_out(void **state)
{
    write_file("net.py", "import socket\n" HEAD "def add(total):\n    pass\n" MAIN);
    expect(*state, "net.py", 1,
           "net.py:1:8: not part of the sandbox's Python: import of socket (The sandbox");
    write_file("slip.py", HEAD "def add(:\n");
    expect(*state, "slip.py", 1, "slip.py:3:9: SyntaxError: invalid syntax");
}

static void what_an_answer_prints_never_speaks_to_the_terminal(void **state)
{
    room_t *room = *state;
    write_file("escape.py", HEAD "def add(total):\n    pass\n" MAIN "    print('\\x1b[31mred\\x9b1m')\n");
    const char *text = check(room, "escape.py --junit escape.xml");
    assert_non_null(strstr(text, "?[31mred?1m"));
    assert_null(strchr(text, '\x1b'));
    assert_int_equal(system("grep -q 'red?1m' escape.xml"), 0);
}

static void several_answers_end_in_a_table_and_each_gets_its_own_text(void **state)
{
    room_t *room = *state;
    assert_int_equal(system("mkdir -p ann bob && cp right.py ann/a.py && cp wrong.py bob/a.py"), 0);
    const char *text = check(room, "ann/a.py bob/a.py --feedback back");
    assert_int_equal(room->code, 1);
    assert_non_null(strstr(text, "\n   5/5  passed       ++++     ann/a.py\n"));
    assert_non_null(strstr(text, "\n   3/5  failed       -+++     bob/a.py\n"));
    assert_non_null(strstr(text, "\n2 answers: 1 passed, 1 failed, 0 not decided\n"));
    assert_non_null(strstr(check(room, "right.py none.py"), "\n   0/5  failed       ----     none.py\n"));
    assert_int_equal(system("grep -q '^ann/a.py: 5 of 5 points, passed' back/ann-a.py.txt"), 0);
    assert_int_equal(system("grep -q 'P1 read total' back/bob-a.py.txt"), 0);
    check(room, "right.py --feedback right.py");
    assert_int_equal(room->code, 2);
}

static void a_report_is_never_written_over_an_answer(void **state)
{
    room_t *room = *state;
    const char *text = check(room, "right.py --csv ./right.py");
    assert_int_equal(room->code, 2);
    assert_non_null(strstr(text, "./right.py is an answer"));
    assert_int_equal(system("grep -q multiprocessing right.py"), 0);
}

static void marks_are_written_as_a_table_and_as_a_report(void **state)
{
    room_t *room = *state;
    check(room, "right.py wrong.py --csv marks.csv --junit marks.xml");
    assert_int_equal(room->code, 1);
    assert_int_equal(system("grep -q '^\"right.py\",5,5,passed,passed,passed,passed,passed,\"\"' marks.csv"),
                     0);
    assert_int_equal(system("grep -q '^\"wrong.py\",3,5,failed,failed,passed,passed,passed,' marks.csv"), 0);
    assert_int_equal(
        system("grep -q '<testsuite name=\"wrong.py\" tests=\"4\" failures=\"1\" errors=\"0\">' marks.xml"),
        0);
    check(room, "right.py --csv /nonexistent/marks.csv");
    assert_int_equal(room->code, 2);
}

static void a_mark_is_the_same_each_time(void **state)
{
    room_t *room = *state;
    char *first = strdup(check(room, "wrong.py right.py"));
    assert_string_equal(check(room, "wrong.py right.py"), first);
    free(first);
}

#define ROOM_TEST(name) cmocka_unit_test_setup_teardown(name, make_room, clear_room)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(a_right_answer_gets_all_points),
        ROOM_TEST(a_wrong_answer_fails_with_a_reason),
        ROOM_TEST(an_answer_with_the_numbers_written_in_fails),
        ROOM_TEST(what_must_stay_must_stay),
        ROOM_TEST(one_after_the_other_is_not_side_by_side),
        ROOM_TEST(a_hostile_answer_keeps_nobody_from_being_marked),
        ROOM_TEST(endless_private_work_is_not_decided),
        ROOM_TEST(a_refused_import_is_told_with_its_place_and_a_way_out),
        ROOM_TEST(what_an_answer_prints_never_speaks_to_the_terminal),
        ROOM_TEST(several_answers_end_in_a_table_and_each_gets_its_own_text),
        ROOM_TEST(a_report_is_never_written_over_an_answer),
        ROOM_TEST(marks_are_written_as_a_table_and_as_a_report),
        ROOM_TEST(a_mark_is_the_same_each_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
