#include "lessons/load/progress.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct room {
    char folder[64];
    char file[96];
} room_t;

static int make_room(void **state)
{
    alarm(60);
    room_t *room = calloc(1, sizeof *room);
    strcpy(room->folder, "/tmp/lockstep-progress-XXXXXX");
    if (mkdtemp(room->folder) == NULL)
        return -1;
    snprintf(room->file, sizeof room->file, "%s/progress.yaml", room->folder);
    *state = room;
    return 0;
}

static int clear_room(void **state)
{
    room_t *room = *state;
    DIR *folder = opendir(room->folder);
    struct dirent *file;
    while (folder != NULL && (file = readdir(folder)) != NULL) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", room->folder, file->d_name);
        unlink(path);
    }
    if (folder != NULL)
        closedir(folder);
    rmdir(room->folder);
    free(room);
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void what_was_done_is_there_again(void **state)
{
    const room_t *room = *state;
    progress_t *progress = progress_open(room->folder);
    assert_null(progress_of(progress, "atm"));
    assert_true(progress_mark_page(progress, "atm", 2, false));
    assert_true(progress_mark_page(progress, "atm", 1, false));
    assert_true(progress_mark_answer(progress, "atm", "who", false));
    assert_true(progress_mark_answer(progress, "atm", "who", true));
    assert_true(progress_mark_challenge(progress, "atm", "lose-both"));
    assert_true(progress_mark_end(progress, "atm", "bare", "balance 98"));
    assert_true(progress_mark_try(progress, "atm", 7));
    assert_true(progress_mark_try(progress, "atm", 3));
    assert_true(progress_mark_place(progress, "atm", "bare", "run", 2));
    assert_true(progress_mark_recent(progress, "/home/x/a: \"strange\" name.py"));
    progress_free(progress);

    progress = progress_open(room->folder);
    assert_string_equal(progress->notice, "");
    const progress_lesson_t *lesson = progress_of(progress, "atm");
    assert_non_null(lesson);
    assert_int_equal(lesson->pages, 2);
    assert_int_equal(lesson->answered_count, 1);
    assert_int_equal(lesson->missed_count, 1);
    assert_string_equal(lesson->solved[0], "lose-both");
    assert_string_equal(lesson->ends[0], "bare: balance 98");
    assert_int_equal(lesson->points, 7);
    assert_int_equal(lesson->tries, 2);
    assert_string_equal(progress->data->last.view, "run");
    assert_string_equal(progress->data->recent[0], "/home/x/a: \"strange\" name.py");
    progress_free(progress);
}

static void two_at_once_lose_nothing(void **state)
{
    const room_t *room = *state;
    progress_t *one = progress_open(room->folder);
    progress_t *two = progress_open(room->folder);
    assert_true(progress_mark_page(one, "hello", 3, true));
    assert_true(progress_mark_page(two, "atm", 1, false));
    assert_true(progress_mark_challenge(one, "atm", "beat-the-lock"));
    progress_free(one);
    progress_free(two);
    one = progress_open(room->folder);
    assert_true(progress_of(one, "hello")->read);
    assert_int_equal(progress_of(one, "atm")->pages, 1);
    assert_int_equal(progress_of(one, "atm")->solved_count, 1);
    progress_free(one);
}

static int mark_many(const char *folder, const char *lesson)
{
    progress_t *progress = progress_open(folder);
    for (int i = 0; i < 20; i++) {
        char text[30];
        snprintf(text, sizeof text, "%s-%d", lesson, i);
        progress_mark_challenge(progress, "atm", text);
    }
    progress_free(progress);
    return 0;
}

static void many_processes_at_once_lose_nothing(void **state)
{
    const room_t *room = *state;
    static const char *const names[] = {"a", "b", "c", "d"};
    for (int i = 0; i < 4; i++) {
        if (fork() == 0)
            _exit(mark_many(room->folder, names[i]));
    }
    for (int i = 0; i < 4; i++) {
        int status;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    progress_t *progress = progress_open(room->folder);
    assert_int_equal(progress_of(progress, "atm")->solved_count, 80);
    progress_free(progress);
}

static void a_damaged_file_is_kept_aside(void **state)
{
    const room_t *room = *state;
    write_file(room->file, "format: 1\nlessons: [[[\n");
    progress_t *progress = progress_open(room->folder);
    assert_non_null(strstr(progress->notice, "progress.yaml.damaged-1"));
    assert_true(progress_mark_page(progress, "atm", 1, false));
    progress_free(progress);
    write_file(room->file, "\xff");
    progress = progress_open(room->folder);
    assert_non_null(strstr(progress->notice, "progress.yaml.damaged-2"));
    progress_free(progress);
    char path[128];
    snprintf(path, sizeof path, "%s.damaged-1", room->file);
    assert_int_equal(access(path, R_OK), 0);
}

static void a_newer_format_is_left_alone(void **state)
{
    const room_t *room = *state;
    write_file(room->file, "format: 2\n");
    progress_t *progress = progress_open(room->folder);
    assert_non_null(strstr(progress->notice, "newer"));
    assert_false(progress_mark_page(progress, "atm", 1, false));
    assert_int_equal(progress_of(progress, "atm")->pages, 1);
    progress_free(progress);
    FILE *file = fopen(room->file, "r");
    char line[20];
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line, "format: 2\n");
    fclose(file);
}

