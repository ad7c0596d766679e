#include "holdfast/util/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static void end_for_lack_of_memory(void)
{
    fputs("holdfast: out of memory\n", stderr);
    exit(EX_OSERR);
}

void (*memory_exhausted)(void) = end_for_lack_of_memory;

static void *checked(void *p)
{
    if (p == NULL) {
        memory_exhausted();
        abort();
    }
    return p;
}

void *memory_take(size_t count, size_t size)
{
    return checked(calloc(count > 0 ? count : 1, size > 0 ? size : 1));
}

void *memory_grow(void *old, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return checked(NULL);
    size_t bytes = count * size;
    return checked(realloc(old, bytes > 0 ? bytes : 1));
}

char *memory_text(const char *text)
{
    return checked(strdup(text));
}
