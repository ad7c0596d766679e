#include "screen/line.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdarg.h>
#include <stdio.h>

void line_also(struct buffer *line, const char *separator, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (text[0] == '\0')
        return;
    if (line->len > 0)
        buffer_text(line, separator);
    buffer_text(line, text);
}

const char *line_when(char *out, size_t size, int64_t now, const json_t *object, const char *key)
{
    int64_t instant = answer_time(object, key);
    out[0] = '\0';
    return instant != 0 ? words_moment(out, size, now, instant) : out;
}

void line_put(struct sheet *sheet, enum style style, const char *label, struct buffer *line)
{
    buffer_text(line, "");
    sheet_labelled(sheet, style, label, line->data);
    buffer_clear(line);
}

void line_person(struct sheet *sheet, const json_t *answer)
{
    struct buffer line = {0};
    char born[24];
    const json_t *person = json_object_get(answer, "person");
    size_t i;
    json_t *identifier;
    if (!json_is_object(person)) {
        sheet_labelled(sheet, STYLE_WARN, say("Person"), answer_text(answer, "withheld"));
        return;
    }
    line_also(&line, "  ", "%s", answer_text(person, "name"));
    line_also(&line, "  ", say("born %s"),
              words_date(born, sizeof born, answer_text(person, "birth_date")));
    json_array_foreach (json_object_get(person, "identifiers"), i, identifier)
        line_also(&line, "  ", "%s", json_string_value(identifier));
    line_also(&line, "  ", "%s", answer_text(person, "language"));
    if (answer_bool(person, "interpreter"))
        line_also(&line, ", ", "%s", say("interpreter needed"));
    if (answer_time(person, "deceased_at") != 0)
        line_also(&line, "  ", "%s", say("DIED"));
    buffer_text(&line, "");
    sheet_wrapped(sheet, STYLE_TEXT, 0, "", line.data);
    buffer_free(&line);
    sheet_labelled(sheet, STYLE_WARN, say("Mind"), answer_text(person, "safe_note"));
}

static void add_contact(struct buffer *line, const json_t *contact)
{
    line_also(line, "; ", "%s%s%s", answer_text(contact, "name"),
              answer_text(contact, "name")[0] != '\0' && answer_text(contact, "relation")[0] != '\0'
                  ? ", "
                  : "",
              answer_text(contact, "relation"));
    if (answer_bool(contact, "may_decide"))
        line_also(line, ", ", "%s", say("may decide"));
    line_also(line, ", ", "%s", answer_text(contact, "phone"));
    if (!answer_bool(contact, "safe"))
        line_also(line, ", ", "%s", say("do NOT ring this number"));
    line_also(line, ", ", "%s", answer_text(contact, "note"));
}

void line_call(struct sheet *sheet, const json_t *answer, int64_t now)
{
    struct buffer line = {0};
    char at[32];
    const json_t *call = json_object_get(answer, "call"), *last = json_object_get(call, "last");
    size_t i;
    json_t *contact;
    json_array_foreach (json_object_get(call, "contacts"), i, contact)
        add_contact(&line, contact);
    if (json_is_object(last))
        line_also(&line, "   ", say("Last call %s, %s%s"),
                  line_when(at, sizeof at, now, last, "at"), answer_text(last, "who"),
                  answer_bool(last, "reached") ? "" : say(", not reached"));
    line_put(sheet, STYLE_TEXT, say("Call"), &line);
    buffer_free(&line);
}
