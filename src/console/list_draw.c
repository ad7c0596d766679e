#include "console/internal.h"
#include "console/list_page.h"

#include <string.h>

/* One for the mark of the selected row, one for tags and ghosts. */
enum { GUTTER = 2, COLUMN_GAP = 1, SECOND_LINE_INDENT = 4 };

struct plan {
    struct console *console;
    struct area area; /* of the rows */
    int sizes[LAYOUT_MAX_PARTS];
    bool marks; /* the selected row by '>' instead of reverse video */
};

static void measure(const struct list *list, struct plan *plan)
{
    struct layout_part parts[LAYOUT_MAX_PARTS] = {0};
    size_t count =
        list->column_count < LAYOUT_MAX_PARTS ? list->column_count : (size_t)LAYOUT_MAX_PARTS;
    for (size_t i = 0; i < count; i++)
        parts[i] = (struct layout_part){list->columns[i].min, list->columns[i].ideal,
                                        list->columns[i].weight, list->columns[i].drop};
    layout_split(parts, count, plan->area.cols - GUTTER, COLUMN_GAP, plan->sizes);
}

static void draw_column(const struct plan *plan, const struct list *list, int column, int row,
                        int col, enum style style, const char *text)
{
    if (list->columns[column].align == LIST_RIGHT)
        draw_right(plan->console, row, col, plan->sizes[column], style, text);
    else
        draw_text(plan->console, row, col, plan->sizes[column], style, text);
}

static void draw_titles(const struct plan *plan, const struct list *list, int row)
{
    int col = plan->area.col + GUTTER;
    draw_text(plan->console, row, plan->area.col, plan->area.cols, STYLE_HEADING, "");
    for (int i = 0; i < (int)list->column_count; i++) {
        if (plan->sizes[i] == 0)
            continue;
        draw_column(plan, list, i, row, col, STYLE_HEADING, list->columns[i].title);
        col += plan->sizes[i] + COLUMN_GAP;
    }
}

static void draw_cells(const struct plan *plan, const struct list *list,
                       const struct list_row *data, int row)
{
    int col = plan->area.col + GUTTER;
    for (int i = 0; i < (int)list->column_count; i++) {
        char text[1024] = "";
        if (plan->sizes[i] == 0)
            continue;
        enum style style =
            list->source->cell(list->context, data, i, plan->sizes[i], text, sizeof text);
        if (data->flags & LIST_GHOST)
            style = STYLE_GHOST;
        draw_column(plan, list, i, row, col, style, text);
        col += plan->sizes[i] + COLUMN_GAP;
    }
}

static void draw_line(const struct plan *plan, const struct list *list, const struct list_row *data,
                      int line, int row)
{
    char text[1024] = "";
    enum style style = STYLE_TEXT;
    bool heading = data->flags & LIST_HEADING;
    int indent = heading ? 0 : line == 0 ? GUTTER : SECOND_LINE_INDENT;
    bool whole = list->source->line != NULL &&
                 list->source->line(list->context, data, line, text, sizeof text, &style);
    if (data->flags & LIST_GHOST)
        style = STYLE_GHOST;
    if (whole)
        draw_text(plan->console, row, plan->area.col + indent, plan->area.cols - indent, style,
                  text);
    else if (line == 0)
        draw_cells(plan, list, data, row);
}

static void draw_row(const struct plan *plan, const struct list *list, const struct list_row *data,
                     int row, bool focused)
{
    bool selected = data->id == list->selected && list_is_selectable(data);
    char gutter[GUTTER + 1] = "  ";
    for (int line = 0; line < list->lines && row + line < plan->area.row + plan->area.rows;
         line++) {
        draw_text(plan->console, row + line, plan->area.col, plan->area.cols, STYLE_TEXT, "");
        draw_line(plan, list, data, line, row + line);
    }
    gutter[0] = selected && focused && plan->marks ? '>' : ' ';
    gutter[1] = data->flags & LIST_TAGGED ? '*' : data->flags & LIST_GHOST ? '-' : ' ';
    if (list_is_selectable(data))
        draw_text(plan->console, row, plan->area.col, GUTTER, STYLE_TEXT, gutter);
    if (!selected || !focused)
        return;
    draw_cursor(plan->console, row, plan->area.col);
    if (!plan->marks)
        draw_restyle(plan->console, row, plan->area.col,
                     plan->area.cols < LIST_SELECTED_CELLS ? plan->area.cols : LIST_SELECTED_CELLS,
                     STYLE_SELECTED);
}

void list_draw(struct list *list, struct console *console, struct area area, bool focused)
{
    struct plan plan = {.console = console, .area = area};
    plan.marks = console_lean(console) || !tty_reverses(console->terminal);
    measure(list, &plan);
    if (list->titles && area.rows > 1)
        draw_titles(&plan, list, area_take_top(&plan.area, 1).row);
    list->visible = plan.area.rows / list->lines > 0 ? plan.area.rows / list->lines : 1;
    list_show_selected(list);
    if (focused)
        draw_cursor(console, plan.area.row, plan.area.col);
    for (int i = 0; i < list->visible; i++) {
        int row = plan.area.row + i * list->lines;
        struct area blank = {row, area.col, list->lines, area.cols};
        if (list->top + i < list->count)
            draw_row(&plan, list, &list->rows[list->top + i], row, focused);
        else
            draw_blank(console, blank);
    }
    if (list->count == 0 && list->empty != NULL)
        draw_text(console, plan.area.row, area.col + GUTTER, area.cols - GUTTER, STYLE_TEXT,
                  list->empty);
}
