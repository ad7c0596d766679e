#include "holdfast/screen/message.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/whom.h"
#include "holdfast/screen/words.h"
#include "holdfast/screen/writing.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHEN_CELLS = 13, OFFERED_MAX = 12, BESIDE = 3 };

static const char *const counseling = "counseling";

/* ---- showing ---- */

static const char *id_text(const json_t *message, char *out, size_t size)
{
    (void)snprintf(out, size, "%lld", (long long)answer_int(message, "id"));
    return out;
}

static void write_one(struct sheet *sheet, const json_t *message, bool is_new, int64_t now)
{
    char when[32], id[32], target[48];
    struct buffer text = {0};
    bool waits = answer_bool(message, "question") && !answer_bool(message, "answered");
    (void)snprintf(target, sizeof target, "message/%s", id_text(message, id, sizeof id));
    buffer_print(&text, say("%s%s to %s%s: %s"), is_new ? say("NEW ") : "",
                 answer_text(message, "from"), answer_text(message, "to"),
                 waits                                ? say(", ASKS")
                 : answer_bool(message, "question")   ? say(", asked")
                 : answer_bool(message, "counseling") ? say(", counseling note")
                                                      : "",
                 answer_text(message, "text"));
    sheet_wrapped_to(sheet, waits ? STYLE_WARN : STYLE_TEXT, target, WHEN_CELLS,
                     words_moment(when, sizeof when, now, answer_time(message, "at")), text.data);
    buffer_free(&text);
}

void message_write(struct sheet *sheet, const json_t *messages, json_t *fresh, int64_t now)
{
    char id[32];
    size_t i;
    json_t *message;
    json_array_foreach ((json_t *)messages, i, message) {
        (void)id_text(message, id, sizeof id);
        if (answer_bool(message, "unread"))
            (void)json_object_set_new(fresh, id, json_true());
        write_one(sheet, message, json_object_get(fresh, id) != NULL, now);
    }
}

int message_unread(const json_t *messages)
{
    int count = 0;
    size_t i;
    json_t *message;
    json_array_foreach ((json_t *)messages, i, message)
        count += answer_bool(message, "unread") ? 1 : 0;
    return count;
}

const json_t *message_of(const json_t *messages, const char *target)
{
    char id[32];
    size_t i;
    json_t *message;
    if (strncmp(target, "message/", 8) == 0)
        json_array_foreach ((json_t *)messages, i, message)
            if (strcmp(id_text(message, id, sizeof id), target + 8) == 0)
                return message;
    return NULL;
}

/* ---- reading ---- */

static void marked(struct screen *screen, void *data, const struct reply *reply,
                   const struct failure *failure)
{
    /* Whatever came of it, the next reading of the page shows. */
    (void)screen;
    (void)data;
    (void)reply;
    (void)failure;
}

static const char *place_of(const json_t *message, const char *place)
{
    const char *own = answer_text(message, "place");
    return own[0] != '\0' ? own : place;
}

void message_seen(struct screen *screen, const json_t *messages, const char *place)
{
    json_t *places = json_object();
    size_t i;
    json_t *message;
    const char *key;
    json_t *value;
    json_array_foreach ((json_t *)messages, i, message)
        if (answer_bool(message, "unread"))
            (void)json_object_set_new(places, place_of(message, place), json_true());
    json_object_foreach (places, key, value)
        desk_ask(screen, say("reading messages"), "SELECT api.messages($1)", GATEWAY_VALUES(key),
                 marked, NULL);
    json_decref(places);
}

/* ---- writing ---- */

static unsigned open_editor(struct screen *screen, const char *place, const char *title,
                            const char *about, const json_t *with, const char *answers)
{
    char draft[160];
    (void)snprintf(draft, sizeof draft, "message/%s%s%s", place, answers[0] != '\0' ? "/" : "",
                   answers);
    const struct writing writing = {.title = title,
                                    .about = about,
                                    .draft = draft,
                                    .said = say("Sent."),
                                    .place = place,
                                    .key = "text",
                                    .with = with};
    (void)console_push(screen->console, &writing_screen, &writing);
    return SCREEN_NOTHING;
}

unsigned message_answer(struct screen *screen, const json_t *message, const char *place,
                        const char *subject)
{
    char title[256], id[32];
    struct buffer about = {0};
    json_t *with = json_object();
    (void)json_object_set(with, "answers", json_object_get(message, "id"));
    (void)snprintf(title, sizeof title, say("ANSWER to %s  %s"), answer_text(message, "from"),
                   subject);
    buffer_print(&about, "%s: %s", answer_text(message, "from"), answer_text(message, "text"));
    unsigned answer = open_editor(screen, place_of(message, place), title, about.data, with,
                                  id_text(message, id, sizeof id));
    buffer_free(&about);
    json_decref(with);
    return answer;
}

