#include "console/form_internal.h"
#include "console/internal.h"
#include "holdfast/console/text.h"
#include "holdfast/util/say.h"

#include <string.h>

enum { LABEL_MAX = 26, VALUE_MAX = 52, LINES_MAX = 24, RESULTS_SHOWN = 8 };

/* The lines under a field: what is wrong, what it is for, what can be chosen. */
struct under {
    struct arena arena;
    struct {
        enum style style;
        const char *text;
    } lines[LINES_MAX];
    int count;
    int cursor; /* line with the cursor; -1: it is in the field itself */
};

static void add_line(struct under *under, enum style style, const char *text)
{
    if (under->count == LINES_MAX)
        return;
    under->lines[under->count].style = style;
    under->lines[under->count++].text = text;
}

static void add_wrapped(struct under *under, enum style style, const char *text, int cells)
{
    while (text != NULL && *text != '\0') {
        size_t len;
        const char *next = text_wrap(text, cells, &len);
        add_line(under, style, arena_slice(&under->arena, text, len));
        text = next;
    }
}

static const char *key_and_label(struct under *under, const struct form *form, int field, int i)
{
    char key[32];
    key_write(form->state[field].keys[i], key, sizeof key);
    return arena_print(&under->arena, "%s %s", key, form->fields[field].choices[i].label);
}

static void add_choices(struct under *under, const struct form *form, int field, int cells)
{
    const char *joined = "";
    for (int i = 0; i < (int)form->fields[field].choice_count; i++) {
        const char *one = key_and_label(under, form, field, i);
        /* Items are kept whole where they fit on a line at all. */
        if (*joined != '\0' && text_width(joined) + 2 + text_width(one) > cells) {
            add_line(under, STYLE_TEXT, joined);
            joined = one;
        } else {
            joined = arena_print(&under->arena, "%s%s%s", joined, *joined ? "  " : "", one);
        }
    }
    if (*joined != '\0')
        add_line(under, STYLE_TEXT, joined);
}

static int first_shown(int at, int count)
{
    int first = at - RESULTS_SHOWN + 1;
    if (first > count - RESULTS_SHOWN)
        first = count - RESULTS_SHOWN;
    return first < 0 ? 0 : first;
}

/* That there is more than what is shown. */
static void add_position(struct under *under, int at, int count)
{
    if (count > RESULTS_SHOWN)
        add_line(under, STYLE_TEXT,
                 arena_print(&under->arena, say("  %d of %d"), at < 0 ? 1 : at + 1, count));
}

static void add_many(struct under *under, const struct form *form, int field)
{
    const struct form_field *state = &form->state[field];
    int count = (int)form->fields[field].choice_count;
    int first = first_shown(state->choice, count);
    for (int i = first; i < count && i < first + RESULTS_SHOWN; i++) {
        if (i == state->choice)
            under->cursor = under->count;
        add_line(under, STYLE_TEXT,
                 arena_print(&under->arena, "%c [%c] %s", i == state->choice ? '>' : ' ',
                             state->chosen >> i & 1 ? 'x' : ' ',
                             key_and_label(under, form, field, i)));
    }
    add_position(under, state->choice, count);
}

static void add_results(struct under *under, const struct form *form, int field)
{
    const struct form_field *state = &form->state[field];
    int first = first_shown(state->result, state->result_count);
    for (int i = first; i < state->result_count && i < first + RESULTS_SHOWN; i++)
        add_line(under, STYLE_TEXT,
                 arena_print(&under->arena, "%c %s", i == state->result ? '>' : ' ',
                             state->results[i].label));
    add_position(under, state->result, state->result_count);
}

static void collect(struct under *under, const struct form *form, int field, int cells)
{
    const struct field *what = &form->fields[field];
    const struct form_field *state = &form->state[field];
    under->count = 0;
    under->cursor = -1;
    if (state->bad)
        add_wrapped(under, STYLE_ERROR, state->message, cells);
    if (field != form->at)
        return;
    if (what->help != NULL)
        add_wrapped(under, STYLE_TEXT, what->help, cells);
    if (what->kind == FIELD_CHOICE)
        add_choices(under, form, field, cells);
    else if (what->kind == FIELD_MANY)
        add_many(under, form, field);
    else if (what->kind == FIELD_FIND)
        add_results(under, form, field);
}

