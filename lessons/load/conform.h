/*
 * YAML into structs, strictly: the tree of the first pass is held against a libcyaml schema, each fault with
 * its place, and only then libcyaml loads the text. Lessons, themes and progress are read by this one door.
 */
#ifndef LESSONS_LOAD_CONFORM_H
#define LESSONS_LOAD_CONFORM_H

#include "lessons/load/prescan.h"

#include <cyaml/cyaml.h>

/* Adds a problem for each place where `node` is not what `schema` describes: unknown and missing keys, wrong
 * kinds, numbers and booleans that are not written plainly (5abc, 010, 1.5, maybe), words that are no member
 * of an enum, empty maps. True if there was none. */
bool conform_check(const char *name, const prescan_node_t *node, const cyaml_schema_value_t *schema,
                   problems_t *problems);

/* Loads `text` into new data by `schema` (a top-level pointer to a mapping): prescan, check, libcyaml, and
 * every optional string that is not there becomes "". NULL after a problem was added. The data is freed by
 * conform_free(). With `tree` not NULL the places are handed out as well (prescan_free). */
void *conform_load(const char *name, const char *text, size_t size, const cyaml_schema_value_t *schema,
                   prescan_node_t **tree, problems_t *problems);
void conform_free(const cyaml_schema_value_t *schema, void *data);

/* `data` as YAML text (caller frees); NULL for want of memory. */
char *conform_save(const cyaml_schema_value_t *schema, const void *data, size_t *size);

#endif
