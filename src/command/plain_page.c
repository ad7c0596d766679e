#include "plain_page.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/came.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

void page_add(struct buffer *b, const char *before, const char *text)
{
    if (text[0] != '\0')
        buffer_print(b, "%s%s", b->len > 0 ? before : "", text);
}

void page_add_moment(const struct plain *p, struct buffer *b, const char *before,
                     const json_t *object, const char *key)
{
    if (answer_time(object, key) == 0)
        return;
    buffer_text(b, before);
    plain_add_moment(p, b, object, key);
}

const json_t *page_part(const json_t *object, const char *key)
{
    return json_object_get(object, key);
}

bool page_is(const json_t *object, const char *key)
{
    return answer_bool(object, key);
}

void page_add_born(struct buffer *b, const json_t *person)
{
    char date[24];
    const char *born = words_date(date, sizeof date, answer_text(person, "birth_date"));
    if (born[0] != '\0')
        buffer_print(b, say(", born %s"), born);
}

static void add_identifiers(struct buffer *b, const json_t *person)
{
    size_t i;
    const json_t *identifier;
    json_array_foreach (page_part(person, "identifiers"), i, identifier) {
        if (json_is_string(identifier))
            page_add(b, ", ", json_string_value(identifier));
    }
}

void page_person(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *person = page_part(item, "person");
    (void)p;
    page_add(b, "", answer_text(item, "withheld"));
    page_add(b, "", answer_text(person, "name"));
    page_add_born(b, person);
    add_identifiers(b, person);
    page_add(b, ", ", answer_text(person, "language"));
    if (page_is(person, "interpreter"))
        buffer_text(b, say(", interpreter needed"));
    page_add(b, ", ", answer_text(person, "ref"));
    if (answer_time(person, "deceased_at") != 0 || answer_text(person, "deceased_at")[0] != '\0')
        buffer_text(b, say(", DECEASED"));
}

void page_last_call(const struct plain *p, struct buffer *b, const json_t *item)
{
    const json_t *last = page_part(page_part(item, "call"), "last");
    if (answer_time(last, "at") == 0)
        return;
    plain_add_moment(p, b, last, "at");
    page_add(b, ", ", answer_text(last, "who"));
    buffer_text(b, page_is(last, "reached") ? say(", reached") : say(", not reached"));
}

void page_contact(const struct plain *p, struct buffer *b, const json_t *contact)
{
    (void)p;
    page_add(b, ", ", answer_text(contact, "name"));
    page_add(b, ", ", answer_text(contact, "relation"));
    if (page_is(contact, "may_decide"))
        buffer_text(b, say(", may decide"));
    page_add(b, ", ", answer_text(contact, "phone"));
    if (answer_text(contact, "phone")[0] != '\0' && !page_is(contact, "safe"))
        buffer_text(b, say(", NOT SAFE to call"));
    page_add(b, ", ", answer_text(contact, "note"));
}

void page_acted(const struct plain *p, struct buffer *b, const json_t *acted)
{
    page_add(b, "", answer_text(acted, "who"));
    page_add_moment(p, b, say(", by "), acted, "by");
    page_add(b, ", ", answer_text(acted, "to_do"));
    buffer_text(b, ":");
    page_add_moment(p, b, " ", acted, "at");
    page_add(b, " ", page_is(acted, "open") ? say("still open") : answer_text(acted, "did"));
    if (page_is(acted, "late"))
        buffer_text(b, say(", LATE"));
    size_t i;
    const json_t *also;
    json_array_foreach (page_part(acted, "also"), i, also) {
        page_add_moment(p, b, "; ", also, "at");
        page_add(b, " ", answer_text(also, "text"));
        came_add_times(b, also, p->now);
    }
}

void page_note(const struct plain *p, struct buffer *b, const json_t *note)
{
    plain_add_moment(p, b, note, "at");
    page_add(b, " ", answer_text(note, "who"));
    page_add(b, ": ", answer_text(note, "text"));
}

void page_message(const struct plain *p, struct buffer *b, const json_t *message)
{
    plain_add_moment(p, b, message, "at");
    buffer_print(b, say(" %s to %s: %s"), answer_text(message, "from"), answer_text(message, "to"),
                 answer_text(message, "text"));
    if (page_is(message, "counseling"))
        buffer_text(b, say("; counseling note, kept apart"));
    if (page_is(message, "asks_me"))
        page_add_moment(p, b, say("; ASKS YOU, answer by "), message, "due");
    else if (page_is(message, "question"))
        buffer_text(b, page_is(message, "answered") ? say("; answered") : say("; not answered"));
    if (page_is(message, "unread"))
        buffer_text(b, say("; new"));
}

/* "call.contacts" is the list `contacts` in the object `call`. */
static const json_t *find_part(const json_t *object, const char *path)
{
    char name[40];
    size_t len = strcspn(path, ".");
    (void)snprintf(name, sizeof name, "%.*s", (int)len, path);
    const json_t *found = json_object_get(object, name);
    if (path[len] == '.')
        return find_part(found, path + len + 1);
    return found;
}

static void print_list(const struct plain *p, const struct page_line *line, const json_t *list)
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

void page_print(const struct plain *p, const struct page_line *lines, const json_t *object)
{
    for (const struct page_line *line = lines; line->label != NULL; line++) {
        struct buffer b = {0};
        if (line->each != NULL)
            print_list(p, line, find_part(object, line->key));
        else if (line->write != NULL)
            line->write(p, &b, object);
        else
            buffer_text(&b, json_is_string(find_part(object, line->key))
                                ? json_string_value(find_part(object, line->key))
                                : "");
        if (b.data != NULL)
            plain_field(p, say(line->label), b.data);
        buffer_free(&b);
    }
}
