#include "holdfast/screen/sheet.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARK_CELLS = 2 }; /* that a list keeps free at the left */

static const struct list_column column[] = {{"", 10, 80, 1, 0, LIST_LEFT}};

static bool line_text(void *context, const struct list_row *row, int line, char *out, size_t size,
                      enum style *style)
{
    (void)context;
    (void)line;
    const struct sheet_line *data = row->data;
    (void)snprintf(out, size, "%s", data->text);
    *style = data->style;
    return true;
}

static enum style line_cell(void *context, const struct list_row *row, int place, int cells,
                            char *out, size_t size)
{
    enum style style = STYLE_TEXT;
    (void)cells;
    (void)line_text(context, row, place, out, size, &style);
    return style;
}

static const struct list_source source = {.cell = line_cell, .line = line_text};

void sheet_open(struct sheet *sheet, struct screen *screen)
{
    sheet->screen = screen;
    list_open(&sheet->list, &source, sheet, column, 1);
    screen_focus_list(screen, &sheet->list);
}

void sheet_close(struct sheet *sheet)
{
    if (sheet->page != NULL)
        list_page_free(sheet->page);
    list_close(&sheet->list);
}

void sheet_begin(struct sheet *sheet)
{
    if (sheet->page != NULL)
        list_page_free(sheet->page);
    sheet->page = list_page_new();
    sheet->lines = 0;
}

bool sheet_seek(struct sheet *sheet, const char *target)
{
    for (int i = 0; i < sheet->list.count; i++) {
        const struct sheet_line *line = sheet->list.rows[i].data;
        if (strcmp(line->target, target) == 0)
            return list_select(&sheet->list, sheet->list.rows[i].id);
    }
    return false;
}

/* The page was written anew, and lines may have come before the one the cursor is on: it stays with
 * what that line leads to. */
static void follow(struct sheet *sheet, const char *target)
{
    const struct sheet_line *line = sheet_selected(sheet);
    const struct list_row *row = list_selected(&sheet->list);
    if (row == NULL || row->flags & LIST_HEADING)
        sheet_go(sheet, sheet->list.selected);
    if (target[0] != '\0' && (line == NULL || strcmp(line->target, target) != 0))
        (void)sheet_seek(sheet, target);
}

void sheet_end(struct sheet *sheet)
{
    int64_t last = sheet->lines, selected = sheet->list.selected;
    const struct sheet_line *line = sheet_selected(sheet);
    char *target = memory_text(line != NULL ? line->target : "");
    list_put_all(&sheet->list, sheet->page);
    sheet->page = NULL;
    /* A shorter page: the cursor goes to its end rather than to a line that is gone. */
    while (selected > last && last > 0 && !list_select(&sheet->list, last))
        last--;
    follow(sheet, target);
    free(target);
}

static void add(struct sheet *sheet, enum style style, const char *target, const char *detail,
                const char *text, unsigned flags)
{
    struct arena *arena = list_page_arena(sheet->page);
    struct sheet_line *line = arena_take(arena, 1, sizeof *line);
    line->text = arena_text(arena, text);
    line->style = style;
    line->target = arena_text(arena, target != NULL ? target : "");
    line->detail = arena_text(arena, detail != NULL ? detail : "");
    sheet->lines++;
    list_page_add(sheet->page, sheet->lines, sheet->lines, line, flags);
}

void sheet_line(struct sheet *sheet, enum style style, const char *target, const char *detail,
                const char *text)
{
    add(sheet, style, target, detail, text, 0);
}

void sheet_print(struct sheet *sheet, enum style style, const char *target, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    add(sheet, style, target, NULL, text, 0);
}

void sheet_wrapped(struct sheet *sheet, enum style style, int indent, const char *head,
                   const char *text)
{
    sheet_wrapped_to(sheet, style, NULL, indent, head, text);
}

void sheet_wrapped_to(struct sheet *sheet, enum style style, const char *target, int indent,
                      const char *head, const char *text)
{
    struct buffer line = {0};
    int cells = sheet_cols(sheet) - indent;
    const char *at = text;
    buffer_text(&line, head);
    for (int used = text_width(head); used < indent; used++)
        buffer_text(&line, " ");
    while (at != NULL) {
        size_t len = 0;
        const char *next = text_wrap(at, cells > 10 ? cells : 10, &len);
        buffer_add(&line, at, len);
        add(sheet, style, target, NULL, line.data, 0);
        buffer_clear(&line);
        buffer_print(&line, "%*s", indent, "");
        at = next;
    }
    buffer_free(&line);
}

void sheet_labelled(struct sheet *sheet, enum style style, const char *label, const char *text)
{
    if (text[0] != '\0')
        sheet_wrapped(sheet, style, SHEET_LABEL, label, text);
}

void sheet_rule(struct sheet *sheet)
{
    char text[512];
    int cells = console_cols(sheet->screen->console);
    if (console_lean(sheet->screen->console))
        return;
    if (cells > (int)sizeof text - 1)
        cells = (int)sizeof text - 1;
    memset(text, '-', (size_t)cells);
    text[cells] = '\0';
    add(sheet, STYLE_RULE, NULL, NULL, text, LIST_HEADING);
}

void sheet_heading(struct sheet *sheet, const char *text)
{
    add(sheet, STYLE_HEADING, NULL, NULL, text, LIST_HEADING);
}

int64_t sheet_next(const struct sheet *sheet)
{
    return sheet->lines + 1;
}

void sheet_go(struct sheet *sheet, int64_t number)
{
    for (int i = 0; i < sheet->list.count; i++) {
        const struct list_row *row = &sheet->list.rows[i];
        if (row->id >= number && !(row->flags & LIST_HEADING)) {
            (void)list_select(&sheet->list, row->id);
            return;
        }
    }
}

void sheet_under(struct sheet *sheet, enum style style, const char *text)
{
    add(sheet, style, NULL, NULL, text, LIST_HEADING);
}

const struct sheet_line *sheet_selected(const struct sheet *sheet)
{
    const struct list_row *row = list_selected(&sheet->list);
    return row != NULL ? row->data : NULL;
}

int sheet_cols(const struct sheet *sheet)
{
    return console_cols(sheet->screen->console) - MARK_CELLS;
}

void sheet_draw(struct sheet *sheet, struct area area)
{
    list_draw(&sheet->list, sheet->screen->console, area, true);
}
