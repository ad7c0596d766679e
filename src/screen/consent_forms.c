/* Recording a consent: every element of 42 CFR 2.31 has its field. A renewal asks for what is
 * signed anew: the signature and the end. */
#include "holdfast/screen/consent_forms.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/consent_words.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/entry.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In both forms the signature and the end come last, in this order. */
enum {
    SIGNER,
    AUTHORITY,
    SIGNED_ON,
    WHERE_FILED,
    RIGHT_TO_REVOKE,
    ENDS,
    EXPIRES,
    EXPIRES_EVENT,
    SIGNATURE_COUNT
};
enum {
    KIND,
    FROM,
    TO,
    TO_MOST = 4,
    CATEGORIES = TO + TO_MOST,
    PURPOSE,
    REDISCLOSURE,
    GRANT_SIGNATURE,
    GRANT_COUNT = GRANT_SIGNATURE + SIGNATURE_COUNT
};

static const struct choice yes_no[] = {{"no", "no", 'n'}, {"yes", "yes", 'y'}};
static const struct choice told[] = {{"yes", "yes, what was signed says so", 'y'},
                                     {"no", "no", 'n'}};
static const struct choice ends[] = {
    {"day", "on a day", 'd'},
    {"event", "with an event", 'e'},
    {"none", "not by itself: treatment, payment, operations", 'n'}};

#define SIGNATURE_FIELDS(at)                                                                       \
    [(at) +                                                                                        \
        SIGNER] = {"signer",                                                                       \
                   "Signed by",                                                                    \
                   "the person, or who signs for them, by name",                                   \
                   FIELD_TEXT,                                                                     \
                   true,                                                                           \
                   200,                                                                            \
                   NULL,                                                                           \
                   0},                                                                             \
        [(at) + AUTHORITY] = {"authority", "As", NULL, FIELD_CHOICE, true, 0, NULL, 0},            \
        [(at) + SIGNED_ON] = {"signed_on",                                                         \
                              "Signed on",                                                         \
                              "the day on the paper: today, 3 Jun",                                \
                              FIELD_TIME,                                                          \
                              true,                                                                \
                              40,                                                                  \
                              NULL,                                                                \
                              0},                                                                  \
        [(at) + WHERE_FILED] = {"where_filed", "On file", "where the signed paper or its copy is", \
                                FIELD_TEXT,    true,      200,                                     \
                                NULL,          0},                                                 \
        [(at) + RIGHT_TO_REVOKE] = {"right_to_revoke",                                             \
                                    "Says how to take it back",                                    \
                                    NULL,                                                          \
                                    FIELD_CHOICE,                                                  \
                                    true,                                                          \
                                    0,                                                             \
                                    told,                                                          \
                                    sizeof told / sizeof told[0]},                                 \
        [(at) + ENDS] = {"ends", "It ends", NULL, FIELD_CHOICE,                                    \
                         true,   0,         ends, sizeof ends / sizeof ends[0]},                   \
        [(at) + EXPIRES] = {"expires", "On", "30 Apr 2027, +365d", FIELD_TIME, true, 40, NULL, 0}, \
        [(at) + EXPIRES_EVENT] = {"expires_event",                                                 \
                                  "With",                                                          \
                                  "in the words that were signed",                                 \
                                  FIELD_TEXT,                                                      \
                                  true,                                                            \
                                  200,                                                             \
                                  NULL,                                                            \
                                  0}

static const char to_help[] = "type a part of the name: an organization, all of a sector, a person";

