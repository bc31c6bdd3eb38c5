#include "lessons/load/prescan.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

typedef struct scan {
    const char *name;
    const char *text;
    size_t size;
    problems_t *problems;
    yaml_parser_t parser;
    prescan_node_t *root;
    prescan_node_t *open; /* the map or list that is being filled */
    char *key;            /* read, its value not yet */
    uint32_t key_line, key_column;
    uint32_t depth;
    uint32_t nodes;
    bool documents; /* a document was begun */
    bool ended;
} scan_t;

void prescan_free(prescan_node_t *root)
{
    if (root == NULL)
        return;
    prescan_node_t *child = root->first;
    while (child != NULL) {
        prescan_node_t *next = child->next;
        prescan_free(child); /* no deeper than PRESCAN_DEPTH_MAX */
        child = next;
    }
    free(root->key);
    free(root->text);
    free(root);
}

const prescan_node_t *prescan_get(const prescan_node_t *map, const char *key)
{
    if (map == NULL || map->kind != PRESCAN_MAP)
        return NULL;
    for (const prescan_node_t *child = map->first; child != NULL; child = child->next) {
        if (strcmp(child->key, key) == 0)
            return child;
    }
    return NULL;
}

const prescan_node_t *prescan_at(const prescan_node_t *list, uint32_t index)
{
    if (list == NULL || list->kind != PRESCAN_LIST)
        return NULL;
    const prescan_node_t *child = list->first;
    while (child != NULL && index-- > 0)
        child = child->next;
    return child;
}

/* ---- bytes ---- */

/* Size of the UTF-8 sequence at `bytes`, 0 if there is none: no overlong forms, no surrogates. */
static size_t utf8_sequence(const unsigned char *bytes, size_t left)
{
    unsigned char lead = bytes[0];
    size_t size = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : 0;
    if (lead >= 0xf0 && lead < 0xf5)
        size = 4;
    if (size == 0 || size > left)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    }
    bool overlong = (lead == 0xe0 && bytes[1] < 0xa0) || (lead == 0xf0 && bytes[1] < 0x90);
    bool outside = (lead == 0xed && bytes[1] >= 0xa0) || (lead == 0xf4 && bytes[1] >= 0x90);
    return overlong || outside ? 0 : size;
}

static bool check_bytes(scan_t *scan)
{
    uint32_t line = 1, column = 1;
    for (size_t i = 0; i < scan->size;) {
        const unsigned char *at = (const unsigned char *)scan->text + i;
        size_t size = utf8_sequence(at, scan->size - i);
        if (size == 0 || *at == 0) {
            problems_add(scan->problems, scan->name, line, column, "%s",
                         size == 0 ? "not UTF-8 text" : "a NUL byte; this is not a text file");
            return false;
        }
        column = *at == '\n' ? 1 : column + 1;
        line += *at == '\n';
        i += size;
    }
    return true;
}

/* ---- events ---- */

static bool refuse(scan_t *scan, yaml_mark_t mark, const char *message)
{
    problems_add(scan->problems, scan->name, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1, "%s",
                 message);
    return false;
}

static bool refuse_marks(scan_t *scan, const yaml_event_t *event, const yaml_char_t *anchor,
                         const yaml_char_t *tag)
{
    if (anchor != NULL)
        return refuse(scan, event->start_mark, "an anchor (&) is not allowed here; write the text out");
    if (tag != NULL)
        return refuse(scan, event->start_mark, "a tag (!) is not allowed here; put quotes around the text");
    return true;
}

/* Where the content of a block scalar begins, so that a fault inside a program gets its true line and column.
 */
static void place_block(const scan_t *scan, const yaml_event_t *event, prescan_node_t *node)
{
    const char *text = scan->text, *end = scan->text + scan->size;
    for (size_t line = 0; line <= event->start_mark.line && text != NULL; line++) {
        text = memchr(text, '\n', (size_t)(end - text));
        text = text == NULL ? NULL : text + 1;
    }
    node->text_line = (uint32_t)event->start_mark.line + 2;
    while (text != NULL && text < end) {
        size_t indent = strspn(text, " ");
        if (text[indent] != '\n') {
            node->text_indent = (uint32_t)indent;
            return;
        }
        text += indent + 1;
    }
}

static prescan_node_t *new_node(scan_t *scan, const yaml_event_t *event, prescan_kind_t kind)
{
    prescan_node_t *node = calloc(1, sizeof *node);
    if (node == NULL)
        return NULL;
    node->kind = kind;
    node->line = (uint32_t)event->start_mark.line + 1;
    node->column = (uint32_t)event->start_mark.column + 1;
    node->key = scan->key;
    node->key_line = scan->key_line;
    node->key_column = scan->key_column;
    scan->key = NULL;
    node->parent = scan->open;
    if (scan->open == NULL) {
        scan->root = node;
        return node;
    }
    if (scan->open->last != NULL)
        scan->open->last->next = node;
    else
        scan->open->first = node;
    scan->open->last = node;
    scan->open->count++;
    return node;
}

