#include "holdfast/screen/place.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/case_review.h"
#include "holdfast/screen/case_review_forms.h"
#include "holdfast/screen/consents.h"
#include "holdfast/screen/directory.h"
#include "holdfast/screen/disclosures.h"
#include "holdfast/screen/entry.h"
#include "holdfast/screen/event.h"
#include "holdfast/screen/event_form.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/measures.h"
#include "holdfast/screen/new_person.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/pathways.h"
#include "holdfast/screen/people.h"
#include "holdfast/screen/person.h"
#include "holdfast/screen/plan.h"
#include "holdfast/screen/queue.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/referral.h"
#include "holdfast/screen/review.h"
#include "holdfast/screen/review_items.h"
#include "holdfast/screen/review_list.h"
#include "holdfast/screen/review_summary.h"
#include "holdfast/screen/risk_form.h"
#include "holdfast/screen/same.h"
#include "holdfast/screen/today.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES_MOST = 12 };

struct place_kept {
    bool known; /* the database has said where the person was */
    char *kept; /* what it has now; NULL: nothing */
    char *seen; /* where they were when last looked at */
};

/* ---- what is kept of a screen ---- */

static const char *no_ref(const struct screen *screen)
{
    (void)screen;
    return NULL;
}

/* Screens that are not here are not kept, nor what is open over them. */
static const struct place_row {
    const struct screen_ops *ops;
    const char *words; /* "" where the reference says it */
    const char *(*ref)(const struct screen *screen);
} rows[] = {
    {&today_screen, "Today", no_ref},
    {&queue_screen, "Queue", queue_ref},
    {&item_screen, "", page_about},
    {&plan_screen, "the plan of", page_about},
    {&person_screen, "", page_about},
    {&pathways_screen, "pathways of", page_about},
    {&record_screen, "the record of", page_about},
    {&case_review_screen, "the case review", page_about},
    {&review_screen, "Review", no_ref},
    {&review_items_screen, "the review", review_items_ref},
    {&review_list_screen, "the list of the review", review_list_ref},
    {&review_summary_screen, "the summary of", page_about},
    {&event_screen, "", page_about},
    {&same_screen, "other pages of", page_about},
    {&consents_screen, "the consents of", page_about},
    {&disclosures_screen, "the account of disclosures of", page_about},
    {&people_screen, "People", no_ref},
    {&directory_screen, "the directory", no_ref},
    {&measures_screen, "Measures", no_ref},
    {&referral_screen, "a new referral", referral_ref},
    {&new_person_screen, "a new person", no_ref},
    {&event_form_screen, "what happened", entry_ref},
    {&risk_form_screen, "a new risk", entry_ref},
    {&case_review_day_screen, "a day for a case review", entry_ref},
};

static const struct place_row *row_of(const struct screen_ops *ops)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].ops == ops)
            return &rows[i];
    return NULL;
}

static const struct place_row *row_named(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].ops->name, name) == 0)
            return &rows[i];
    return NULL;
}

static json_t *describe(const struct screen *screen)
{
    const struct place_row *row = row_of(screen->ops);
    const char *ref = row != NULL ? row->ref(screen) : NULL;
    /* A page that still asks whom it is about is a question, not a place. */
    if (row == NULL || (row->ref == page_about && (ref == NULL || ref[0] == '\0')))
        return NULL;
    json_t *place = json_object();
    (void)json_object_set_new(place, "screen", json_string(screen->ops->name));
    if (ref != NULL && ref[0] != '\0')
        (void)json_object_set_new(place, "ref", json_string(ref));
    if (screen->ops == &queue_screen)
        queue_place(screen, place);
    if (screen->ops == &measures_screen)
        measures_place(screen, place);
    return place;
}

/* The screens from the lowest up, as JSON; NULL for Today alone. Freed by the caller. */
static char *write_stack(const struct desk *desk)
{
    const struct screen *open[PLACES_MOST];
    int count = 0, kept = 0;
    for (const struct screen *s = console_top(desk->console); s != NULL; s = s->below) {
        if (count == PLACES_MOST) { /* the topmost goes */
            count--;
            for (int i = 0; i < count; i++)
                open[i] = open[i + 1];
        }
        open[count++] = s;
    }
    json_t *stack = json_array();
    for (json_t *place; count > 0 && (place = describe(open[count - 1])) != NULL; count--, kept++)
        (void)json_array_append_new(stack, place);
    bool today = kept == 1 &&
                 strcmp(answer_text(json_array_get(stack, 0), "screen"), today_screen.name) == 0;
    char *text = kept == 0 || today ? NULL : json_dumps(stack, JSON_COMPACT);
    json_decref(stack);
    return text;
}

/* ---- keeping ---- */

