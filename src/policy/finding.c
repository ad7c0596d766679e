#include "holdfast/policy/finding.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static struct finding *next_slot(struct finding_list *list)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 16 : list->room * 2;
        struct finding *grown = arena_take(list->arena, room, sizeof *grown);
        if (list->count > 0)
            memcpy(grown, list->items, list->count * sizeof *grown);
        list->items = grown;
        list->room = room;
    }
    return &list->items[list->count++];
}

void finding_add(struct finding_list *list, enum severity severity, struct place at,
                 const char *mend, const char *what, ...)
{
    if (severity == SEVERITY_ERROR)
        list->errors++;
    else
        list->warnings++;
    if (list->count >= FINDING_LIMIT)
        return;
    char text[600];
    va_list args;
    va_start(args, what);
    (void)vsnprintf(text, sizeof text, what, args);
    va_end(args);
    struct finding *slot = next_slot(list);
    *slot = (struct finding){.severity = severity,
                             .line = at.line == 0 ? 1 : at.line,
                             .column = at.column == 0 ? 1 : at.column,
                             .order = list->count,
                             .what = arena_text(list->arena, text),
                             .mend = arena_text(list->arena, mend)};
}

static int by_place(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static bool same_finding(const struct finding *a, const struct finding *b)
{
    return a->line == b->line && a->column == b->column && a->severity == b->severity &&
           strcmp(a->what, b->what) == 0;
}

static void drop(struct finding_list *list, size_t at)
{
    if (list->items[at].severity == SEVERITY_ERROR)
        list->errors--;
    else
        list->warnings--;
    list->count--;
    memmove(&list->items[at], &list->items[at + 1], (list->count - at) * sizeof *list->items);
}

void finding_sort(struct finding_list *list)
{
    if (list->count < 2)
        return;
    qsort(list->items, list->count, sizeof *list->items, by_place);
    for (size_t i = list->count - 1; i > 0; i--) {
        if (same_finding(&list->items[i], &list->items[i - 1]))
            drop(list, i);
    }
}

void finding_print(const struct finding_list *list, FILE *out)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct finding *f = &list->items[i];
        const char *severity = f->severity == SEVERITY_ERROR ? say("error") : say("warning");
        fprintf(out, "%s:%u:%u: %s: %s%s%s\n", list->file, f->line, f->column, severity, f->what,
                f->mend[0] == '\0' ? "" : "; ", f->mend);
    }
    size_t more = list->errors + list->warnings - list->count;
    if (more > 0)
        fprintf(out, say("%s: %zu more were found and are not shown\n"), list->file, more);
}
