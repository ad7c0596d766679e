#include "holdfast/screen/tags.h"

#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <string.h>

struct tag *tags_find(const struct tags *tags, int64_t id)
{
    for (size_t i = 0; i < tags->count; i++)
        if (tags->rows[i].id == id)
            return &tags->rows[i];
    return NULL;
}

bool tags_put(struct tags *tags, int64_t id, const char *ref, int version)
{
    tags_drop(tags, id);
    if (tags->count == TAGS_MOST)
        return false;
    if (tags->count == tags->size) {
        tags->size = tags->size > 0 ? tags->size * 2 : 16;
        tags->rows = memory_grow(tags->rows, tags->size, sizeof *tags->rows);
    }
    tags->rows[tags->count++] = (struct tag){id, version, memory_text(ref), false};
    return true;
}

void tags_drop(struct tags *tags, int64_t id)
{
    struct tag *tag = tags_find(tags, id);
    if (tag == NULL)
        return;
    free(tag->ref);
    size_t behind = (size_t)(tags->rows + tags->count - tag) - 1;
    memmove(tag, tag + 1, behind * sizeof *tag);
    tags->count--;
}

void tags_clear(struct tags *tags)
{
    for (size_t i = 0; i < tags->count; i++)
        free(tags->rows[i].ref);
    free(tags->rows);
    *tags = (struct tags){0};
}
