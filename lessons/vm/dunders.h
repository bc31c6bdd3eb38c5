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

/* Of int and float: NotImplemented when the other one is no number. */
native_fn number_add, number_sub, number_mul, number_truediv, number_floordiv, number_mod, number_power;
native_fn number_radd, number_rsub, number_rmul, number_rtruediv, number_neg, number_bool;
native_fn number_and, number_or, number_xor, number_lshift, number_rshift;

/* clang-format off */
#define ORDER_DUNDERS                                                                                        \
    {"__ne__", "self, other, /", dunder_ne, NULL, NULL},                                                     \
    {"__lt__", "self, other, /", dunder_lt, NULL, NULL},                                                     \
    {"__le__", "self, other, /", dunder_le, NULL, NULL},                                                     \
    {"__gt__", "self, other, /", dunder_gt, NULL, NULL},                                                     \
    {"__ge__", "self, other, /", dunder_ge, NULL, NULL}

#define NUMBER_DUNDERS                                                                                       \
    {"__eq__", "self, other, /", dunder_eq, NULL, NULL},                                                     \
    ORDER_DUNDERS,                                                                                           \
    {"__hash__", "self, /", dunder_hash, NULL, NULL},                                                        \
    {"__repr__", "self, /", dunder_repr, NULL, NULL},                                                        \
    {"__str__", "self, /", dunder_str, NULL, NULL},                                                          \
    {"__bool__", "self, /", number_bool, NULL, NULL},                                                        \
    {"__add__", "self, other, /", number_add, NULL, NULL},                                                   \
    {"__sub__", "self, other, /", number_sub, NULL, NULL},                                                   \
    {"__mul__", "self, other, /", number_mul, NULL, NULL},                                                   \
    {"__truediv__", "self, other, /", number_truediv, NULL, NULL},                                           \
    {"__floordiv__", "self, other, /", number_floordiv, NULL, NULL},                                         \
    {"__mod__", "self, other, /", number_mod, NULL, NULL},                                                   \
    {"__pow__", "self, other, /", number_power, NULL, NULL},                                                 \
    {"__radd__", "self, other, /", number_radd, NULL, NULL},                                                 \
    {"__rsub__", "self, other, /", number_rsub, NULL, NULL},                                                 \
    {"__rmul__", "self, other, /", number_rmul, NULL, NULL},                                                 \
    {"__rtruediv__", "self, other, /", number_rtruediv, NULL, NULL},                                         \
    {"__neg__", "self, /", number_neg, NULL, NULL}

#define BIT_DUNDERS                                                                                          \
    {"__and__", "self, other, /", number_and, NULL, NULL},                                                   \
    {"__or__", "self, other, /", number_or, NULL, NULL},                                                     \
    {"__xor__", "self, other, /", number_xor, NULL, NULL},                                                   \
    {"__lshift__", "self, other, /", number_lshift, NULL, NULL},                                             \
    {"__rshift__", "self, other, /", number_rshift, NULL, NULL}

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
