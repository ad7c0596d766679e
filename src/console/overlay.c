/* What lies over the top screen for a moment: a line being asked for, choices, or the wait for
 * either. */
#include "console/internal.h"
#include "holdfast/console/text.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

/* ANSWER_CELLS: what a question on one row leaves to the answer, which scrolls in them. */
enum { WAIT_TOLD_MS = 400, ANSWER_CELLS = 14 };

/* What was awaited is here, or nobody waits for it any more. */
static void end_wait(struct console *console)
{
    console_timer_clear(console, console->overlay.timer);
    console->overlay = (struct overlay){0};
    console->dirty |= DRAW_HINT;
}

static void give_up(struct console *console)
{
    console_left *left = console->overlay.left;
    void *context = console->overlay.context;
    kept_drop(console);
    end_wait(console);
    left(context);
}

void overlay_close(struct console *console)
{
    if (console->overlay.kind == OVERLAY_NONE)
        return;
    if (console->overlay.kind == OVERLAY_WAIT) {
        give_up(console);
        return;
    }
    editor_close(&console->overlay.editor);
    arena_free(&console->overlay.arena);
    console->overlay = (struct overlay){0};
    console->dirty = DRAW_ALL;
}

/* Something is asked now: the keys that waited for it stay. */
static void make_room(struct console *console)
{
    if (console->overlay.kind == OVERLAY_WAIT)
        end_wait(console);
    overlay_close(console);
}

static void tell_wait(struct console *console, void *context)
{
    (void)context;
    console->overlay.timer = 0;
    console->overlay.told = true;
    console->dirty |= DRAW_HINT;
}

void console_wait(struct console *console, struct screen *screen, console_left *left, void *context)
{
    overlay_close(console);
    console->overlay.kind = OVERLAY_WAIT;
    console->overlay.screen = screen;
    console->overlay.left = left;
    console->overlay.context = context;
    console->overlay.timer = console_timer_set(console, NULL, WAIT_TOLD_MS, tell_wait, NULL);
}

void console_wait_over(struct console *console)
{
    if (console->overlay.kind != OVERLAY_WAIT)
        return;
    kept_drop(console);
    end_wait(console);
    console->guard.pause_ms = GUARD_UNASKED_MS;
}

void overlay_ask(struct console *console, struct screen *screen, const char *label,
                 const char *text, console_answered *done, void *context, bool completes)
{
    make_room(console);
    struct overlay *overlay = &console->overlay;
    overlay->kind = OVERLAY_ASK;
    overlay->screen = screen;
    overlay->context = context;
    overlay->label = arena_text(&overlay->arena, label);
    overlay->answered = done;
    overlay->completes = completes;
    editor_open(&overlay->editor, text, 0);
    console->dirty |= DRAW_NOTICE | DRAW_HINT;
}

void console_ask(struct console *console, struct screen *screen, const char *label,
                 const char *text, console_answered *done, void *context)
{
    overlay_ask(console, screen, label, text, done, context, false);
}

void console_ask_about(struct console *console, struct screen *screen, const char *about,
                       const char *label, const char *text, console_answered *done, void *context)
{
    overlay_ask(console, screen, label, text, done, context, false);
    if (about != NULL)
        console->overlay.about = arena_text(&console->overlay.arena, about);
}

bool console_asks(const struct console *console)
{
    return console->overlay.kind == OVERLAY_ASK || console->overlay.kind == OVERLAY_PICK;
}

const char *overlay_about(const struct console *console)
{
    const char *about = console->overlay.kind == OVERLAY_ASK ? console->overlay.about : NULL;
    return about != NULL && !console->options.lean ? about : "";
}

void console_pick(struct console *console, struct screen *screen, const char *title,
                  const struct choice *choices, size_t count, picker_chosen *chosen, void *context)
{
    make_room(console);
    struct overlay *overlay = &console->overlay;
    struct arena *arena = &overlay->arena;
    overlay->kind = OVERLAY_PICK;
    overlay->screen = screen;
    overlay->context = context;
    overlay->label = arena_text(arena, title);
    overlay->chosen = chosen;
    overlay->count = (int)count;
    overlay->choices = arena_take(arena, count, sizeof *choices);
    overlay->keys = arena_take(arena, count, sizeof *overlay->keys);
    for (size_t i = 0; i < count; i++)
        overlay->choices[i] = (struct choice){arena_text(arena, choices[i].value),
                                              arena_text(arena, choices[i].label), choices[i].key};
    picker_keys(choices, count, overlay->keys);
    console->dirty = DRAW_ALL;
}

/* ---- the line ---- */