static void kept(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    /* Whoever is still at the keyboard has not lost their place. */
    (void)screen;
    (void)data;
    (void)reply;
    (void)failure;
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Takes the text over. */
static void keep(struct desk *desk, char *stack)
{
    struct place_kept *place = desk->place;
    if (!is_same(stack, place->kept))
        desk_send(desk, say("keeping the place"), "SELECT api.keep_place($1::jsonb)",
                  GATEWAY_VALUES(stack), kept, NULL);
    free(place->kept);
    place->kept = stack;
}

static bool is_known(const struct desk *desk)
{
    return desk->place != NULL && desk->place->known && desk->console != NULL &&
           console_top(desk->console) != NULL;
}

void place_keep(struct desk *desk)
{
    if (is_known(desk))
        keep(desk, write_stack(desk));
}

void place_rest(struct desk *desk)
{
    struct place_kept *place = desk->place;
    if (!is_known(desk))
        return;
    char *now = write_stack(desk);
    if (!is_same(now, place->seen)) {
        free(place->seen);
        place->seen = now;
        return;
    }
    free(now);
    keep(desk, place->seen != NULL ? memory_text(place->seen) : NULL);
}

void place_leave(struct desk *desk)
{
    if (!is_known(desk))
        return;
    keep(desk, console_dismissed(desk->console) ? NULL : write_stack(desk));
}

void place_close(struct desk *desk)
{
    if (desk->place == NULL)
        return;
    free(desk->place->kept);
    free(desk->place->seen);
    free(desk->place);
    desk->place = NULL;
}

/* ---- going back ---- */

static void go_to_measures(struct desk *desk, const json_t *place)
{
    const json_t *filter = json_object_get(place, "filter");
    const struct measures_view view = {.by = answer_text(place, "scope"),
                                       .org = answer_text(filter, "organization"),
                                       .role = answer_text(filter, "owner_role"),
                                       .service_type = answer_text(filter, "service_type")};
    (void)console_push(desk->console, &measures_screen, &view);
}

static void go(struct desk *desk, const struct place_row *row, const json_t *place)
{
    const char *ref = answer_text(place, "ref");
    if (row->ops == &measures_screen) {
        go_to_measures(desk, place);
        return;
    }
    if (row->ops == &people_screen) {
        /* Whom one looked for is not kept; a question would hide where one is. */
        (void)console_push(desk->console, row->ops, &(struct people_view){.quiet = true});
        return;
    }
    if (row->ops != &queue_screen) {
        (void)console_push(desk->console, row->ops, ref[0] != '\0' ? ref : NULL);
        return;
    }
    const json_t *given = json_object_get(place, "filter");
    char *filter = given != NULL ? json_dumps(given, JSON_COMPACT) : NULL;
    const char *scope = answer_text(place, "scope");
    const struct queue_view view = {.scope = scope[0] != '\0' ? scope : NULL,
                                    .filter = filter,
                                    .select = ref[0] != '\0' ? ref : NULL};
    (void)console_push(desk->console, row->ops, &view);
    free(filter);
}

/* above: what lies over it, or NULL; the same reference is told once. */
static void add_words(struct buffer *b, const struct place_row *row, const json_t *place,
                      const json_t *above)
{
    const char *ref = answer_text(place, "ref");
    if (strcmp(ref, answer_text(above, "ref")) == 0)
        ref = "";
    bool queue = row->ops == &queue_screen;
    buffer_print(b, "%s%s", b->len > 0 ? ", " : "", row->words[0] != '\0' ? say(row->words) : "");
    if (ref[0] != '\0')
        buffer_print(b, "%s%s", row->words[0] == '\0' ? "" : queue ? ", " : " ", ref);
}

/* Anywhere else it would not be true any more. */
static void say_where(struct console *console, const char *words)
{
    const struct screen *below = console_top(console)->below;
    char text[256];
    (void)snprintf(text, sizeof text,
                   below == NULL || below->ops == &today_screen
                       ? say("Back where you were: %s. Esc for Today.")
                       : say("Back where you were: %s. Esc goes back."),
                   words);
    console_say_here(console, text);
}

/* All of it lies over Today, to which Esc leads in the end. */
static void go_back(struct desk *desk, const json_t *stack)
{
    size_t i, count = json_array_size(stack);
    const json_t *place;
    struct buffer words = {0};
    json_array_foreach (stack, i, place) {
        const struct place_row *row = row_named(answer_text(place, "screen"));
        if (row == NULL)
            break;
        if (row->ops == &today_screen)
            continue;
        go(desk, row, place);
        if (i + 2 >= count)
            add_words(&words, row, place, json_array_get(stack, i + 1));
    }
    if (words.len > 0)
        say_where(desk->console, words.data);
    buffer_free(&words);
}

static void came(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    (void)screen;
    struct desk *desk = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    const json_t *stack = json_object_get(answer, "stack");
    desk->place->known = failure == NULL;
    desk->place->kept = stack != NULL ? json_dumps(stack, JSON_COMPACT) : NULL;
    if (stack != NULL && !desk->locked && !console_touched(desk->console))
        go_back(desk, stack);
    json_decref(answer);
}

void place_open(struct desk *desk)
{
    desk->place = memory_take(1, sizeof *desk->place);
    desk_send(desk, say("looking where you were"), "SELECT api.place()", GATEWAY_NO_VALUES, came,
              desk);
}
