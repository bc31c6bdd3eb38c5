#include "lessons/load/conform.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct conform {
    const char *name;
    problems_t *problems;
    bool good;
} conform_t;

static void check_value(conform_t *c, const prescan_node_t *node, const cyaml_schema_value_t *schema);

static void fault(conform_t *c, uint32_t line, uint32_t column, const char *what, const char *subject)
{
    c->good = false;
    problems_add(c->problems, c->name, line, column, what, subject);
}

static const char *label(const prescan_node_t *node)
{
    while (node != NULL && node->key == NULL)
        node = node->parent;
    return node == NULL ? "the file" : node->key;
}

/* What goes before the label of a node that is an item of a list. */
static const char *entry_of(const prescan_node_t *node)
{
    return node->key == NULL && node->parent != NULL ? "an entry of " : "";
}

/* ---- scalars ---- */

/* Decimal digits without a leading zero, sign allowed; into `value`. */
static bool plain_number(const prescan_node_t *node, int64_t *value)
{
    const char *digits = node->text + (node->text[0] == '-');
    size_t count = strspn(digits, "0123456789");
    if (!node->plain || count == 0 || digits[count] != 0 || (digits[0] == '0' && count > 1))
        return false;
    errno = 0;
    *value = strtoll(node->text, NULL, 10);
    return errno == 0;
}

static void check_number(conform_t *c, const prescan_node_t *node, const cyaml_schema_value_t *schema)
{
    int64_t value = 0;
    if (!plain_number(node, &value)) {
        fault(c, node->line, node->column, "`%s` must be a whole number, written in plain digits",
              label(node));
        return;
    }
    if (schema->type == CYAML_UINT && value < 0) {
        fault(c, node->line, node->column, "`%s` must not be negative", label(node));
        return;
    }
    int bits = (int)schema->data_size * 8 - (schema->type == CYAML_INT);
    if (bits < 63 && (value >> bits) != 0 && (value >> bits) != -1)
        fault(c, node->line, node->column, "`%s` is too large", label(node));
}

static void check_word(conform_t *c, const prescan_node_t *node, const cyaml_schema_value_t *schema)
{
    char words[400] = "";
    for (uint32_t i = 0; i < schema->enumeration.count; i++) {
        const char *word = schema->enumeration.strings[i].str;
        if (strcmp(node->text, word) == 0)
            return;
        if (strlen(words) + strlen(word) + 3 < sizeof words) {
            strcat(words, words[0] ? ", " : "");
            strcat(words, word);
        }
    }
    c->good = false;
    problems_add(c->problems, c->name, node->line, node->column, "`%s` cannot be `%.40s`; it is one of: %s",
                 label(node), node->text, words);
}

static void check_text(conform_t *c, const prescan_node_t *node, const cyaml_schema_value_t *schema)
{
    if (node->plain && node->size == 0)
        fault(c, node->line, node->column, "`%s` has no value (write \"\" for an empty text)", label(node));
    else if (node->size < schema->string.min)
        fault(c, node->line, node->column, "`%s` must not be empty", label(node));
}

static void check_scalar(conform_t *c, const prescan_node_t *node, const cyaml_schema_value_t *schema)
{
    if (node->kind != PRESCAN_SCALAR) {
        fault(c, node->line, node->column, "`%s` must be a single value", label(node));
        return;
    }
    switch (schema->type) {
    case CYAML_INT:
    case CYAML_UINT:
        check_number(c, node, schema);
        break;
    case CYAML_BOOL:
        if (!node->plain || (strcmp(node->text, "yes") != 0 && strcmp(node->text, "no") != 0 &&
                             strcmp(node->text, "true") != 0 && strcmp(node->text, "false") != 0))
            fault(c, node->line, node->column, "`%s` must be yes or no", label(node));
        break;
    case CYAML_ENUM:
        check_word(c, node, schema);
        break;
    default:
        check_text(c, node, schema);
    }
}

/* ---- maps and lists ---- */

static const cyaml_schema_field_t *find_field(const cyaml_schema_value_t *schema, const char *key)
{
    for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key != NULL; field++) {
        if (strcmp(field->key, key) == 0)
            return field;
    }
    return NULL;
}

enum { KNOWN_ROOM = 500 };

static void list_known(const cyaml_schema_value_t *schema, char known[KNOWN_ROOM])
{
    known[0] = 0;
    for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key != NULL; field++) {
        if (strlen(known) + strlen(field->key) + 3 < KNOWN_ROOM) {
            strcat(known, known[0] ? ", " : "");
            strcat(known, field->key);
        }
    }
}

static void check_unknown(conform_t *c, const prescan_node_t *entry, const cyaml_schema_value_t *schema)
{
    char known[KNOWN_ROOM];
    list_known(schema, known);
    c->good = false;
    problems_add(c->problems, c->name, entry->key_line, entry->key_column,
                 "unknown key `%.40s`; known here: %s%s", entry->key, known,
                 entry->kind == PRESCAN_SCALAR && entry->plain && entry->size == 0
                     ? " (put quotes around text with a comma that stands between { and })"
                     : "");
}

static void no_map(conform_t *c, const prescan_node_t *node, const cyaml_schema_value_t *schema)
{
    char known[KNOWN_ROOM];
    list_known(schema, known);
    c->good = false;
    problems_add(c->problems, c->name, node->line, node->column,
                 "%s`%s` must be a block of `key: value` lines; known here: %s", entry_of(node), label(node),
                 known);
}

