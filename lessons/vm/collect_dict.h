/* What the collector's files share. */
#ifndef LESSONS_VM_COLLECT_DICT_H
#define LESSONS_VM_COLLECT_DICT_H

#include "lessons/vm/vm.h"

typedef struct collector {
    vm_t *vm;
    uint8_t *base;
    ref_t static_end;
    ref_t top;     /* where the next copy goes */
    uint32_t bias; /* to be added to an offset before it is written down */
    bool canonical;
} collector_t;

/* ---- collect.c ---- */

/* The value moves with its object; a reference is followed once. */
void collect_forward(collector_t *c, value_t *value);

/* A copy of storage that has one owner, perhaps shorter; *ref is what the owner writes down (it may be the
 * field that held `old`). Gives the copy. */
void *collect_copy_storage(collector_t *c, ref_t old, uint32_t size_bytes, ref_t *ref);
/* New storage, zeroed behind its header. */
void *collect_new_storage(collector_t *c, kind_t kind, uint32_t size_bytes, ref_t *ref);

/* ---- collect_dict.c ---- */

/* Takes the storage of a copied dict along. A canonical copy has no holes and an index whose size and order
 * follow from the entries. */
void collect_dict(collector_t *c, dict_t *dict);

/* An iterator over a dict counts entries: where holes before its place go, it must count less. The iterator's
 * `over` is still the old value. */
void collect_iterator_position(const collector_t *c, iterator_t *it);

#endif
