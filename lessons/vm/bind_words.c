#include "lessons/vm/bind_words.h"

#include <stdio.h>
#include <string.h>

#include "lessons/vm/machine.h"

typedef enum words {
    WORDS_PLAIN, /* "append() takes exactly one argument (2 given)", "pop expected at most 1 argument, got 2" */
    WORDS_UNPACK, /* "reversed expected 1 argument, got 0" */
    WORDS_KEYWORDS, /* "split() takes at most 2 arguments (3 given)", "round() missing required argument 'number'" */
    WORDS_TUPLE, /* "find() takes at least 1 argument (0 given)" */
    WORDS_FIXED, /* the text itself */
} words_t;

/* Functions and methods whose words do not follow from their signature, by their bare name and the class (or NULL for
 * a function, "" for any class). */
static const struct {
    const char *class, *name;
    words_t words;
    const char *text;
} exceptions[] = {
    {"bytes", "bytes", WORDS_KEYWORDS, NULL},
    {"enumerate", "enumerate", WORDS_KEYWORDS, "enumerate() missing required argument 'iterable'"},
    {"int", "int", WORDS_KEYWORDS, NULL},
    {"int", "from_bytes", WORDS_KEYWORDS, NULL},
    {"int", "to_bytes", WORDS_KEYWORDS, NULL},
    {"str", "str", WORDS_KEYWORDS, NULL},
    {"type", "type", WORDS_FIXED, "type() takes 1 or 3 arguments"},
    {"property", "property", WORDS_KEYWORDS, NULL},
    {"staticmethod", "staticmethod", WORDS_UNPACK, NULL},
    {"classmethod", "classmethod", WORDS_UNPACK, NULL},
    {NULL, "reversed", WORDS_UNPACK, NULL},
    {NULL, "pow", WORDS_KEYWORDS, NULL},
    {NULL, "round", WORDS_KEYWORDS, NULL},
    {NULL, "sum", WORDS_KEYWORDS, "sum() takes at least 1 positional argument (0 given)"},
    {"", "decode", WORDS_KEYWORDS, NULL},
    {"", "encode", WORDS_KEYWORDS, NULL},
    {"", "expandtabs", WORDS_KEYWORDS, NULL},
    {"bytes", "hex", WORDS_KEYWORDS, NULL},
    {"", "rsplit", WORDS_KEYWORDS, NULL},
    {"", "split", WORDS_KEYWORDS, NULL},
    {"", "splitlines", WORDS_KEYWORDS, NULL},
    {"str", "count", WORDS_TUPLE, NULL},
    {"str", "endswith", WORDS_TUPLE, NULL},
    {"str", "find", WORDS_TUPLE, NULL},
    {"str", "index", WORDS_TUPLE, NULL},
    {"str", "rfind", WORDS_TUPLE, NULL},
    {"str", "rindex", WORDS_TUPLE, NULL},
    {"str", "startswith", WORDS_TUPLE, NULL},
    {"bytes", "count", WORDS_TUPLE, NULL},
    {"bytes", "endswith", WORDS_TUPLE, NULL},
    {"bytes", "find", WORDS_TUPLE, NULL},
    {"bytes", "index", WORDS_TUPLE, NULL},
    {"bytes", "rfind", WORDS_TUPLE, NULL},
    {"bytes", "rindex", WORDS_TUPLE, NULL},
    {"bytes", "startswith", WORDS_TUPLE, NULL},
};

void bind_native_label(const vm_t *vm, uint32_t number, char *label, size_t size)
{
    value_t owner = vm->native_owners[number];
    const char *name = vm->natives[number]->name;
    if (value_is_none(owner))
        snprintf(label, size, "%s", name);
    else if (strcmp(name, "__new__") == 0 || strcmp(name, "__init__") == 0)
        snprintf(label, size, "%s", class_name(vm, owner));
    else
        snprintf(label, size, "%s.%s", class_name(vm, owner), name);
}

/* The name without its class. */
static const char *bare_name(const char *label)
{
    const char *dot = strrchr(label, '.');
    return dot ? dot + 1 : label;
}