/* A message on its way to the editor; in the screen's arena. */
struct letter {
    const char *place, *subject;
    const char *to, *label;
    struct choice offered[OFFERED_MAX + BESIDE];
    const struct message_note *note;
};

static unsigned kind_chosen(struct screen *screen, void *context, int choice)
{
    const struct letter *letter = context;
    char title[256];
    if (choice < 0)
        return DRAW_ALL;
    json_t *with = json_pack("{s:s, s:b}", "to", letter->to, "question", choice == 0);
    (void)snprintf(title, sizeof title,
                   choice == 0 ? say("QUESTION to %s  %s") : say("MESSAGE to %s  %s"),
                   letter->label, letter->subject);
    unsigned answer = open_editor(screen, letter->place, title, NULL, with, "");
    json_decref(with);
    return answer | DRAW_ALL;
}

static unsigned to_whom(struct screen *screen, struct letter *letter, const char *to,
                        const char *label)
{
    const struct choice choices[] = {
        {"question", say("a question: it becomes work for them, with a deadline"), 'q'},
        {"message", say("to be read, no answer needed"), 'r'}};
    letter->to = arena_text(&screen->arena, to);
    letter->label = arena_text(&screen->arena, label);
    console_pick(screen->console, screen, letter->label, choices, 2, kind_chosen, letter);
    return DRAW_ALL;
}

static unsigned somebody_found(struct screen *screen, void *context, bool is_role, const char *code,
                               const char *label)
{
    (void)is_role;
    return code != NULL ? to_whom(screen, context, code, label) : (unsigned)DRAW_ALL;
}

/* Kept apart (42 CFR 2.11): whoever else sees the place learns neither what it says nor that it is
 * there. */
static unsigned write_counseling(struct screen *screen, const struct letter *letter)
{
    char title[256], draft[160];
    (void)snprintf(title, sizeof title, say("COUNSELING NOTE, kept apart  %s"), letter->subject);
    (void)snprintf(draft, sizeof draft, "message/%s/%s", letter->place, counseling);
    json_t *with = json_pack("{s:b}", counseling, 1);
    const struct writing writing = {.title = title,
                                    .draft = draft,
                                    .said = say("Written. Your organization alone sees it."),
                                    .place = letter->place,
                                    .key = "text",
                                    .with = with};
    (void)console_push(screen->console, &writing_screen, &writing);
    json_decref(with);
    return DRAW_ALL;
}

static unsigned whom_chosen(struct screen *screen, void *context, int choice)
{
    struct letter *letter = context;
    if (choice < 0)
        return DRAW_ALL;
    const struct choice *chosen = &letter->offered[choice];
    if (strcmp(chosen->value, "note") == 0 && letter->note != NULL)
        return letter->note->begin(screen) | DRAW_ALL;
    if (strcmp(chosen->value, counseling) == 0)
        return write_counseling(screen, letter);
    if (chosen->value[0] == '\0')
        return whom_ask(screen, say("To whom (name or role): "), somebody_found, letter);
    return to_whom(screen, letter, chosen->value, chosen->label);
}

unsigned message_begin(struct screen *screen, const char *place, const char *subject,
                       const struct choice *offered, size_t count, const struct message_note *note)
{
    struct arena *arena = &screen->arena;
    struct letter *letter = arena_take(arena, 1, sizeof *letter);
    size_t all = 0;
    letter->place = arena_text(arena, place);
    letter->subject = arena_text(arena, subject);
    letter->note = note;
    if (note != NULL)
        letter->offered[all++] = (struct choice){"note", say(note->label), 'n'};
    for (size_t i = 0; i < count && i < OFFERED_MAX; i++)
        letter->offered[all++] = (struct choice){arena_text(arena, offered[i].value),
                                                 arena_text(arena, offered[i].label), 0};
    letter->offered[all++] = (struct choice){"", say("somebody else"), 'o'};
    if (answer_bool(desk_of(screen)->me, "counseling"))
        letter->offered[all++] =
            (struct choice){counseling, say("a counseling note, for your organization alone"), 'k'};
    console_pick(screen->console, screen, say("A message to whom?"), letter->offered, all,
                 whom_chosen, letter);
    return DRAW_ALL;
}

unsigned message_ask_date(struct screen *screen, const char *place, const char *subject)
{
    char title[256], draft[160];
    json_t *with = json_pack("{s:s, s:b}", "side", "requester", "question", 1);
    (void)snprintf(title, sizeof title, say("QUESTION to whoever asked for %s"), subject);
    (void)snprintf(draft, sizeof draft, "message/%s/date", place);
    const struct writing writing = {.title = title,
                                    .about = say("Another date by which it is needed: which one, "
                                                 "and why? It is theirs to change."),
                                    .draft = draft,
                                    .said = say("Asked. It is work for them, with a deadline."),
                                    .place = place,
                                    .key = "text",
                                    .with = with};
    (void)console_push(screen->console, &writing_screen, &writing);
    json_decref(with);
    return DRAW_ALL;
}
