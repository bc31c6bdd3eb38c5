/*
 * The special methods that several builtin types share, for programs that call them by name or by super().
 * The instructions do not use them for builtin values.
 */
#ifndef LESSONS_VM_DUNDERS_H
#define LESSONS_VM_DUNDERS_H

#include "lessons/vm/native.h"

native_fn dunder_len, dunder_contains, dunder_getitem, dunder_setitem, dunder_delitem, dunder_iter;
native_fn dunder_eq, dunder_ne, dunder_lt, dunder_le, dunder_gt, dunder_ge, dunder_hash, dunder_repr,
    dunder_str;
native_fn dunder_add, dunder_mul;

/* clang-format off */
#define CONTAINER_DUNDERS                                                                                    \
    {"__len__", "self, /", dunder_len, NULL, NULL},                                                          \
    {"__contains__", "self, item, /", dunder_contains, NULL, "_contains"},                                   \
    {"__getitem__", "self, key, /", dunder_getitem, NULL, "_getitem"},                                       \
    {"__iter__", "self, /", dunder_iter, NULL, NULL},                                                        \
    {"__eq__", "self, other, /", dunder_eq, NULL, "_equal"},                                                 \
    {"__add__", "self, other, /", dunder_add, NULL, NULL},                                                   \
    {"__repr__", "self, /", dunder_repr, NULL, "_repr_payload"}

#define ITEM_DUNDERS                                                                                         \
    {"__setitem__", "self, key, value, /", dunder_setitem, NULL, "_setitem"},                                \
    {"__delitem__", "self, key, /", dunder_delitem, NULL, "_delitem"}
/* clang-format on */

#endif
