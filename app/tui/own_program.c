#include "app/tui/own_program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/load/prescan.h"

static char *read_text(const char *path, char *why, size_t why_size)
{
    problems_t problems = {0};
    char *text = NULL;
    size_t size;
    if (!prescan_read_file(path, &text, &size, &problems)) {
        snprintf(why, why_size, "%s: %s", path,
                 problems.count ? problems.items[0].message : "cannot be read");
        text = NULL;
    }
    problems_destroy(&problems);
    return text;
}

/* Every text of a lesson is there, as lesson_free and the views expect. */
static bool fill(lesson_t *lesson, const char *path, char *text)
{
    const char *slash = strrchr(path, '/');
    lesson->pages = calloc(1, sizeof *lesson->pages);
    lesson->variants = calloc(1, sizeof *lesson->variants);
    lesson->id = strdup("own");
    lesson->language = strdup("en");
    lesson->title = strdup(slash ? slash + 1 : path);
    lesson->name = strdup(slash ? slash + 1 : path);
    if (!lesson->pages || !lesson->variants || !lesson->id || !lesson->language || !lesson->title ||
        !lesson->name) {
        free(text);
        return false;
    }
    lesson->format = 1;
    lesson->pages_count = lesson->variants_count = 1;
    lesson->pages[0].title = strdup("Your program");
    lesson->pages[0].text =
        strdup("This is a program of your own. F3 runs it step by step, `f` there lets it run\n"
               "free, `x` searches every order. `e` edits it; when you save it, it is read again.\n"
               "\n{program own}\n");
    lesson->variants[0] = (lesson_variant_t){
        .id = strdup("own"), .title = strdup("your program"), .point = strdup(""), .program = text};
    return lesson->pages[0].title && lesson->pages[0].text && lesson->variants[0].id &&
           lesson->variants[0].title && lesson->variants[0].point;
}

lesson_t *own_program_lesson(const char *path, char *why, size_t why_size)
{
    char *text = read_text(path, why, why_size);
    if (!text) {
        return NULL;
    }
    lesson_t *lesson = calloc(1, sizeof *lesson);
    if (!lesson) {
        free(text);
        snprintf(why, why_size, "not enough memory");
        return NULL;
    }
    if (!fill(lesson, path, text)) {
        lesson_free(lesson);
        snprintf(why, why_size, "not enough memory");
        return NULL;
    }
    return lesson;
}
