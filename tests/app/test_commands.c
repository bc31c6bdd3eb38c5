#include "app/tui/commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <ncurses.h>

static const unsigned views[] = {IN_MENU, IN_READ, IN_RUN, IN_EXPLORE, IN_EXERCISE, IN_QUESTION};

static void no_key_stands_twice_within_a_view(void **state)
{
    (void)state;
    for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
        for (int id = COMMAND_NONE + 1; id < COMMAND_COUNT; id++) {
            const command_info_t *info = command_info((command_id_t)id);
            for (const char *keys = info->keys; (info->views & views[v]) && *keys;) {
                size_t length = strcspn(keys, " ");
                unsigned key;
                bool special;
                assert_true(command_key_code(keys, length, &key, &special));
                if (command_of_key(views[v], key, special) != (command_id_t)id) {
                    fail_msg("key %.*s of %s means %s as well", (int)length, keys, info->name,
                             command_info(command_of_key(views[v], key, special))->name);
                }
                keys += length + (keys[length] == ' ');
            }
        }
    }
}

static void every_command_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int id = COMMAND_NONE + 1; id < COMMAND_COUNT; id++) {
        const command_info_t *info = command_info((command_id_t)id);
        assert_true(info->name[0] != '\0' && info->help[0] != '\0');
        for (int other = id + 1; other < COMMAND_COUNT; other++) {
            assert_string_not_equal(info->name, command_info((command_id_t)other)->name);
        }
    }
}

static void the_keys_that_terminals_send_are_understood(void **state)
{
    (void)state;
    assert_int_equal(command_of_key(IN_MENU, '\n', false), COMMAND_OPEN);
    assert_int_equal(command_of_key(IN_MENU, KEY_ENTER, true), COMMAND_OPEN);
    assert_int_equal(command_of_key(IN_QUESTION, 127, false), COMMAND_ERASE);
    assert_int_equal(command_of_key(IN_RUN, '3', false), COMMAND_STEP_3);
    assert_int_equal(command_of_key(IN_QUESTION, '3', false), COMMAND_DIGIT_3);
    assert_int_equal(command_of_key(IN_READ, '3', false), COMMAND_NONE);
    assert_int_equal(command_of_key(IN_EXPLORE, KEY_F(4), true), COMMAND_EXPLORE);
}

static void keys_are_written_for_the_footer(void **state)
{
    (void)state;
    char text[COMMAND_KEY_TEXT];
    assert_string_equal(command_key_text(COMMAND_OPEN, false, text), "⏎");
    assert_string_equal(command_key_text(COMMAND_OPEN, true, text), "enter");
    assert_string_equal(command_key_text(COMMAND_EXPLORE, false, text), "x");
    assert_string_equal(command_key_text(COMMAND_READ, false, text), "F2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_stands_twice_within_a_view),
        cmocka_unit_test(every_command_has_a_name_of_its_own),
        cmocka_unit_test(the_keys_that_terminals_send_are_understood),
        cmocka_unit_test(keys_are_written_for_the_footer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
