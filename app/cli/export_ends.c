#include "app/cli/export_ends.h"

#include "app/cli/html.h"
#include "lessons/explore/explore.h"
#include "lessons/load/claims.h"
#include "lessons/load/knobs.h"
#include "lessons/load/moment.h"

#include <stdlib.h>
#include <string.h>

enum { EXPORT_STATES = 2000000, BAR_WIDTH = 40, SAID = 400, PATHS = 64, CELL_EDGE = 2, TABLE_LETTERS = 84 };
#define EXPORT_MEMORY ((size_t)2 << 30)

/* ---- ends ---- */

static explore_report_t *search(const lesson_t *lesson, const lesson_variant_t *variant)
{
    explore_options_t options;
    explore_report_t *report = NULL;
    char message[SAID];
    explore_options_init(&options);
    options.max_states = EXPORT_STATES;
    options.max_memory_bytes = EXPORT_MEMORY;
    claims_options(variant, &options);
    char *program = knobs_search(lesson, variant);
    if (program != NULL)
        explore_run(program, strlen(program), variant->id, &options, &report, message, sizeof message);
    free(program);
    return report;
}

static double largest(const explore_report_t *report)
{
    double most = 0;
    for (size_t i = 0; i < report->outcome_count; i++) {
        double orders = report->outcomes[i].orders ? strtod(report->outcomes[i].orders, NULL) : 0;
        most = orders > most ? orders : most;
    }
    return most;
}

static const char *kind_text(explore_end_kind_t kind)
{
    switch (kind) {
    case EXPLORE_END_DEADLOCK:
        return "deadlock";
    case EXPLORE_END_LIVELOCK:
        return "no end, ever";
    case EXPLORE_END_EXCEPTION:
        return "an error";
    default:
        return "";
    }
}

static void write_end(FILE *out, const lesson_variant_t *variant, const explore_outcome_t *outcome,
                      double most)
{
    const lesson_end_t *end = claims_end_of(variant, outcome);
    bool good = end != NULL ? end->good : outcome->kind == EXPLORE_END_NORMAL;
    double orders = outcome->orders != NULL ? strtod(outcome->orders, NULL) : 0;
    fputs("<tr><td><pre>", out);
    html_string(out, outcome->show);
    fprintf(out, "</pre>%s</td><td class=\"bar\">", kind_text(outcome->kind));
    for (int i = 0; most > 0 && i < (int)(orders / most * BAR_WIDTH + 0.5); i++)
        fputs(good ? "█" : "▒", out);
    fprintf(out, " %s</td><td>%s", outcome->orders ? outcome->orders : "", good ? "right" : "wrong");
    if (end != NULL && end->says[0]) {
        fputs(": ", out);
        html_string(out, end->says);
    }
    fputs("</td></tr>\n", out);
}

void export_ends(FILE *out, const lesson_t *lesson, const lesson_variant_t *variant)
{
    if (variant->search.mode == SEARCH_NONE) {
        fputs("<p class=\"small\">Not searched: ", out);
        html_string(out, variant->search.reason);
        fputs(".</p>\n", out);
        return;
    }
    explore_report_t *report = search(lesson, variant);
    if (report == NULL)
        return;
    fputs("<table class=\"ends\">\n", out);
    for (size_t i = 0; i < report->outcome_count; i++)
        write_end(out, variant, &report->outcomes[i], largest(report));
    fputs("</table>\n<p class=\"small\">", out);
    if (!report->exhausted)
        fprintf(out, "The search was bounded at %s.", report->bound);
    else if (report->all_orders != NULL)
        fprintf(out, "%s orders, %llu states, all of them searched.", report->all_orders,
                (unsigned long long)report->states);
    else
        fprintf(out, "%llu states, all of them searched.", (unsigned long long)report->states);
    fputs("</p>\n", out);
    explore_report_free(report);
}

/* ---- the tour ---- */

static size_t list_paths(const explore_step_t *steps, size_t count, const char **paths)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t k = 0; k < found; k++)
            known = known || strcmp(paths[k], steps[i].process) == 0;
        if (!known && found < PATHS)
            paths[found++] = steps[i].process;
    }
    return found;
}

/* How many steps from `first` stand side by side on paper. */
static size_t steps_that_fit(const explore_step_t *steps, size_t count, size_t first)
{
    size_t letters = 0, at = first;
    while (at < count && (at == first || letters + strlen(steps[at].cell) + CELL_EDGE <= TABLE_LETTERS))
        letters += strlen(steps[at++].cell) + CELL_EDGE;
    return at - first;
}

