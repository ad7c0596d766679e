/* What event rules, risk rules and pathways mean, each begun on the Friday of the examples. */
#include "explain_parts.h"
#include "holdfast/util/say.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

/* ---- Events ---- */

/* "ed_visit, number 4 within 365 days, of somebody with an open risk" */
static const char *when_words(const struct explanation *e, const struct yaml_node *rule)
{
    const struct yaml_node *when = tree_find(rule, "when");
    const char *count = tree_text(when, "count"), *within = tree_text(when, "within");
    const char *after = tree_text(when, "after"), *words = tree_text(rule, "event");
    struct arena *arena = e->c->arena;
    struct duration length;
    char days[64];
    if (count != NULL && strtol(count, NULL, 10) > 1)
        words = arena_print(arena, say("%s, number %s"), words, count);
    if (after != NULL)
        words = arena_print(arena, say("%s after %s"), words, after);
    if (within != NULL && duration_read(within, &length) == DURATION_SOUND) {
        duration_words(length, days, sizeof days);
        words = arena_print(arena, say("%s within %s"), words, days);
    }
    if (check_count(tree_find(when, "risks")) > 0)
        words = arena_print(arena, say("%s, of somebody with an open risk"), words);
    return words;
}

static void print_event_rule(const struct explanation *e, const struct yaml_entry *rule)
{
    const struct yaml_node *tasks = tree_find(rule->value, "tasks");
    fprintf(e->out, say("Event rule %s: %s\n"), rule->key, when_words(e, rule->value));
    for (size_t i = 0; i < check_count(tasks); i++) {
        const struct yaml_node *task = tasks->entries[i].value;
        const char *owner = care_owner_role(e->c->root, task);
        int64_t at = e->sent;
        fprintf(e->out, say("  recorded %s: %s for %s (calendar %s)\n"), explain_moment(e, at),
                tree_text(task, "kind"), explain_role(e, owner), check_role_calendar(e->c, owner));
        explain_clock(
            e, say("completed"), owner, explain_hours(e, owner),
            (struct care_target){tree_text(task, "within"), tree_text(task, "ladder"), task}, &at);
    }
    fputc('\n', e->out);
}

/* ---- Risks ---- */

static const char *list_words(const struct explanation *e, const struct yaml_node *list)
{
    const char *words = "";
    if (list->kind == YAML_NODE_TEXT)
        return list->text;
    for (size_t i = 0; i < list->count; i++)
        words = arena_print(e->c->arena, "%s%s%s", words, i == 0 ? "" : ", ", check_item(list, i));
    return words;
}

static void print_risk_rule(const struct explanation *e, const struct yaml_entry *rule)
{
    static const char *const labels[] = {"verified", "contacted", "referred", "resolved"};
    const char *owner = tree_text(rule->value, "owner"), *lead = tree_text(rule->value, "lead");
    struct hours *hours = explain_hours(e, owner);
    int64_t at = e->sent;
    fprintf(e->out, say("Risk rule %s: %s at %s\n"), rule->key,
            list_words(e, tree_find(rule->value, "category")),
            list_words(e, tree_find(rule->value, "levels")));
    fprintf(e->out, say("  recorded %s for %s (calendar %s)\n"), explain_moment(e, at),
            explain_role(e, owner), check_role_calendar(e->c, owner));
    for (int step = 0; step < RISK_STEP_COUNT; step++)
        explain_clock(e, say(labels[step]), owner, hours,
                      care_risk_target(rule->value, (enum risk_step)step), &at);
    struct duration length;
    char words[64];
    if (lead != NULL && duration_read(lead, &length) == DURATION_SOUND) {
        duration_words(length, words, sizeof words);
        fprintf(e->out, say("      all of it %s before a legal date, where there is one\n"), words);
    }
    fputc('\n', e->out);
}

/* ---- Pathways ---- */

struct walk {
    const struct explanation *e;
    const struct yaml_node *steps;
    int64_t ends[PATHWAY_STEPS_LIMIT];
};

