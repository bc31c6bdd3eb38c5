/*
 * The cores of the builtin containers: what the machine and the natives share. str.c, tuple.c, list.c,
 * dict.c, set.c.
 *
 * Functions take values whose kind the caller has checked. Those that may have to compare keys or items with
 * a user's
 * __eq__ or __hash__ return NATIVE_FALLBACK. Nothing here is a safe point.
 */
#ifndef LESSONS_VM_CONTAINERS_H
#define LESSONS_VM_CONTAINERS_H

#include "lessons/lang/opcodes.h"
#include "lessons/vm/native.h"

/* ---- str ---- */

/* The one static object for a text. Only while loading may it be new. */
value_t vm_intern(struct vm *vm, const char *bytes, size_t size);
value_t vm_intern_c(struct vm *vm, const char *text);

/* bytes must be valid UTF-8. */
value_t str_new(struct vm *vm, const char *bytes, size_t size);
value_t str_from_c(struct vm *vm, const char *text);
value_t str_from_format(struct vm *vm, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for `size` bytes that the caller fills with UTF-8, then str_finish counts code points and sets the
 * flags. */
str_t *str_reserve(struct vm *vm, size_t size);
value_t str_finish(struct vm *vm, str_t *str);
/* a + b for `a += b` where nobody else can hold a, if a was made here: a long text then grows in place. */
value_t str_append(struct vm *vm, value_t a, value_t b);
value_t str_from_code_point(struct vm *vm, uint32_t code_point);
value_t str_concat(struct vm *vm, value_t a, value_t b);
/* Code points [start, end), both within 0…length. */
value_t str_slice(struct vm *vm, value_t s, uint32_t start, uint32_t end);
uint32_t str_hash(str_t *str);
uint32_t str_hash_bytes(const char *bytes, size_t size);
bool str_equal(const str_t *a, const str_t *b);
/* By code points: -1, 0, 1. */
int str_compare(const str_t *a, const str_t *b);
bool str_contains(const str_t *haystack, const str_t *needle);
/* Byte offset of code point `index`. */
uint32_t str_offset(const str_t *str, uint32_t index);
static inline bool str_is_ascii(const str_t *str)
{
    return (str->header.flags & STR_ASCII) != 0;
}

value_t bytes_new(struct vm *vm, const void *bytes, size_t size);

/* ---- tuple ---- */

/* items may be NULL: then None. */
value_t tuple_new(struct vm *vm, const value_t *items, size_t count);

/* ---- list ---- */

value_t list_new(struct vm *vm, const value_t *items, size_t count); /* items may be NULL: None */
value_t list_with_capacity(struct vm *vm, size_t capacity);          /* empty */
void list_append(struct vm *vm, value_t list, value_t item);
void list_insert(struct vm *vm, value_t list, size_t index, value_t item); /* index ≤ count */
void list_remove(struct vm *vm, value_t list, size_t start, size_t end);   /* items [start, end) */
/* Replaces items [start, end). items must not point into the list. */
void list_replace(struct vm *vm, value_t list, size_t start, size_t end, const value_t *items, size_t count);
void list_extend(struct vm *vm, value_t list, const value_t *items, size_t count);
/* The caller fills all items before anything else happens. */
value_t list_uninitialised(struct vm *vm, size_t count);
/* An array of UNSET: storage of lists, dicts and generators. */
values_t *values_new(struct vm *vm, size_t capacity);
/* Pointer to the first item; NULL when empty. Good until the list changes. */
value_t *list_items(const struct vm *vm, value_t list);
/* Items and count of a list or tuple (payloads of subclasses too); false for anything else. */
bool sequence_items(const struct vm *vm, value_t sequence, value_t **items, size_t *count);

/* ---- hashing and equality ---- */

/* hash(v) as CPython has it where that is fixed (ints, floats, tuples of them). NATIVE_RAISE: unhashable.
 * NATIVE_FALLBACK: a user's __hash__. */
native_status_t value_hash(struct vm *vm, value_t v, int64_t *hash);
/* a == b. NATIVE_FALLBACK: a user's __eq__ decides. Never raises but for RecursionError. */
native_status_t value_equal(struct vm *vm, value_t a, value_t b, bool *equal);
/* a < b for sorting and min/max: NATIVE_RAISE TypeError, NATIVE_FALLBACK. */
native_status_t value_less(struct vm *vm, value_t a, value_t b, bool *less);
/* bool(v). NATIVE_FALLBACK: a user's __bool__ or __len__. */
native_status_t value_truth(struct vm *vm, value_t v, bool *truth);

/* ---- dict ---- */

value_t dict_new(struct vm *vm);
value_t dict_new_small(struct vm *vm); /* with room for four entries */
/* *value = VALUE_UNSET when the key is not there. */
native_status_t dict_get(struct vm *vm, value_t dict, value_t key, value_t *value);
native_status_t dict_put(struct vm *vm, value_t dict, value_t key, value_t value);
/* *value = what stood there, VALUE_UNSET for nothing. value may be NULL. */
native_status_t dict_delete(struct vm *vm, value_t dict, value_t key, value_t *value);
void dict_clear(struct vm *vm, value_t dict);
value_t dict_copy(struct vm *vm, value_t dict);
/* Walks in order of insertion: *position starts at 0; false at the end. The dict must not change meanwhile.
 */
bool dict_next(const struct vm *vm, value_t dict, uint32_t *position, value_t *key, value_t *value);
uint32_t dict_count(const struct vm *vm, value_t dict);
/* With a str key these cannot fail. */
value_t dict_get_str(const struct vm *vm, value_t dict, value_t key); /* UNSET: not there */
uint32_t dict_find_str(const struct vm *vm, value_t dict,
                       value_t key); /* entry number; UINT32_MAX: not there */
void dict_put_str(struct vm *vm, value_t dict, value_t key, value_t value);
value_t dict_find_text(const struct vm *vm, value_t dict, const char *bytes,
                       size_t size); /* the value, or UNSET */
value_t dict_get_c(struct vm *vm, value_t dict, const char *key);
void dict_put_c(struct vm *vm, value_t dict, const char *key, value_t value);
/* For the library's slow paths with a user's __hash__/__eq__: walks the keys of a given hash. *position
 * starts at 0; false: no more candidates. *entry is the entry's number. */
bool dict_probe(const struct vm *vm, value_t dict, int64_t hash, uint64_t *position, uint32_t *entry);
dict_entry_t *dict_entry(const struct vm *vm, value_t dict, uint32_t entry);
/* Adds a key that the caller knows to be absent. */
void dict_add_hashed(struct vm *vm, value_t dict, value_t key, int64_t hash, value_t value);
void dict_delete_entry(struct vm *vm, value_t dict, uint32_t entry);

/* ---- set, frozenset ---- */

value_t set_new(struct vm *vm, kind_t kind);
native_status_t set_contains(struct vm *vm, value_t set, value_t key, bool *found);
native_status_t set_add(struct vm *vm, value_t set, value_t key);
native_status_t set_discard(struct vm *vm, value_t set, value_t key, bool *found);
void set_clear(struct vm *vm, value_t set);
value_t set_copy(struct vm *vm, value_t set, kind_t kind);
/* Walks in the order of CPython's table. */
bool set_next(const struct vm *vm, value_t set, uint32_t *position, value_t *key, int64_t *hash);
/* A copy with the same table, deleted slots included. */
value_t set_twin(struct vm *vm, value_t set);
/* `set` gets the contents of `from`, which is not used any more. */
void set_take_over(struct vm *vm, value_t set, value_t from);
/* Makes the table anew if too many slots in it are deleted. */
void set_sweep(struct vm *vm, value_t set);
/* Takes a key out as pop() does; false: the set is empty. */
bool set_pop_key(struct vm *vm, value_t set, value_t *key);
/* Adds everything of another set, growing the table as CPython does. */
native_status_t set_merge(struct vm *vm, value_t set, value_t other);
bool set_probe(const struct vm *vm, value_t set, int64_t hash, uint64_t *position, uint32_t *slot);
value_t set_slot_key(const struct vm *vm, value_t set, uint32_t slot);
void set_add_hashed(struct vm *vm, value_t set, value_t key, int64_t hash); /* known to be absent */
void set_delete_slot(struct vm *vm, value_t set, uint32_t slot);

/* ---- range, slice, iterators ---- */

value_t range_new(struct vm *vm, value_t start, value_t stop, value_t step); /* ints, step not 0 */
value_t slice_new(struct vm *vm, value_t start, value_t stop, value_t step);
/* As Python's slice.indices(length): TypeError "slice indices must be integers or None or have an __index__
 * method", ValueError "slice step cannot be zero". *count is how many items it takes. */
native_status_t slice_indices(struct vm *vm, value_t slice, int64_t length, int64_t *start, int64_t *stop,
                              int64_t *step, int64_t *count);

/* An iterator over a builtin (list, tuple, str, bytes, range, dict, dict view, set) or native type; an
 * iterator itself. NATIVE_FALLBACK: generator or a user's __iter__. NATIVE_RAISE: "'int' object is not
 * iterable". */
native_status_t value_iterate(struct vm *vm, value_t v, value_t *iterator);
/* Next item of a KIND_ITERATOR; *item = VALUE_UNSET at the end. NATIVE_RAISE: "dictionary changed size during
 * iteration"; NATIVE_FALLBACK: not a builtin iterator. */
native_status_t iterator_next(struct vm *vm, value_t iterator, value_t *item);
value_t iterator_new(struct vm *vm, iterator_kind_t kind, value_t over);
value_t dict_view_new(struct vm *vm, value_t dict, dict_view_kind_t kind);

/* All items of a builtin iterable as a new list: NATIVE_FALLBACK for generators and users' iterables, so
 * `fallback` functions in the library do list(x) there. */
native_status_t list_from_iterable(struct vm *vm, value_t iterable, value_t *list);

/* ---- operators on builtin values (operators.c): what the instructions do ---- */

typedef enum binary_op {
#define BINARY_OP_ENUM(name, text) BINARY_OP_##name,
    BINARY_OPCODES(BINARY_OP_ENUM)
#undef BINARY_OP_ENUM
        BINARY_OP_COUNT
} binary_op_t;

typedef enum compare_op {
#define COMPARE_OP_ENUM(name, text) COMPARE_OP_##name,
    COMPARE_OPCODES(COMPARE_OP_ENUM)
#undef COMPARE_OP_ENUM
        COMPARE_OP_COUNT
} compare_op_t;

/* FALLBACK: a user's or native type's special method decides. */
native_status_t value_binary(struct vm *vm, binary_op_t op, bool in_place, value_t a, value_t b,
                             value_t *result);
/* A collection that cannot be repeated: `a *= b` with one on the left does not look at what stands on the right. */
bool kind_is_unrepeatable(kind_t kind);
native_status_t value_compare(struct vm *vm, compare_op_t op, value_t a, value_t b, bool *result);
native_status_t value_contains(struct vm *vm, value_t container, value_t item, bool *found);
native_status_t value_get_item(struct vm *vm, value_t container, value_t key, value_t *result);
native_status_t value_set_item(struct vm *vm, value_t container, value_t key, value_t item);
native_status_t value_delete_item(struct vm *vm, value_t container, value_t key);
/* len(v); FALLBACK as above. */
native_status_t value_length(struct vm *vm, value_t v, int64_t *length);

/* Python's % and // of floats (b is not 0), and ** with its errors. */
double float_modulo(double a, double b);
double float_floor_divide(double a, double b);
native_status_t float_power(struct vm *vm, double a, double b, value_t *result);

/* ---- what part "builtins" gives the machine (text_of.c or the like) ---- */

/* repr(v), str(v), format(v, spec): NATIVE_FALLBACK when a user's method decides, also inside a container. */
native_status_t value_repr(struct vm *vm, value_t v, value_t *text);
native_status_t value_str(struct vm *vm, value_t v, value_t *text);
native_status_t value_format(struct vm *vm, value_t v, value_t spec, value_t *text); /* spec UNSET: '' */
/* text % arguments */
native_status_t str_percent(struct vm *vm, value_t text, value_t arguments, value_t *result);

/* ---- sets and operators: set_algebra.c ---- */

/* left | & - ^ right as a new set. */
native_status_t set_combine(struct vm *vm, binary_op_t op, value_t left, value_t right, kind_t kind,
                            value_t *result);
/* The same in place. On NATIVE_FALLBACK nothing has changed. */
native_status_t set_combine_into(struct vm *vm, binary_op_t op, value_t set, value_t right);

#endif