#define TO_FIELD(n, label, required)                                                               \
    [TO + (n)] = {"to_" #n, label, to_help, FIELD_FIND, required, 100, NULL, 0}

static const struct field grant_fields[GRANT_COUNT] = {
    [KIND] = {"kind", "What kind", NULL, FIELD_CHOICE, true, 0, NULL, 0},
    [FROM] = {"from", "May tell", "type a part of the name", FIELD_FIND, true, 100, NULL, 0},
    TO_FIELD(0, "May be told", true),
    TO_FIELD(1, "And", false),
    TO_FIELD(2, "And", false),
    TO_FIELD(3, "And", false),
    [CATEGORIES] = {"categories", "What", "the keys switch", FIELD_MANY, true, 0, NULL, 0},
    [PURPOSE] = {"purpose", "For", NULL, FIELD_CHOICE, true, 0, NULL, 0},
    [REDISCLOSURE] = {"redisclosure", "May they pass it on", NULL, FIELD_CHOICE, true, 0, yes_no,
                      sizeof yes_no / sizeof yes_no[0]},
    SIGNATURE_FIELDS(GRANT_SIGNATURE),
};

static const struct field renew_fields[SIGNATURE_COUNT] = {SIGNATURE_FIELDS(0)};

struct consent_form {
    struct entry entry;
    const char *name, *ref;         /* whose; which one is renewed */
    const char *signer, *authority; /* of the one that is renewed */
    int signature;                  /* where those fields begin */
    bool filled;
};

static struct consent_form *form_of(const struct entry *entry)
{
    return entry->screen->state;
}

/* ---- choices ---- */

static void offer_choices(struct entry *entry, struct field *field, const char *key)
{
    const json_t *rows = json_object_get(entry->offered, key);
    struct arena *arena = &entry->screen->arena;
    size_t count = json_array_size(rows);
    struct choice *choices = arena_take(arena, count, sizeof *choices);
    for (size_t i = 0; i < count; i++) {
        const json_t *row = json_array_get(rows, i);
        choices[i] = (struct choice){arena_text(arena, answer_text(row, "code")),
                                     arena_text(arena, answer_text(row, "name")), 0};
    }
    field->choices = choices;
    field->choice_count = count;
}

static void offer_grant(struct entry *entry, struct field *fields)
{
    offer_choices(entry, &fields[KIND], "kinds");
    offer_choices(entry, &fields[CATEGORIES], "categories");
    offer_choices(entry, &fields[PURPOSE], "purposes");
    offer_choices(entry, &fields[GRANT_SIGNATURE + AUTHORITY], "authorities");
}

static void offer_renew(struct entry *entry, struct field *fields)
{
    offer_choices(entry, &fields[AUTHORITY], "authorities");
}

/* ---- parties, by a part of the name ---- */

enum { PARTIES_SHOWN = 8 };

/* Their values are "kind/code". */
static size_t find_parties(struct entry *entry, const char *key, const char *text,
                           struct form_result *results, size_t count)
{
    struct arena *arena = &entry->screen->arena;
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(entry->offered, key), i, row) {
        if (count == PARTIES_SHOWN)
            break;
        if (!text_contains(answer_text(row, "name"), text))
            continue;
        results[count].value =
            arena_print(arena, "%s/%s", answer_text(row, "kind"), answer_text(row, "code"));
        results[count++].label = arena_text(arena, answer_text(row, "name"));
    }
    return count;
}

static void find(struct entry *entry, int field, const char *text)
{
    struct form_result results[PARTIES_SHOWN];
    size_t count = 0;
    if (text[0] == '\0')
        return;
    if (field == FROM) {
        count = find_parties(entry, "from", text, results, count);
    } else {
        count = find_parties(entry, "organizations", text, results, count);
        count = find_parties(entry, "sectors", text, results, count);
        count = find_parties(entry, "staff", text, results, count);
    }
    form_results(&entry->form, field, text, results, count);
}

static json_t *party_of(const char *value)
{
    const char *slash = strchr(value, '/');
    if (slash == NULL)
        return NULL;
    return json_pack("{s:s%, s:s}", "kind", value, (size_t)(slash - value), "code", slash + 1);
}

/* ---- what is sent ---- */

static const char *value_at(const struct entry *entry, int field)
{
    return form_value((struct form *)(uintptr_t)&entry->form, field);
}

static bool is_value(const struct entry *entry, int field, const char *value)
{
    return strcmp(value_at(entry, field), value) == 0;
}

/* The day alone: a consent ends with it. */
static void shape_day(const struct entry *entry, json_t *values, int field)
{
    char day[16];
    const char *name = entry->form.fields[field].name;
    bool past = (entry->ops->past >> field & 1) != 0;
    if (words_read_day(value_at(entry, field), desk_now(desk_of(entry->screen)), past, day,
                       sizeof day))
        (void)json_object_set_new(values, name, json_string(day));
}

