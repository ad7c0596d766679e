#include "screen/review_line.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "screen/review_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void review_line_open(struct review_line *line)
{
    line->items = json_array();
    line->done = json_array();
    line->sent = json_object();
}

void review_line_close(struct review_line *line)
{
    json_decref(line->items);
    json_decref(line->done);
    json_decref(line->sent);
    json_decref(line->review);
    free(line->current);
    free(line->wanted);
}

/* "R-20418.2": the number and the try; none is an item's id, since it is below nothing. */
int64_t review_item_id(const json_t *item)
{
    const char *ref = answer_text(item, "ref"), *dot = strchr(ref, '.');
    int64_t id = answer_int(item, "id");
    if (id != 0)
        return id;
    int64_t number = strlen(ref) > 2 ? strtoll(ref + 2, NULL, 10) : 0;
    return -(number * 1000 + (dot != NULL ? strtoll(dot + 1, NULL, 10) : 0)) - 1;
}

static json_t *find(json_t *items, const char *ref)
{
    size_t i;
    json_t *item;
    json_array_foreach (items, i, item)
        if (ref != NULL && strcmp(answer_text(item, "ref"), ref) == 0)
            return item;
    return NULL;
}

static void take_out(json_t *items, const char *ref)
{
    size_t i;
    json_t *item;
    json_array_foreach (items, i, item)
        if (strcmp(answer_text(item, "ref"), ref) == 0) {
            (void)json_array_remove(items, i);
            return;
        }
}

const json_t *review_line_present(const struct review_line *line)
{
    return find(line->items, line->current);
}

static void set_current(struct review_line *line, const char *ref)
{
    char *copy = ref != NULL ? memory_text(ref) : NULL;
    line->moved = true;
    free(line->current);
    line->current = copy;
}

/* Behind the present person's last item comes the next person, with nothing done yet. */
static void choose(struct review_line *line, const char *group)
{
    size_t i;
    json_t *item;
    json_array_foreach (line->items, i, item)
        if (group != NULL && strcmp(review_group(item), group) == 0) {
            set_current(line, answer_text(item, "ref"));
            return;
        }
    (void)json_array_clear(line->done);
    item = json_array_get(line->items, 0);
    set_current(line, item != NULL ? answer_text(item, "ref") : NULL);
}

/* The present person's items stay in front, whoever is worse meanwhile. */
static json_t *in_order(json_t *fresh, const char *group)
{
    json_t *ordered = json_array();
    for (int turn = 0; turn < 2; turn++) {
        size_t i;
        json_t *item;
        json_array_foreach (fresh, i, item)
            if ((group != NULL && strcmp(review_group(item), group) == 0) == (turn == 0))
                (void)json_array_append(ordered, item);
    }
    return ordered;
}

static json_t *not_sent(const struct review_line *line, const json_t *answer)
{
    json_t *fresh = json_array();
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(answer, "items"), i, item)
        if (json_object_get(line->sent, answer_text(item, "ref")) == NULL)
            (void)json_array_append(fresh, item);
    return fresh;
}

static void keep_review(struct review_line *line, json_t *review)
{
    if (!json_is_object(review))
        return;
    json_incref(review);
    json_decref(line->review);
    line->review = review;
}

/* What was decided and is to decide again is no row of what is done. */
static void undo_done(struct review_line *line)
{
    size_t i;
    json_t *item;
    json_array_foreach (line->items, i, item)
        take_out(line->done, answer_text(item, "ref"));
}

/* Whoever takes a decision back wants to decide on that one. */
static void turn_to_wanted(struct review_line *line)
{
    const json_t *item = line->wanted != NULL ? find(line->items, line->wanted) : NULL;
    if (item == NULL)
        return;
    const json_t *present = review_line_present(line);
    if (present == NULL || strcmp(review_group(present), review_group(item)) != 0)
        (void)json_array_clear(line->done);
    set_current(line, line->wanted);
    free(line->wanted);
    line->wanted = NULL;
    json_t *ordered = in_order(line->items, review_group(item));
    json_decref(line->items);
    line->items = ordered;
}

/* One of that person's is decided, or put off: on the others it is counted no more as it was. */
static void count_out(json_t *items, const json_t *done, bool later)
{
    const char *whose = answer_text(done, "individual_ref"),
               *key = later ? "person_later" : "person_left";
    size_t i;
    json_t *item;
    json_array_foreach (items, i, item)
        if (whose[0] != '\0' && strcmp(answer_text(item, "individual_ref"), whose) == 0)
            (void)json_object_set_new(item, key,
                                      json_integer(answer_int(item, key) + (later ? 1 : -1)));
}

