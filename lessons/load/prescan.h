/*
 * The first pass over a YAML text: structure and limits, with the place of every key and value.
 *
 * libcyaml builds the structs but is lenient and gives no places (it takes `5abc` as 5, cuts strings at NUL,
 * passes over second documents). So libyaml's events are read first into a small tree; whatever is not plain
 * data is refused here: more than one document, anchors, aliases, tags, duplicate keys, NUL, bad UTF-8, too
 * deep, too large.
 */
#ifndef LESSONS_LOAD_PRESCAN_H
#define LESSONS_LOAD_PRESCAN_H

#include "lessons/load/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PRESCAN_SIZE_MAX = 1 << 20, /* bytes of a file */
    PRESCAN_DEPTH_MAX = 12,
    PRESCAN_NODES_MAX = 100000,
};

typedef enum prescan_kind { PRESCAN_SCALAR, PRESCAN_MAP, PRESCAN_LIST } prescan_kind_t;

/* Lines and columns are 1-based, columns in characters. */
typedef struct prescan_node {
    prescan_kind_t kind;
    uint32_t line, column;
    char *key; /* of an entry of a map, else NULL */
    uint32_t key_line, key_column;
    char *text; /* scalar: its value */
    size_t size;
    bool plain; /* scalar without quotes and not a block */
    uint32_t text_line,
        text_indent;            /* block scalar: the file's line and the indent of its first line; else 0 */
    struct prescan_node *first; /* of a map or list */
    struct prescan_node *last;
    struct prescan_node *next; /* in the same map or list */
    struct prescan_node *parent;
    uint32_t count;
} prescan_node_t;

/* The tree of `text`, freed by prescan_free(); NULL after at least one problem was added. `name` is what
 * messages call the file. */
prescan_node_t *prescan(const char *name, const char *text, size_t size, problems_t *problems);
void prescan_free(prescan_node_t *root);

/* The entry of a map, or NULL (also for a node that is no map, and for NULL). */
const prescan_node_t *prescan_get(const prescan_node_t *map, const char *key);

/* Item number `index` of a list, or NULL. */
const prescan_node_t *prescan_at(const prescan_node_t *list, uint32_t index);

/* Reads the whole file. The caller frees `*text`, which gets a NUL behind its end. False after a problem was
 * added: missing, unreadable, a directory, larger than PRESCAN_SIZE_MAX. Never blocks on a pipe or device. */
bool prescan_read_file(const char *path, char **text, size_t *size, problems_t *problems);

#endif