static void write_table(FILE *out, const explore_step_t *steps, size_t count, const char *const *paths,
                        size_t rows)
{
    fputs("<table class=\"steps\">\n<tr><th>step</th>", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "<th>%u</th>", steps[i].number);
    fputs("</tr>\n", out);
    for (size_t row = 0; row < rows; row++) {
        fprintf(out, "<tr><th>%s</th>", paths[row]);
        for (size_t i = 0; i < count; i++) {
            fputs("<td>", out);
            if (strcmp(steps[i].process, paths[row]) == 0)
                html_string(out, steps[i].cell);
            fputs("</td>", out);
        }
        fputs("</tr>\n", out);
    }
    fputs("</table>\n", out);
}

static void write_steps(FILE *out, const explore_step_t *steps, size_t count)
{
    const char *paths[PATHS];
    size_t rows = list_paths(steps, count, paths);
    for (size_t first = 0, fit; first < count; first += fit) {
        fit = steps_that_fit(steps, count, first);
        write_table(out, steps + first, fit, paths, rows);
    }
}

static uint32_t question_number(const lesson_t *lesson, const char *id)
{
    uint32_t number = 0;
    while (number < lesson->questions_count && strcmp(lesson->questions[number].id, id) != 0)
        number++;
    return number + 1;
}

static void write_stops(FILE *out, const lesson_t *lesson)
{
    const lesson_tour_t *tour = lesson->tour;
    fputs("<ol>\n", out);
    for (uint32_t i = 0; i < tour->stops_count; i++) {
        const lesson_stop_t *stop = &tour->stops[i];
        fputs("<li>", out);
        if (stop->ask[0])
            fprintf(out, "Stop and answer question %u.", question_number(lesson, stop->ask));
        if (stop->go[0]) {
            fputs("<code>", out);
            html_string(out, stop->go);
            fputs("</code> ", out);
        }
        html_prose(out, stop->say, strlen(stop->say));
        fputs("</li>\n", out);
    }
    fputs("</ol>\n", out);
}

void export_tour(FILE *out, const lesson_t *lesson)
{
    char text[SAID];
    size_t count = 0;
    const lesson_tour_t *tour = lesson->tour;
    moment_t *moment = moment_new(lesson, lesson_variant(lesson, tour->variant), text, sizeof text);
    bool good = moment != NULL;
    for (uint32_t i = 0; good && i < tour->stops_count; i++)
        good = moment_go(moment, tour->stops[i].go, text, sizeof text);
    const explore_step_t *steps = good ? moment_steps(moment, &count) : NULL;
    fputs("<p class=\"small\">Variant ", out);
    html_string(out, lesson_variant(lesson, tour->variant)->id);
    fputs("</p>\n", out);
    write_stops(out, lesson);
    if (steps != NULL)
        write_steps(out, steps, count);
    moment_free(moment);
}

/* ---- answers ---- */

static void answer_moment(FILE *out, const lesson_t *lesson, const lesson_question_t *question)
{
    char text[SAID] = "";
    moment_t *moment = moment_new(lesson, lesson_variant(lesson, question->variant), text, sizeof text);
    bool good = moment != NULL && moment_go(moment, question->at, text, sizeof text);
    if (good && question->kind == QUESTION_WHO)
        moment_who(moment, text, sizeof text);
    else if (good && moment_go(moment, question->go, text, sizeof text))
        moment_value(moment, question->of, text, sizeof text);
    html_string(out, text);
    moment_free(moment);
}

static bool comes(const lesson_variant_t *variant, const explore_report_t *report, const char *show)
{
    for (int how = HOW_DONE; how <= HOW_ENDLESS; how++) {
        lesson_end_t end = {(char *)(uintptr_t)show, (lesson_how_t)how, true, (char *)""};
        lesson_variant_t asked = *variant;
        asked.ends.list = &end;
        asked.ends.list_count = 1;
        for (size_t i = 0; i < report->outcome_count; i++) {
            if (claims_end_of(&asked, &report->outcomes[i]) != NULL)
                return true;
        }
    }
    return false;
}

static void answer_ends(FILE *out, const lesson_t *lesson, const lesson_question_t *question)
{
    const lesson_variant_t *variant = lesson_variant(lesson, question->variant);
    explore_report_t *report = search(lesson, variant);
    fputs("<ul>", out);
    for (uint32_t i = 0; report != NULL && i < question->candidates_count; i++) {
        if (!comes(variant, report, question->candidates[i]))
            continue;
        fputs("<li><pre>", out);
        html_string(out, question->candidates[i][0] ? question->candidates[i] : "(nothing)");
        fputs("</pre></li>", out);
    }
    fputs("</ul>", out);
    explore_report_free(report);
}

void export_answer(FILE *out, const lesson_t *lesson, const lesson_question_t *question)
{
    if (question->kind == QUESTION_ENDS)
        answer_ends(out, lesson, question);
    else
        answer_moment(out, lesson, question);
    if (question->why[0]) {
        fputs("<br>", out);
        html_prose(out, question->why, strlen(question->why));
    }
}