static void answer(struct console *console, bool given)
{
    struct overlay *overlay = &console->overlay;
    struct screen *screen = overlay->screen;
    console_answered *done = overlay->answered;
    void *context = overlay->context;
    struct buffer text = {0};
    buffer_text(&text, editor_text(&overlay->editor));
    overlay_close(console);
    dispatch_take(console, screen, done(screen, context, given ? text.data : NULL));
    buffer_free(&text);
}

static void ask_key(struct console *console, const struct key *key)
{
    struct overlay *overlay = &console->overlay;
    bool empty = editor_text(&overlay->editor)[0] == '\0';
    if (key->code == KEY_CODE_ENTER)
        answer(console, true);
    else if (key->code == KEY_CODE_ESC || key->code == KEY_CTRL('C') ||
             (key->code == KEY_CODE_RUBOUT && empty))
        answer(console, false);
    else if (key->code == KEY_CODE_TAB && overlay->completes)
        command_line_complete(console);
    else
        (void)editor_key(&overlay->editor, key);
}

static void ask_draw(struct console *console)
{
    struct area area = console->frame.hint;
    const struct overlay *overlay = &console->overlay;
    int col = area.col, most = area.cols - ANSWER_CELLS;
    char label[512], tail[512];
    const char *refused = notice_refused_here(console);
    bool beside = console->options.lean && overlay->about != NULL && refused[0] == '\0';
    const char *before = beside ? overlay->about : refused;
    const char *between = beside ? ". " : refused[0] != '\0' ? " " : "";
    (void)snprintf(tail, sizeof tail, "%s%s", between, overlay->label);
    (void)text_fit_before(label, sizeof label, before, tail,
                          most > area.cols / 2 ? most : area.cols / 2);
    draw_add(console, area.row, &col, area.cols, STYLE_HINT, label);
    editor_draw(&console->overlay.editor, console, area.row, col, area.cols - col);
}

/* ---- the choices ---- */

/* What is asked stands over the choices; in lean mode on the row of the cursor, for whoever reads
 * that alone, and whole above only where it is too long for it: then the row has the question
 * itself, without whom it is about (the selected row) and without what explains it. */
enum { TITLE_LINES = 4, MARKED_CELLS = 512 };

/* Shortened to cells: first "R-7 Rivera, Ana: " goes, then every sentence but the one that asks.
 * Gives out, or a part of label. */
static const char *shortened(const char *label, char *out, size_t size, int cells)
{
    (void)snprintf(out, size, "%s", label);
    const char *subject = strstr(label, ": ");
    if (text_width(out) > cells && subject != NULL)
        (void)snprintf(out, size, "%s", subject + 2);
    char *stop = strstr(out, ". ");
    size_t len = strlen(out);
    if (text_width(out) <= cells || stop == NULL)
        return out;
    if (out[len - 1] == '?') /* what is asked stands behind what is to be done */
        return strstr(label, ". ") + 2;
    stop[0] = '\0';
    return out;
}

static int write_marked(const struct console *console, char *out, size_t size)
{
    const struct overlay *overlay = &console->overlay;
    char key[32], choice[MARKED_CELLS], short_label[MARKED_CELLS];
    int cells = console->frame.body.cols - 2;
    key_write(overlay->keys[overlay->at], key, sizeof key);
    (void)snprintf(choice, sizeof choice, "  %s %s", key, overlay->choices[overlay->at].label);
    const char *question =
        shortened(overlay->label, short_label, sizeof short_label, cells - text_width(choice));
    return text_fit_before(out, size, question, choice, cells);
}

static bool fits_marked(const struct console *console)
{
    const struct overlay *overlay = &console->overlay;
    int most = 0;
    for (int i = 0; i < overlay->count; i++) {
        int cells = text_width(overlay->choices[i].label);
        most = cells > most ? cells : most;
    }
    return text_width(overlay->label) + most + 6 <= console->frame.body.cols;
}

/* Lines that the title takes, wrapped. */
static int title_lines(const struct console *console)
{
    const char *text = console->overlay.label;
    int lines = 0;
    size_t len;
    if (console->options.lean && fits_marked(console))
        return 0;
    while (text != NULL && lines < TITLE_LINES) {
        text = text_wrap(text, console->frame.body.cols, &len);
        lines++;
    }
    return lines;
}

static int visible_choices(const struct console *console)
{
    int room = console->frame.body.rows - title_lines(console);
    return console->overlay.count < room ? console->overlay.count : room;
}

static void choose(struct console *console, int choice)
{
    struct overlay *overlay = &console->overlay;
    struct screen *screen = overlay->screen;
    picker_chosen *chosen = overlay->chosen;
    void *context = overlay->context;
    overlay_close(console);
    dispatch_take(console, screen, chosen(screen, context, choice));
}

