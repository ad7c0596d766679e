#include "holdfast/console/text_area.h"

#include "console/text_edits.h"
#include "holdfast/console/text.h"
#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- text coming in ---- */

/* Cleans what stands between newlines; the newlines stay, whatever system wrote them. */
static void add_clean(struct buffer *out, const char *text)
{
    char *line = memory_take(strlen(text) + 1, 1);
    char *clean = memory_take(strlen(text) + 1, 1);
    for (;;) {
        size_t len = strcspn(text, "\r\n");
        memcpy(line, text, len);
        line[len] = '\0';
        (void)text_clean(clean, len + 1, line);
        buffer_text(out, clean);
        text += len;
        if (*text == '\0')
            break;
        text += text[0] == '\r' && text[1] == '\n' ? 2 : 1;
        buffer_text(out, "\n");
    }
    free(line);
    free(clean);
}

static size_t fitting(const char *text, size_t max)
{
    size_t at = 0, next = 0;
    while (next <= max && text[next] != '\0') {
        at = next;
        next = text_next(text, next);
    }
    return next <= max ? next : at;
}

void text_area_open(struct text_area *area, const char *text, size_t max)
{
    *area = (struct text_area){.max = max > 0 ? max : TEXT_AREA_MAX, .wish = -1, .rows = 1};
    add_clean(&area->text, text);
    if (area->text.len > area->max)
        area->max = area->text.len;
}

void text_area_close(struct text_area *area)
{
    text_edits_free(area);
    buffer_free(&area->text);
    free(area->starts);
    *area = (struct text_area){0};
}

const char *text_area_text(const struct text_area *area)
{
    return area->text.data != NULL ? area->text.data : "";
}

void text_area_put(struct text_area *area, const char *text)
{
    struct buffer clean = {0};
    add_clean(&clean, text);
    (void)text_edit(area, 0, area->text.len, clean.data, fitting(clean.data, area->max),
                    JOINS_NOTHING);
    buffer_free(&clean);
}

void text_area_add(struct text_area *area, const char *text)
{
    struct buffer clean = {0};
    size_t at = area->at, end = area->text.len;
    buffer_text(&clean, end > 0 ? "\n\n" : "");
    add_clean(&clean, text);
    (void)text_edit(area, end, end, clean.data, clean.len, JOINS_NOTHING);
    area->at = at;
    buffer_free(&clean);
}

/* ---- lines ---- */

static void add_start(struct text_area *area, size_t at)
{
    if (area->lines == area->room) {
        area->room = area->room > 0 ? area->room * 2 : 32;
        area->starts = memory_grow(area->starts, (size_t)area->room, sizeof *area->starts);
    }
    area->starts[area->lines++] = at;
}

void text_area_wrap(struct text_area *area, int cols, int rows)
{
    const char *text = text_area_text(area);
    int cells = cols > 2 ? cols - 1 : 1;
    area->rows = rows > 0 ? rows : 1;
    if (area->lines > 0 && area->cols == cols)
        return;
    area->cols = cols;
    area->lines = 0;
    area->wish = -1;
    for (const char *at = text; at != NULL;) {
        size_t len;
        add_start(area, (size_t)(at - text));
        at = text_wrap(at, cells, &len);
    }
    if (area->text.len > 0 && text[area->text.len - 1] == '\n')
        add_start(area, area->text.len);
}

/* Keys come before anything was drawn, too. */
static void lay(struct text_area *area)
{
    if (area->lines == 0)
        text_area_wrap(area, area->cols > 0 ? area->cols : 80, area->rows);
}

