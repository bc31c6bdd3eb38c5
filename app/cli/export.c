#include "app/cli/export.h"

#include "app/cli/export_ends.h"
#include "app/cli/html.h"

#include <string.h>

static const char style[] =
    "body{font:11pt/1.45 sans-serif;max-width:48em;margin:2em auto;padding:0 1em;color:#111;background:#fff}"
    "h1{font-size:1.7em}h2{font-size:1.25em;margin-top:1.8em;border-bottom:1px solid "
    "#999}h3{font-size:1.05em}"
    "pre,code{font-family:monospace;font-size:.95em}pre{margin:.3em 0;white-space:pre-wrap}"
    ".program{background:#f4f4f4;border-left:3px solid #888;padding:.5em "
    ".8em;white-space:pre;overflow-x:auto}"
    ".n{color:#777}.small{color:#555;font-size:.9em}table{border-collapse:collapse;margin:.5em 0}"
    "td,th{padding:.15em .5em;text-align:left;vertical-align:top}.ends td{border-top:1px solid #ccc}.ends "
    "pre{white-space:pre}"
    ".bar{font-family:monospace;line-height:1;white-space:nowrap;padding-top:.5em;font-size:.7em}"
    ".steps td,.steps th{border:1px solid "
    "#ccc;font-family:monospace;font-size:.8em}"
    "@media print{body{margin:0;max-width:none;font-size:10pt}h2,h3{break-after:avoid}"
    ".program{white-space:pre-wrap}.program,table,li{break-inside:avoid}.answers{break-before:page}}";

