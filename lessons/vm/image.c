#include "lessons/vm/image.h"

#include <stdlib.h>

#include "lessons/vm/collect.h"
#include "lessons/vm/machine.h"

/* In this order: head, frames, stack, heap. */
typedef struct image_head {
    uint32_t stack_count; /* values */
    uint32_t heap_bytes;
    vm_state_t state;
} image_head_t;

static size_t image_bytes(const image_head_t *head)
{
    return sizeof *head + (size_t)head->state.frame_count * sizeof(frame_t) +
           (size_t)head->stack_count * sizeof(value_t) + head->heap_bytes;
}

/* The state field by field into zeroed memory: what lies between fields must not show. How many instructions
 * ago the last operation was does not matter to an image: it stands at one. */
static void copy_state(vm_state_t *to, const vm_state_t *from)
{
    to->exception = from->exception;
    memcpy(to->roots, from->roots, sizeof to->roots);
    to->modules = from->modules;
    to->identities = from->identities;
    to->next_identity = from->next_identity;
    to->frame_count = from->frame_count;
    to->process = from->process;
    to->main_called = from->main_called;
    to->done = from->done;
    to->budget = VM_SPIN_INSTRUCTIONS;
    to->pending = from->pending;
}

size_t vm_image_size(vm_t *vm)
{
    return vm_image_save(vm, NULL, 0);
}

size_t vm_image_save(vm_t *vm, void *buffer, size_t room)
{
    image_head_t head;
    collect_canonical(vm);
    memset(&head, 0, sizeof head);
    copy_state(&head.state, &vm->state);
    head.stack_count = collect_stack_top(vm);
    head.heap_bytes = heap_used(&vm->heap);
    size_t size = image_bytes(&head);
    if (size > room || !buffer)
        return size;
    uint8_t *to = buffer;
    memcpy(to, &head, sizeof head);
    to += sizeof head;
    memcpy(to, vm->frames, head.state.frame_count * sizeof(frame_t));
    to += head.state.frame_count * sizeof(frame_t);
    memcpy(to, vm->stack, head.stack_count * sizeof(value_t));
    to += head.stack_count * sizeof(value_t);
    memcpy(to, heap_at(&vm->heap, vm->heap.space_start[0]), head.heap_bytes);
    return size;
}

bool vm_image_load(vm_t *vm, const void *bytes, size_t size)
{
    image_head_t head;
    if (size < sizeof head)
        return false;
    memcpy(&head, bytes, sizeof head);
    if (head.state.frame_count > VM_FRAME_ROOM || head.stack_count > VM_STACK_VALUES ||
        head.heap_bytes > vm->heap.space_bytes || image_bytes(&head) != size)
        return false;
    const uint8_t *from = (const uint8_t *)bytes + sizeof head;
    heap_reset(&vm->heap);
    vm->state = head.state;
    memcpy(vm->frames, from, head.state.frame_count * sizeof(frame_t));
    from += head.state.frame_count * sizeof(frame_t);
    memcpy(vm->stack, from, head.stack_count * sizeof(value_t));
    from += head.stack_count * sizeof(value_t);
    memcpy(heap_at(&vm->heap, vm->heap.space_start[0]), from, head.heap_bytes);
    vm->heap.top += head.heap_bytes;
    vm->heap.collect_at = vm->heap.top + HEAP_NURSERY_BYTES;
    for (uint32_t i = 0; i < head.state.frame_count; i++)
        if (!vm->codes[vm->frames[i].code].caches)
            code_prepare(vm, vm->frames[i].code);
    vm->tail_args = 0;
    vm->cache_epoch++;
    module_dicts_refresh(vm);
    return true;
}
