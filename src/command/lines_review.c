/* A review in the line mode: what is to decide is read out one by one; the letters mean the one
 * that was read last, and what they decide is decided in the review. */
#include "lines_form.h"
#include "lines_parts.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/review_words.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_ROWS = 7 };

static json_int_t count_of(const json_t *object, const char *key)
{
    return answer_int(object, key);
}

static bool is_held(const json_t *review)
{
    return strcmp(answer_text(review, "status"), "held") == 0;
}

/* ---- which there are ---- */

static void say_kind(struct lines *l, const json_t *kind)
{
    const json_t *open = json_object_get(kind, "open");
    struct buffer b = {0};
    char decide[16], list[16];
    buffer_print(&b, "%s, %s: ", answer_text(kind, "kind"), answer_text(kind, "name"));
    if (json_is_object(open)) {
        buffer_text(&b, say("under way, "));
        review_pace_words(&b, open);
    } else {
        buffer_text(&b, answer_bool(kind, "overdue") ? say("LATE, was due ") : say("due "));
        plain_add_moment(&l->plain, &b, kind, "due");
    }
    if (!json_is_object(open) && json_is_integer(json_object_get(kind, "to_decide")))
        buffer_print(&b, say(", %s to decide, %s as a list"),
                     review_count(decide, sizeof decide, count_of(kind, "to_decide")),
                     review_count(list, sizeof list, count_of(kind, "to_list")));
    plain_line(&l->plain, 2, b.data);
    buffer_free(&b);
}

static void say_kinds(struct lines *l)
{
    struct failure f;
    size_t i;
    const json_t *kind, *first = NULL;
    json_t *reviews = plain_ask(&l->plain, say("reading the reviews"), "SELECT api.reviews()",
                                GATEWAY_NO_VALUES, &f);
    if (reviews == NULL) {
        lines_tell(l, &f);
        return;
    }
    json_array_foreach (json_object_get(reviews, "kinds"), i, kind)
        if (answer_bool(kind, "may")) {
            first = first != NULL ? first : kind;
            say_kind(l, kind);
        }
    if (first == NULL)
        lines_say(l, "%s", say("None of your roles holds a review."));
    else
        lines_say(l, say("review %s: begins it, or goes on."), answer_text(first, "kind"));
    json_decref(reviews);
}

/* ---- one by one ---- */

static void say_field(struct lines *l, const char *label, const char *text)
{
    if (text[0] != '\0')
        lines_say(l, "%s: %s", label, text);
}

static void say_reasons(struct lines *l, const json_t *item)
{
    struct buffer b = {0};
    size_t i;
    const json_t *reason;
    json_array_foreach (json_object_get(item, "reasons"), i, reason)
        buffer_print(&b, "%s%s", i > 0 ? "; " : "", json_string_value(reason));
    if (count_of(item, "times_seen") > 0)
        buffer_print(&b, say("; left as it is in %d reviews before"),
                     (int)count_of(item, "times_seen"));
    say_field(l, say("Because"), b.len > 0 ? b.data : "");
    buffer_free(&b);
}

static void say_whose(struct lines *l, const json_t *item)
{
    struct buffer b = {0};
    const char *name = answer_text(item, "name");
    int left = (int)count_of(item, "person_left"), later = (int)count_of(item, "person_later");
    buffer_text(&b, name[0] != '\0' ? name : say("(not shown)"));
    if (count_of(item, "birth_year") > 0)
        buffer_print(&b, " %d", (int)count_of(item, "birth_year"));
    if (left > 1)
        buffer_print(&b, say(", %d to decide"), left);
    if (later > 0)
        buffer_print(&b, say(", %d put off"), later);
    plain_line(&l->plain, 2, b.data);
    buffer_clear(&b);
    buffer_text(&b, answer_text(item, "label"));
    if (!lines_is_organization(item))
        buffer_print(&b, ", %s", answer_text(item, "ref"));
    if (answer_text(item, "state_words")[0] != '\0')
        buffer_print(&b, ", %s", answer_text(item, "state_words"));
    if (answer_text(item, "with_words")[0] != '\0')
        buffer_print(&b, say(", with %s"), answer_text(item, "with_words"));
    plain_line(&l->plain, 2, b.data);
    buffer_free(&b);
}

