#include "holdfast/util/arena.h"

#include "holdfast/util/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

static struct arena_block *add_block(struct arena *a, size_t need)
{
    size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
    struct arena_block *block = memory_take(1, sizeof *block + size);
    block->older = a->newest;
    block->size = size;
    a->newest = block;
    return block;
}

void *arena_take(struct arena *a, size_t count, size_t size)
{
    const size_t grain = alignof(max_align_t);
    if (size != 0 && count > (SIZE_MAX / 2) / size) {
        memory_exhausted();
        abort();
    }
    size_t need = (count * size + grain - 1) / grain * grain;
    struct arena_block *block = a->newest;
    if (block == NULL || block->size - block->used < need)
        block = add_block(a, need);
    void *taken = block->bytes + block->used;
    block->used += need;
    return taken;
}

char *arena_slice(struct arena *a, const char *text, size_t len)
{
    char *copy = arena_take(a, len + 1, 1);
    memcpy(copy, text, len);
    return copy;
}

char *arena_text(struct arena *a, const char *text)
{
    return arena_slice(a, text, strlen(text));
}

char *arena_print(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_take(a, len > 0 ? (size_t)len + 1 : 1, 1);
    if (len > 0)
        (void)vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}

void arena_free(struct arena *a)
{
    while (a->newest != NULL) {
        struct arena_block *block = a->newest;
        a->newest = block->older;
        free(block);
    }
}
