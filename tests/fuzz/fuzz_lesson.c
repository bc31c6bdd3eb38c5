/* The loader of lessons: whatever the bytes are, it gives a lesson or problems with places, never both. */
#include "lessons/load/load.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    problems_t problems = {0};
    lesson_t *lesson = lesson_load_text("fuzz.yaml", (const char *)data, size, &problems);
    if ((lesson == NULL) == (problems.count + problems.dropped == 0))
        abort();
    lesson_free(lesson);
    problems_destroy(&problems);
    return 0;
}
