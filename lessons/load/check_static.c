#include "lessons/load/check_static.h"

#include "lessons/lang/parser.h"
#include "lessons/load/knobs.h"
#include "lessons/load/place.h"
#include "lessons/run/schedule.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- shared helpers ---- */

void check_fault(const check_t *check, const prescan_node_t *node, const char *format, ...)
{
    char message[600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    problems_add(check->problems, check->name, node ? node->line : 0, node ? node->column : 0, "%s", message);
}

void check_id(const check_t *check, const prescan_node_t *node, const char *id)
{
    if (id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")] != 0 || strlen(id) > 40)
        check_fault(check, node, "`%.60s` is no id: lower-case letters, digits and hyphens, at most 40", id);
}

bool check_program(const check_t *check, const prescan_node_t *node, const char *program)
{
    diagnostics_t found;
    diagnostics_init(&found, check->name);
    ast_t *ast = front_read(check->name, program, strlen(program), FRONT_PROGRAM, &found);
    for (size_t i = 0; i < found.count; i++) {
        const diagnostic_t *item = &found.items[i];
        uint32_t line = node ? node->line : 0, column = node ? node->column : 0;
        bool placed = node != NULL && node->text_line != 0 && item->place.line != 0;
        if (placed) {
            line = node->text_line + item->place.line - 1;
            column = node->text_indent + item->place.column;
        }
        problems_add(check->problems, check->name, line, column, "%s: %s", diagnostic_kind_text(item->kind),
                     item->message);
    }
    bool good = ast != NULL;
    ast_free(ast);
    diagnostics_destroy(&found);
    return good;
}

const lesson_variant_t *check_variant(const check_t *check, const prescan_node_t *node, const char *id)
{
    const lesson_variant_t *variant = lesson_variant(check->lesson, id);
    if (variant == NULL)
        check_fault(check, node, "there is no variant `%.60s`", id);
    return variant;
}

void check_place(const check_t *check, const prescan_node_t *node, const char *program, const char *place)
{
    uint32_t lines;
    if (place_line(program, place, &lines) != 0)
        return;
    if (lines == 0)
        check_fault(check, node, "no line of the program has `%.80s`", place);
    else
        check_fault(check, node, "%u lines of the program have `%.80s`; name exactly one", lines, place);
}

void check_moment(const check_t *check, const prescan_node_t *node, const char *moment, bool rest_allowed)
{
    schedule_t schedule;
    schedule_error_t error;
    schedule_init(&schedule);
    if (!schedule_parse(&schedule, moment, strlen(moment), &error))
        check_fault(check, node, "not a piece of schedule: %s", error.message);
    else if (schedule.has_header)
        check_fault(check, node, "a piece of schedule has no header");
    else if (!rest_allowed && schedule.count > 0 &&
             schedule.entries[schedule.count - 1].kind == SCHEDULE_REST)
        check_fault(check, node, "`rest` can stand only at the last stop of a tour");
    schedule_destroy(&schedule);
}

/* ---- the lesson's head ---- */

static void check_head(const check_t *check)
{
    const lesson_t *lesson = check->lesson;
    check_id(check, prescan_get(check->tree, "id"), lesson->id);
    if (lesson->format != 1)
        check_fault(check, prescan_get(check->tree, "format"),
                    "format %u is not known; this Lockstep reads format 1", lesson->format);
    for (uint32_t i = 0; i < lesson->scenarios_count; i++) {
        const char *row = lesson->scenarios[i];
        if (row[0] < 'A' || row[0] > 'G' || row[1] == 0 || row[1 + strspn(row + 1, "0123456789")] != 0)
            check_fault(check, prescan_at(prescan_get(check->tree, "scenarios"), i),
                        "`%.20s` is no row of the course plan, such as C1", row);
    }
    for (uint32_t i = 1; i < lesson->teacher_count; i++) {
        if (lesson->teacher[i].minute < lesson->teacher[i - 1].minute)
            check_fault(check, prescan_at(prescan_get(check->tree, "teacher"), i),
                        "this minute comes before the last");
    }
}

static bool is_name(const char *text)
{
    if (!isalpha((unsigned char)text[0]) && text[0] != '_')
        return false;
    while (isalnum((unsigned char)*text) || *text == '_')
        text++;
    return *text == 0;
}

static void check_knobs(const check_t *check)
{
    const lesson_t *lesson = check->lesson;
    for (uint32_t i = 0; i < lesson->knobs_count; i++) {
        const lesson_knob_t *knob = &lesson->knobs[i];
        const prescan_node_t *node = prescan_get(prescan_at(prescan_get(check->tree, "knobs"), i), "name");
        if (!is_name(knob->name))
            check_fault(check, node, "`%.60s` is no name", knob->name);
        for (uint32_t j = 0; j < i; j++) {
            if (strcmp(lesson->knobs[j].name, knob->name) == 0)
                check_fault(check, node, "knob `%.60s` stands here twice", knob->name);
        }
        for (uint32_t j = 0; j < lesson->variants_count; j++) {
            if (knob_line(lesson->variants[j].program, knob->name, NULL) == 0)
                check_fault(check, node,
                            "the program of variant `%.40s` has not exactly one line `%.40s = number`",
                            lesson->variants[j].id, knob->name);
        }
    }
}

static void check_watch(const check_t *check)
{
    for (uint32_t i = 0; i < check->lesson->watch_count; i++) {
        bool found = false;
        for (uint32_t j = 0; j < check->lesson->variants_count; j++)
            found = found || strstr(check->lesson->variants[j].program, check->lesson->watch[i]) != NULL;
        if (!found)
            check_fault(check, prescan_at(prescan_get(check->tree, "watch"), i),
                        "no program has the name `%.60s`", check->lesson->watch[i]);
    }
}

/* ---- pages ---- */

static void check_page(const check_t *check, const prescan_node_t *node, const char *text)
{
    uint32_t number = 0;
    for (const char *line = text; *line; number++) {
        size_t size = strcspn(line, "\n");
        place_slice_t slice;
        char why[300];
        if (place_slice(check->lesson, line, size, &slice, why, sizeof why) == SLICE_BROKEN) {
            bool placed = node != NULL && node->text_line != 0;
            problems_add(check->problems, check->name,
                         placed ? node->text_line + number
                         : node ? node->line
                                : 0,
                         placed ? node->text_indent + 1
                         : node ? node->column
                                : 0,
                         "%s", why);
        }
        line += size + (line[size] == '\n');
    }
}

static void check_pages(const check_t *check)
{
    for (uint32_t i = 0; i < check->lesson->pages_count; i++) {
        const prescan_node_t *page = prescan_at(prescan_get(check->tree, "pages"), i);
        check_page(check, prescan_get(page, "text"), check->lesson->pages[i].text);
    }
}

/* ---- variants ---- */

static void check_ends(const check_t *check, const prescan_node_t *node, const lesson_variant_t *variant)
{
    const lesson_ends_t *ends = &variant->ends;
    const prescan_node_t *list = prescan_get(prescan_get(node, "ends"), "list");
    for (uint32_t i = 0; i < ends->list_count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (strcmp(ends->list[i].show, ends->list[j].show) == 0 && ends->list[i].how == ends->list[j].how)
                check_fault(check, prescan_at(list, i), "this end stands here twice");
        }
    }
    const lesson_free_runs_t *runs = &variant->free;
    if (runs->bad_at_least > runs->bad_at_most || runs->bad_at_most > runs->runs)
        check_fault(check, prescan_get(node, "free"), "bad_at_least ≤ bad_at_most ≤ runs does not hold");
    if (ends->draft && !check->draft)
        check_fault(check, prescan_get(node, "ends"),
                    "`ends` lists no end yet; write them, or let `lockstep check --accept` fill them in");
    else if (runs->runs > 0 && ends->list_count == 0 && !check->draft)
        check_fault(check, prescan_get(node, "free"),
                    "free runs can be good or bad only where `ends` says which are");
}

static void check_search(const check_t *check, const prescan_node_t *node, const lesson_variant_t *variant)
{
    const lesson_search_terms_t *search = &variant->search;
    const prescan_node_t *at = prescan_get(node, "search");
    if (search->mode == SEARCH_NONE && search->reason[0] == 0)
        check_fault(check, at, "a variant that is not searched needs a `reason`");
    for (uint32_t i = 0; i < search->set_count; i++) {
        if (knob_line(variant->program, search->set[i].name, NULL) == 0)
            check_fault(check, prescan_at(prescan_get(at, "set"), i),
                        "the program has not exactly one line `%.40s = number`", search->set[i].name);
    }
}

static void check_variants(const check_t *check)
{
    const lesson_t *lesson = check->lesson;
    for (uint32_t i = 0; i < lesson->variants_count; i++) {
        const lesson_variant_t *variant = &lesson->variants[i];
        const prescan_node_t *node = prescan_at(prescan_get(check->tree, "variants"), i);
        check_id(check, prescan_get(node, "id"), variant->id);
        for (uint32_t j = 0; j < i; j++) {
            if (strcmp(lesson->variants[j].id, variant->id) == 0)
                check_fault(check, prescan_get(node, "id"), "variant `%.40s` stands here twice", variant->id);
        }
        check_program(check, prescan_get(node, "program"), variant->program);
        check_ends(check, node, variant);
        check_search(check, node, variant);
    }
}

void check_static(const char *name, const lesson_t *lesson, const prescan_node_t *tree, bool draft,
                  problems_t *problems)
{
    check_t check = {name, lesson, tree, draft, problems};
    check_head(&check);
    check_knobs(&check);
    check_watch(&check);
    check_pages(&check);
    check_variants(&check);
    check_questions(&check);
    check_tour(&check);
    check_challenges(&check);
    if (lesson->exercise != NULL)
        check_exercise(&check);
}
