/* holdfast show: one item, or one person, in labelled lines; the item screen's words. */
#include "holdfast/command/show.h"

#include "holdfast/command/command.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/came.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

#include "plain_page.h"

/* --- lines of an item ------------------------------------------------------------------------- */

static void write_address(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *person = page_part(item, "person");
    (void)p;
    page_add(b, ", ", answer_text(person, "address"));
    page_add(b, ", ", answer_text(person, "city"));
    page_add(b, " ", answer_text(person, "postal_code"));
    page_add(b, "; ", answer_text(person, "safe_note"));
}

static void write_now(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *now = page_part(item, "now");
    page_add(b, "", answer_text(now, "text"));
    page_add(b, " ", answer_text(now, "whose"));
    page_add_moment(p, b, say(" since "), now, "since");
    page_add(b, ": ", answer_text(now, "because"));
}

static void write_due(const struct plain *p, struct buffer *b, const json_t *item)
{
    char due[40], moment[40];
    const char *state = answer_text(item, "state");
    bool held = strcmp(state, "hold") == 0;
    int64_t instant = answer_time(item, held ? "hold_until" : "due");
    if (strcmp(state, "closed") == 0)
        return;
    words_due(due, sizeof due, state, p->now, instant);
    if (instant == 0)
        buffer_text(b, due);
    else if (words_repeats(due, words_moment(moment, sizeof moment, p->now, instant)))
        buffer_text(b, moment);
    else
        buffer_print(b, "%s, %s", due, moment);
    page_add(b, ", ", answer_text(page_part(item, "timing"), "words"));
}

static void write_waiting(const struct plain *p, struct buffer *b, const json_t *item)
{
    char span[24];
    const json_t *timing = page_part(item, "timing");
    json_int_t tries = json_integer_value(page_part(timing, "tries"));
    int64_t since = answer_time(timing, "need_since");
    int64_t met = answer_time(page_part(item, "needed"), "met_at");
    /* What began before this need did is the service that this came of. */
    bool over = met >= since && met != 0;
    if (since == 0)
        return;
    buffer_text(b, words_span(span, sizeof span, (over ? met : p->now) - since));
    page_add_moment(p, b, say(" since "), timing, "need_since");
    if (over)
        page_add_moment(p, b, say(" until "), page_part(item, "needed"), "met_at");
    if (tries > 1)
        buffer_print(b, say(", %d tries"), (int)tries);
}

static void write_needed(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *needed = page_part(item, "needed");
    bool met = answer_time(needed, "met_at") != 0;
    if (!met && answer_time(needed, "by") == 0 && answer_text(needed, "where")[0] == '\0')
        return;
    if (!met && answer_time(needed, "by") != 0)
        page_add(b, "", answer_text(needed, "what"));
    page_add_moment(p, b, met ? say("Began ") : say(" by "), needed, met ? "met_at" : "by");
    page_add(b, ", ", answer_text(needed, "where"));
}

static void write_law(const struct plain *p, struct buffer *b, const json_t *item)
{
    (void)p;
    page_add(b, "", answer_text(page_part(item, "risk"), "law"));
}

static void write_provided(const struct plain *p, struct buffer *b, const json_t *item)
{
    const char *key;
    json_t *value;
    (void)p;
    json_object_foreach (json_object_get(item, "provided"), key, value) {
        if (json_is_string(value))
            buffer_print(b, "%s%s: %s", b->len > 0 ? "; " : "", key, json_string_value(value));
    }
}

static void write_undo(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *undo = page_part(item, "undo");
    page_add(b, "", answer_text(undo, "text"));
    page_add_moment(p, b, say(", may be undone until "), undo, "until");
}

static void write_instruction(const struct plain *p, struct buffer *b, const json_t *item)
{
    came_instruction(b, item, p->now);
}

static void write_told(const struct plain *p, struct buffer *b, const json_t *item)
{
    if (came_to_me(item))
        came_told(b, item, p->now);
}

static void write_tried(const struct plain *p, struct buffer *b, const json_t *item)
{
    if (came_to_me(item))
        came_tried(b, item, p->now);
}

static void write_closed(const struct plain *p, struct buffer *b, const json_t *item)
{
    page_add_moment(p, b, "", item, "closed_at");
}

static void write_version(const struct plain *p, struct buffer *b, const json_t *item)
{
    (void)p;
    buffer_print(b, "%d", (int)json_integer_value(page_part(item, "version")));
}

/* --- lists of an item ------------------------------------------------------------------------- */

static void write_rung(const struct plain *p, struct buffer *b, const json_t *rung)
{
    plain_add_moment(p, b, rung, "at");
    page_add(b, " ", answer_text(rung, "text"));
}

static void write_offer(const struct plain *p, struct buffer *b, const json_t *offer)
{
    (void)p;
    page_add(b, "", answer_text(offer, "name"));
    page_add(b, ", ", answer_text(offer, "text"));
    buffer_print(b, " (to=%s)", answer_text(offer, "service"));
}

/* A word of which one is to be chosen is no guesswork: "outcome=settled|not_justified". */
static void write_outcomes(struct buffer *b, const json_t *step)
{
    const json_t *outcome;
    size_t i;
    json_array_foreach (page_part(step, "outcomes"), i, outcome)
        buffer_print(b, "%s%s", i == 0 ? "" : "|", json_string_value(outcome));
}

static void write_step(const struct plain *p, struct buffer *b, const json_t *step)
{
    size_t i;
    const json_t *need;
    (void)p;
    page_add(b, "", answer_text(step, "action"));
    page_add(b, ": ", answer_text(step, "effect"));
    json_array_foreach (page_part(step, "needs"), i, need) {
        const char *key = json_string_value(need);
        buffer_print(b, "%s%s=", i == 0 ? say("; give ") : " ", key != NULL ? key : "");
        if (key != NULL && strcmp(key, "outcome") == 0)
            write_outcomes(b, step);
    }
}

