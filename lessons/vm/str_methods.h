/*
 * The methods of str, by file: str_case.c (case and classes of letters), str_search.c (finding, replacing),
 * str_split.c (splitting, joining, padding). type_str.c makes one table of them.
 */
#ifndef LESSONS_VM_STR_METHODS_H
#define LESSONS_VM_STR_METHODS_H

#include "lessons/vm/vm.h"

native_fn str_upper, str_lower, str_title, str_capitalize, str_swapcase, str_casefold;
native_fn str_isalpha, str_isdigit, str_isdecimal, str_isnumeric, str_isalnum, str_isspace, str_isupper,
    str_islower;
native_fn str_istitle, str_isprintable, str_isidentifier, str_isascii;

native_fn str_find, str_rfind, str_index, str_rindex, str_count, str_replace, str_startswith, str_endswith;
native_fn str_removeprefix, str_removesuffix, str_partition, str_rpartition, str_translate, str_maketrans;

native_fn str_split, str_rsplit, str_splitlines, str_join, str_strip, str_lstrip, str_rstrip;
native_fn str_center, str_ljust, str_rjust, str_zfill, str_expandtabs;

/* Self of a str method: the str inside a subclass's instance too. */
static inline const str_t *str_self(const vm_t *vm, value_t v)
{
    return as_str(vm, value_payload(vm, v));
}

/* A str out of a part of another one. */
static inline value_t str_part(vm_t *vm, const char *bytes, size_t size_bytes)
{
    return size_bytes == 0 ? vm->empty_string : str_new(vm, bytes, size_bytes);
}

#endif
