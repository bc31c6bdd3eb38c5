/*
 * What the search calls things: processes by their path, shared things by the name that the program gave
 * them, else by what they are and who made them. Values as text.
 */
#ifndef LESSONS_EXPLORE_NAMES_H
#define LESSONS_EXPLORE_NAMES_H

#include "lessons/explore/model.h"

enum { NAMES_TEXT = 96 };

/* "balance", "forks[2]", "the lock of balance", "lock 2 of main"; a process object: "a process". */
char *names_object(const model_t *model, const model_vector_t *vector, uint32_t ref, char *text, size_t size);

/* "main", "P2.1" */
char *names_process(const model_t *model, uint32_t who, char *text, size_t size);

/* The path of the process whose process object `ref` is, in this state; "a process" if it is not born. */
char *names_process_of(model_t *model, const model_vector_t *vector, uint32_t ref, char *text, size_t size);

/* The value of a Value ("100") or an Array ("[1, 2]") in this state. false: it is no such object, or not
 * there. */
bool names_value(model_t *model, const model_vector_t *vector, uint32_t ref, char *text, size_t size);

/* A text that a program wrote, in quotes and shortened. */
char *names_quote(const char *bytes, size_t count, char *text, size_t size);

#endif
