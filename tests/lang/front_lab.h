/* What the tests of the language's front share: a program as text in, a tree or findings out. */
#ifndef TESTS_LANG_FRONT_LAB_H
#define TESTS_LANG_FRONT_LAB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lessons/lang/lexer.h"
#include "lessons/lang/parser.h"
#include "lessons/lang/scope.h"

/* A program that must be taken; ast_free() it. */
static inline ast_t *take_program(const char *text)
{
    diagnostics_t found;
    diagnostics_init(&found, "t.py");
    ast_t *ast = front_read("t.py", text, strlen(text), FRONT_PROGRAM, &found);
    if (!ast)
        fail_msg("refused: %u: %s", found.items[0].place.line, found.items[0].message);
    diagnostics_destroy(&found);
    return ast;
}

/* A program that must be refused: what is found stands in `found` then, diagnostics_destroy() it. */
static inline void refuse_bytes(const char *text, size_t size, diagnostics_t *found)
{
    diagnostics_init(found, "t.py");
    ast_t *ast = front_read("t.py", text, size, FRONT_PROGRAM, found);
    assert_null(ast);
    assert_true(found->count > 0);
}

static inline void refuse_program(const char *text, diagnostics_t *found)
{
    refuse_bytes(text, strlen(text), found);
}

/* The first finding of a program must be this one. */
static inline void assert_first(const char *text, diagnostic_kind_t kind, uint32_t line, const char *message)
{
    diagnostics_t found;
    refuse_program(text, &found);
    assert_string_equal(found.items[0].message, message);
    assert_int_equal(found.items[0].kind, kind);
    assert_int_equal(found.items[0].place.line, line);
    diagnostics_destroy(&found);
}

/* `count` times `text`, with `before` and `after` around: free() it. */
static inline char *repeated(const char *before, const char *text, size_t count, const char *after)
{
    size_t size = strlen(text), at = strlen(before);
    char *all = malloc(at + size * count + strlen(after) + 1);
    assert_non_null(all);
    strcpy(all, before);
    for (size_t i = 0; i < count; i++, at += size)
        memcpy(all + at, text, size);
    strcpy(all + at, after);
    return all;
}

#endif