/* --- a person's card -------------------------------------------------------------------------- */

static void write_individual(const struct plain *p, struct buffer *b, const json_t *person)
{
    (void)p;
    page_add(b, "", answer_text(person, "name"));
    page_add_born(b, person);
    page_add(b, ", ", answer_text(person, "language"));
    if (page_is(person, "interpreter"))
        buffer_text(b, say(", interpreter needed"));
}

static void write_home(const struct plain *p, struct buffer *b, const json_t *person)
{
    (void)p;
    page_add(b, ", ", answer_text(person, "address"));
    page_add(b, ", ", answer_text(person, "city"));
    page_add(b, " ", answer_text(person, "postal_code"));
    page_add(b, "; ", answer_text(person, "safe_note"));
}

static void write_identifier(const struct plain *p, struct buffer *b, const json_t *identifier)
{
    (void)p;
    page_add(b, "", answer_text(identifier, "kind"));
    page_add(b, " ", answer_text(identifier, "value"));
}

static void write_open_item(const struct plain *p, struct buffer *b, const json_t *item)
{
    char due[40];
    const char *state = answer_text(item, "state");
    if (strcmp(state, "hold") != 0)
        buffer_text(b, words_due(due, sizeof due, state, p->now, answer_time(item, "due")));
    page_add(b, "; ", answer_text(item, "state_words"));
    page_add(b, "; ", answer_text(item, "label"));
    page_add(b, "; ", answer_text(item, "with_words"));
    page_add(b, "; ", answer_text(item, "ref"));
}

static void write_past_item(const struct plain *p, struct buffer *b, const json_t *item)
{
    plain_add_moment(p, b, item, "closed_at");
    page_add(b, " ", answer_text(item, "label"));
    page_add(b, ": ", answer_text(item, "outcome"));
    page_add(b, "; ", answer_text(item, "referral_ref"));
}

/* --- pages: what stands on which line --------------------------------------------------------- */

static const struct page_line item_lines[] = {
    {"Look", "look.words", NULL, NULL},
    {"Person", NULL, page_person, NULL},
    {"Address", NULL, write_address, NULL},
    {"Call", "call.contacts", NULL, page_contact},
    {"Last call", NULL, page_last_call, NULL},
    {"Please", NULL, write_instruction, NULL},
    {"Now", NULL, write_now, NULL},
    {"Due", NULL, write_due, NULL},
    {"Told", NULL, write_told, NULL},
    {"Tried", NULL, write_tried, NULL},
    {"Closed", NULL, write_closed, NULL},
    {"Waiting", NULL, write_waiting, NULL},
    {"Needed", NULL, write_needed, NULL},
    {"By law", NULL, write_law, NULL},
    {"Why", "why", NULL, NULL},
    {"Provided", NULL, write_provided, NULL},
    {"Shared", "shared", NULL, NULL},
    {"Notice", "notice", NULL, NULL},
    {"Answers", "answers", NULL, NULL},
    {"If not", "ladder", NULL, write_rung},
    {"Acted", "acted", NULL, page_acted},
    {"Note", "notes", NULL, page_note},
    {"Message", "messages", NULL, page_message},
    {"Offer", "offers", NULL, write_offer},
    {"Undo", NULL, write_undo, NULL},
    {"You can", "steps", NULL, write_step},
    {"Version", NULL, write_version, NULL},
    {NULL, NULL, NULL, NULL},
};

static const struct page_line individual_lines[] = {
    {"Look", "look.words", NULL, NULL},
    {"Person", NULL, write_individual, NULL},
    {"Number", "identifiers", NULL, write_identifier},
    {"Address", NULL, write_home, NULL},
    {"Call", "contacts", NULL, page_contact},
    {"Open", "items", NULL, write_open_item},
    {"Past", "past", NULL, write_past_item},
    {"Notice", "notice", NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

static void print_title(const struct plain *p, const json_t *item)
{
    struct buffer b = {0};
    buffer_print(&b, "%s %s", answer_text(item, "ref"),
                 answer_text(item, answer_text(item, "title")[0] != '\0' ? "title" : "label"));
    /* An open search says in its title that it is one. */
    bool searches =
        strcmp(answer_text(item, "kind"), "reroute") == 0 && answer_time(item, "closed_at") == 0;
    if (answer_text(item, "state_words")[0] != '\0' && !searches)
        buffer_print(&b, ", %s", answer_text(item, "state_words"));
    plain_line(p, 4, b.data);
    buffer_free(&b);
}

json_t *show_print(struct plain *p, const char *ref, struct failure *f)
{
    bool person = ref[0] == 'P' || ref[0] == 'p';
    const char *sql = person ? "SELECT api.individual($1)" : "SELECT api.item($1)";
    json_t *answer = plain_ask(p, ref, sql, GATEWAY_VALUES(ref), f);
    if (answer == NULL)
        return NULL;
    print_title(p, answer);
    page_print(p, person ? individual_lines : item_lines, answer);
    return answer;
}

int command_show(const struct options *o, int argc, char **argv)
{
    struct plain p;
    struct failure f;
    if (argc != 2)
        return command_misused(argv[0], "%s", say("it needs one reference"));
    if (!plain_open(&p, o, &f))
        return command_fail(&f);
    json_t *answer = show_print(&p, argv[1], &f);
    int status = answer != NULL ? EX_OK : command_fail(&f);
    json_decref(answer);
    plain_close(&p);
    return status;
}
