#include "holdfast/screen/marks.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/task_row.h"
#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <string.h>

struct mark {
    int64_t id;
    const char *result, *settled; /* as in struct task_row; NULL: the row is live */
};

static void put(struct list *list, const struct mark *mark, int version)
{
    const struct list_row *row = list_find(list, mark->id);
    if (row == NULL)
        return;
    struct task_row *changed = arena_take(list_page_arena(row->page), 1, sizeof *changed);
    *changed = *(const struct task_row *)row->data;
    changed->result = mark->result;
    changed->settled = mark->settled;
    if (version > 0)
        changed->version = version;
    (void)list_change(list, row->id, changed, mark->result != NULL ? LIST_KEEP : 0,
                      mark->result != NULL ? 0 : LIST_KEEP);
}

static struct mark mark_after(const struct task_row *row, const struct step_result *result)
{
    struct mark mark = {row->id, row->settled, row->settled};
    bool waits = result->answer == NULL && result->failure == NULL;
    if (waits && result->word != NULL)
        mark.result = result->word;
    else if (result->answer != NULL && strcmp(result->action, "undo") == 0)
        mark.result = mark.settled = NULL;
    else if (result->answer != NULL && result->word != NULL)
        mark.result = mark.settled = result->word;
    return mark;
}

void marks_follow(struct list *list, const struct list_row *row, const struct step_result *result)
{
    struct mark mark = mark_after(row->data, result);
    put(list, &mark, (int)answer_int(result->answer, "version"));
}

static size_t take(const struct list *list, struct mark *marks)
{
    size_t count = 0;
    for (int i = 0; i < list->count; i++) {
        const struct task_row *row = list->rows[i].data;
        if (row->result != NULL)
            marks[count++] = (struct mark){row->id, row->result, row->settled};
    }
    return count;
}

void marks_refresh(struct list *list, const struct list_row *behind, struct list_page *page,
                   bool more)
{
    struct mark *marks = memory_take((size_t)list->count, sizeof *marks);
    size_t count = take(list, marks);
    list_refresh(list, behind, page, more);
    for (size_t i = 0; i < count; i++)
        put(list, &marks[i], 0);
    free(marks);
}

void marks_reread(struct list *list, const struct reply *reply)
{
    for (size_t i = 0; i < reply_rows(reply); i++) {
        int64_t id = reply_bigint(reply, i, reply_column(reply, "id"));
        const struct list_row *row = list_find(list, id);
        if (row == NULL)
            continue;
        const struct task_row *old = row->data;
        struct arena *arena = list_page_arena(row->page);
        struct task_row *fresh = arena_take(arena, 1, sizeof *fresh);
        *fresh = *task_decode(reply, i, arena);
        fresh->result = old->result;
        fresh->settled = old->settled;
        if (fresh->version >= old->version)
            (void)list_change(list, id, fresh, 0, 0);
    }
}

void marks_clear(struct list *list)
{
    struct mark *marks = memory_take((size_t)list->count, sizeof *marks);
    size_t count = take(list, marks);
    for (size_t i = 0; i < count; i++)
        put(list, &(struct mark){.id = marks[i].id}, 0);
    free(marks);
}