static void write_head(FILE *out, const lesson_t *lesson)
{
    fputs("<!DOCTYPE html>\n<html lang=\"", out);
    html_string(out, lesson->language);
    fputs("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
          "content=\"width=device-width\">\n<title>",
          out);
    html_string(out, lesson->title);
    fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<p class=\"small\">Lockstep · %s %s · ",
            style, chapter_letter(lesson->chapter), chapter_title(lesson->chapter));
    html_string(out, lesson->id);
    fputs("</p>\n<h1>", out);
    html_string(out, lesson->title);
    fputs("</h1>\n", out);
    if (lesson->objectives_count == 0)
        return;
    fputs("<p>Afterwards you can:</p>\n<ul>\n", out);
    for (uint32_t i = 0; i < lesson->objectives_count; i++) {
        fputs("<li>", out);
        html_prose(out, lesson->objectives[i], strlen(lesson->objectives[i]));
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

static void write_pages(FILE *out, const lesson_t *lesson)
{
    for (uint32_t i = 0; i < lesson->pages_count; i++) {
        fputs("<h2>", out);
        html_prose(out, lesson->pages[i].title, strlen(lesson->pages[i].title));
        fputs("</h2>\n", out);
        html_page(out, lesson, lesson->pages[i].text);
    }
}

/* Pages call a variant by its id, the screen by its title. */
static void write_name(FILE *out, const lesson_variant_t *variant)
{
    html_string(out, variant->id);
    if (strcmp(variant->id, variant->title) != 0) {
        fputs(": ", out);
        html_string(out, variant->title);
    }
}

static void write_variants(FILE *out, const lesson_t *lesson)
{
    fputs("<h2>The programs</h2>\n", out);
    for (uint32_t i = 0; i < lesson->variants_count; i++) {
        const lesson_variant_t *variant = &lesson->variants[i];
        fputs("<h3>", out);
        write_name(out, variant);
        fputs("</h3>\n<p>", out);
        html_prose(out, variant->point, strlen(variant->point));
        fputs("</p>\n", out);
        html_program(out, variant->program, 1, UINT32_MAX - 1);
        export_ends(out, lesson, variant);
    }
}

static void write_offers(FILE *out, const lesson_question_t *question)
{
    if (question->choices_count + question->candidates_count == 0)
        return;
    fputs("<ol type=\"a\">\n", out);
    for (uint32_t k = 0; k < question->choices_count; k++) {
        fputs("<li>", out);
        html_prose(out, question->choices[k].text, strlen(question->choices[k].text));
        fputs("</li>\n", out);
    }
    for (uint32_t k = 0; k < question->candidates_count; k++) {
        fputs("<li><pre>", out);
        html_string(out, question->candidates[k][0] ? question->candidates[k] : "(nothing)");
        fputs("</pre></li>\n", out);
    }
    fputs("</ol>\n", out);
}

/* Which program a question is about, and how far it has come. */
static void write_moment(FILE *out, const lesson_t *lesson, const lesson_question_t *question)
{
    fputs("<br><span class=\"small\">Variant ", out);
    html_string(out, lesson_variant(lesson, question->variant)->id);
    if (question->at[0]) {
        fputs(", after <code>", out);
        html_string(out, question->at);
        fputs("</code>", out);
    }
    fputs("</span>\n", out);
}

static void write_questions(FILE *out, const lesson_t *lesson)
{
    if (lesson->questions_count == 0)
        return;
    fputs("<h2>Questions</h2>\n<ol>\n", out);
    for (uint32_t i = 0; i < lesson->questions_count; i++) {
        const lesson_question_t *question = &lesson->questions[i];
        fputs("<li>", out);
        html_prose(out, question->ask, strlen(question->ask));
        write_moment(out, lesson, question);
        write_offers(out, question);
        fputs("</li>\n", out);
    }
    fputs("</ol>\n", out);
}

static void write_challenges(FILE *out, const lesson_t *lesson)
{
    if (lesson->challenges_count == 0)
        return;
    fputs("<h2>You are the scheduler</h2>\n<ul>\n", out);
    for (uint32_t i = 0; i < lesson->challenges_count; i++) {
        const lesson_challenge_t *challenge = &lesson->challenges[i];
        fputs("<li>", out);
        html_prose(out, challenge->task, strlen(challenge->task));
        fputs("<br><span class=\"small\">Variant ", out);
        html_string(out, lesson_variant(lesson, challenge->variant)->id);
        fputs("</span></li>\n", out);
    }
    fputs("</ul>\n", out);
}

static void write_choice_answer(FILE *out, const lesson_question_t *question)
{
    for (uint32_t k = 0; k < question->choices_count; k++) {
        if (!question->choices[k].right)
            continue;
        html_prose(out, question->choices[k].text, strlen(question->choices[k].text));
        fputs("<br>", out);
        html_prose(out, question->choices[k].why, strlen(question->choices[k].why));
    }
}

static void write_answers(FILE *out, const lesson_t *lesson)
{
    if (lesson->questions_count == 0)
        return;
    fputs("<div class=\"answers\"><h2>Answers</h2>\n<ol>\n", out);
    for (uint32_t i = 0; i < lesson->questions_count; i++) {
        const lesson_question_t *question = &lesson->questions[i];
        fputs("<li>", out);
        if (question->kind == QUESTION_CHOICE)
            write_choice_answer(out, question);
        else
            export_answer(out, lesson, question);
        fputs("</li>\n", out);
    }
    fputs("</ol></div>\n", out);
}

static void write_exercise(FILE *out, const lesson_exercise_t *exercise)
{
    fputs("<h2>Exercise: ", out);
    html_string(out, exercise->title);
    fputs("</h2>\n<p>", out);
    html_prose(out, exercise->task, strlen(exercise->task));
    fputs("</p>\n", out);
    html_program(out, exercise->starter, 1, UINT32_MAX - 1);
    fputs("<ul>\n", out);
    for (uint32_t i = 0; i < exercise->demands_count; i++) {
        fprintf(out, "<li>%u points: ", exercise->demands[i].points);
        html_prose(out, exercise->demands[i].text, strlen(exercise->demands[i].text));
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

bool export_lesson(FILE *out, const lesson_t *lesson)
{
    write_head(out, lesson);
    write_pages(out, lesson);
    write_variants(out, lesson);
    if (lesson->tour != NULL) {
        fputs("<h2>A tour, step by step</h2>\n", out);
        export_tour(out, lesson);
    }
    write_questions(out, lesson);
    write_challenges(out, lesson);
    if (lesson->exercise != NULL)
        write_exercise(out, lesson->exercise);
    write_answers(out, lesson);
    fputs("</body>\n</html>\n", out);
    return fflush(out) == 0 && !ferror(out);
}