static void count_out_sent(const struct review_line *line, json_t *items)
{
    const char *ref;
    json_t *sent;
    json_object_foreach (line->sent, ref, sent)
        count_out(items, sent, answer_bool(sent, "later"));
}

const char *review_line_take(struct review_line *line, const json_t *answer)
{
    const json_t *was = review_line_present(line);
    char *group = was != NULL ? memory_text(review_group(was)) : NULL;
    json_t *fresh = not_sent(line, answer);
    count_out_sent(line, fresh);
    bool missing = was != NULL && find(fresh, line->current) == NULL;
    /* What is beyond the page is not gone. */
    bool beyond = missing && json_array_size(fresh) >= REVIEW_READ_AHEAD;
    bool gone = missing && !beyond;
    if (beyond)
        (void)json_array_insert(fresh, 0, (json_t *)was);
    if (gone)
        (void)snprintf(line->gone, sizeof line->gone, "%s", line->current);
    keep_review(line, json_object_get(answer, "review"));
    json_decref(line->items);
    line->items = in_order(fresh, group);
    json_decref(fresh);
    undo_done(line);
    turn_to_wanted(line);
    if (review_line_present(line) == NULL)
        choose(line, group);
    free(group);
    return gone ? line->gone : NULL;
}

static json_t *find_by_id(json_t *items, int64_t id)
{
    size_t i;
    json_t *item;
    json_array_foreach (items, i, item)
        if (review_item_id(item) == id)
            return item;
    return NULL;
}

/* On its way: the next one comes at once. */
static void send(struct review_line *line, json_t *item, bool later)
{
    char *group = memory_text(review_group(item)), *ref = memory_text(answer_text(item, "ref"));
    json_t *copy = json_copy(item);
    (void)json_object_set_new(copy, "result", json_string(say("SENDING")));
    json_t *sent = json_copy(item);
    (void)json_object_set_new(sent, "later", json_boolean(later));
    (void)json_object_set_new(line->sent, ref, sent);
    (void)json_array_append_new(line->done, copy);
    take_out(line->items, ref);
    count_out(line->items, sent, later);
    if (line->current == NULL || strcmp(line->current, ref) == 0)
        choose(line, group);
    free(group);
    free(ref);
}

static const char *word_of(const struct step_result *result)
{
    return result->word != NULL ? result->word : say("SEEN");
}

/* A refused one is read again, and comes when it is its turn. */
static void settle(struct review_line *line, const char *ref, const struct step_result *result)
{
    json_t *done = find(line->done, ref);
    (void)json_object_del(line->sent, ref);
    keep_review(line, json_object_get(result->whole, "review"));
    if (done != NULL && result->failure == NULL)
        (void)json_object_set_new(done, "result", json_string(word_of(result)));
    else if (result->failure != NULL)
        take_out(line->done, ref);
}

const json_t *review_line_find(const struct review_line *line, const char *ref)
{
    return find(line->items, ref);
}

bool review_line_follow(struct review_line *line, const struct step_result *result)
{
    const char *ref;
    json_t *sent;
    void *next;
    json_t *item = find_by_id(line->items, result->id);
    bool waits = result->answer == NULL && result->failure == NULL;
    if (waits && item != NULL && result->decides)
        send(line, item, strcmp(result->action, "later") == 0);
    if (waits)
        return result->decides;
    if (result->answer != NULL && strcmp(result->action, "undo") == 0) {
        free(line->wanted);
        line->wanted = memory_text(answer_text(result->answer, "ref"));
    }
    json_object_foreach_safe(line->sent, next, ref, sent) if (review_item_id(sent) == result->id)
    {
        settle(line, ref, result);
        return true;
    }
    return false;
}

bool review_line_turn(struct review_line *line, const char *ref)
{
    const json_t *present = review_line_present(line), *other = find(line->items, ref);
    if (other == NULL || other == present ||
        strcmp(review_group(other), review_group(present)) != 0)
        return false;
    set_current(line, ref);
    return true;
}

void review_line_point(struct review_line *line, struct sheet *sheet)
{
    for (int i = 0; line->moved && line->current != NULL && i < sheet->list.count; i++) {
        const struct sheet_line *row = sheet->list.rows[i].data;
        if (strcmp(row->target, line->current) == 0)
            (void)list_select(&sheet->list, sheet->list.rows[i].id);
    }
    line->moved = false;
}
