/* Ladders by themselves: their rungs in order, each of them sensible, an end that is somebody. */
#include "check.h"
#include "holdfast/util/say.h"

#include <string.h>

static bool is_one_of(const char *text, const char *a, const char *b)
{
    return strcmp(text, a) == 0 || strcmp(text, b) == 0;
}

void check_each_rung(const struct check *c, rung_check *one)
{
    const struct yaml_node *ladders = check_section(c, "ladders");
    for (size_t i = 0; i < ladders->count; i++) {
        const struct yaml_node *rungs = ladders->entries[i].value;
        for (size_t k = 0; k < rungs->count; k++)
            one(c, &ladders->entries[i], k);
    }
}

const struct yaml_node *check_rung(const struct yaml_entry *ladder, size_t i)
{
    return ladder->value->entries[i].value;
}

static struct rung_at at_of(const struct yaml_node *rung)
{
    struct rung_at at = {0};
    (void)rung_at_read(tree_text(rung, "at"), &at);
    return at;
}

/* Seconds from the start of a target, in its own kind of time; false when the rung is told in the
 * other kind. */
static bool seconds_at(struct rung_at at, struct duration within, long *seconds)
{
    long target = duration_seconds(within);
    *seconds = target * at.percent / 100;
    if (!at.after_due)
        return true;
    *seconds = target + duration_seconds(at.after);
    return duration_is_business(at.after) == duration_is_business(within);
}

/* On a target of that length, does the rung come before the one that stands before it? */
static bool is_early(struct rung_at before, struct rung_at at, struct duration within)
{
    long first, second;
    return seconds_at(before, within, &first) && seconds_at(at, within, &second) && second < first;
}

static bool is_early_anywhere(const struct check *c, const struct yaml_entry *ladder,
                              struct rung_at before, struct rung_at at)
{
    if (!before.after_due && !at.after_due)
        return at.percent < before.percent;
    if (before.after_due && !at.after_due && at.percent <= 100)
        return true;
    if (before.after_due && at.after_due &&
        duration_is_business(before.after) == duration_is_business(at.after))
        return duration_seconds(at.after) < duration_seconds(before.after);
    for (size_t i = 0; i < c->uses->count; i++) {
        const struct use *use = &c->uses->items[i];
        if (use->ladder == ladder && is_early(before, at, use->within))
            return true;
    }
    return false;
}

static void rung_is_in_order(const struct check *c, const struct yaml_entry *ladder, size_t i)
{
    if (i == 0)
        return;
    const struct yaml_node *rung = check_rung(ladder, i);
    if (is_early_anywhere(c, ladder, at_of(check_rung(ladder, i - 1)), at_of(rung)))
        CHECK_ERROR(c, tree_find(rung, "at")->at, say("put the rungs in order of time"),
                    say("rung %zu of ladder \"%s\" comes before rung %zu"), i + 1, ladder->key, i);
}

void check_rung_order(const struct check *c)
{
    check_each_rung(c, rung_is_in_order);
}

static void rung_makes_sense(const struct check *c, const struct yaml_entry *ladder, size_t i)
{
    const struct yaml_node *rung = check_rung(ladder, i);
    const char *act = tree_text(rung, "do"), *to = tree_text(rung, "to");
    struct place at = tree_find(rung, "to")->at;
    if (strcmp(act, "remind") == 0 && strcmp(to, "owner") != 0)
        CHECK_ERROR(c, at, say("remind the owner, or use inform or escalate"),
                    say("rung %zu of ladder \"%s\" reminds \"%s\", who was not told before"), i + 1,
                    ladder->key, to);
    if (strcmp(act, "transfer") == 0 && is_one_of(to, "owner", "requester"))
        CHECK_ERROR(c, at, say("name a role, owner.supervisor, coordinator or on_call"),
                    say("rung %zu of ladder \"%s\" passes the work to the %s"), i + 1, ladder->key,
                    to);
    if (strcmp(act, "escalate") == 0 && strcmp(to, "owner") == 0)
        CHECK_ERROR(c, at, say("use remind, or name somebody else"),
                    say("rung %zu of ladder \"%s\" asks the owner to help the owner"), i + 1,
                    ladder->key);
}

void check_rung_sense(const struct check *c)
{
    check_each_rung(c, rung_makes_sense);
}

void check_ladder_end(const struct check *c)
{
    const struct yaml_node *ladders = check_section(c, "ladders");
    for (size_t i = 0; i < ladders->count; i++) {
        const struct yaml_entry *ladder = &ladders->entries[i];
        const struct yaml_node *last = check_rung(ladder, ladder->value->count - 1);
        const char *act = tree_text(last, "do"), *to = tree_text(last, "to");
        if (is_one_of(act, "escalate", "transfer") && !is_one_of(to, "owner", "requester"))
            continue;
        CHECK_ERROR(c, tree_find(last, "do")->at,
                    say("end it with escalate or transfer to a role that can act"),
                    say("ladder \"%s\" ends before anybody else must act"), ladder->key);
    }
}

void check_ladders_used(const struct check *c)
{
    const struct yaml_node *ladders = check_section(c, "ladders");
    for (size_t i = 0; i < ladders->count; i++) {
        bool used = false;
        for (size_t k = 0; k < c->uses->count && !used; k++)
            used = c->uses->items[k].ladder == &ladders->entries[i];
        if (!used)
            CHECK_WARNING(c, ladders->entries[i].key_at, say("remove it, or use it in a level"),
                          say("nothing that anybody offers uses ladder \"%s\""),
                          ladders->entries[i].key);
    }
}

static bool is_off(const struct check *c, const char *channel)
{
    if (strcmp(channel, "console") == 0)
        return false;
    return check_count(tree_find(check_section(c, "notify"), channel)) == 0;
}

static void channels_are_on(const struct check *c, const struct yaml_entry *ladder, size_t i)
{
    const struct yaml_node *by = tree_find(check_rung(ladder, i), "by");
    for (size_t k = 0; k < check_count(by); k++) {
        const struct yaml_node *channel = by->entries[k].value;
        if (is_off(c, channel->text))
            CHECK_WARNING(c, channel->at, say("give it a program under \"notify\""),
                          say("channel \"%s\" is switched off: nobody hears of rung %zu that way"),
                          channel->text, i + 1);
    }
}

void check_channel_off(const struct check *c)
{
    check_each_rung(c, channels_are_on);
}