/* Who answers: of a referral, the first service of its type. */
static const char *answers(const struct explanation *e, const struct yaml_node *step)
{
    const char *type = tree_text(step, "service_type");
    const struct yaml_node *services = check_section(e->c, "services");
    for (size_t i = 0; type != NULL && i < services->count; i++) {
        if (strcmp(tree_text(services->entries[i].value, "type"), type) == 0)
            return tree_text(services->entries[i].value, "owner");
    }
    return care_owner_role(e->c->root, tree_find(step, "task"));
}

static int64_t opens_at(const struct walk *w, const struct yaml_node *step, struct hours *hours)
{
    const struct yaml_node *after = tree_find(step, "after");
    int64_t opens = w->e->sent;
    for (size_t i = 0; i < check_count(after); i++) {
        const struct yaml_entry *other = tree_entry(w->steps, check_item(after, i));
        if (w->ends[other - w->steps->entries] > opens)
            opens = w->ends[other - w->steps->entries];
    }
    struct duration offset;
    const char *text = tree_text(step, "offset");
    if (text != NULL && duration_read(text, &offset) == DURATION_SOUND)
        (void)hours_due(hours, opens, offset, &opens);
    return opens;
}

static void print_referral(const struct walk *w, const char *type, const char *owner,
                           struct hours *hours, int64_t *at)
{
    static const char *const labels[] = {"answered", "started"};
    const struct yaml_entry *entry = check_entry(w->e->c, "service_types", type);
    const char *id = tree_text(entry->value, "level");
    const struct yaml_node *level = check_entry(w->e->c, "service_levels", id)->value;
    for (int stage = STAGE_ACCEPT; stage <= STAGE_START; stage++) {
        const struct yaml_node *target = level_target(level, PRIORITY_ROUTINE, (enum stage)stage);
        explain_clock(
            w->e, say(labels[stage]), owner, hours,
            (struct care_target){tree_text(target, "within"), tree_text(target, "ladder"), target},
            at);
    }
}

static void print_step(struct walk *w, size_t at)
{
    const struct yaml_entry *step = &w->steps->entries[at];
    const char *owner = answers(w->e, step->value);
    struct hours *hours = explain_hours(w->e, owner);
    int64_t when = opens_at(w, step->value, hours);
    const char *type = tree_text(step->value, "service_type");
    fprintf(w->e->out, say("  %s opens %s for %s (calendar %s)\n"), step->key,
            explain_moment(w->e, when), explain_role(w->e, owner),
            check_role_calendar(w->e->c, owner));
    if (type != NULL)
        print_referral(w, type, owner, hours, &when);
    else
        explain_clock(w->e, say("completed"), owner, hours,
                      (struct care_target){tree_text(step->value, "within"),
                                           tree_text(step->value, "ladder"), step->value},
                      &when);
    w->ends[at] = when;
}

static void print_pathway(const struct explanation *e, const struct yaml_entry *pathway)
{
    struct walk w = {.e = e, .steps = tree_find(pathway->value, "steps")};
    size_t order[PATHWAY_STEPS_LIMIT], count = care_pathway_order(w.steps, order);
    const char *within = tree_text(pathway->value, "within");
    struct duration length;
    int64_t last = e->sent;
    fprintf(e->out, say("Pathway %s, begun %s\n"), pathway->key, explain_moment(e, e->sent));
    for (size_t i = 0; i < count; i++) {
        print_step(&w, order[i]);
        last = w.ends[order[i]] > last ? w.ends[order[i]] : last;
    }
    fprintf(e->out, say("  all of it by %s"), explain_moment(e, last));
    if (within != NULL && duration_read(within, &length) == DURATION_SOUND)
        fprintf(e->out, say("; its deadline is %s"),
                explain_moment(e, e->sent + duration_seconds(length)));
    fprintf(e->out, "\n\n");
}

static void each_entry(const struct explanation *e, const char *section,
                       void (*print)(const struct explanation *e, const struct yaml_entry *entry))
{
    const struct yaml_node *all = check_section(e->c, section);
    for (size_t i = 0; i < all->count; i++)
        print(e, &all->entries[i]);
}

void explain_care(const struct explanation *e)
{
    each_entry(e, "event_rules", print_event_rule);
    each_entry(e, "risk_rules", print_risk_rule);
    each_entry(e, "pathways", print_pathway);
}