static int line_of(const struct text_area *area, size_t at)
{
    int low = 0, high = area->lines - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (area->starts[middle] <= at)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* The last place for the cursor on a line. */
static size_t line_end(const struct text_area *area, int line)
{
    return line + 1 < area->lines ? text_before(text_area_text(area), area->starts[line + 1])
                                  : area->text.len;
}

static int cells_between(const struct text_area *area, size_t from, size_t to)
{
    const char *text = text_area_text(area);
    int cells = 0;
    for (size_t used; from < to; from += used) {
        int wide = text_code_width(text_decode(text + from, to - from, &used));
        cells += wide > 0 ? wide : 0;
    }
    return cells;
}

void text_area_place(const struct text_area *area, int *line, int *cell)
{
    *line = line_of(area, area->at);
    int cells = cells_between(area, area->starts[*line], area->at);
    /* Blanks at the end of a full line have no cells of their own. */
    *cell = cells < area->cols ? cells : area->cols - 1;
}

static size_t at_cell(const struct text_area *area, int line, int wish)
{
    const char *text = text_area_text(area);
    size_t at = area->starts[line], end = line_end(area, line);
    for (int cells = 0; at < end;) {
        size_t next = text_next(text, at);
        cells += cells_between(area, at, next);
        if (cells > wish)
            break;
        at = next;
    }
    return at;
}

/* ---- moving ---- */

static enum editor_answer move(struct text_area *area, size_t at)
{
    area->at = at;
    area->wish = -1;
    area->joining = JOINS_NOTHING;
    return EDITOR_MOVED;
}

static enum editor_answer move_lines(struct text_area *area, int by)
{
    int line, cell;
    lay(area);
    text_area_place(area, &line, &cell);
    int wish = area->wish >= 0 ? area->wish : cell;
    int to = line + by;
    if (to < 0 || to >= area->lines)
        to = to < 0 ? 0 : area->lines - 1;
    if (to != line)
        (void)move(area, at_cell(area, to, wish));
    area->wish = wish;
    return EDITOR_MOVED;
}

static enum editor_answer up(struct text_area *area)
{
    return move_lines(area, -1);
}

static enum editor_answer down(struct text_area *area)
{
    return move_lines(area, 1);
}

static enum editor_answer page_up(struct text_area *area)
{
    return move_lines(area, -(area->rows > 1 ? area->rows - 1 : 1));
}

static enum editor_answer page_down(struct text_area *area)
{
    return move_lines(area, area->rows > 1 ? area->rows - 1 : 1);
}

static enum editor_answer left(struct text_area *area)
{
    return move(area, text_before(text_area_text(area), area->at));
}

static enum editor_answer right(struct text_area *area)
{
    return move(area, text_next(text_area_text(area), area->at));
}

static enum editor_answer word_left(struct text_area *area)
{
    return move(area, text_word_before(text_area_text(area), area->at));
}

static enum editor_answer word_right(struct text_area *area)
{
    return move(area, text_word_behind(text_area_text(area), area->at));
}

static enum editor_answer home(struct text_area *area)
{
    lay(area);
    return move(area, area->starts[line_of(area, area->at)]);
}

static enum editor_answer end(struct text_area *area)
{
    lay(area);
    return move(area, line_end(area, line_of(area, area->at)));
}

static enum editor_answer first(struct text_area *area)
{
    return move(area, 0);
}

static enum editor_answer last(struct text_area *area)
{
    return move(area, area->text.len);
}

/* ---- changing ---- */

static enum editor_answer change(struct text_area *area, size_t from, size_t to, const char *put,
                                 size_t len, enum edit_joins joins)
{
    return text_edit(area, from, to, put, len, joins) ? EDITOR_CHANGED : EDITOR_MOVED;
}

static enum editor_answer cut(struct text_area *area, size_t from, size_t to)
{
    return change(area, from, to, "", 0, JOINS_NOTHING);
}

static enum editor_answer new_line(struct text_area *area)
{
    return change(area, area->at, area->at, "\n", 1, JOINS_TYPING);
}

static enum editor_answer rub_out(struct text_area *area)
{
    return change(area, text_before(text_area_text(area), area->at), area->at, "", 0,
                  JOINS_RUBBING);
}

static enum editor_answer delete_here(struct text_area *area)
{
    return cut(area, area->at, text_next(text_area_text(area), area->at));
}

static enum editor_answer cut_word_before(struct text_area *area)
{
    return cut(area, text_word_before(text_area_text(area), area->at), area->at);
}

static enum editor_answer cut_word_behind(struct text_area *area)
{
    return cut(area, area->at, text_word_behind(text_area_text(area), area->at));
}

static enum editor_answer cut_to_start(struct text_area *area)
{
    lay(area);
    return cut(area, area->starts[line_of(area, area->at)], area->at);
}

/* To the end of the paragraph; there, the newline. */
static enum editor_answer cut_to_end(struct text_area *area)
{
    const char *text = text_area_text(area) + area->at;
    size_t len = strcspn(text, "\n");
    return cut(area, area->at, area->at + (len > 0 ? len : text[0] != '\0' ? 1 : 0));
}

static enum editor_answer undo(struct text_area *area)
{
    return text_area_undo(area) ? EDITOR_CHANGED : EDITOR_MOVED;
}

static enum editor_answer redo(struct text_area *area)
{
    return text_area_redo(area) ? EDITOR_CHANGED : EDITOR_MOVED;
}

/* ---- keys ---- */

static const struct {
    uint32_t code;
    enum editor_answer (*does)(struct text_area *area);
} commands[] = {
    {KEY_CODE_LEFT, left},
    {KEY_CTRL('B'), left},
    {KEY_CODE_RIGHT, right},
    {KEY_CTRL('F'), right},
    {KEY_CODE_UP, up},
    {KEY_CTRL('P'), up},
    {KEY_CODE_DOWN, down},
    {KEY_CTRL('N'), down},
    {KEY_CODE_PAGE_UP, page_up},
    {KEY_CODE_PAGE_DOWN, page_down},
    {KEY_CODE_HOME, home},
    {KEY_CTRL('A'), home},
    {KEY_CODE_END, end},
    {KEY_CTRL('E'), end},
    {KEY_CONTROL | KEY_CODE_HOME, first},
    {KEY_CONTROL | KEY_CODE_END, last},
    {KEY_ALT | 'b', word_left},
    {KEY_CONTROL | KEY_CODE_LEFT, word_left},
    {KEY_ALT | 'f', word_right},
    {KEY_CONTROL | KEY_CODE_RIGHT, word_right},
    {KEY_CODE_ENTER, new_line},
    {KEY_CODE_RUBOUT, rub_out},
    {KEY_CODE_DELETE, delete_here},
    {KEY_CTRL('D'), delete_here},
    {KEY_CTRL('W'), cut_word_before},
    {KEY_ALT | 'd', cut_word_behind},
    {KEY_CTRL('U'), cut_to_start},
    {KEY_CTRL('K'), cut_to_end},
    {KEY_CTRL('Z'), undo},
    {KEY_CTRL('Y'), redo},
};

static enum editor_answer paste(struct text_area *area, const char *text)
{
    struct buffer clean = {0};
    add_clean(&clean, text);
    enum editor_answer answer =
        change(area, area->at, area->at, clean.data, clean.len, JOINS_NOTHING);
    buffer_free(&clean);
    return answer;
}

enum editor_answer text_area_key(struct text_area *area, const struct key *key)
{
    area->refused = false;
    if (key->flags & KEY_PASTED)
        return paste(area, key->text);
    if (key->flags & KEY_TYPED) {
        char bytes[TEXT_MAX_BYTES];
        return change(area, area->at, area->at, bytes, text_encode(key->code, bytes), JOINS_TYPING);
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (commands[i].code == key->code)
            return commands[i].does(area);
    return EDITOR_PASS;
}

/* ---- drawing ---- */

static void draw_line(const struct text_area *area, int line, struct console *console, int row,
                      int col)
{
    struct buffer text = {0};
    size_t from = area->starts[line];
    size_t to = line + 1 < area->lines ? area->starts[line + 1] : area->text.len;
    const char *bytes = text_area_text(area);
    while (to > from && strchr(" \n", bytes[to - 1]) != NULL)
        to--;
    buffer_add(&text, bytes + from, to - from);
    draw_text(console, row, col, area->cols, STYLE_TEXT, text.data);
    buffer_free(&text);
}

void text_area_draw(struct text_area *area, struct console *console, struct area place)
{
    int line, cell;
    text_area_wrap(area, place.cols, place.rows);
    text_area_place(area, &line, &cell);
    if (line < area->top)
        area->top = line;
    if (line >= area->top + area->rows)
        area->top = line - area->rows + 1;
    if (area->top > 0 && area->top + area->rows > area->lines)
        area->top = area->lines > area->rows ? area->lines - area->rows : 0;
    draw_blank(console, place);
    for (int i = 0; i < area->rows && area->top + i < area->lines; i++)
        draw_line(area, area->top + i, console, place.row + i, place.col);
    draw_cursor(console, place.row + line - area->top, place.col + cell);
}
