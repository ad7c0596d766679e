#include "holdfast/screen/preview.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/came.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/redisclosure.h"
#include "holdfast/screen/task_row.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

enum { REST_MS = 300, PLAIN_ROWS = 3, STORY_ROWS = 6, LEAN_ROWS = 9, UNDRAWN_ROWS = 24 };

int preview_rows(const struct preview *preview)
{
    return preview->story ? STORY_ROWS : PLAIN_ROWS;
}

int preview_lean_rows(const struct preview *preview, int rows)
{
    int most = rows / 2 < LEAN_ROWS ? rows / 2 : LEAN_ROWS;
    return preview->story ? most : 0;
}

/* ---- what is read ---- */

/* In lean a preview is lines to go through: there only, where they tell how something came. */
static bool is_told_here(const struct preview *preview, const struct screen *screen)
{
    return preview->story || !console_lean(screen->console);
}

static const char *key_of(int64_t id, char key[24])
{
    return gateway_number(key, id);
}

static void keep(struct preview *preview, json_t *peek)
{
    char key[24];
    if (preview->ahead == NULL)
        preview->ahead = json_object();
    (void)json_object_set(preview->ahead, key_of(answer_int(peek, "id"), key), peek);
}

/* Takes over peek. */
static void show(struct preview *preview, json_t *peek)
{
    json_decref(preview->peek);
    preview->peek = peek;
    preview->shown = preview->wanted;
    screen_dirty(preview->screen, DRAW_BODY);
}

static void hide(struct preview *preview)
{
    json_decref(preview->peek);
    preview->peek = NULL;
    preview->shown = 0;
}

static void peek_came(struct screen *screen, void *data, const struct reply *reply,
                      const struct failure *failure)
{
    struct preview *preview = data;
    json_t *peek = desk_json(reply);
    if (failure != NULL && strcmp(failure->sqlstate, "HF404") == 0) {
        preview_close(preview);
        screen_dirty(screen, DRAW_BODY);
    }
    if (failure != NULL || peek == NULL || answer_int(peek, "id") != preview->wanted) {
        json_decref(peek);
        return;
    }
    keep(preview, peek);
    show(preview, peek);
}

static void ask(struct preview *preview)
{
    char id[24];
    desk_ask(preview->screen, "", "SELECT api.peek($1::bigint)",
             GATEWAY_VALUES(gateway_number(id, preview->wanted)), peek_came, preview);
}

static void show_ahead(struct preview *preview)
{
    char key[24];
    json_t *peek = json_object_get(preview->ahead, key_of(preview->wanted, key));
    if (peek != NULL)
        show(preview, json_incref(peek));
}

/* What was read ahead is there at once; what changed since comes behind it. */
static void rested(struct console *console, void *context)
{
    (void)console;
    struct preview *preview = context;
    preview->timer = 0;
    show_ahead(preview);
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
    int64_t before = preview->wanted;
    preview->screen = screen;
    preview->wanted = row != NULL ? row->id : 0;
    if (preview->wanted != before)
        preview->line = preview->lines = 0;
    if (!is_told_here(preview, screen) || preview->wanted == 0)
        return;
    if (console_lean(screen->console))
        show_ahead(preview);
    console_timer_clear(screen->console, preview->timer);
    preview->timer = console_timer_set(screen->console, screen, REST_MS, rested, preview);
}

void preview_close(struct preview *preview)
{
    hide(preview);
    json_decref(preview->ahead);
    preview->ahead = NULL;
}

/* ---- reading ahead ---- */

static void ahead_came(struct screen *screen, void *data, const struct reply *reply,
                       const struct failure *failure)
{
    struct preview *preview = data;
    size_t i;
    json_t *peek, *peeks = desk_json(reply);
    (void)screen;
    if (failure == NULL)
        json_array_foreach (peeks, i, peek)
            keep(preview, peek);
    json_decref(peeks);
    if (preview->timer == 0 && preview->shown != preview->wanted)
        show_ahead(preview);
}

