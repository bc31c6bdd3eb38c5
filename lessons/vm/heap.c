#include "lessons/vm/heap.h"

#include <sys/mman.h>

#include "lessons/vm/vm.h"

#define PREFIX_BYTES        (24u << 20)
#define SPACE_BYTES         (1968u << 20)
#define DEFAULT_LIMIT_BYTES (512u << 20)
#define FIRST_OFFSET        16u /* 0 is no object */

static uint32_t round_to_page(uint64_t bytes)
{
    return (uint32_t)((bytes + 4095u) & ~UINT64_C(4095));
}

bool heap_init(heap_t *heap, uint32_t limit_bytes)
{
    uint32_t stack_bytes =
        round_to_page(sizeof(frame_t) * VM_FRAME_ROOM) + round_to_page(sizeof(value_t) * VM_STACK_VALUES);
    *heap = (heap_t){0};
    heap->static_top = FIRST_OFFSET;
    heap->static_end = PREFIX_BYTES;
    heap->stack_start = PREFIX_BYTES;
    heap->stack_end = PREFIX_BYTES + stack_bytes;
    heap->space_bytes = SPACE_BYTES;
    heap->space_start[0] = heap->stack_end;
    heap->space_start[1] = heap->stack_end + SPACE_BYTES;
    heap->reserved_bytes = (uint64_t)heap->space_start[1] + SPACE_BYTES;
    heap->limit_bytes = limit_bytes ? limit_bytes : DEFAULT_LIMIT_BYTES;
    heap->base = mmap(NULL, heap->reserved_bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (heap->base == MAP_FAILED) {
        heap->base = NULL;
        return false;
    }
    heap_reset(heap);
    return true;
}

void heap_destroy(heap_t *heap)
{
    if (heap->base)
        munmap(heap->base, heap->reserved_bytes);
    heap->base = NULL;
}

void heap_reset(heap_t *heap)
{
    heap->space = 0;
    heap->top = heap->space_start[0];
    heap->end = heap->top + heap->space_bytes;
    heap->collect_at = heap->top + HEAP_NURSERY_BYTES;
}

uint32_t heap_used(const heap_t *heap)
{
    return heap->top - heap->space_start[heap->space];
}

bool heap_room(const vm_t *vm, uint64_t bytes)
{
    const heap_t *heap = &vm->heap;
    return bytes <= heap->limit_bytes && bytes + 4096 < heap->end - heap->top;
}

void *heap_alloc_slow(vm_t *vm, kind_t kind, uint64_t size_bytes)
{
    heap_t *heap = &vm->heap;
    ref_t *top = heap->loading ? &heap->static_top : &heap->top;
    ref_t end = heap->loading ? heap->static_end : heap->end;
    if (size_bytes > end - *top || size_bytes > heap->limit_bytes)
        vm_out_of_memory(vm);
    object_t *object = heap_at(heap, *top);
    *top += (uint32_t)size_bytes;
    object->size_bytes = (uint32_t)size_bytes;
    object->kind = (uint8_t)kind;
    object->flags = 0;
    object->extra = 0;
    return object;
}

void *heap_alloc(vm_t *vm, kind_t kind, uint64_t size_bytes)
{
    object_t *object = heap_alloc_raw(vm, kind, size_bytes);
    memset(object + 1, 0, object->size_bytes - sizeof *object);
    return object;
}

void vm_out_of_memory(vm_t *vm)
{
    assert(vm->memory_exit);
    longjmp(*vm->memory_exit, 1);
}
