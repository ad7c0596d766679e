/* What was changed in a text area, to take it back. */
#include "console/text_edits.h"

#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <string.h>

enum { EDITS_MAX = 1000 };

struct text_edit {
    size_t from;           /* where */
    struct buffer out, in; /* what stood there, and what stands there since */
    size_t before;         /* the cursor before it */
};

static void edit_free(struct text_edit *edit)
{
    buffer_free(&edit->out);
    buffer_free(&edit->in);
}

static void drop_undone(struct text_area *area)
{
    while (area->edit_count > area->done)
        edit_free(&area->edits[--area->edit_count]);
}

void text_edits_free(struct text_area *area)
{
    area->done = 0;
    drop_undone(area);
    free(area->edits);
    area->edits = NULL;
}

static const char *bytes_of(const struct buffer *buffer)
{
    return buffer->len > 0 ? buffer->data : "";
}

static void splice(struct text_area *area, size_t from, size_t to, const char *put, size_t len)
{
    struct buffer fresh = {0};
    const char *text = text_area_text(area);
    buffer_add(&fresh, text, from);
    buffer_add(&fresh, put, len);
    buffer_text(&fresh, text + to);
    buffer_free(&area->text);
    area->text = fresh;
    area->lines = 0;
    area->wish = -1;
}

static struct text_edit *edit_new(struct text_area *area, size_t from)
{
    drop_undone(area);
    if (area->edit_count == EDITS_MAX) {
        edit_free(&area->edits[0]);
        memmove(area->edits, area->edits + 1, (EDITS_MAX - 1) * sizeof *area->edits);
        area->edit_count--;
    }
    area->edits = memory_grow(area->edits, area->edit_count + 1, sizeof *area->edits);
    struct text_edit *edit = &area->edits[area->edit_count++];
    area->done = area->edit_count;
    *edit = (struct text_edit){.from = from, .before = area->at};
    return edit;
}

/* A word and the blanks behind it are one edit: what one undo takes back. */
static bool begins_word(const struct text_area *area, size_t from, const char *put)
{
    const char *text = text_area_text(area);
    bool blank_before = from == 0 || strchr(" \n", text[from - 1]) != NULL;
    return blank_before && strchr(" \n", put[0]) == NULL;
}

/* The last edit, when this one is a part of it. */
static struct text_edit *joined(struct text_area *area, size_t from, size_t to, const char *put,
                                size_t len, enum edit_joins joins)
{
    if (joins == JOINS_NOTHING || area->joining != (int)joins || area->done == 0 ||
        area->done != area->edit_count)
        return NULL;
    struct text_edit *last = &area->edits[area->done - 1];
    if (joins == JOINS_TYPING)
        return from == to && len > 0 && from == last->from + last->in.len &&
                       !begins_word(area, from, put)
                   ? last
                   : NULL;
    return last->in.len == 0 && to == last->from ? last : NULL;
}

static void put_before(struct buffer *buffer, const char *bytes, size_t len)
{
    struct buffer fresh = {0};
    buffer_add(&fresh, bytes, len);
    buffer_add(&fresh, bytes_of(buffer), buffer->len);
    buffer_free(buffer);
    *buffer = fresh;
}

bool text_edit(struct text_area *area, size_t from, size_t to, const char *put, size_t len,
               enum edit_joins joins)
{
    area->refused = area->text.len - (to - from) + len > area->max && len > 0;
    if (area->refused || (from == to && len == 0))
        return false;
    struct text_edit *edit = joined(area, from, to, put, len, joins);
    if (edit == NULL)
        edit = edit_new(area, from);
    put_before(&edit->out, text_area_text(area) + from, to - from);
    buffer_add(&edit->in, put, len);
    edit->from = joins == JOINS_RUBBING ? from : edit->from;
    splice(area, from, to, put, len);
    area->at = from + len;
    area->joining = (int)joins;
    return true;
}

bool text_area_undo(struct text_area *area)
{
    if (area->done == 0)
        return false;
    const struct text_edit *edit = &area->edits[--area->done];
    splice(area, edit->from, edit->from + edit->in.len, bytes_of(&edit->out), edit->out.len);
    area->at = edit->before;
    area->joining = JOINS_NOTHING;
    return true;
}

bool text_area_redo(struct text_area *area)
{
    if (area->done == area->edit_count)
        return false;
    const struct text_edit *edit = &area->edits[area->done++];
    splice(area, edit->from, edit->from + edit->out.len, bytes_of(&edit->in), edit->in.len);
    area->at = edit->from + edit->in.len;
    area->joining = JOINS_NOTHING;
    return true;
}