static void check_map(conform_t *c, const prescan_node_t *node, const cyaml_schema_value_t *schema)
{
    if (node->kind != PRESCAN_MAP || node->first == NULL) {
        no_map(c, node, schema);
        return;
    }
    for (const prescan_node_t *entry = node->first; entry != NULL; entry = entry->next) {
        const cyaml_schema_field_t *field = find_field(schema, entry->key);
        if (field == NULL)
            check_unknown(c, entry, schema);
        else
            check_value(c, entry, &field->value);
    }
    for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key != NULL; field++) {
        bool optional = (field->value.flags & CYAML_FLAG_OPTIONAL) != 0;
        if (!optional && prescan_get(node, field->key) == NULL) {
            c->good = false;
            const char *quote = node->parent == NULL ? "" : "`";
            problems_add(c->problems, c->name, node->line, node->column, "`%s` is missing in %s%s%s%s",
                         field->key, entry_of(node), quote, label(node), quote);
        }
    }
}

static void check_list(conform_t *c, const prescan_node_t *node, const cyaml_schema_value_t *schema)
{
    if (node->kind != PRESCAN_LIST) {
        fault(c, node->line, node->column, "`%s` must be a list: entries that begin with `- `", label(node));
        return;
    }
    if (node->count < schema->sequence.min)
        fault(c, node->line, node->column, "`%s` must not be an empty list", label(node));
    for (const prescan_node_t *entry = node->first; entry != NULL; entry = entry->next)
        check_value(c, entry, schema->sequence.entry);
}

static void check_value(conform_t *c, const prescan_node_t *node, const cyaml_schema_value_t *schema)
{
    switch (schema->type) {
    case CYAML_MAPPING:
        check_map(c, node, schema);
        break;
    case CYAML_SEQUENCE:
        check_list(c, node, schema);
        break;
    default:
        check_scalar(c, node, schema);
    }
}

bool conform_check(const char *name, const prescan_node_t *node, const cyaml_schema_value_t *schema,
                   problems_t *problems)
{
    conform_t c = {.name = name, .problems = problems, .good = true};
    check_value(&c, node, schema);
    return c.good;
}

/* ---- loading ---- */

static const cyaml_config_t config = {
    .mem_fn = cyaml_mem,
    .flags = CYAML_CFG_NO_ALIAS | CYAML_CFG_STYLE_BLOCK,
    .log_level = CYAML_LOG_ERROR,
};

static bool fill_map(const cyaml_schema_value_t *schema, char *data);

static bool fill_value(const cyaml_schema_value_t *schema, char *at, uint64_t count)
{
    bool pointer = (schema->flags & CYAML_FLAG_POINTER) != 0;
    char *target = at;
    if (pointer)
        memcpy(&target, at, sizeof target);
    if (schema->type == CYAML_STRING && pointer && target == NULL) {
        char *empty = cyaml_mem(NULL, NULL, 1);
        if (empty == NULL)
            return false;
        empty[0] = 0;
        memcpy(at, &empty, sizeof empty);
        return true;
    }
    if (target == NULL)
        return true;
    if (schema->type == CYAML_MAPPING)
        return fill_map(schema, target);
    if (schema->type != CYAML_SEQUENCE)
        return true;
    const cyaml_schema_value_t *entry = schema->sequence.entry;
    size_t stride = entry->flags & CYAML_FLAG_POINTER ? sizeof(char *) : entry->data_size;
    for (uint64_t i = 0; i < count; i++) {
        if (!fill_value(entry, target + i * stride, 0))
            return false;
    }
    return true;
}

static bool fill_map(const cyaml_schema_value_t *schema, char *data)
{
    for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key != NULL; field++) {
        uint32_t count = 0;
        if (field->value.type == CYAML_SEQUENCE)
            memcpy(&count, data + field->count_offset, sizeof count);
        if (!fill_value(&field->value, data + field->data_offset, count))
            return false;
    }
    return true;
}

void conform_free(const cyaml_schema_value_t *schema, void *data)
{
    if (data != NULL)
        cyaml_free(&config, schema, data, 0);
}

static void *load_checked(const char *name, const char *text, size_t size, const cyaml_schema_value_t *schema,
                          problems_t *problems)
{
    cyaml_data_t *data = NULL;
    cyaml_err_t status = cyaml_load_data((const uint8_t *)text, size, &config, schema, &data, NULL);
    if (status == CYAML_OK && !fill_map(schema, data)) {
        conform_free(schema, data);
        status = CYAML_ERR_OOM;
    }
    if (status == CYAML_OK)
        return data;
    problems_add(problems, name, 0, 0, "cannot be read: %s", cyaml_strerror(status));
    return NULL;
}

void *conform_load(const char *name, const char *text, size_t size, const cyaml_schema_value_t *schema,
                   prescan_node_t **tree, problems_t *problems)
{
    void *data = NULL;
    prescan_node_t *root = prescan(name, text, size, problems);
    if (root != NULL && conform_check(name, root, schema, problems))
        data = load_checked(name, text, size, schema, problems);
    if (tree != NULL && data != NULL)
        *tree = root;
    else
        prescan_free(root);
    return data;
}

char *conform_save(const cyaml_schema_value_t *schema, const void *data, size_t *size)
{
    char *output = NULL;
    if (cyaml_save_data(&output, size, &config, schema, data, 0) != CYAML_OK)
        return NULL;
    return output;
}