/* What Enter would take of what was found. */
static const char *beside_results(const struct form_field *state, struct arena *arena)
{
    if (state->taken != NULL || state->result_count == 0)
        return "";
    const char *label = state->results[state->result < 0 ? 0 : state->result].label;
    if (state->result_count == 1)
        return arena_print(arena, say("Enter: %s"), label);
    return arena_print(arena, say("%d of %d, Enter: %s"), state->result < 0 ? 1 : state->result + 1,
                       state->result_count, label);
}

static const char *beside_choice(const struct form *form, int field, struct arena *arena)
{
    const struct form_field *state = &form->state[field];
    int count = (int)form->fields[field].choice_count;
    char key[32];
    if (state->choice < 0)
        return arena_print(arena, say("(%d to choose from: Right, or their first letters)"), count);
    key_write(state->keys[state->choice], key, sizeof key);
    return arena_print(arena, say("(%s, %d of %d)"), key, state->choice + 1, count);
}

/* In lean, behind the value, for whoever feels this row alone: what was said or is wrong, else what
 * the lines under it tell. */
static const char *beside(const struct form *form, int field, const struct console *console,
                          struct arena *arena)
{
    const struct form_field *state = &form->state[field];
    const struct field *what = &form->fields[field];
    const char *told = notice_at_cursor(console);
    if (told[0] != '\0' || state->bad)
        return told[0] != '\0' ? told : state->message;
    if (what->kind == FIELD_CHOICE)
        return beside_choice(form, field, arena);
    if (what->kind == FIELD_FIND && state->result_count > 0)
        return beside_results(state, arena);
    bool empty = form_is_text(what) && editor_text(&state->editor)[0] == '\0';
    if (!empty || (what->help == NULL && !what->required))
        return state->message;
    return arena_print(arena, "(%s)", what->help != NULL ? what->help : say("needed"));
}

static int label_cells(const struct form *form)
{
    int widest = 0;
    for (int i = 0; i < form->count; i++) {
        int cells = text_width(form->fields[i].label);
        widest = cells > widest && !form->state[i].hidden ? cells : widest;
    }
    return widest < LABEL_MAX ? widest : LABEL_MAX;
}

static const char *shown_choice(const struct form *form, int field, struct arena *arena)
{
    const struct field *what = &form->fields[field];
    const struct form_field *state = &form->state[field];
    const char *joined = "";
    if (what->kind == FIELD_CHOICE)
        return state->choice < 0 ? "" : what->choices[state->choice].label;
    for (size_t i = 0; i < what->choice_count && i < 64; i++)
        if (state->chosen >> i & 1)
            joined =
                arena_print(arena, "%s%s%s", joined, *joined ? ", " : "", what->choices[i].label);
    return joined;
}

/* Where a form is being drawn. */
struct place {
    struct console *console;
    struct area area;
    int label; /* cells of the labels */
    int row;   /* next free */
};

/* What was understood stands behind the field, or nearer where it would be cut there. */
static void draw_message(const struct place *place, int col, int taken, int cells,
                         const char *message)
{
    int end = place->area.col + place->area.cols, least = col + taken + 2;
    int at = end - text_width(message);
    at = at < col + cells + 2 ? at : col + cells + 2;
    at = at > least ? at : least;
    if (at < end)
        draw_text(place->console, place->row, at, end - at, STYLE_TEXT, message);
}

/* The value takes no more room than it needs, and what is told stands right behind it. */
static void draw_told(struct form *form, int field, const struct place *place, const char *shown,
                      const char *told)
{
    enum { LEAST = 16 };
    const struct field *what = &form->fields[field];
    int col = place->area.col + place->label + 2, end = place->area.col + place->area.cols;
    bool text = form_is_text(what), empty = shown[0] == '\0';
    const char *value = !empty || text ? shown : what->required ? say("(needed)") : "";
    int cells = text_width(value) + (text && !empty);
    cells = cells < end - col - LEAST ? cells : end - col - LEAST;
    if (text && !empty) {
        editor_draw(&form->state[field].editor, place->console, place->row, col, cells);
    } else {
        draw_text(place->console, place->row, col, cells, STYLE_TEXT, value);
        draw_cursor(place->console, place->row, col);
    }
    col += cells + (cells > 0) + (cells > 0 && !text);
    draw_text(place->console, place->row, col, end - col, STYLE_TEXT, told);
}

