#include "app/cli/mark_report.h"

#include "lessons/lang/utf8.h"

#include <stdio.h>
#include <string.h>

/* ---- CSV (RFC 4180) ---- */

static void write_field(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static const char *first_reason(const mark_t *mark)
{
    if (mark->problem[0])
        return mark->problem;
    for (uint32_t i = 0; i < mark->count; i++) {
        if (mark->demands[i].verdict != GRADE_PASSED)
            return mark->demands[i].reason;
    }
    return "";
}

bool mark_report_csv(const char *path, const lesson_exercise_t *exercise, char **files, const mark_t *marks,
                     int count)
{
    FILE *out = fopen(path, "we");
    if (out == NULL)
        return false;
    fputs("file,points,of,verdict", out);
    for (uint32_t i = 0; i < exercise->demands_count; i++)
        fprintf(out, ",%s", exercise->demands[i].id);
    fputs(",reason\r\n", out);
    for (int k = 0; k < count; k++) {
        write_field(out, files[k]);
        fprintf(out, ",%u,%u,%s", marks[k].points, marks[k].points_max, grade_verdict_text(marks[k].verdict));
        for (uint32_t i = 0; i < exercise->demands_count; i++)
            fprintf(out, ",%s", i < marks[k].count ? grade_verdict_text(marks[k].demands[i].verdict) : "");
        fputc(',', out);
        write_field(out, first_reason(&marks[k]));
        fputs("\r\n", out);
    }
    bool good = !ferror(out);
    return fclose(out) == 0 && good;
}

/* ---- JUnit ---- */

/* The escape of a character of markup, or NULL. */
static const char *escape(uint32_t code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\n':
        return "&#10;";
    default:
        return NULL;
    }
}

/* What XML cannot hold (a file name may have any bytes) becomes a question mark. */
static void write_escaped(FILE *out, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        uint32_t code;
        size_t size = utf8_decode(text, left, &code);
        const char *escaped = size == 0 ? "?" : escape(code);
        if (escaped == NULL && (code < ' ' || code == 0xFFFE || code == 0xFFFF))
            escaped = "?";
        if (escaped != NULL)
            fputs(escaped, out);
        else
            fwrite(text, 1, size, out);
        text += size ? size : 1;
        left -= size ? size : 1;
    }
}

static void write_attribute(FILE *out, const char *name, const char *text)
{
    fprintf(out, " %s=\"", name);
    write_escaped(out, text);
    fputc('"', out);
}

static void write_case(FILE *out, const lesson_t *lesson, uint32_t index, const mark_t *mark)
{
    const mark_demand_t *demand = &mark->demands[index];
    const char *reason = mark->problem[0] ? mark->problem : demand->reason;
    fputs("    <testcase", out);
    write_attribute(out, "classname", lesson->id);
    write_attribute(out, "name", lesson->exercise->demands[index].id);
    if (demand->verdict == GRADE_PASSED && !mark->problem[0]) {
        fputs("/>\n", out);
        return;
    }
    const char *kind = demand->verdict == GRADE_UNDECIDED ? "error" : "failure";
    fprintf(out, ">\n      <%s", kind);
    write_attribute(out, "message", reason);
    fputc('>', out);
    write_escaped(out, demand->explanation);
    fprintf(out, "</%s>\n    </testcase>\n", kind);
}

static void write_suite(FILE *out, const lesson_t *lesson, const char *file, const mark_t *mark)
{
    uint32_t failures = 0, errors = 0;
    for (uint32_t i = 0; i < mark->count; i++) {
        failures += mark->demands[i].verdict == GRADE_FAILED;
        errors += mark->demands[i].verdict == GRADE_UNDECIDED;
    }
    fputs("  <testsuite", out);
    write_attribute(out, "name", file);
    fprintf(out, " tests=\"%u\" failures=\"%u\" errors=\"%u\">\n", mark->count, failures, errors);
    for (uint32_t i = 0; i < mark->count; i++)
        write_case(out, lesson, i, mark);
    fputs("  </testsuite>\n", out);
}

bool mark_report_junit(const char *path, const lesson_t *lesson, char **files, const mark_t *marks, int count)
{
    FILE *out = fopen(path, "we");
    if (out == NULL)
        return false;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", out);
    write_attribute(out, "name", lesson->exercise->title);
    fputs(">\n", out);
    for (int i = 0; i < count; i++)
        write_suite(out, lesson, files[i], &marks[i]);
    fputs("</testsuites>\n", out);
    bool good = !ferror(out);
    return fclose(out) == 0 && good;
}
