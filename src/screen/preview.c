#include "holdfast/screen/preview.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/redisclosure.h"
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
    if (failure != NULL && strcmp(failure->sqlstate, "HF404") == 0) {
        preview_close(preview);
        screen_dirty(screen, DRAW_BODY);
    }
    if (failure != NULL || peek == NULL || desk_int(peek, "id") != preview->wanted) {
        json_decref(peek);
        return;
    }
    json_decref(preview->peek);
    preview->peek = peek;
    preview->shown = preview->wanted;
    screen_dirty(screen, DRAW_BODY);
}

static void ask(struct preview *preview)
{
    char id[24];
    desk_ask(preview->screen, "", "SELECT api.peek($1::bigint)",
             GATEWAY_VALUES(gateway_number(id, preview->wanted)), peek_came, preview);
}

static void rested(struct console *console, void *context)
{
    (void)console;
    struct preview *preview = context;
    preview->timer = 0;
    ask(preview);
}

void preview_again(struct preview *preview)
{
    if (preview->peek != NULL && preview->shown == preview->wanted && preview->timer == 0)
        ask(preview);
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
    preview->shown = 0;
}

static void add_part(struct buffer *line, const char *separator, const char *text)
{
    if (text[0] == '\0')
        return;
    if (line->len > 0)
        buffer_text(line, separator);
    buffer_text(line, text);
}

/* Sentences stand one behind the other: each ends with a stop. */
static void add_sentence(struct buffer *line, const char *text)
{
    size_t len = strlen(text);
    add_part(line, " ", text);
    if (len > 0 && strchr(".!?", text[len - 1]) == NULL)
        buffer_text(line, ".");
}

/* Who asks: "St. Mary's, Drew Palmer", as whole as there is room. */
enum from_form { FROM_WHOLE, FROM_FIRST_NAME, FROM_ORGANIZATION, FROM_FORMS };

static void add_from(struct buffer *line, const char *separator, const char *from,
                     enum from_form form)
{
    char text[256];
    const char *comma = strrchr(from, ',');
    size_t len = strlen(from);
    if (form == FROM_FIRST_NAME && comma != NULL)
        len = (size_t)(comma - from) + 2 + strcspn(comma + 2, " ");
    else if (form == FROM_ORGANIZATION && comma != NULL)
        len = (size_t)(comma - from);
    (void)snprintf(text, sizeof text, say("from %.*s"), (int)len, from);
    add_part(line, separator, len > 0 ? text : "");
}

static void write_who(const json_t *peek, struct buffer *line, const char *separator,
                      enum from_form form)
{
    char born[24], text[64] = "";
    if (words_date(born, sizeof born, desk_text(peek, "birth_date"))[0] != '\0')
        (void)snprintf(text, sizeof text, say("born %s"), born);
    buffer_clear(line);
    add_part(line, separator, desk_text(peek, "withheld"));
    add_part(line, separator, desk_text(peek, "name"));
    add_part(line, separator, text);
    add_part(line, separator, desk_text(peek, "identifier"));
    add_part(line, separator, desk_text(peek, "priority"));
    add_from(line, separator, desk_text(peek, "from"), form);
    buffer_text(line, "");
}

static void add_language(struct buffer *line, const json_t *peek)
{
    char text[96];
    const char *language = desk_text(peek, "language");
    bool interpreter = desk_bool(peek, "interpreter");
    (void)snprintf(text, sizeof text, interpreter ? say("%s, interpreter needed") : "%s", language);
    add_sentence(line, language[0] != '\0' ? text : interpreter ? say("Interpreter needed") : "");
}

static void write_why(const json_t *peek, struct buffer *line, int64_t now)
{
    char when[32], text[96];
    int64_t needed = desk_time(peek, "needed_by"), hold = desk_time(peek, "hold_until");
    if (needed != 0) {
        (void)snprintf(text, sizeof text, say("%s needed by %s"), desk_text(peek, "needed_what"),
                       words_moment(when, sizeof when, now, needed));
        add_sentence(line, text);
    }
    if (hold != 0) {
        (void)snprintf(text, sizeof text, "%s %s", desk_text(peek, "waits"),
                       words_moment(when, sizeof when, now, hold));
        add_sentence(line, text);
    }
    add_sentence(line, desk_text(peek, "undo"));
    add_language(line, peek);
    add_sentence(line, desk_text(peek, "why"));
    buffer_text(line, "");
}

static void draw_pane(struct preview *preview, struct screen *screen, struct area area,
                      const char *why)
{
    struct buffer who = {0};
    area.col += 2;
    area.cols -= 2;
    write_who(preview->peek, &who, "\n", FROM_WHOLE);
    int used = draw_wrapped(screen->console, area, STYLE_TEXT, who.data);
    (void)area_take_top(&area, used + 1);
    used = draw_wrapped(screen->console, area, STYLE_TEXT, why);
    (void)area_take_top(&area, used + 1);
    if (desk_text(preview->peek, "notice")[0] != '\0')
        (void)draw_wrapped(screen->console, area, STYLE_WARN, redisclosure_words());
    buffer_free(&who);
}

static void draw_lines(struct preview *preview, struct screen *screen, struct area area,
                       const char *why)
{
    struct buffer who = {0};
    for (enum from_form form = FROM_WHOLE; form < FROM_FORMS; form++) {
        write_who(preview->peek, &who, "  ", form);
        if (text_width(who.data) <= area.cols)
            break;
    }
    draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT, who.data);
    draw_text(screen->console, area.row + 1, area.col, area.cols, STYLE_TEXT, why);
    buffer_free(&who);
}

static bool is_there(const struct preview *preview)
{
    return preview->peek != NULL && preview->shown == preview->wanted;
}

static bool is_protected(const struct preview *preview)
{
    return is_there(preview) && desk_text(preview->peek, "notice")[0] != '\0';
}

/* The rule above the lines; the notice stands in it, and takes no line from what it is about. */
static void draw_edge(const struct preview *preview, struct screen *screen, struct area area)
{
    int col = area.col + 3;
    draw_rule(screen->console, area);
    if (!is_protected(preview))
        return;
    draw_add(screen->console, area.row, &col, area.col + area.cols, STYLE_WARN,
             redisclosure_words());
    draw_add(screen->console, area.row, &col, area.col + area.cols, STYLE_TEXT, " ");
}

void preview_draw(struct preview *preview, struct screen *screen, struct area area, bool pane)
{
    struct buffer why = {0};
    if (!pane)
        draw_edge(preview, screen, area_take_top(&area, 1));
    if (!is_there(preview))
        return;
    write_why(preview->peek, &why, desk_now(desk_of(screen)));
    (pane ? draw_pane : draw_lines)(preview, screen, area, why.data);
    buffer_free(&why);
}
