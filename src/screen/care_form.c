#include "holdfast/screen/care_form.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/entry.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

struct care_form {
    struct entry entry;
    enum care_kind kind;
};

/* ---- what is asked ---- */

enum appointment_place { STARTS_AT, WHERE, RIDE, APPOINTMENT_COUNT };

#define APPOINTMENT_FIELDS(key)                                                                    \
    {                                                                                              \
        [STARTS_AT] = {key, "When", "Tue 10:30, 4 Dec 14:00", FIELD_TIME, true, 40, NULL, 0},      \
        [WHERE] = {"place", "Where", NULL, FIELD_TEXT, false, 200, NULL, 0},                       \
        [RIDE] = {"ride", "Ride", "who brings the person there", FIELD_TEXT, false, 200, NULL, 0}, \
    }

static const struct field book_fields[] = APPOINTMENT_FIELDS("starts_at");
static const struct field move_fields[] = APPOINTMENT_FIELDS("to");

enum authorization_place { PAYER, NUMBER, STATUS, EXPIRES_AT, UNTIL, AUTHORIZATION_COUNT };

static const char *const requested = "requested", *const approved = "approved";

static const struct choice answers[] = {{"requested", "asked; the item waits for the payer", 'a'},
                                        {"approved", "approved", 'p'},
                                        {"denied", "denied", 'd'},
                                        {"cancelled", "not needed any more", 'n'}};

static const struct field authorization_fields[AUTHORIZATION_COUNT] = {
    [PAYER] = {"payer", "Payer", NULL, FIELD_TEXT, true, 200, NULL, 0},
    [NUMBER] = {"number", "Number", NULL, FIELD_TEXT, false, 100, NULL, 0},
    [STATUS] = {"status", "Stands", NULL, FIELD_CHOICE, true, 0, answers,
                sizeof answers / sizeof answers[0]},
    [EXPIRES_AT] = {"expires_at", "Good until", "31 Jan; empty: not said", FIELD_TIME, false, 40,
                    NULL, 0},
    [UNTIL] = {"until", "Wait until", "when the payer is asked again; empty: two working days",
               FIELD_TIME, false, 40, NULL, 0},
};

static const struct field report_fields[] = {
    {"text", "Report", "what came back; whoever asked reviews it", FIELD_TEXT, true, 10000, NULL,
     0},
};

static void follow_authorization(struct entry *entry, const json_t *offered)
{
    const char *status = form_value(&entry->form, STATUS);
    (void)offered;
    form_hide(&entry->form, EXPIRES_AT, strcmp(status, approved) != 0);
    form_hide(&entry->form, UNTIL, strcmp(status, requested) != 0);
}

/* ---- what came of it ---- */

static void done(struct screen *screen, struct console *console, const char *what)
{
    console_say(console, "%s", what);
    if (screen != NULL)
        (void)console_pop(console, 0, NULL);
}

static void said_at(struct screen *screen, struct console *console, const json_t *answer,
                    const char *key, const char *format)
{
    char when[32] = "", text[200];
    if (screen != NULL && answer_time(answer, key) != 0)
        words_moment(when, sizeof when, desk_now(desk_of(screen)), answer_time(answer, key));
    (void)snprintf(text, sizeof text, "%s%s%s.", format, when[0] != '\0' ? " " : "", when);
    done(screen, console, text);
}

static void booked(struct screen *screen, struct console *console, const json_t *answer)
{
    said_at(screen, console, answer, "starts_at", say("Booked:"));
}

static void moved(struct screen *screen, struct console *console, const json_t *answer)
{
    (void)answer;
    done(screen, console, say("Moved. The old time stays on the record."));
}

static void authorized(struct screen *screen, struct console *console, const json_t *answer)
{
    const char *status = answer_text(answer, "status");
    if (strcmp(status, requested) == 0)
        said_at(screen, console, answer, "hold_until", say("Asked: it waits for the payer, until"));
    else
        said_at(screen, console, answer, "expires_at",
                strcmp(status, approved) == 0 ? say("Approved, and it goes on; good until")
                                              : say("Kept on the record"));
}

static void reported(struct screen *screen, struct console *console, const json_t *answer)
{
    char text[200], when[32] = "";
    if (screen != NULL && answer_time(answer, "due") != 0)
        words_moment(when, sizeof when, desk_now(desk_of(screen)), answer_time(answer, "due"));
    (void)snprintf(text, sizeof text, say("Kept. %s reviews it, by %s."),
                   answer_text(answer, "review_ref"), when);
    done(screen, console, text);
}

static const struct care_sort {
    const char *title;
    struct entry_ops ops;
} sorts[] = {
    [CARE_BOOK] = {"APPOINTMENT for %s",
                   {.fields = book_fields,
                    .count = APPOINTMENT_COUNT,
                    .person = -1,
                    .what = "booking the appointment",
                    .button = "Book it",
                    .exact = 1U << STARTS_AT,
                    .send = "SELECT api.appointment($1::uuid, $3, $2::jsonb)",
                    .with_ref = true,
                    .done = booked}},
    [CARE_MOVE] = {"APPOINTMENT MOVED, %s",
                   {.fields = move_fields,
                    .count = APPOINTMENT_COUNT,
                    .person = -1,
                    .what = "moving the appointment",
                    .button = "Move it",
                    .exact = 1U << STARTS_AT,
                    .send = "SELECT api.appointment($1::uuid, $3, $2::jsonb)",
                    .with_ref = true,
                    .done = moved}},
    [CARE_AUTHORIZATION] = {"PAYER, %s",
                            {.fields = authorization_fields,
                             .count = AUTHORIZATION_COUNT,
                             .person = -1,
                             .what = "keeping what the payer says",
                             .button = "Keep it",
                             .send = "SELECT api.authorization($1::uuid, $3, $2::jsonb)",
                             .with_ref = true,
                             .follow = follow_authorization,
                             .done = authorized}},
    [CARE_REPORT] = {"REPORT on %s",
                     {.fields = report_fields,
                      .count = 1,
                      .person = -1,
                      .what = "keeping the report",
                      .button = "Send it to whoever asked",
                      .send = "SELECT api.result($1::uuid, $3, $2::jsonb)",
                      .with_ref = true,
                      .done = reported}},
};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    const struct care_view *view = argument;
    struct care_form *care = screen->state;
    care->kind = view->kind;
    care->entry.kept = arena_print(&screen->arena, "care/%s/%d/%lld", view->ref, (int)view->kind,
                                   (long long)view->appointment);
    if (view->kind == CARE_MOVE)
        care->entry.with =
            json_pack("{s:s, s:I}", "status", "moved", "id", (json_int_t)view->appointment);
    entry_open(screen, &sorts[view->kind].ops, view->ref);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct care_form *care = screen->state;
    (void)snprintf(out, size, say(sorts[care->kind].title), care->entry.ref);
}

const struct screen_ops care_form_screen = {
    .name = "care_form",
    .state_size = sizeof(struct care_form),
    .open = open,
    .title = title,
    .draw = entry_draw,
    .key = entry_key,
    .act = entry_act,
    .close = entry_close,
};