static void step(struct overlay *overlay, int by, int visible)
{
    int at = overlay->at + by;
    overlay->at = at < 0 ? 0 : at >= overlay->count ? overlay->count - 1 : at;
    if (overlay->at < overlay->top)
        overlay->top = overlay->at;
    if (overlay->at >= overlay->top + visible)
        overlay->top = overlay->at - visible + 1;
}

static int choice_of(const struct overlay *overlay, uint32_t code)
{
    for (int i = 0; i < overlay->count; i++)
        if (code != 0 && overlay->keys[i] == code)
            return i;
    return -1;
}

static bool pick_moves(struct console *console, const struct key *key)
{
    struct overlay *overlay = &console->overlay;
    int action = keymap_action(console->options.keymap, key->code);
    bool down = action == ACTION_DOWN || key->code == KEY_CODE_TAB;
    bool up = action == ACTION_UP || key->code == KEY_CODE_BACK_TAB;
    if (down || up)
        step(overlay, down ? 1 : -1, visible_choices(console));
    return down || up;
}

static void pick_key(struct console *console, const struct key *key)
{
    struct overlay *overlay = &console->overlay;
    int choice = choice_of(overlay, key->code);
    if (key->code == KEY_CODE_ENTER)
        choice = overlay->at;
    if (choice < 0 && pick_moves(console, key))
        return;
    if (key->code == KEY_CODE_ESC || key->code == KEY_CTRL('C') ||
        (choice < 0 && keymap_action(console->options.keymap, key->code) == ACTION_BACK))
        choose(console, -1);
    else if (key->flags & (KEY_BURST | KEY_REPEAT | KEY_PASTED))
        console_refuse(console, "%s",
                       say("Several keys came at once, so nothing was chosen. Press one."));
    else if (choice >= 0)
        choose(console, choice);
    else
        console_refuse(console, "%s", say("Press the key before a choice, or Esc to leave."));
}

static void draw_choice(struct console *console, int row, int choice)
{
    const struct overlay *overlay = &console->overlay;
    struct area body = console->frame.body;
    bool marked = choice == overlay->at;
    int col = body.col;
    char key[32];
    key_write(overlay->keys[choice], key, sizeof key);
    draw_text(console, row, body.col, body.cols, STYLE_TEXT, "");
    draw_add(console, row, &col, body.cols, STYLE_TEXT, marked ? "> " : "  ");
    if (marked && console->options.lean) {
        char line[MARKED_CELLS];
        const char *refused = notice_refused_here(console);
        (void)write_marked(console, line, sizeof line);
        draw_add(console, row, &col, body.cols, STYLE_TEXT, refused[0] != '\0' ? refused : line);
        draw_cursor(console, row, body.col);
        return;
    }
    draw_add(console, row, &col, body.cols, STYLE_KEY, key);
    draw_add(console, row, &col, body.cols, STYLE_TEXT, " ");
    draw_add(console, row, &col, body.cols, STYLE_TEXT, overlay->choices[choice].label);
    if (marked)
        draw_cursor(console, row, body.col);
}

static void pick_draw(struct console *console)
{
    const struct overlay *overlay = &console->overlay;
    struct area body = console->frame.body, hint = console->frame.hint;
    int visible = visible_choices(console), lines = title_lines(console);
    int row = body.row + body.rows - visible - lines;
    struct area title = {row, body.col, lines, body.cols};
    (void)draw_wrapped(console, title, STYLE_HEADING, overlay->label);
    for (int i = 0; i < visible; i++)
        draw_choice(console, row + lines + i, overlay->top + i);
    draw_text(console, hint.row, hint.col, hint.cols, STYLE_HINT,
              say("Press the key of your choice.  Esc leaves without choosing"));
}

/* ---- the wait ---- */

/* Only when it lasts: most of the time what is asked is there before anybody could read this. */
static void wait_draw(struct console *console)
{
    struct area hint = console->frame.hint;
    draw_text(console, hint.row, hint.col, hint.cols, STYLE_HINT,
              say("Reading what this needs. What you type now goes there.  Esc leaves"));
}

/* ---- all of them ---- */

/* As Esc does: whoever asked lets go of what it was asked for. */
void overlay_leave(struct console *console)
{
    if (console->overlay.kind == OVERLAY_ASK)
        answer(console, false);
    else if (console->overlay.kind == OVERLAY_PICK)
        choose(console, -1);
    overlay_close(console);
}

void overlay_key(struct console *console, const struct key *key)
{
    if (console->overlay.kind == OVERLAY_ASK)
        ask_key(console, key);
    else
        pick_key(console, key);
    console->dirty |= DRAW_BODY | DRAW_HINT;
}

void overlay_draw(struct console *console)
{
    if (console->overlay.kind == OVERLAY_ASK)
        ask_draw(console);
    else if (console->overlay.kind == OVERLAY_PICK)
        pick_draw(console);
    else if (console->overlay.told)
        wait_draw(console);
}
