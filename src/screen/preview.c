#include "holdfast/screen/preview.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

enum { REST_MS = 300 };

static void peek_came(struct screen *screen, void *data, const struct reply *reply,
                      const struct failure *failure)
{
    struct preview *preview = data;
    json_t *peek = desk_json(reply);
    if (failure != NULL || peek == NULL || desk_int(peek, "id") != preview->wanted) {
        json_decref(peek);
        return;
    }
    json_decref(preview->peek);
    preview->peek = peek;
    preview->shown = preview->wanted;
    screen_dirty(screen, DRAW_BODY);
}

static void rested(struct console *console, void *context)
{
    (void)console;
    struct preview *preview = context;
    char id[24];
    preview->timer = 0;
    desk_ask(preview->screen, "", "SELECT api.peek($1::bigint)",
             GATEWAY_VALUES(gateway_number(id, preview->wanted)), peek_came, preview);
}

void preview_moved(struct preview *preview, struct screen *screen, const struct list *list)
{
    const struct list_row *row = list_selected(list);
    preview->screen = screen;
    preview->wanted = row != NULL ? row->id : 0;
    if (console_lean(screen->console) || preview->wanted == 0)
        return;
    console_timer_clear(screen->console, preview->timer);
    preview->timer = console_timer_set(screen->console, screen, REST_MS, rested, preview);
}

void preview_close(struct preview *preview)
{
    json_decref(preview->peek);
    preview->peek = NULL;
}

static void add_part(struct buffer *line, const char *format, const char *text)
    __attribute__((format(printf, 2, 0)));
static void add_part(struct buffer *line, const char *format, const char *text)
{
    if (text[0] == '\0')
        return;
    if (line->len > 0)
        buffer_text(line, "  ");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    buffer_print(line, format, text);
#pragma GCC diagnostic pop
}

static void write_who(const json_t *peek, struct buffer *line)
{
    char born[24];
    add_part(line, "%s", desk_text(peek, "withheld"));
    add_part(line, "%s", desk_text(peek, "name"));
    add_part(line, say("born %s"), words_date(born, sizeof born, desk_text(peek, "birth_date")));
    add_part(line, "%s", desk_text(peek, "identifier"));
    add_part(line, say("from %s"), desk_text(peek, "from"));
    add_part(line, "%s", desk_text(peek, "language"));
    add_part(line, "%s", desk_bool(peek, "interpreter") ? say("interpreter needed") : "");
    add_part(line, "%s", desk_text(peek, "priority"));
}

static void write_why(const json_t *peek, struct buffer *line, int64_t now)
{
    char when[32], text[96];
    int64_t needed = desk_time(peek, "needed_by"), hold = desk_time(peek, "hold_until");
    if (needed != 0) {
        (void)snprintf(text, sizeof text, say("%s needed by %s."), desk_text(peek, "needed_what"),
                       words_moment(when, sizeof when, now, needed));
        add_part(line, "%s", text);
    }
    if (hold != 0) {
        (void)snprintf(text, sizeof text, "%s %s.", desk_text(peek, "waits"),
                       words_moment(when, sizeof when, now, hold));
        add_part(line, "%s", text);
    }
    add_part(line, "%s", desk_text(peek, "why"));
    add_part(line, "%s", desk_text(peek, "undo"));
}

void preview_draw(struct preview *preview, struct screen *screen, struct area area, bool pane)
{
    struct buffer who = {0}, why = {0};
    if (pane) {
        area_take_right(&area, 0);
        area.col += 2;
        area.cols -= 2;
    } else {
        draw_rule(screen->console, area_take_top(&area, 1));
    }
    if (preview->peek == NULL || preview->shown != preview->wanted)
        return;
    write_who(preview->peek, &who);
    write_why(preview->peek, &why, desk_now(desk_of(screen)));
    buffer_text(&who, "");
    buffer_text(&why, "");
    if (pane) {
        int used = draw_wrapped(screen->console, area, STYLE_TEXT, who.data);
        (void)area_take_top(&area, used + 1);
        (void)draw_wrapped(screen->console, area, STYLE_TEXT, why.data);
    } else {
        draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT, who.data);
        draw_text(screen->console, area.row + 1, area.col, area.cols, STYLE_TEXT, why.data);
    }
    buffer_free(&who);
    buffer_free(&why);
}
