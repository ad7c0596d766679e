/* holdfast show: one item, or one person, in labelled lines; the item screen's words. */
#include "holdfast/command/show.h"

#include "holdfast/command/command.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

/* A line: its label, and what writes its text (nothing: the line is left out). */
typedef void line_write(const struct plain *p, struct buffer *b, const json_t *item);
/* A block of lines: one per entry of a list. */
typedef void list_write(const struct plain *p, struct buffer *b, const json_t *entry);

static void add_text(struct buffer *b, const char *before, const char *text)
{
    if (text[0] != '\0')
        buffer_print(b, "%s%s", b->len > 0 ? before : "", text);
}

static void add_moment(const struct plain *p, struct buffer *b, const char *before,
                       const json_t *object, const char *key)
{
    if (plain_time(object, key) == 0)
        return;
    buffer_text(b, before);
    plain_add_moment(p, b, object, key);
}

static const json_t *part(const json_t *item, const char *key)
{
    return json_object_get(item, key);
}

static bool is_true(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

/* --- lines of an item ------------------------------------------------------------------------- */

static void add_born(struct buffer *b, const json_t *person)
{
    char date[24];
    const char *born = words_date(date, sizeof date, plain_text(person, "birth_date"));
    if (born[0] != '\0')
        buffer_print(b, say(", born %s"), born);
}

static void add_identifiers(struct buffer *b, const json_t *person)
{
    size_t i;
    const json_t *identifier;
    json_array_foreach (part(person, "identifiers"), i, identifier) {
        if (json_is_string(identifier))
            add_text(b, ", ", json_string_value(identifier));
    }
}

static void write_person(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *person = part(item, "person");
    (void)p;
    add_text(b, "", plain_text(item, "withheld"));
    add_text(b, "", plain_text(person, "name"));
    add_born(b, person);
    add_identifiers(b, person);
    add_text(b, ", ", plain_text(person, "language"));
    if (is_true(person, "interpreter"))
        buffer_text(b, say(", interpreter needed"));
    add_text(b, ", ", plain_text(person, "ref"));
    if (plain_time(person, "deceased_at") != 0 || plain_text(person, "deceased_at")[0] != '\0')
        buffer_text(b, say(", DECEASED"));
}

static void write_address(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *person = part(item, "person");
    (void)p;
    add_text(b, ", ", plain_text(person, "address"));
    add_text(b, ", ", plain_text(person, "city"));
    add_text(b, " ", plain_text(person, "postal_code"));
    add_text(b, "; ", plain_text(person, "safe_note"));
}

static void write_last_call(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *last = part(part(item, "call"), "last");
    if (plain_time(last, "at") == 0)
        return;
    plain_add_moment(p, b, last, "at");
    add_text(b, ", ", plain_text(last, "who"));
    buffer_text(b, is_true(last, "reached") ? say(", reached") : say(", not reached"));
}

static void write_now(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *now = part(item, "now");
    add_text(b, "", plain_text(now, "text"));
    add_text(b, " ", plain_text(now, "whose"));
    add_moment(p, b, say(" since "), now, "since");
    add_text(b, ": ", plain_text(now, "because"));
}

static void write_due(const struct plain *p, struct buffer *b, const json_t *item)
{
    char due[40], moment[40];
    const char *state = plain_text(item, "state");
    bool held = strcmp(state, "hold") == 0;
    int64_t instant = plain_time(item, held ? "hold_until" : "due");
    if (strcmp(state, "closed") == 0)
        return;
    buffer_text(b, words_due(due, sizeof due, state, p->now, instant));
    if (instant != 0 && strcmp(due, words_moment(moment, sizeof moment, p->now, instant)) != 0)
        add_text(b, ", ", moment);
    add_text(b, ", ", plain_text(part(item, "timing"), "words"));
}

static void write_waiting(const struct plain *p, struct buffer *b, const json_t *item)
{
    char span[24];
    const json_t *timing = part(item, "timing");
    json_int_t tries = json_integer_value(part(timing, "tries"));
    int64_t since = plain_time(timing, "need_since");
    if (since == 0)
        return;
    buffer_text(b, words_span(span, sizeof span, p->now - since));
    add_moment(p, b, say(" since "), timing, "need_since");
    if (tries > 1)
        buffer_print(b, say(", %d tries"), (int)tries);
}

static void write_needed(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *needed = part(item, "needed");
    if (plain_time(needed, "by") == 0 && plain_text(needed, "where")[0] == '\0')
        return;
    add_text(b, "", plain_text(needed, "what"));
    add_moment(p, b, say(" by "), needed, "by");
    add_text(b, ", ", plain_text(needed, "where"));
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
    const json_t *undo = part(item, "undo");
    add_text(b, "", plain_text(undo, "text"));
    add_moment(p, b, say(", may be undone until "), undo, "until");
}

static void write_closed(const struct plain *p, struct buffer *b, const json_t *item)
{
    add_moment(p, b, "", item, "closed_at");
}

static void write_version(const struct plain *p, struct buffer *b, const json_t *item)
{
    (void)p;
    buffer_print(b, "%d", (int)json_integer_value(part(item, "version")));
}

/* --- lists of an item ------------------------------------------------------------------------- */

static void write_contact(const struct plain *p, struct buffer *b, const json_t *contact)
{
    (void)p;
    add_text(b, ", ", plain_text(contact, "name"));
    add_text(b, ", ", plain_text(contact, "relation"));
    if (is_true(contact, "may_decide"))
        buffer_text(b, say(", may decide"));
    add_text(b, ", ", plain_text(contact, "phone"));
    if (plain_text(contact, "phone")[0] != '\0' && !is_true(contact, "safe"))
        buffer_text(b, say(", NOT SAFE to call"));
    add_text(b, ", ", plain_text(contact, "note"));
}

static void write_rung(const struct plain *p, struct buffer *b, const json_t *rung)
{
    plain_add_moment(p, b, rung, "at");
    add_text(b, " ", plain_text(rung, "text"));
}

static void write_acted(const struct plain *p, struct buffer *b, const json_t *acted)
{
    add_text(b, "", plain_text(acted, "who"));
    add_moment(p, b, say(", by "), acted, "by");
    add_text(b, ", ", plain_text(acted, "to_do"));
    buffer_text(b, ":");
    add_moment(p, b, " ", acted, "at");
    add_text(b, " ", is_true(acted, "open") ? say("still open") : plain_text(acted, "did"));
    if (is_true(acted, "late"))
        buffer_text(b, say(", LATE"));
    size_t i;
    const json_t *also;
    json_array_foreach (part(acted, "also"), i, also) {
        add_moment(p, b, "; ", also, "at");
        add_text(b, " ", plain_text(also, "text"));
    }
}

static void write_note(const struct plain *p, struct buffer *b, const json_t *note)
{
    plain_add_moment(p, b, note, "at");
    add_text(b, " ", plain_text(note, "who"));
    add_text(b, ": ", plain_text(note, "text"));
}

static void write_offer(const struct plain *p, struct buffer *b, const json_t *offer)
{
    (void)p;
    add_text(b, "", plain_text(offer, "name"));
    add_text(b, ", ", plain_text(offer, "text"));
    buffer_print(b, " (to=%s)", plain_text(offer, "service"));
}

static void write_step(const struct plain *p, struct buffer *b, const json_t *step)
{
    size_t i;
    const json_t *need;
    (void)p;
    add_text(b, "", plain_text(step, "action"));
    add_text(b, ": ", plain_text(step, "effect"));
    json_array_foreach (part(step, "needs"), i, need) {
        const char *key = json_string_value(need);
        buffer_print(b, "%s%s=", i == 0 ? say("; give ") : " ", key != NULL ? key : "");
    }
}

/* --- a person's card -------------------------------------------------------------------------- */

static void write_individual(const struct plain *p, struct buffer *b, const json_t *person)
{
    (void)p;
    add_text(b, "", plain_text(person, "name"));
    add_born(b, person);
    add_text(b, ", ", plain_text(person, "language"));
    if (is_true(person, "interpreter"))
        buffer_text(b, say(", interpreter needed"));
}

static void write_home(const struct plain *p, struct buffer *b, const json_t *person)
{
    (void)p;
    add_text(b, ", ", plain_text(person, "address"));
    add_text(b, ", ", plain_text(person, "city"));
    add_text(b, " ", plain_text(person, "postal_code"));
    add_text(b, "; ", plain_text(person, "safe_note"));
}

static void write_identifier(const struct plain *p, struct buffer *b, const json_t *identifier)
{
    (void)p;
    add_text(b, "", plain_text(identifier, "kind"));
    add_text(b, " ", plain_text(identifier, "value"));
}

static void write_open_item(const struct plain *p, struct buffer *b, const json_t *item)
{
    char due[40];
    const char *state = plain_text(item, "state");
    if (strcmp(state, "hold") != 0)
        buffer_text(b, words_due(due, sizeof due, state, p->now, plain_time(item, "due")));
    add_text(b, "; ", plain_text(item, "state_words"));
    add_text(b, "; ", plain_text(item, "label"));
    add_text(b, "; ", plain_text(item, "with_words"));
    add_text(b, "; ", plain_text(item, "ref"));
}

static void write_past_item(const struct plain *p, struct buffer *b, const json_t *item)
{
    plain_add_moment(p, b, item, "closed_at");
    add_text(b, " ", plain_text(item, "label"));
    add_text(b, ": ", plain_text(item, "outcome"));
    add_text(b, "; ", plain_text(item, "referral_ref"));
}

/* --- pages: what stands on which line --------------------------------------------------------- */

struct line {
    const char *label;
    const char *key; /* a text of the object, shown as it is; or a list, with each */
    line_write *write;
    list_write *each;
};

static const struct line item_lines[] = {
    {"Person", NULL, write_person, NULL},
    {"Address", NULL, write_address, NULL},
    {"Call", "call.contacts", NULL, write_contact},
    {"Last call", NULL, write_last_call, NULL},
    {"Now", NULL, write_now, NULL},
    {"Due", NULL, write_due, NULL},
    {"Closed", NULL, write_closed, NULL},
    {"Waiting", NULL, write_waiting, NULL},
    {"Needed", NULL, write_needed, NULL},
    {"Why", "why", NULL, NULL},
    {"Provided", NULL, write_provided, NULL},
    {"Shared", "shared", NULL, NULL},
    {"Answers", "answers", NULL, NULL},
    {"If not", "ladder", NULL, write_rung},
    {"Acted", "acted", NULL, write_acted},
    {"Note", "notes", NULL, write_note},
    {"Offer", "offers", NULL, write_offer},
    {"Undo", NULL, write_undo, NULL},
    {"You can", "steps", NULL, write_step},
    {"Version", NULL, write_version, NULL},
    {NULL, NULL, NULL, NULL},
};

static const struct line individual_lines[] = {
    {"Person", NULL, write_individual, NULL},
    {"Number", "identifiers", NULL, write_identifier},
    {"Address", NULL, write_home, NULL},
    {"Call", "contacts", NULL, write_contact},
    {"Open", "items", NULL, write_open_item},
    {"Past", "past", NULL, write_past_item},
    {NULL, NULL, NULL, NULL},
};

/* "call.contacts" is the list `contacts` in the object `call`. */
static const json_t *find_part(const json_t *object, const char *path)
{
    char name[40];
    size_t len = strcspn(path, ".");
    (void)snprintf(name, sizeof name, "%.*s", (int)len, path);
    const json_t *found = json_object_get(object, name);
    return path[len] == '.' ? find_part(found, path + len + 1) : found;
}

static void print_list(const struct plain *p, const struct line *line, const json_t *list)
{
    size_t i;
    const json_t *entry;
    json_array_foreach (list, i, entry) {
        struct buffer b = {0};
        line->each(p, &b, entry);
        if (b.data != NULL)
            plain_field(p, i == 0 || p->width == 0 ? say(line->label) : "", b.data);
        buffer_free(&b);
    }
}

static void print_page(const struct plain *p, const struct line *lines, const json_t *object)
{
    for (const struct line *line = lines; line->label != NULL; line++) {
        struct buffer b = {0};
        if (line->each != NULL)
            print_list(p, line, find_part(object, line->key));
        else if (line->write != NULL)
            line->write(p, &b, object);
        else
            buffer_text(&b, plain_text(object, line->key));
        if (b.data != NULL)
            plain_field(p, say(line->label), b.data);
        buffer_free(&b);
    }
}

static void print_title(const struct plain *p, const json_t *item)
{
    struct buffer b = {0};
    buffer_print(&b, "%s %s", plain_text(item, "ref"),
                 plain_text(item, plain_text(item, "title")[0] != '\0' ? "title" : "label"));
    if (plain_text(item, "state_words")[0] != '\0')
        buffer_print(&b, ", %s", plain_text(item, "state_words"));
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
    print_page(p, person ? individual_lines : item_lines, answer);
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
