/* Events: each alerts somebody, by a task that somebody owns, and by one rule only. */
#include "check.h"
#include "holdfast/util/say.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

static bool is_built_in(const char *event)
{
    for (const char *const *word = event_words; *word != NULL; word++) {
        if (strcmp(*word, event) == 0)
            return true;
    }
    return false;
}

void check_event_ids(const struct check *c)
{
    const struct yaml_node *events = check_section(c, "events");
    for (size_t i = 0; i < events->count; i++) {
        if (is_built_in(events->entries[i].key))
            CHECK_ERROR(c, events->entries[i].key_at, say("remove it, or give yours another id"),
                        say("\"%s\" is there already: it is built in"), events->entries[i].key);
    }
}

/* ---- Somebody hears of it ---- */

static bool is_heard_of(const struct check *c, const char *event)
{
    const struct yaml_node *rules = check_section(c, "event_rules");
    for (size_t i = 0; i < rules->count; i++) {
        if (strcmp(tree_text(rules->entries[i].value, "event"), event) == 0)
            return true;
    }
    return false;
}

static struct place place_of_section(const struct check *c, const char *name)
{
    const struct yaml_entry *section = tree_entry(c->root, name);
    return section == NULL ? (struct place){0, 0} : section->key_at;
}

void check_events_heard(const struct check *c)
{
    const struct yaml_node *events = check_section(c, "events");
    const char *mend = say("add a rule with a task to \"event_rules\"");
    for (size_t i = 0; i < events->count; i++) {
        if (!is_heard_of(c, events->entries[i].key))
            CHECK_ERROR(c, events->entries[i].key_at, mend,
                        say("event \"%s\" reaches nobody: no rule takes it"),
                        events->entries[i].key);
    }
    struct place at = place_of_section(c, "event_rules");
    if (check_section(c, "event_rules")->count == 0) {
        CHECK_WARNING(c, at, mend, "%s", say("no event reaches anybody: there is no event rule"));
        return;
    }
    for (const char *const *word = event_words; *word != NULL; word++) {
        if (!is_heard_of(c, *word))
            CHECK_WARNING(c, at, mend, say("event \"%s\" reaches nobody: no rule takes it"), *word);
    }
}

/* ---- Conditions that mean something ---- */

void check_event_when(const struct check *c)
{
    const struct yaml_node *rules = check_section(c, "event_rules");
    for (size_t i = 0; i < rules->count; i++) {
        const struct yaml_node *when = tree_find(rules->entries[i].value, "when");
        const char *count = tree_text(when, "count"), *within = tree_text(when, "within");
        const char *after = tree_text(when, "after");
        bool looks_back = after != NULL || (count != NULL && strtol(count, NULL, 10) > 1);
        if (looks_back && within == NULL)
            CHECK_ERROR(c, tree_find(when, after != NULL ? "after" : "count")->at,
                        say("add \"within\", like 365d"),
                        say("event rule \"%s\" looks back without an end"), rules->entries[i].key);
        if (!looks_back && within != NULL)
            CHECK_WARNING(c, tree_find(when, "within")->at,
                          say("add \"count\" or \"after\", or remove it"),
                          say("\"within\" has no effect in event rule \"%s\": nothing is counted"),
                          rules->entries[i].key);
    }
}

/* ---- Work, and whose ---- */

bool check_acts_on_care(const struct check *c, const char *role, struct place at)
{
    static const char *const duties[] = {"refer",     "respond", "coordinate",
                                         "supervise", "plan",    "record"};
    for (size_t i = 0; i < sizeof duties / sizeof duties[0]; i++) {
        if (check_has_duty(c, role, duties[i]))
            return true;
    }
    CHECK_ERROR(c, at, say("name a role that acts on care, or give it the duty respond"),
                say("this leads to nobody who may act: role \"%s\" only reads or administers"),
                role);
    return false;
}

void check_work_owner(const struct check *c, const struct yaml_node *node, struct place at,
                      const char *what)
{
    const struct yaml_node *owner = tree_find(node, "owner"), *area = tree_find(node, "area");
    if (owner == NULL && area == NULL)
        CHECK_ERROR(c, at, say("add \"owner: role\" or \"area: domain\""),
                    say("%s routes to nobody: it names neither \"owner\" nor \"area\""), what);
    else if (owner != NULL && area != NULL)
        CHECK_ERROR(c, area->at, say("keep one of them"),
                    say("%s has two owners: \"owner\" and \"area\""), what);
    else
        (void)check_acts_on_care(c, care_owner_role(c->root, node),
                                 owner != NULL ? owner->at : area->at);
}

static const char *task_words(const struct check *c, const struct yaml_entry *rule, size_t i)
{
    return arena_print(c->arena, say("task %zu of event rule \"%s\""), i + 1, rule->key);
}

void check_event_work(const struct check *c)
{
    const struct yaml_node *rules = check_section(c, "event_rules");
    for (size_t i = 0; i < rules->count; i++) {
        const struct yaml_entry *rule = &rules->entries[i];
        const struct yaml_node *tasks = tree_find(rule->value, "tasks");
        if (check_count(tasks) == 0)
            CHECK_ERROR(c, check_place(rule, "tasks"), say("give it a task with an owner"),
                        say("event rule \"%s\" has no task: it alerts, and nobody has to act"),
                        rule->key);
        for (size_t k = 0; k < check_count(tasks); k++)
            check_work_owner(c, tasks->entries[k].value, tasks->entries[k].value->at,
                             task_words(c, rule, k));
    }
}

void check_event_urgency(const struct check *c)
{
    const struct yaml_node *rules = check_section(c, "event_rules");
    for (size_t i = 0; i < rules->count; i++) {
        const struct yaml_node *tasks = tree_find(rules->entries[i].value, "tasks");
        for (size_t k = 0; k < check_count(tasks); k++) {
            const struct yaml_node *task = tasks->entries[k].value;
            const char *priority = tree_text(task, "priority");
            struct duration within = {0};
            (void)duration_read(tree_text(task, "within"), &within);
            if (priority_read(priority) == PRIORITY_ROUTINE || !duration_is_business(within))
                continue;
            CHECK_ERROR(c, tree_find(task, "within")->at, say("write hours that pass, like 4h"),
                        say("%s waits for the office to open, though it is %s"),
                        task_words(c, &rules->entries[i], k), priority);
        }
    }
}
