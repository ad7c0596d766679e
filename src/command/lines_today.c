/* Today as lines: the same answer as the screen's. Nothing is numbered here, so that 1 to 4 are the
 * screens; a reference opens. */
#include "lines_parts.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/review_words.h"
#include "holdfast/screen/today_words.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <string.h>

static void say_since(struct lines *l, const json_t *today)
{
    char when[40];
    const json_t *since = json_object_get(today, "since");
    if (json_is_object(since))
        lines_say(l, say("Since %s: %s"),
                  words_moment(when, sizeof when, l->plain.now, answer_time(since, "at")),
                  answer_text(since, "text"));
}

static void say_first(struct lines *l, const json_t *today)
{
    const json_t *row, *first = json_object_get(today, "first");
    size_t i;
    if (json_array_size(first) == 0)
        lines_say(l, "%s", say("Nothing presses now."));
    else
        lines_say(l, json_array_size(first) > 1 ? say("Do first (%s):") : say("Do first:"),
                  today_order());
    json_array_foreach (first, i, row) {
        struct buffer b = {0};
        json_int_t born = answer_int(row, "birth_year");
        buffer_text(&b, answer_text(row, "name"));
        if (born > 0)
            buffer_print(&b, " %d", (int)born);
        buffer_print(&b, ", %s%s", answer_text(row, "reason"),
                     answer_time(row, "at") != 0 ? " " : "");
        plain_add_moment(&l->plain, &b, row, "at");
        buffer_print(&b, ", %s", answer_text(row, "ref"));
        plain_line(&l->plain, 2, b.data);
        buffer_free(&b);
    }
}

static void say_messages(struct lines *l, const json_t *today)
{
    const json_t *first = json_object_get(json_object_get(today, "messages"), "first");
    struct buffer b = {0};
    today_add_messages(&b, today);
    if (b.len > 0)
        lines_say(l, "%s, %s.", b.data, answer_text(first, "place"));
    buffer_free(&b);
}

/* Who is away, who will be, and which offices are closed. */
static void say_cover(struct lines *l, const json_t *today)
{
    char closed[128];
    size_t i;
    const json_t *row;
    struct buffer ahead = {0};
    json_array_foreach (json_object_get(today, "away"), i, row) {
        struct buffer b = {0};
        today_add_away(&b, row, l->plain.now);
        lines_say(l, "%s.", b.data);
        buffer_free(&b);
    }
    json_array_foreach (json_object_get(today, "leaving"), i, row) {
        buffer_text(&ahead, i > 0 ? "; " : "");
        today_add_leaving(&ahead, row, l->plain.now);
    }
    if (ahead.len > 0)
        lines_say(l, say("Away soon: %s."), ahead.data);
    if (today_closures(closed, sizeof closed, today)[0] != '\0')
        lines_say(l, "%s.", closed);
    buffer_free(&ahead);
}

static void say_group(struct lines *l, const json_t *group)
{
    char oldest[24];
    struct buffer b = {0};
    json_int_t count = answer_int(group, "count");
    int64_t since = answer_time(group, "oldest");
    buffer_print(&b, count == 1000 ? "%s: 999+" : "%s: %d", answer_text(group, "label"),
                 (int)count);
    if (since != 0)
        buffer_print(&b, say(", oldest %s"),
                     words_span(oldest, sizeof oldest, l->plain.now - since));
    if (answer_text(group, "worst")[0] != '\0')
        buffer_print(&b, say(", worst %s, %s"), answer_text(group, "worst"),
                     answer_text(group, "worst_ref"));
    plain_line(&l->plain, 2, b.data);
    buffer_free(&b);
}

static void say_groups(struct lines *l, const json_t *today)
{
    const json_t *group;
    size_t i;
    lines_say(l, "%s", say("Work:"));
    json_array_foreach (json_object_get(today, "groups"), i, group)
        if (answer_int(group, "count") > 0)
            say_group(l, group);
}

static void say_review(struct lines *l, const json_t *review)
{
    char decide[16], list[16];
    if (!json_is_object(review) || strcmp(answer_text(review, "status"), "held") == 0)
        return;
    lines_say(l,
              strcmp(answer_text(review, "status"), "open") == 0 ? say("Review under way: %s to "
                                                                       "decide, %s as a list.")
              : answer_bool(review, "overdue") ? say("Review LATE: %s to decide, %s as a list.")
                                               : say("Review: %s to decide, %s as a list."),
              review_count(decide, sizeof decide, answer_int(review, "to_decide")),
              review_count(list, sizeof list, answer_int(review, "to_list")));
}

void lines_today(struct lines *l)
{
    struct failure f;
    json_t *today =
        plain_ask(&l->plain, say("reading today"), "SELECT api.today()", GATEWAY_NO_VALUES, &f);
    if (today == NULL) {
        lines_tell(l, &f);
        return;
    }
    lines_list_free(l);
    lines_say(l, say("TODAY %s"), answer_text(today, "title"));
    if (answer_bool(today, "sees_items")) {
        say_since(l, today);
        say_first(l, today);
        say_messages(l, today);
        say_groups(l, today);
        say_review(l, json_object_get(today, "review"));
        say_cover(l, today);
        lines_say(l, "%s", say("2 the queue, ? help."));
    } else {
        lines_say(l, "%s",
                  say("You keep the network's policy: holdfast check FILE, holdfast apply FILE; "
                      "and who may sign in: holdfast staff. Referrals and people are not shown to "
                      "you. ? help."));
    }
    json_decref(today);
}