static void say_item(struct lines *l, const json_t *item)
{
    size_t i;
    const json_t *detail;
    say_whose(l, item);
    say_reasons(l, item);
    say_field(l, say("Last"), answer_text(item, "last_words"));
    json_array_foreach (json_object_get(item, "lines"), i, detail)
        say_field(l, answer_text(detail, "label"), answer_text(detail, "text"));
    say_field(l, say("Mind"), answer_text(item, "notice"));
    lines_letters(l, item);
}

/* What is open from now on: a letter without a number means it. */
static void open_item(struct lines *l, const json_t *item)
{
    json_decref(l->item);
    l->item = json_deep_copy(item);
    (void)json_object_set_new(l->item, "person",
                              json_pack("{s:s, s:s}", "name", answer_text(item, "name"), "ref",
                                        answer_text(item, "individual_ref")));
}

static void say_over(struct lines *l, const json_t *review)
{
    if (is_held(review)) {
        lines_say(l, say("It was held. holdfast report review --review %s prints it."), l->review);
        l->review[0] = '\0';
        return;
    }
    lines_say(l, "%s",
              count_of(review, "still") > 0
                  ? say("What is left is with somebody else now, and comes to you if they leave "
                        "it: review next.")
                  : say("Nothing more to decide one by one."));
    lines_say(l, "%s",
              say("review list: reads what needs no decision; review acknowledge: "
                  "acknowledges it; review end: ends the review."));
}

bool lines_in_review(const struct lines *l)
{
    return l->review[0] != '\0' && json_object_get(l->item, "person_left") != NULL;
}

void lines_review_next(struct lines *l)
{
    struct failure f;
    struct buffer b = {0};
    json_t *page = plain_ask(&l->plain, say("reading the review"), "SELECT api.review_next($1, 2)",
                             GATEWAY_VALUES(l->review), &f);
    if (page == NULL) {
        lines_tell(l, &f);
        return;
    }
    const json_t *review = json_object_get(page, "review");
    const json_t *item = json_array_get(json_object_get(page, "items"), 0);
    json_decref(l->item);
    l->item = NULL;
    buffer_print(&b, "%s: ", answer_text(review, "name"));
    review_pace_words(&b, review);
    plain_line(&l->plain, 2, b.data);
    if (item != NULL) {
        open_item(l, item);
        say_item(l, item);
    } else {
        say_over(l, review);
    }
    buffer_free(&b);
    json_decref(page);
}

static void begin(struct lines *l, const char *kind)
{
    struct failure f;
    char request[37];
    gateway_request_id(request);
    json_t *review =
        plain_ask(&l->plain, say("beginning the review"), "SELECT api.review_begin($1::uuid, $2)",
                  GATEWAY_VALUES(request, kind), &f);
    if (review == NULL) {
        lines_tell(l, &f);
        return;
    }
    (void)snprintf(l->review, sizeof l->review, "%s", answer_text(review, "ref"));
    json_decref(review);
    lines_review_next(l);
}

/* ---- the list, and the end ---- */

static void say_row(struct lines *l, const json_t *row)
{
    char due[32];
    int64_t at = answer_time(row, "due");
    (void)words_due(due, sizeof due, at == 0 ? "undated" : "later", l->plain.now, at);
    lines_say(l, say("%s, %s, %s, %s, with %s, %s"), due, answer_text(row, "name"),
              answer_text(row, "label"), answer_text(row, "state_words"),
              answer_text(row, "with_words"), answer_text(row, "ref"));
}