/* A limit on the size of files stands for a full disk: the write fails half way. */
static int fill_disk(const char *folder)
{
    progress_t *progress = progress_open(folder);
    const struct rlimit small = {64, 64};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    bool written = progress_mark_challenge(progress, "atm", "lost");
    bool told = progress->notice[0] != 0;
    bool known = progress_of(progress, "atm")->solved_count == 2;
    progress_free(progress);
    return !written && told && known ? 0 : 1;
}

static void a_full_disk_leaves_the_old_file_whole(void **state)
{
    const room_t *room = *state;
    progress_t *progress = progress_open(room->folder);
    assert_true(progress_mark_challenge(progress, "atm", "kept"));
    progress_free(progress);
    if (fork() == 0)
        _exit(fill_disk(room->folder));
    int status;
    assert_true(wait(&status) > 0);
    assert_int_equal(status, 0);
    progress = progress_open(room->folder);
    assert_string_equal(progress->notice, "");
    assert_int_equal(progress_of(progress, "atm")->solved_count, 1);
    progress_free(progress);
}

static void what_could_not_be_saved_is_saved_later(void **state)
{
    const room_t *room = *state;
    progress_t *progress = progress_open(room->folder);
    assert_true(progress_mark_page(progress, "atm", 1, false));
    progress->unsaved = true;
    unlink(room->file);
    assert_true(progress_mark_page(progress, "atm", 1, false));
    progress_free(progress);
    progress = progress_open(room->folder);
    assert_non_null(progress_of(progress, "atm"));
    progress_free(progress);
}

static void one_lesson_or_all_can_be_forgotten(void **state)
{
    const room_t *room = *state;
    progress_t *progress = progress_open(room->folder);
    progress_mark_page(progress, "atm", 1, false);
    progress_mark_answer(progress, "hello", "x", true);
    progress_mark_place(progress, "hello", "plain", "read", 1);
    assert_true(progress_reset(progress, "hello"));
    assert_null(progress_of(progress, "hello"));
    assert_string_equal(progress->data->last.lesson, "");
    assert_non_null(progress_of(progress, "atm"));
    assert_true(progress_reset(progress, NULL));
    assert_null(progress_of(progress, "atm"));
    progress_free(progress);
    progress = progress_open(room->folder);
    assert_int_equal(progress->data->lessons_count, 0);
    progress_free(progress);
}

static void recent_programs_are_newest_first_and_ten(void **state)
{
    const room_t *room = *state;
    progress_t *progress = progress_open(room->folder);
    char path[20];
    for (int i = 0; i < 12; i++) {
        snprintf(path, sizeof path, "/p%d.py", i);
        progress_mark_recent(progress, path);
    }
    progress_mark_recent(progress, "/p5.py");
    assert_int_equal(progress->data->recent_count, 10);
    assert_string_equal(progress->data->recent[0], "/p5.py");
    assert_string_equal(progress->data->recent[1], "/p11.py");
    progress_free(progress);
}

#define ROOM_TEST(name) cmocka_unit_test_setup_teardown(name, make_room, clear_room)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(what_was_done_is_there_again),
        ROOM_TEST(two_at_once_lose_nothing),
        ROOM_TEST(many_processes_at_once_lose_nothing),
        ROOM_TEST(a_damaged_file_is_kept_aside),
        ROOM_TEST(a_newer_format_is_left_alone),
        ROOM_TEST(a_full_disk_leaves_the_old_file_whole),
        ROOM_TEST(what_could_not_be_saved_is_saved_later),
        ROOM_TEST(one_lesson_or_all_can_be_forgotten),
        ROOM_TEST(recent_programs_are_newest_first_and_ten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