static void draw_value(struct form *form, int field, const struct place *place, struct arena *arena)
{
    const struct field *what = &form->fields[field];
    struct form_field *state = &form->state[field];
    int col = place->area.col + place->label + 2;
    int room = place->area.col + place->area.cols - col;
    int cells = what->max > 0 && what->max < VALUE_MAX ? (int)what->max : VALUE_MAX;
    cells = room < cells ? room : cells;
    const char *shown =
        form_is_text(what) ? editor_text(&state->editor) : shown_choice(form, field, arena);
    const char *told = field == form->at && console_lean(place->console)
                           ? beside(form, field, place->console, arena)
                           : "";
    if (told[0] != '\0') {
        draw_told(form, field, place, shown, told);
        return;
    }
    if (field == form->at && form_is_text(what)) {
        editor_draw(&state->editor, place->console, place->row, col, cells);
    } else {
        bool masked = what->kind == FIELD_SECRET && *shown != '\0';
        const char *missing = what->required ? say("(needed)") : "";
        draw_text(place->console, place->row, col, cells, STYLE_TEXT,
                  masked           ? "********"
                  : *shown != '\0' ? shown
                                   : missing);
        if (field == form->at)
            draw_cursor(place->console, place->row, col);
    }
    int taken = field == form->at || text_width(shown) > cells ? cells : text_width(shown);
    if (!state->bad && state->message[0] != '\0')
        draw_message(place, col, taken, cells, state->message);
}

static void draw_under(struct under *under, const struct place *place, int row)
{
    int col = place->area.col + place->label + 2;
    for (int i = 0; i < under->count && row + i < place->area.row + place->area.rows; i++) {
        draw_text(place->console, row + i, col, place->area.col + place->area.cols - col,
                  under->lines[i].style, under->lines[i].text);
        if (i == under->cursor)
            draw_cursor(place->console, row + i, col);
    }
}

static void draw_field(struct form *form, int field, struct place *place)
{
    struct under under = {0};
    collect(&under, form, field, place->area.cols - place->label - 2);
    draw_text(place->console, place->row, place->area.col, place->label,
              field == form->at ? STYLE_HEADING : STYLE_TEXT, form->fields[field].label);
    draw_value(form, field, place, &under.arena);
    draw_under(&under, place, place->row + 1);
    place->row += 1 + under.count;
    arena_free(&under.arena);
}

static int rows_of(const struct form *form, int field, int cells)
{
    struct under under = {0};
    if (field == form->count)
        return 2;
    if (form->state[field].hidden)
        return 0;
    collect(&under, form, field, cells);
    int rows = 1 + under.count;
    arena_free(&under.arena);
    return rows;
}

/* The first field drawn: as far up as leaves the edited one whole. */
static void scroll(struct form *form, const struct place *place)
{
    int used = 0, first = form->at;
    int cells = place->area.cols - place->label - 2;
    for (int i = form->at; i >= 0; i--) {
        used += rows_of(form, i, cells);
        if (used > place->area.rows)
            break;
        first = i;
    }
    if (form->scroll > form->at)
        form->scroll = form->at;
    if (form->scroll < first)
        form->scroll = first;
}

static void draw_button(const struct form *form, const struct place *place)
{
    int col = place->area.col;
    bool here = form->at == form->count;
    draw_text(place->console, place->row, col, place->area.cols, STYLE_TEXT, "");
    draw_add(place->console, place->row, &col, place->area.cols, here ? STYLE_SELECTED : STYLE_TEXT,
             form->button);
    const char *told = here ? notice_at_cursor(place->console) : "";
    const char *note = told[0] != '\0' ? told : form->note;
    if (note != NULL) {
        draw_add(place->console, place->row, &col, place->area.cols, STYLE_TEXT, "  ");
        draw_add(place->console, place->row, &col, place->area.cols, STYLE_ERROR, note);
    }
    if (here)
        draw_cursor(place->console, place->row, place->area.col);
}

void form_draw(struct form *form, struct console *console, struct area area)
{
    struct place place = {console, area, label_cells(form), area.row};
    int end = area.row + area.rows;
    draw_blank(console, area);
    scroll(form, &place);
    for (int i = form->scroll; i < form->count && place.row < end; i++)
        if (!form->state[i].hidden)
            draw_field(form, i, &place);
    place.row++;
    if (place.row < end)
        draw_button(form, &place);
    else if (form->at == form->count) {
        place.row = end - 1;
        draw_button(form, &place);
    }
}
