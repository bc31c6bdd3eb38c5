#include "lessons/load/load.h"

#include "lessons/load/check_static.h"
#include "lessons/load/conform.h"
#include "lessons/load/schema.h"

#include <stdlib.h>
#include <string.h>

static bool replace(char **text, const char *with)
{
    size_t size = strlen(with) + 1;
    char *copy = cyaml_mem(NULL, NULL, size);
    if (copy == NULL)
        return false;
    memcpy(copy, with, size);
    cyaml_mem(NULL, *text, 0);
    *text = copy;
    return true;
}

/* A program ends with a newline, however the YAML was written. */
static bool end_line(char **program)
{
    size_t size = strlen(*program);
    if (size == 0 || (*program)[size - 1] == '\n')
        return true;
    char *longer = cyaml_mem(NULL, *program, size + 2);
    if (longer == NULL)
        return false;
    memcpy(longer + size, "\n", 2);
    *program = longer;
    return true;
}

/* `show` and `goal` written as a block keep no newline at their end: an end is told without it. */
static void cut_line(char *text)
{
    size_t size = strlen(text);
    if (size > 0 && text[size - 1] == '\n')
        text[size - 1] = 0;
}

static void fill_knobs(lesson_t *lesson, const prescan_node_t *tree)
{
    const prescan_node_t *knobs = prescan_get(tree, "knobs");
    for (uint32_t i = 0; i < lesson->knobs_count; i++) {
        if (prescan_get(prescan_at(knobs, i), "free") == NULL)
            lesson->knobs[i].free = lesson->knobs[i].held;
    }
}

static void fill_ends(lesson_ends_t *ends, const prescan_node_t *node)
{
    if (node != NULL && prescan_get(node, "complete") == NULL)
        ends->complete = true;
    ends->draft = node != NULL && ends->list_count == 0;
    for (uint32_t i = 0; i < ends->list_count; i++)
        cut_line(ends->list[i].show);
}

static bool fill_variants(lesson_t *lesson, const prescan_node_t *node)
{
    for (uint32_t i = 0; i < lesson->variants_count; i++) {
        lesson_variant_t *variant = &lesson->variants[i];
        fill_ends(&variant->ends, prescan_get(prescan_at(node, i), "ends"));
        if (!end_line(&variant->program) ||
            (variant->title[0] == 0 && !replace(&variant->title, variant->id)))
            return false;
    }
    return true;
}

static bool fill_answers(lesson_answer_t *answers, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!end_line(&answers[i].whole))
            return false;
    }
    return true;
}

static bool fill_exercise(lesson_exercise_t *exercise, const prescan_node_t *node)
{
    if (prescan_get(node, "see") == NULL)
        exercise->see = SEE_LINES;
    for (uint32_t i = 0; i < exercise->demands_count; i++)
        cut_line(exercise->demands[i].show);
    return end_line(&exercise->starter) && end_line(&exercise->solution) &&
           fill_answers(exercise->also_right, exercise->also_right_count) &&
           fill_answers(exercise->must_fail, exercise->must_fail_count);
}

/* What the file may leave out gets its meaning here, so that nobody behind the loader asks for it again. */
static bool fill_in(lesson_t *lesson, const prescan_node_t *tree)
{
    if (prescan_get(tree, "format") == NULL)
        lesson->format = 1;
    fill_knobs(lesson, tree);
    for (uint32_t i = 0; i < lesson->challenges_count; i++)
        cut_line(lesson->challenges[i].goal);
    if (lesson->exercise != NULL && !fill_exercise(lesson->exercise, prescan_get(tree, "exercise")))
        return false;
    return fill_variants(lesson, prescan_get(tree, "variants")) &&
           (lesson->name[0] || replace(&lesson->name, lesson->title)) &&
           (lesson->language[0] || replace(&lesson->language, "en"));
}

static lesson_t *load_text(const char *name, const char *text, size_t size, bool draft, problems_t *problems)
{
    size_t before = problems->count + problems->dropped;
    prescan_node_t *tree = NULL;
    lesson_t *lesson = conform_load(name, text, size, &lesson_schema, &tree, problems);
    if (lesson == NULL)
        return NULL;
    if (fill_in(lesson, tree))
        check_static(name, lesson, tree, draft, problems);
    else
        problems_add(problems, name, 0, 0, "no memory");
    prescan_free(tree);
    if (problems->count + problems->dropped == before)
        return lesson;
    lesson_free(lesson);
    return NULL;
}

lesson_t *lesson_load_text(const char *name, const char *text, size_t size, problems_t *problems)
{
    return load_text(name, text, size, false, problems);
}

static lesson_t *load_file(const char *path, bool draft, problems_t *problems)
{
    char *text;
    size_t size;
    if (!prescan_read_file(path, &text, &size, problems))
        return NULL;
    lesson_t *lesson = load_text(path, text, size, draft, problems);
    free(text);
    return lesson;
}

lesson_t *lesson_load_file(const char *path, problems_t *problems)
{
    return load_file(path, false, problems);
}

lesson_t *lesson_load_draft(const char *path, problems_t *problems)
{
    return load_file(path, true, problems);
}