static bool take_key(scan_t *scan, const yaml_event_t *event)
{
    const char *key = (const char *)event->data.scalar.value;
    const prescan_node_t *other = prescan_get(scan->open, key);
    if (other != NULL) {
        problems_add(scan->problems, scan->name, (uint32_t)event->start_mark.line + 1,
                     (uint32_t)event->start_mark.column + 1,
                     "`%.60s` stands here twice; the first is in line %u", key, other->key_line);
        return false;
    }
    scan->key = strdup(key);
    scan->key_line = (uint32_t)event->start_mark.line + 1;
    scan->key_column = (uint32_t)event->start_mark.column + 1;
    return scan->key != NULL || refuse(scan, event->start_mark, "no memory");
}

static bool awaits_key(const scan_t *scan)
{
    return scan->open != NULL && scan->open->kind == PRESCAN_MAP && scan->key == NULL;
}

static bool take_scalar(scan_t *scan, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t size = event->data.scalar.length;
    if (!refuse_marks(scan, event, event->data.scalar.anchor, event->data.scalar.tag))
        return false;
    if (memchr(value, 0, size) != NULL)
        return refuse(scan, event->start_mark, "a NUL character inside text");
    if (awaits_key(scan))
        return take_key(scan, event);
    prescan_node_t *node = new_node(scan, event, PRESCAN_SCALAR);
    if (node == NULL || (node->text = strdup(value)) == NULL)
        return refuse(scan, event->start_mark, "no memory");
    node->size = size;
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE)
        place_block(scan, event, node);
    return true;
}

static bool take_open(scan_t *scan, const yaml_event_t *event, prescan_kind_t kind, const yaml_char_t *anchor,
                      const yaml_char_t *tag)
{
    if (!refuse_marks(scan, event, anchor, tag))
        return false;
    if (awaits_key(scan))
        return refuse(scan, event->start_mark, "a key must be a word");
    if (++scan->depth > PRESCAN_DEPTH_MAX)
        return refuse(scan, event->start_mark, "nested too deep");
    prescan_node_t *node = new_node(scan, event, kind);
    if (node == NULL)
        return refuse(scan, event->start_mark, "no memory");
    scan->open = node;
    return true;
}

static bool take_event(scan_t *scan, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (scan->documents)
            return refuse(scan, event->start_mark, "a second document begins here; one file holds one");
        scan->documents = true;
        return true;
    case YAML_ALIAS_EVENT:
        return refuse(scan, event->start_mark,
                      "an alias (*) is not allowed here; put quotes around the text");
    case YAML_SCALAR_EVENT:
        return take_scalar(scan, event);
    case YAML_MAPPING_START_EVENT:
        return take_open(scan, event, PRESCAN_MAP, event->data.mapping_start.anchor,
                         event->data.mapping_start.tag);
    case YAML_SEQUENCE_START_EVENT:
        return take_open(scan, event, PRESCAN_LIST, event->data.sequence_start.anchor,
                         event->data.sequence_start.tag);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        scan->depth--;
        scan->open = scan->open->parent;
        return true;
    case YAML_STREAM_END_EVENT:
        scan->ended = true;
        return true;
    default:
        return true;
    }
}

static bool refuse_syntax(scan_t *scan)
{
    const yaml_parser_t *parser = &scan->parser;
    problems_add(scan->problems, scan->name, (uint32_t)parser->problem_mark.line + 1,
                 (uint32_t)parser->problem_mark.column + 1, "this is not YAML: %s%s%s",
                 parser->problem ? parser->problem : "cannot be read", parser->context ? ", " : "",
                 parser->context ? parser->context : "");
    return false;
}

static bool read_events(scan_t *scan)
{
    while (!scan->ended) {
        yaml_event_t event;
        if (!yaml_parser_parse(&scan->parser, &event))
            return refuse_syntax(scan);
        bool going = take_event(scan, &event);
        if (going && ++scan->nodes > PRESCAN_NODES_MAX)
            going = refuse(scan, event.start_mark, "too many values");
        yaml_event_delete(&event);
        if (!going)
            return false;
    }
    if (scan->root == NULL)
        problems_add(scan->problems, scan->name, 0, 0, "the file is empty");
    return scan->root != NULL;
}

prescan_node_t *prescan(const char *name, const char *text, size_t size, problems_t *problems)
{
    scan_t scan = {.name = name, .text = text, .size = size, .problems = problems};
    if (size > PRESCAN_SIZE_MAX) {
        problems_add(problems, name, 0, 0, "larger than 1 MB");
        return NULL;
    }
    if (!check_bytes(&scan))
        return NULL;
    if (!yaml_parser_initialize(&scan.parser)) {
        problems_add(problems, name, 0, 0, "no memory");
        return NULL;
    }
    yaml_parser_set_encoding(&scan.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&scan.parser, (const unsigned char *)text, size);
    bool good = read_events(&scan);
    yaml_parser_delete(&scan.parser);
    free(scan.key);
    if (!good) {
        prescan_free(scan.root);
        return NULL;
    }
    return scan.root;
}