/* A row of which less may be shown now than when it was looked at is not told of any more. */
static bool is_told(const struct list *list, const json_t *peek)
{
    const struct list_row *row = list_find(list, answer_int(peek, "id"));
    const struct task_row *task = row != NULL ? row->data : NULL;
    return task != NULL && task->withheld == (answer_text(peek, "withheld")[0] != '\0');
}

static void forget_others(struct preview *preview, const struct list *list)
{
    const char *key;
    void *next;
    json_t *peek;
    json_object_foreach_safe(preview->ahead, next, key, peek)
    {
        if (!is_told(list, peek))
            (void)json_object_del(preview->ahead, key);
    }
}

static bool is_ahead(const struct preview *preview, const struct list_row *row)
{
    char key[24];
    const json_t *peek = json_object_get(preview->ahead, key_of(row->id, key));
    return peek != NULL &&
           answer_int(peek, "version") == ((const struct task_row *)row->data)->version;
}

void preview_read_ahead(struct preview *preview, struct screen *screen, const struct list *list)
{
    struct buffer ids = {0};
    char id[24];
    int first, count;
    if (!is_told_here(preview, screen))
        return;
    preview->screen = screen;
    forget_others(preview, list);
    list_visible(list, &first, &count);
    if (list->visible == 0) /* not drawn yet */
        count = list->count < UNDRAWN_ROWS ? list->count : UNDRAWN_ROWS;
    for (int i = first; i < first + count; i++)
        if (!(list->rows[i].flags & LIST_GHOST) && !is_ahead(preview, &list->rows[i]))
            buffer_print(&ids, "%s%s", ids.len > 0 ? "," : "{", key_of(list->rows[i].id, id));
    if (ids.len > 0) {
        buffer_text(&ids, "}");
        desk_ask(screen, "", "SELECT api.peeks($1::bigint[])", GATEWAY_VALUES(ids.data), ahead_came,
                 preview);
    }
    buffer_free(&ids);
}

/* ---- what is said ---- */

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
    if (words_date(born, sizeof born, answer_text(peek, "birth_date"))[0] != '\0')
        (void)snprintf(text, sizeof text, say("born %s"), born);
    buffer_clear(line);
    add_part(line, separator, answer_text(peek, "withheld"));
    add_part(line, separator, answer_text(peek, "name"));
    add_part(line, separator, text);
    add_part(line, separator, answer_text(peek, "identifier"));
    add_part(line, separator, answer_text(peek, "priority"));
    add_from(line, separator, answer_text(peek, "from"), form);
    buffer_text(line, "");
}

static void add_language(struct buffer *line, const json_t *peek)
{
    char text[96];
    const char *language = answer_text(peek, "language");
    bool interpreter = answer_bool(peek, "interpreter");
    (void)snprintf(text, sizeof text, interpreter ? say("%s, interpreter needed") : "%s", language);
    add_sentence(line, language[0] != '\0' ? text : interpreter ? say("Interpreter needed") : "");
}

static void write_why(const json_t *peek, struct buffer *line, int64_t now)
{
    char when[32], text[96];
    int64_t needed = answer_time(peek, "needed_by"), hold = answer_time(peek, "hold_until");
    came_instruction(line, peek, now);
    if (line->len > 0)
        buffer_text(line, ".");
    if (needed != 0) {
        (void)snprintf(text, sizeof text, say("%s needed by %s"), answer_text(peek, "needed_what"),
                       words_moment(when, sizeof when, now, needed));
        add_sentence(line, text);
    }
    if (hold != 0) {
        (void)snprintf(text, sizeof text, "%s %s", answer_text(peek, "waits"),
                       words_moment(when, sizeof when, now, hold));
        add_sentence(line, text);
    }
    add_sentence(line, answer_text(peek, "undo"));
    add_language(line, peek);
    add_sentence(line, answer_text(peek, "why"));
    buffer_text(line, "");
}

