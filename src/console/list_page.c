#include "console/list_page.h"

#include "holdfast/util/memory.h"

#include <stdlib.h>

struct list_page *list_page_new(void)
{
    struct list_page *page = memory_take(1, sizeof *page);
    page->held = 1;
    return page;
}

struct arena *list_page_arena(struct list_page *page)
{
    return &page->arena;
}

void list_page_add(struct list_page *page, int64_t sort, int64_t id, const void *data,
                   unsigned flags)
{
    if (page->count == page->size) {
        page->size = page->size > 0 ? page->size * 2 : LIST_PAGE;
        page->rows = memory_grow(page->rows, (size_t)page->size, sizeof *page->rows);
    }
    page->rows[page->count++] =
        (struct list_row){.sort = sort, .id = id, .data = data, .flags = flags, .page = page};
}

int list_page_count(const struct list_page *page)
{
    return page->count;
}

void list_page_hold(struct list_page *page)
{
    page->held++;
}

void list_page_release(struct list_page *page)
{
    if (page == NULL || --page->held > 0)
        return;
    arena_free(&page->arena);
    free(page->rows);
    free(page);
}

void list_page_free(struct list_page *page)
{
    list_page_release(page);
}
