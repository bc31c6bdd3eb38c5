#include "lessons/load/lesson.h"

#include "lessons/load/conform.h"
#include "lessons/load/schema.h"

#include <string.h>

void lesson_free(lesson_t *lesson)
{
    conform_free(&lesson_schema, lesson);
}

const lesson_variant_t *lesson_variant(const lesson_t *lesson, const char *id)
{
    if (id[0] == 0)
        return &lesson->variants[0];
    for (uint32_t i = 0; i < lesson->variants_count; i++) {
        if (strcmp(lesson->variants[i].id, id) == 0)
            return &lesson->variants[i];
    }
    return NULL;
}

const lesson_question_t *lesson_question(const lesson_t *lesson, const char *id)
{
    for (uint32_t i = 0; i < lesson->questions_count; i++) {
        if (strcmp(lesson->questions[i].id, id) == 0)
            return &lesson->questions[i];
    }
    return NULL;
}

static const struct {
    const char *letter, *title;
} chapters[CHAPTER_COUNT] = {
    [CHAPTER_STARTING] = {"A", "Starting and waiting"},
    [CHAPTER_MEMORY] = {"B", "Memory"},
    [CHAPTER_RACES] = {"C", "The race and the lock"},
    [CHAPTER_MESSAGES] = {"D", "Passing messages"},
    [CHAPTER_POOLS] = {"E", "Pools"},
    [CHAPTER_IDEAS] = {"F", "Ideas"},
    [CHAPTER_CLASSICS] = {"G", "The classics"},
};

const char *chapter_letter(lesson_chapter_t chapter)
{
    return chapters[chapter].letter;
}

const char *chapter_title(lesson_chapter_t chapter)
{
    return chapters[chapter].title;
}