/* From the beginning, or behind what was read last. */
static void read_list(struct lines *l, const char *after)
{
    struct failure f;
    size_t i;
    const json_t *row;
    char rows[24], count[16];
    json_t *list = plain_ask(
        &l->plain, say("reading the list"), "SELECT api.review_list($1, $2, $3::int)",
        GATEWAY_VALUES(l->review, after[0] != '\0' ? after : NULL, gateway_number(rows, LIST_ROWS)),
        &f);
    if (list == NULL) {
        lines_tell(l, &f);
        return;
    }
    if (after[0] == '\0')
        lines_say(l, say("%s need no decision."),
                  review_count(count, sizeof count, count_of(list, "count")));
    json_array_foreach (json_object_get(list, "items"), i, row)
        say_row(l, row);
    if (answer_text(list, "next")[0] != '\0')
        lines_say(l, say("review list %s: more."), answer_text(list, "next"));
    json_decref(list);
}

/* The console's question; a script answers it beforehand. */
static bool agrees_to_list(struct lines *l)
{
    struct failure f;
    char question[80];
    json_t *list = plain_ask(&l->plain, say("reading the list"),
                             "SELECT api.review_list($1, NULL, 1)", GATEWAY_VALUES(l->review), &f);
    if (list == NULL) {
        lines_tell(l, &f);
        return false;
    }
    int64_t count = count_of(list, "count");
    json_decref(list);
    if (count == 0) {
        lines_say(l, "%s", say("Nothing is left to acknowledge as a list. review end: ends it."));
        return false;
    }
    (void)review_list_question(question, sizeof question, count);
    lines_say(l, "%s", review_list_meaning());
    bool agreed = lines_agree(l, question);
    if (!agreed)
        lines_say(l, "%s", say("Nothing was done."));
    return agreed;
}

static void acknowledge(struct lines *l, const char *rest)
{
    struct failure f;
    char request[37];
    if (strcmp(rest, "--yes") != 0 && !agrees_to_list(l))
        return;
    gateway_request_id(request);
    json_t *review = plain_ask(&l->plain, say("acknowledging the list"),
                               "SELECT api.review_acknowledge($1::uuid, $2)",
                               GATEWAY_VALUES(request, l->review), &f);
    if (review == NULL) {
        lines_tell(l, &f);
        return;
    }
    lines_say(l, say("%d items were acknowledged as a list, and are recorded as that."),
              (int)count_of(review, "acknowledged"));
    json_decref(review);
    lines_say(l, "%s", say("review end: ends it; with a reason where something is left."));
}

static void end(struct lines *l, const char *why)
{
    struct failure f;
    char request[37];
    json_t *detail = why[0] != '\0' ? json_pack("{s:s}", "unfinished", why) : json_object();
    char *text = json_dumps(detail, JSON_COMPACT);
    gateway_request_id(request);
    json_t *summary = plain_ask(&l->plain, say("ending the review"),
                                "SELECT api.review_close($1::uuid, $2, $3::jsonb)",
                                GATEWAY_VALUES(request, l->review, text != NULL ? text : "{}"), &f);
    free(text);
    json_decref(detail);
    if (summary == NULL) {
        lines_tell(l, &f);
        return;
    }
    json_decref(l->item);
    l->item = NULL;
    say_over(l, json_object_get(summary, "review"));
    json_decref(summary);
}

static void next(struct lines *l, const char *rest)
{
    (void)rest;
    lines_review_next(l);
}

/* ---- what is typed behind "review" ---- */

static const struct {
    const char *word;
    void (*does)(struct lines *l, const char *rest);
    bool acts;
} orders[] = {{"next", next, false},
              {"list", read_list, false},
              {"acknowledge", acknowledge, true},
              {"end", end, true}};

void lines_review(struct lines *l, const char *rest)
{
    char word[32];
    size_t len = strcspn(rest, " ");
    const char *more = rest + len + strspn(rest + len, " ");
    (void)snprintf(word, sizeof word, "%.*s", (int)len, rest);
    if (word[0] == '\0') {
        say_kinds(l);
        return;
    }
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        if (strcmp(orders[i].word, word) == 0) {
            if (l->review[0] == '\0')
                lines_say(l, "%s", say("No review yet: review says which there are."));
            else if (orders[i].acts && !line_input_alone(&l->input))
                lines_say(l, "%s",
                          say("Several lines came at once, so nothing was done. Type it "
                              "by itself."));
            else
                orders[i].does(l, more);
            return;
        }
    begin(l, word);
}
