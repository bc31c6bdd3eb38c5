/* The handout: one page, well formed, that loads nothing. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PAGE_ROOM = 1 << 20, DEPTH = 32, TAG = 16 };

static char *export_page(const char *lesson)
{
    char command[300];
    char *page = malloc(PAGE_ROOM);
    assert_non_null(page);
    snprintf(command, sizeof command, "HOME=/nonexistent %s export %s </dev/null", TEST_LOCKSTEP, lesson);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    page[fread(page, 1, PAGE_ROOM - 1, pipe)] = 0;
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    return page;
}

static bool is_void(const char *tag)
{
    return strcmp(tag, "meta") == 0 || strcmp(tag, "br") == 0;
}

/* Every tag that is opened is closed, in order. */
static bool is_nested(const char *page)
{
    char open[DEPTH][TAG];
    int depth = 0;
    for (const char *at = strchr(page, '<'); at != NULL; at = strchr(at + 1, '<')) {
        char tag[TAG];
        bool closing = at[1] == '/';
        if (at[1] == '!' || sscanf(at + 1 + closing, "%15[a-z0-9]", tag) != 1 || is_void(tag))
            continue;
        if (closing && (depth == 0 || strcmp(open[--depth], tag) != 0))
            return false;
        if (!closing && depth == DEPTH)
            return false;
        if (!closing)
            strcpy(open[depth++], tag);
    }
    return depth == 0;
}

static void a_handout_is_whole_and_loads_nothing(void **state)
{
    (void)state;
    char *page = export_page("atm");
    assert_true(is_nested(page));
    assert_null(strstr(page, "http"));
    assert_null(strstr(page, "src="));
    assert_non_null(strstr(page, "balance 98"));
    assert_non_null(strstr(page, "70 orders"));
    assert_non_null(strstr(page, "<td>r100</td>"));
    assert_non_null(strstr(page, "Answers"));
    assert_null(strstr(page, "{program"));
    free(page);
}

static void a_tour_and_its_questions_stand_on_paper(void **state)
{
    (void)state;
    char *page = export_page("atm");
    assert_non_null(strstr(page, "Stop and answer question 2."));
    assert_non_null(strstr(page, "Variant bare, after <code>P1*1 P2*2</code>"));
    assert_non_null(strstr(page, "<h3>gap: a lock let go too early</h3>"));
    assert_non_null(strstr(page, "You are the scheduler"));
    free(page);
}

/* Paper is not scrolled: a long run is told in several tables. */
static void a_long_run_is_cut_into_tables_that_fit_on_paper(void **state)
{
    (void)state;
    char *page = export_page("readers-and-writers");
    size_t tables = 0;
    for (const char *at = page; (at = strstr(at, "<table class=\"steps\">")) != NULL; at++)
        tables++;
    assert_true(tables >= 2);
    assert_non_null(strstr(page, "<th>42</th>"));
    free(page);
}

static void every_lesson_is_a_whole_page(void **state)
{
    (void)state;
    DIR *folder = opendir(TEST_SOURCE_DIR "/assets/lessons");
    assert_non_null(folder);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[400];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, TEST_SOURCE_DIR "/assets/lessons/%s", entry->d_name);
        char *page = export_page(path);
        if (!is_nested(page) || strstr(page, "http") != NULL || strstr(page, "src=") != NULL ||
            strstr(page, "{program") != NULL)
            fail_msg("%s is no whole page", entry->d_name);
        free(page);
        count++;
    }
    closedir(folder);
    assert_true(count >= 50);
}

static void text_of_a_lesson_is_escaped(void **state)
{
    (void)state;
    char folder[] = "/tmp/lockstep-export-XXXXXX", path[64], command[100];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/x.yaml", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("id: x\ntitle: \"<script>alert(1)</script> & more\"\nchapter: memory\npages:\n"
          "  - {title: \"a < b\", text: \"`x<y` and *word* 5 * 4 </p>\"}\nvariants:\n  - id: v\n    program: "
          "|\n"
          "      print('<b>&')\n",
          file);
    fclose(file);
    char *page = export_page(path);
    assert_true(is_nested(page));
    assert_null(strstr(page, "<script>"));
    assert_non_null(strstr(page, "<code>x&lt;y</code> and <em>word</em> 5 * 4 &lt;/p&gt;"));
    assert_non_null(strstr(page, "print('&lt;b&gt;&amp;')"));
    free(page);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static int arm(void **state)
{
    (void)state;
    alarm(170);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_handout_is_whole_and_loads_nothing, arm),
        cmocka_unit_test_setup(a_tour_and_its_questions_stand_on_paper, arm),
        cmocka_unit_test_setup(a_long_run_is_cut_into_tables_that_fit_on_paper, arm),
        cmocka_unit_test_setup(every_lesson_is_a_whole_page, arm),
        cmocka_unit_test_setup(text_of_a_lesson_is_escaped, arm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