static void shape_signature(const struct entry *entry, json_t *values)
{
    int at = form_of(entry)->signature;
    (void)json_object_del(values, "ends");
    shape_day(entry, values, at + SIGNED_ON);
    shape_day(entry, values, at + EXPIRES);
    if (is_value(entry, at + ENDS, "none"))
        (void)json_object_set_new(values, "expires", json_string("none"));
    (void)json_object_set_new(values, "signature_on_file", json_true());
}

static void shape_grant(const struct entry *entry, json_t *values)
{
    json_t *to = json_array(), *categories = json_array();
    const char *at = value_at(entry, CATEGORIES);
    for (int i = 0; i < TO_MOST; i++) {
        json_t *party = party_of(value_at(entry, TO + i));
        (void)json_object_del(values, entry->form.fields[TO + i].name);
        if (party != NULL)
            (void)json_array_append_new(to, party);
    }
    while (*at != '\0') {
        size_t len = strcspn(at, ",");
        (void)json_array_append_new(categories, json_stringn(at, len));
        at += len + (at[len] == ',' ? 1 : 0);
    }
    (void)json_object_set_new(values, "from", party_of(value_at(entry, FROM)));
    (void)json_object_set_new(values, "to", to);
    (void)json_object_set_new(values, "categories", categories);
    shape_signature(entry, values);
}

/* ---- as it is filled in ---- */

static void follow_end(struct entry *entry)
{
    int at = form_of(entry)->signature;
    form_hide(&entry->form, at + EXPIRES, !is_value(entry, at + ENDS, "day"));
    form_hide(&entry->form, at + EXPIRES_EVENT, !is_value(entry, at + ENDS, "event"));
}

/* What was half-entered comes back by its value alone: a party gets its name again. */
static void name_party(struct entry *entry, int field, const char *key)
{
    char value[160];
    size_t i;
    json_t *row;
    if (strcmp(editor_text(&entry->form.state[field].editor), value_at(entry, field)) != 0)
        return;
    json_array_foreach (json_object_get(entry->offered, key), i, row) {
        (void)snprintf(value, sizeof value, "%s/%s", answer_text(row, "kind"),
                       answer_text(row, "code"));
        if (is_value(entry, field, value))
            form_set(&entry->form, field, value, answer_text(row, "name"));
    }
}

static void name_parties(struct entry *entry)
{
    name_party(entry, FROM, "from");
    for (int i = 0; i < TO_MOST; i++) {
        name_party(entry, TO + i, "organizations");
        name_party(entry, TO + i, "sectors");
        name_party(entry, TO + i, "staff");
    }
}

/* Another recipient is asked for once there is one before it. */
static void follow_grant(struct entry *entry, const json_t *offered)
{
    (void)offered;
    name_parties(entry);
    for (int i = 1; i < TO_MOST; i++)
        form_hide(&entry->form, TO + i, value_at(entry, TO + i - 1)[0] == '\0');
    follow_end(entry);
}

static void follow_renew(struct entry *entry, const json_t *offered)
{
    struct consent_form *form = form_of(entry);
    (void)offered;
    if (!form->filled) {
        form_set(&entry->form, SIGNER, form->signer, NULL);
        form_set(&entry->form, AUTHORITY, form->authority, NULL);
        form->filled = true;
    }
    follow_end(entry);
}

static void done(struct screen *screen, struct console *console, const json_t *answer)
{
    const char *ref = answer_text(answer, "consent_ref");
    char day[24];
    const char *until = words_date(day, sizeof day, answer_text(answer, "expires"));
    if (until[0] != '\0')
        console_say(console, say("Recorded %s: it stands until %s."), ref, until);
    else
        console_say(console,
                    say("Recorded %s: it stands until it is taken back, or what was "
                        "signed happens."),
                    ref);
    if (screen != NULL)
        (void)console_pop(console, 0, ref);
}

