/*
 * The libcyaml schema of a lesson file: which keys there are, which of them must be there, and of what kind.
 * docs/LESSONS.md tells it to people, assets/lesson.schema.json to editors; a test keeps the three together.
 */
#ifndef LESSONS_LOAD_SCHEMA_H
#define LESSONS_LOAD_SCHEMA_H

#include <cyaml/cyaml.h>

/* Describes a lesson_t (lesson.h), top level. */
extern const cyaml_schema_value_t lesson_schema;

#endif
