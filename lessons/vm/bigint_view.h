/*
 * Ints of the language as GMP's numbers, for natives that calculate with them.
 */
#ifndef LESSONS_VM_BIGINT_VIEW_H
#define LESSONS_VM_BIGINT_VIEW_H

#include <gmp.h>

#include "lessons/vm/vm.h"

/* A read-only view of any int (small, bool, big): good as long as the value and `store` are. Not to be
 * cleared. */
void bigint_view(const vm_t *vm, value_t v, mpz_t out, mp_limb_t *store);

/* Makes an int of `number`, which is cleared in any case. NATIVE_RAISE: MemoryError. */
native_status_t bigint_from_mpz(vm_t *vm, mpz_t number, value_t *result);

#endif
