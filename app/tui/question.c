#include "app/tui/question.h"

#include <string.h>

static bool has(char *const *list, uint32_t count, const char *id)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(list[i], id) == 0) {
            return true;
        }
    }
    return false;
}

uint32_t question_waiting(const app_t *app)
{
    const progress_lesson_t *known = app->progress ? progress_of(app->progress, app->lesson->id) : NULL;
    uint32_t number = 0;
    while (known && number < app->lesson->questions_count &&
           (has(known->answered, known->answered_count, app->lesson->questions[number].id) ||
            has(known->missed, known->missed_count, app->lesson->questions[number].id))) {
        number++;
    }
    return number;
}