static words_t words_of(const vm_t *vm, uint32_t number, const char *bare, const char **text)
{
    value_t owner = vm->native_owners[number];
    const char *class = value_is_none(owner) ? NULL : class_name(vm, owner);
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
        if (strcmp(exceptions[i].name, bare) != 0 || !exceptions[i].class != !class)
            continue;
        if (class && *exceptions[i].class && strcmp(exceptions[i].class, class) != 0)
            continue;
        *text = exceptions[i].text;
        return exceptions[i].words;
    }
    return WORDS_PLAIN;
}

typedef struct count {
    uint32_t least, most, given;
} count_t;

static const char *plural(uint32_t number)
{
    return number == 1 ? "" : "s";
}

static void raise_unpack(vm_t *vm, const char *bare, count_t n)
{
    bool few = n.given < n.least;
    uint32_t limit = few ? n.least : n.most;
    native_raise(vm, EXC_TYPE_ERROR, "%s expected %s%u argument%s, got %u", bare,
                 n.least == n.most ? ""
                 : few             ? "at least "
                                   : "at most ",
                 limit, plural(limit), n.given);
}

static void raise_takes(vm_t *vm, const char *bare, count_t n)
{
    bool few = n.given < n.least;
    uint32_t limit = few ? n.least : n.most;
    native_raise(vm, EXC_TYPE_ERROR, "%s() takes %s %u argument%s (%u given)", bare,
                 n.least == n.most ? "exactly"
                 : few             ? "at least"
                                   : "at most",
                 limit, plural(limit), n.given);
}

static void raise_plain(vm_t *vm, const char *label, count_t n, bool has_names)
{
    if (n.most == 0 && has_names)
        native_raise(vm, EXC_TYPE_ERROR, "%s() takes no positional arguments", bare_name(label));
    else if (n.most == 0)
        native_raise(vm, EXC_TYPE_ERROR, "%s() takes no arguments (%u given)", label, n.given);
    else if (n.least == n.most && n.most == 1)
        native_raise(vm, EXC_TYPE_ERROR, "%s() takes exactly one argument (%u given)", label, n.given);
    else
        raise_unpack(vm, bare_name(label), n);
}

static void raise_keywords(vm_t *vm, const native_shape_t *shape, const char *bare, const char *text,
                           count_t n)
{
    if (n.given >= n.least)
        raise_takes(vm, bare, n);
    else if (text)
        native_raise(vm, EXC_TYPE_ERROR, "%s", text);
    else
        native_raise(vm, EXC_TYPE_ERROR, "%s() missing required argument '%s' (pos %u)", bare,
                     as_str(vm, shape->names[n.given + (shape->is_method ? 1 : 0)])->bytes, n.given + 1);
}

bool bind_raise_count(vm_t *vm, uint32_t number, uint32_t given)
{
    const native_shape_t *shape = &vm->shapes[number];
    uint32_t hidden = shape->is_method ? 1 : 0;
    count_t n = {.least = shape->required > hidden ? shape->required - hidden : 0,
                 .most = shape->positional - hidden,
                 .given = given >= hidden ? given - hidden : 0};
    const char *text = NULL;
    char label[128];
    bind_native_label(vm, number, label, sizeof label);
    const char *bare = bare_name(label);
    switch (words_of(vm, number, bare, &text)) {
    case WORDS_PLAIN:
        raise_plain(vm, label, n, shape->count > shape->positional && shape->rest < 0);
        break;
    case WORDS_UNPACK:
        raise_unpack(vm, bare, n);
        break;
    case WORDS_KEYWORDS:
        raise_keywords(vm, shape, bare, text, n);
        break;
    case WORDS_TUPLE:
        raise_takes(vm, bare, n);
        break;
    case WORDS_FIXED:
        native_raise(vm, EXC_TYPE_ERROR, "%s", text);
        break;
    }
    return false;
}

bool bind_raise_no_keywords(vm_t *vm, uint32_t number)
{
    char label[128];
    bind_native_label(vm, number, label, sizeof label);
    native_raise(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments", label);
    return false;
}

bool bind_raise_unknown_keyword(vm_t *vm, uint32_t number, const char *name)
{
    const char *text;
    char label[128];
    bind_native_label(vm, number, label, sizeof label);
    bool bare = words_of(vm, number, bare_name(label), &text) == WORDS_KEYWORDS;
    native_raise(vm, EXC_TYPE_ERROR, "'%s' is an invalid keyword argument for %s()", name,
                 bare ? bare_name(label) : label);
    return false;
}
