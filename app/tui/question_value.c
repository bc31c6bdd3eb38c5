#include "app/tui/question_value.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The next number at or behind `*at`, as text; false: there is none. */
static bool next_number(const char **at, const char **start, size_t *size)
{
    const char *text = *at;
    while (*text && !isdigit((unsigned char)*text)) {
        text++;
    }
    if (!*text) {
        return false;
    }
    const char *end = text;
    while (isdigit((unsigned char)*end) || (*end == '.' && isdigit((unsigned char)end[1]))) {
        end++;
    }
    *start = text > *at && text[-1] == '-' ? text - 1 : text;
    *size = (size_t)(end - *start);
    *at = end;
    return true;
}

static size_t count_numbers(const char *text)
{
    const char *start;
    size_t count = 0, size;
    while (next_number(&text, &start, &size)) {
        count++;
    }
    return count;
}

question_value_t question_value_kind(const char *answer)
{
    if (answer[0] == '[' && strpbrk(answer, "'\"") == NULL) {
        return QUESTION_LIST;
    }
    char *end;
    strtod(answer, &end);
    return end > answer && *end == '\0' ? QUESTION_NUMBER : QUESTION_TEXT;
}

bool question_value_takes(const char *answer, unsigned sign)
{
    switch (question_value_kind(answer)) {
    case QUESTION_NUMBER:
        return (sign >= '0' && sign <= '9') || sign == '-' || (sign == '.' && strchr(answer, '.'));
    case QUESTION_LIST:
        return (sign >= '0' && sign <= '9') || (sign > 0 && sign < 128 && strchr("-, []", (int)sign)) ||
               (sign == '.' && strchr(answer, '.'));
    case QUESTION_TEXT:
        break;
    }
    return sign >= ' ' && sign < 127;
}

/* 7, 07 and 7.0 are one number; those too large for a double are compared as written. */
static bool same_number(const char *left, size_t left_size, const char *right, size_t right_size)
{
    char a[64], b[64];
    if (left_size == right_size && memcmp(left, right, left_size) == 0) {
        return true;
    }
    snprintf(a, sizeof a, "%.*s", (int)left_size, left);
    snprintf(b, sizeof b, "%.*s", (int)right_size, right);
    double first = strtod(a, NULL), second = strtod(b, NULL);
    return first >= second && first <= second && first < 1e15 && first > -1e15;
}

static bool same_numbers(const char *typed, const char *answer)
{
    const char *left, *right;
    size_t left_size, right_size;
    while (next_number(&answer, &right, &right_size)) {
        if (!next_number(&typed, &left, &left_size) || !same_number(left, left_size, right, right_size)) {
            return false;
        }
    }
    return !next_number(&typed, &left, &left_size);
}

/* "110" for [1, 1, 0]. */
static bool same_digits(const char *typed, const char *answer)
{
    const char *start;
    size_t size;
    while (next_number(&answer, &start, &size)) {
        if (size != 1 || *typed++ != *start) {
            return false;
        }
    }
    return *typed == '\0';
}

/* Without blanks, quotes and the b before them at the ends. */
static void bare(const char *text, const char **start, size_t *size)
{
    while (*text == ' ') {
        text++;
    }
    text += text[0] == 'b' && (text[1] == '\'' || text[1] == '"');
    size_t end = strlen(text);
    while (end > 0 && text[end - 1] == ' ') {
        end--;
    }
    bool quoted = end >= 2 && (text[0] == '\'' || text[0] == '"') && text[end - 1] == text[0];
    *start = text + quoted;
    *size = end - (quoted ? 2 : 0);
}

bool question_value_same(const char *typed, const char *answer)
{
    const char *left, *right;
    size_t left_size, right_size;
    switch (question_value_kind(answer)) {
    case QUESTION_NUMBER:
        return same_numbers(typed, answer);
    case QUESTION_LIST:
        return same_numbers(typed, answer) || same_digits(typed, answer);
    case QUESTION_TEXT:
        break;
    }
    bare(typed, &left, &left_size);
    bare(answer, &right, &right_size);
    return left_size == right_size && memcmp(left, right, left_size) == 0;
}

void question_value_hint(const char *answer, char *text, size_t size)
{
    const char *start;
    size_t length;
    switch (question_value_kind(answer)) {
    case QUESTION_NUMBER:
        snprintf(text, size, "Its last digit is %c.", answer[strlen(answer) - 1]);
        break;
    case QUESTION_LIST: {
        const char *at = answer;
        snprintf(text, size, "There are %zu numbers in it", count_numbers(answer));
        if (next_number(&at, &start, &length)) {
            size_t used = strlen(text);
            snprintf(text + used, size - used, "; the first is %.*s.", (int)length, start);
        }
        break;
    }
    case QUESTION_TEXT:
        bare(answer, &start, &length);
        snprintf(text, size, "It has %zu signs and begins with %.1s.", length, length ? start : "nothing");
        break;
    }
}
