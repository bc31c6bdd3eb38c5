#include "front_lab.h"

/* The kinds of a text's tokens, with spaces between. */
static void assert_tokens(const char *text, const char *expected)
{
    diagnostics_t found;
    diagnostics_init(&found, "t.py");
    source_t *source = source_load("t.py", text, strlen(text), &found);
    tokens_t tokens;
    assert_true(lexer_run(source, &found, &tokens));
    char kinds[1000] = "";
    for (size_t i = 0; i < tokens.count; i++) {
        strcat(kinds, i ? " " : "");
        strcat(kinds, token_kind_text((token_kind_t)tokens.items[i].kind));
    }
    assert_string_equal(kinds, expected);
    tokens_destroy(&tokens);
    source_free(source);
    diagnostics_destroy(&found);
}

static void indentation_becomes_tokens(void **state)
{
    (void)state;
    assert_tokens("if x:\n    y\n\n    # no\n  # no\nz\n",
                  "if NAME : NEWLINE INDENT NAME NEWLINE DEDENT NAME NEWLINE END");
    assert_tokens("a:\n b:\n  c",
                  "NAME : NEWLINE INDENT NAME : NEWLINE INDENT NAME NEWLINE DEDENT DEDENT END");
    assert_tokens("", "END");
    assert_tokens("\n   \n#x\n", "END");
}

static void tabs_count_to_multiples_of_eight(void **state)
{
    (void)state;
    assert_tokens("if x:\n\ty\n\tz\n", "if NAME : NEWLINE INDENT NAME NEWLINE NAME NEWLINE DEDENT END");
    assert_first("if x:\n\ty\n        z\n", DIAGNOSTIC_TAB, 3,
                 "inconsistent use of tabs and spaces in indentation");
    assert_first("if x:\n        y\n\tz\n", DIAGNOSTIC_TAB, 3,
                 "inconsistent use of tabs and spaces in indentation");
}

static void lines_join_in_brackets_and_after_a_backslash(void **state)
{
    (void)state;
    assert_tokens("(a,\n  b)\n", "( NAME , NAME ) NEWLINE END");
    assert_tokens("a + \\\n  b\n", "NAME + NAME NEWLINE END");
    assert_tokens("'a\\\nb'\n", "STRING NEWLINE END");
}

static void the_longest_operator_wins(void **state)
{
    (void)state;
    assert_tokens("a**=b//c...d->e:=f!=g<>h<<=i",
                  "NAME **= NAME // NAME ... NAME -> NAME := NAME != NAME <> NAME <<= NAME "
                  "NEWLINE END");
}

static void strings_of_all_kinds_are_one_token(void **state)
{
    (void)state;
    assert_tokens("'a' \"b\" '''c\n'd''' r'\\'' rb'x' Rb'' f'{x}' u'y' bR''",
                  "STRING STRING STRING STRING STRING STRING STRING STRING STRING NEWLINE END");
    assert_tokens("ur'x'", "NAME STRING NEWLINE END");
}

static void numbers_of_all_kinds_are_one_token(void **state)
{
    (void)state;
    assert_tokens("0 00 1_000 0x_Ff 0b1 0o7 1. .5 1e5 1.5E-3 1j 1if x else 2",
                  "NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER NUMBER if "
                  "NAME else NUMBER "
                  "NEWLINE END");
}

static void letters_beyond_ascii_may_stand_in_names(void **state)
{
    (void)state;
    assert_tokens("größe = zähler + имя + 変数", "NAME = NAME + NAME + NAME NEWLINE END");
    assert_first("x = a\xC2\xB2\n", DIAGNOSTIC_SYNTAX, 1, "invalid character '\xC2\xB2' (U+00B2)");
    assert_first("x =\xC2\xA0y\n", DIAGNOSTIC_SYNTAX, 1, "invalid non-printable character U+00A0");
    assert_first("\xEF\xAC\x81 = 1\n", DIAGNOSTIC_REFUSED, 1,
                 "the character '\xEF\xAC\x81' in a name"); /* the ligature fi */
}

static void tokens_know_their_place(void **state)
{
    (void)state;
    diagnostics_t found;
    diagnostics_init(&found, "t.py");
    const char *text = "é = '''x\n  y''' + b\n";
    source_t *source = source_load("t.py", text, strlen(text), &found);
    tokens_t tokens;
    assert_true(lexer_run(source, &found, &tokens));
    const token_t *string = &tokens.items[2], *name = &tokens.items[4];
    assert_int_equal(tokens.items[1].column, 3);
    assert_int_equal(string->line, 1);
    assert_int_equal(string->column, 5);
    assert_int_equal(string->end_line, 2);
    assert_int_equal(string->end_column, 7);
    assert_int_equal(name->line, 2);
    assert_int_equal(name->column, 10);
    tokens_destroy(&tokens);
    source_free(source);
    diagnostics_destroy(&found);
}

static void a_text_that_ends_in_a_bracket_says_which(void **state)
{
    (void)state;
    assert_first("x = (1,\n     [2\ny = 3\n", DIAGNOSTIC_SYNTAX, 2, "'[' was never closed");
}

static void the_lexer_goes_on_after_a_finding(void **state)
{
    (void)state;
    diagnostics_t found;
    refuse_program("x = 'a\ny = 0x\nz = )\nok = 1\n", &found);
    assert_int_equal(found.count, 3);
    assert_int_equal(found.items[1].place.line, 2);
    assert_string_equal(found.items[2].message, "unmatched ')'");
    diagnostics_destroy(&found);
}

static void deep_brackets_are_refused_as_cpython_does(void **state)
{
    (void)state;
    char *text = repeated("x = ", "(", 100000, "\n");
    assert_first(text, DIAGNOSTIC_SYNTAX, 1, "too many nested parentheses");
    free(text);
}

static void deep_indentation_is_refused_as_cpython_does(void **state)
{
    (void)state;
    char *text = malloc(200 * 210);
    size_t at = 0;
    for (int i = 0; i < 150; i++)
        at += (size_t)sprintf(text + at, "%*sif x:\n", i, "");
    assert_first(text, DIAGNOSTIC_INDENTATION, 101, "too many levels of indentation");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indentation_becomes_tokens),
        cmocka_unit_test(tabs_count_to_multiples_of_eight),
        cmocka_unit_test(lines_join_in_brackets_and_after_a_backslash),
        cmocka_unit_test(the_longest_operator_wins),
        cmocka_unit_test(strings_of_all_kinds_are_one_token),
        cmocka_unit_test(numbers_of_all_kinds_are_one_token),
        cmocka_unit_test(letters_beyond_ascii_may_stand_in_names),
        cmocka_unit_test(tokens_know_their_place),
        cmocka_unit_test(a_text_that_ends_in_a_bracket_says_which),
        cmocka_unit_test(the_lexer_goes_on_after_a_finding),
        cmocka_unit_test(deep_brackets_are_refused_as_cpython_does),
        cmocka_unit_test(deep_indentation_is_refused_as_cpython_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