/* How it came to the reader and what was tried, each from the beginning of a line. */
static void write_story(const json_t *peek, struct buffer *story, int64_t now)
{
    struct buffer part = {0};
    came_told(&part, peek, now);
    if (part.len > 0)
        buffer_print(story, "%s\n", part.data);
    buffer_clear(&part);
    came_tried(&part, peek, now);
    if (part.len > 0)
        buffer_print(story, "%s %s\n", say("Tried:"), part.data);
    buffer_free(&part);
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
    if (answer_text(preview->peek, "notice")[0] != '\0')
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
    (void)area_take_top(&area, 1);
    if (preview->story)
        (void)draw_wrapped(screen->console, area, STYLE_TEXT, why);
    else
        draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT, why);
    buffer_free(&who);
}

static bool is_there(const struct preview *preview)
{
    return preview->peek != NULL && preview->shown == preview->wanted;
}

static bool is_protected(const struct preview *preview)
{
    return is_there(preview) && answer_text(preview->peek, "notice")[0] != '\0';
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

/* The story, and below it what the item waits for. */
static void write_all(const struct preview *preview, struct screen *screen, struct buffer *text)
{
    struct buffer why = {0};
    int64_t now = desk_now(desk_of(screen));
    if (preview->story)
        write_story(preview->peek, text, now);
    write_why(preview->peek, &why, now);
    buffer_text(text, why.data);
    buffer_free(&why);
}

void preview_draw(struct preview *preview, struct screen *screen, struct area area, bool pane)
{
    struct buffer text = {0};
    if (!pane)
        draw_edge(preview, screen, area_take_top(&area, 1));
    if (!is_there(preview))
        return;
    write_all(preview, screen, &text);
    (pane ? draw_pane : draw_lines)(preview, screen, area, text.data);
    buffer_free(&text);
}

/* ---- in lean ---- */

static void draw_lean_line(const struct preview *preview, struct screen *screen, struct area at,
                           int line, const char *text)
{
    bool here = line == preview->line;
    char out[520];
    (void)snprintf(out, sizeof out, "%s %s", here ? ">" : " ", text);
    draw_text(screen->console, at.row, at.col, at.cols, STYLE_TEXT, out);
    if (here)
        draw_cursor(screen->console, at.row, at.col);
}

/* Draws the lines from number from on; area.rows 0: counts them. Gives how many there are. */
static int draw_story(const struct preview *preview, struct screen *screen, struct area area,
                      const char *text, int from)
{
    enum { MARK = 2 };
    char line[512];
    int count = 0;
    size_t len;
    while (text != NULL && text[0] != '\0') {
        const char *next = text_wrap(text, area.cols - MARK, &len);
        (void)snprintf(line, sizeof line, "%.*s", (int)len, text);
        count++;
        if (count >= from && count < from + area.rows)
            draw_lean_line(preview, screen,
                           (struct area){area.row + count - from, area.col, 1, area.cols}, count,
                           line);
        text = next;
    }
    return count;
}

void preview_draw_lean(struct preview *preview, struct screen *screen, struct area area)
{
    struct buffer text = {0}, rest = {0};
    int used = preview->lines = 0;
    if (is_there(preview)) {
        write_who(preview->peek, &text, "  ", FROM_WHOLE);
        write_all(preview, screen, &rest);
        buffer_print(&text, "\n%s%s%s", is_protected(preview) ? redisclosure_words() : "",
                     is_protected(preview) ? "\n" : "", rest.data);
        struct area none = {area.row, area.col, 0, area.cols};
        preview->lines = draw_story(preview, screen, none, text.data, 1);
        if (preview->line > preview->lines)
            preview->line = preview->lines;
        int from = preview->line > area.rows ? preview->line - area.rows + 1 : 1;
        used = draw_story(preview, screen, area, text.data, from) - from + 1;
    }
    used = used < area.rows ? used : area.rows;
    if (used < area.rows)
        draw_blank(screen->console,
                   (struct area){area.row + used, area.col, area.rows - used, area.cols});
    buffer_free(&text);
    buffer_free(&rest);
}

unsigned preview_step(struct preview *preview, int action)
{
    bool down = action == ACTION_DOWN && preview->line < preview->lines;
    bool up = action == ACTION_UP && preview->line > 0;
    if (down || up)
        preview->line += down ? 1 : -1;
    return down || up ? (unsigned)DRAW_BODY : (unsigned)SCREEN_PASS;
}
