/*
 * What id() gives, in a heap whose objects move.
 *
 * An object gets a number when it is first asked for: in its own field where its kind has one, else in a
 * table of the process. The table does not keep objects alive. Numbers are never given out twice by a
 * process.
 */
#ifndef LESSONS_VM_IDENTITY_H
#define LESSONS_VM_IDENTITY_H

#include "lessons/vm/collect_dict.h"

/* After all that lives was copied: the table follows what moved, and forgets the rest. */
void identities_collect(collector_t *c);

#endif