static const struct entry_ops grant_ops = {
    .fields = grant_fields,
    .count = GRANT_COUNT,
    .person = -1,
    .what = "recording the consent",
    .button = "Record it",
    .choices = "SELECT api.consent_choices($1)",
    .past = 1U << (GRANT_SIGNATURE + SIGNED_ON),
    .days = 1U << (GRANT_SIGNATURE + SIGNED_ON) | 1U << (GRANT_SIGNATURE + EXPIRES),
    .send = "SELECT api.grant_consent($1::uuid, $3, $2::jsonb)",
    .with_ref = true,
    .offer = offer_grant,
    .find = find,
    .shape = shape_grant,
    .follow = follow_grant,
    .done = done,
};

static const struct entry_ops renew_ops = {
    .fields = renew_fields,
    .count = SIGNATURE_COUNT,
    .person = -1,
    .what = "renewing the consent",
    .button = "Renew it",
    .choices = "SELECT api.consent_choices($1)",
    .past = 1U << SIGNED_ON,
    .days = 1U << SIGNED_ON | 1U << EXPIRES,
    .send = "SELECT api.renew_consent($1::uuid, $3, $2::jsonb)",
    .with_ref = true,
    .forgets = true,
    .offer = offer_renew,
    .shape = shape_signature,
    .follow = follow_renew,
    .done = done,
};

/* ---- the screens ---- */

static struct consent_form *begin(struct screen *screen, const struct consent_view *view)
{
    struct consent_form *form = screen->state;
    form->name = arena_text(&screen->arena, view->name);
    form->entry.about = arena_text(&screen->arena, view->individual_ref);
    return form;
}

static const struct entry_ops *prepare_grant(struct screen *screen, const void *argument,
                                             const char **ref)
{
    struct consent_form *form = begin(screen, argument);
    form->signature = GRANT_SIGNATURE;
    *ref = form->entry.about;
    return &grant_ops;
}

static const struct entry_ops *prepare_renew(struct screen *screen, const void *argument,
                                             const char **ref)
{
    const struct consent_view *view = argument;
    struct consent_form *form = begin(screen, view);
    form->ref = arena_text(&screen->arena, answer_text(view->consent, "ref"));
    form->signer = arena_text(&screen->arena, answer_text(view->consent, "signer"));
    form->authority = arena_text(&screen->arena, answer_text(view->consent, "authority"));
    *ref = form->ref;
    return &renew_ops;
}

static bool open_grant(struct screen *screen, const void *argument, struct failure *f)
{
    const char *ref;
    (void)f;
    const struct entry_ops *ops = prepare_grant(screen, argument, &ref);
    entry_open(screen, ops, ref);
    return true;
}

static bool open_renew(struct screen *screen, const void *argument, struct failure *f)
{
    const char *ref;
    (void)f;
    const struct entry_ops *ops = prepare_renew(screen, argument, &ref);
    entry_open(screen, ops, ref);
    return true;
}

const struct entry_dialogue consent_grant_dialogue = {.state_size = sizeof(struct consent_form),
                                                      .prepare = prepare_grant};
const struct entry_dialogue consent_renew_dialogue = {.state_size = sizeof(struct consent_form),
                                                      .prepare = prepare_renew};

static void title(struct screen *screen, char *out, size_t size)
{
    const struct consent_form *form = screen->state;
    if (form->ref != NULL)
        (void)snprintf(out, size, say("CONSENT %s of %s, renewed"), form->ref, form->name);
    else
        (void)snprintf(out, size, say("CONSENT of %s"), form->name);
}

const struct screen_ops consent_grant_screen = {
    .name = "consent_grant",
    .state_size = sizeof(struct consent_form),
    .open = open_grant,
    .load = entry_load,
    .title = title,
    .draw = entry_draw,
    .key = entry_key,
    .close = entry_close,
};

const struct screen_ops consent_renew_screen = {
    .name = "consent_renew",
    .state_size = sizeof(struct consent_form),
    .open = open_renew,
    .load = entry_load,
    .title = title,
    .draw = entry_draw,
    .key = entry_key,
    .close = entry_close,
};
