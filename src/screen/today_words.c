#include "holdfast/screen/today_words.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

const char *today_order(void)
{
    return say("danger, high risk, needed by a date, urgent, refused, late");
}

void today_add_messages(struct buffer *b, const json_t *today)
{
    const json_t *messages = json_object_get(today, "messages");
    const json_t *first = json_object_get(messages, "first");
    int unread = (int)answer_int(messages, "unread"),
        questions = (int)answer_int(messages, "questions");
    if (unread > 0)
        buffer_print(b, say("Messages: %d unread"), unread);
    if (questions > 0)
        buffer_print(b, unread > 0 ? say(", %d to answer") : say("Messages: %d to answer"),
                     questions);
    /* About whom before from whom: what is cut off at the end is the less needed. */
    if (unread + questions > 0 && json_is_object(first))
        buffer_print(b, say("; about %s, from %s"), answer_text(first, "name"),
                     answer_text(first, "from"));
}

/* ---- people ---- */

/* What was written to them by name stays theirs to read: only that it waits is told. */
static void add_waiting(struct buffer *b, const json_t *row)
{
    long long count = (long long)answer_int(row, "messages");
    if (count > 0)
        buffer_print(b,
                     count == 1 ? say("; %lld message waits for them")
                                : say("; %lld messages wait for them"),
                     count);
}

void today_add_away(struct buffer *b, const json_t *row, int64_t now)
{
    char until[32];
    (void)words_moment(until, sizeof until, now, answer_time(row, "ends"));
    if (strcmp(answer_text(row, "how"), "you") == 0)
        buffer_print(b, say("You are said to be away until %s"), until);
    else
        buffer_print(b, say("You act for %s until %s"), answer_text(row, "name"), until);
    add_waiting(b, row);
}

void today_add_leaving(struct buffer *b, const json_t *row, int64_t now)
{
    char from[32];
    const char *how = answer_text(row, "how"), *cover = answer_text(row, "cover_name");
    buffer_print(b, say("%s from %s, "),
                 strcmp(how, "you") == 0 ? say("you") : answer_text(row, "name"),
                 words_edge(from, sizeof from, now, answer_time(row, "starts")));
    if (strcmp(how, "cover") == 0)
        buffer_text(b, say("you cover"));
    else if (cover[0] != '\0')
        buffer_print(b, say("%s covers"), cover);
    else
        buffer_text(b, say("no cover named"));
}

/* ---- offices ---- */

static long long shut(const json_t *row)
{
    return (long long)answer_int(row, "shut");
}

/* "Thu 26 Nov: 19 of 27 offices shut" */
static void one_day(char *out, size_t size, const json_t *row)
{
    char day[32];
    (void)snprintf(out, size,
                   shut(row) > 0 ? say("%s: %lld of %lld offices shut")
                                 : say("%s: %lld of %lld close early"),
                   words_day(day, sizeof day, answer_text(row, "day"), "%a %e %b"),
                   shut(row) > 0 ? shut(row) : (long long)answer_int(row, "early"),
                   (long long)answer_int(row, "of"));
}

const char *today_closures(char *out, size_t size, const json_t *today)
{
    const json_t *closures = json_object_get(today, "closures");
    const json_t *first = json_array_get(closures, 0), *second = json_array_get(closures, 1);
    size_t days = json_array_size(closures);
    char day[16], next[16], more[48] = "";
    out[0] = '\0';
    if (days == 0)
        return out;
    one_day(out, size, first);
    if (days == 1)
        return out;
    /* Within a week the weekday is enough, and it is half a line that there is. */
    (void)words_day(day, sizeof day, answer_text(first, "day"), "%a");
    (void)words_day(next, sizeof next, answer_text(second, "day"), "%a");
    if (shut(first) > 0 && shut(second) > 0)
        (void)snprintf(more, sizeof more, days > 2 ? say(", %s %lld …") : say(", %s %lld"), next,
                       shut(second));
    else
        (void)snprintf(more, sizeof more, say(", %s …"), next);
    (void)snprintf(out, size,
                   shut(first) > 0 ? say("Shut %s: %lld of %lld offices%s")
                                   : say("Early %s: %lld of %lld offices%s"),
                   day, shut(first) > 0 ? shut(first) : (long long)answer_int(first, "early"),
                   (long long)answer_int(first, "of"), more);
    return out;
}
