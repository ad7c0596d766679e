/* Pathways: every step is work that somebody owns, can be reached, and fits into the time. */
#include "check.h"
#include "holdfast/util/nearest.h"
#include "holdfast/util/say.h"

#include <string.h>

typedef void step_check(const struct check *c, const struct yaml_entry *pathway,
                        const struct yaml_entry *step);

static const struct yaml_node *steps_of(const struct yaml_entry *pathway)
{
    return tree_find(pathway->value, "steps");
}

static void each_step(const struct check *c, step_check *one)
{
    const struct yaml_node *all = check_section(c, "pathways");
    for (size_t i = 0; i < all->count; i++) {
        for (size_t k = 0; k < steps_of(&all->entries[i])->count; k++)
            one(c, &all->entries[i], &steps_of(&all->entries[i])->entries[k]);
    }
}

/* ---- Names of steps ---- */

static const char *nearest_step(const struct check *c, const struct yaml_node *steps,
                                const char *typed)
{
    struct nearest n = {.typed = typed};
    for (size_t i = 0; i < steps->count; i++)
        nearest_consider(&n, steps->entries[i].key);
    return n.best == NULL ? say("name a step of the same pathway")
                          : arena_print(c->arena, say("did you mean \"%s\"?"), n.best);
}

static void waits_for_known(const struct check *c, const struct yaml_entry *pathway,
                            const struct yaml_entry *step)
{
    const struct yaml_node *after = tree_find(step->value, "after"), *steps = steps_of(pathway);
    for (size_t i = 0; i < check_count(after); i++) {
        const struct yaml_node *name = after->entries[i].value;
        if (tree_entry(steps, name->text) == NULL)
            CHECK_ERROR(c, name->at, nearest_step(c, steps, name->text),
                        say("pathway \"%s\" has no step \"%s\""), pathway->key, name->text);
    }
}

void check_steps_known(const struct check *c)
{
    const struct yaml_node *all = check_section(c, "pathways");
    for (size_t i = 0; i < all->count; i++) {
        if (steps_of(&all->entries[i])->count > PATHWAY_STEPS_LIMIT)
            CHECK_ERROR(c, all->entries[i].key_at, say("make two pathways of it"),
                        say("pathway \"%s\" has more than %d steps"), all->entries[i].key,
                        PATHWAY_STEPS_LIMIT);
    }
    each_step(c, waits_for_known);
}

/* ---- What a step is ---- */

static void task_is_whole(const struct check *c, const struct yaml_entry *pathway,
                          const struct yaml_entry *step)
{
    const struct yaml_entry *task = tree_entry(step->value, "task");
    check_work_owner(
        c, task->value, task->key_at,
        arena_print(c->arena, say("step \"%s\" of pathway \"%s\""), step->key, pathway->key));
    static const char *const needed[] = {"within", "ladder"};
    for (size_t i = 0; i < 2; i++) {
        if (tree_find(step->value, needed[i]) == NULL)
            CHECK_ERROR(c, step->key_at, arena_print(c->arena, say("add \"%s: …\""), needed[i]),
                        say("step \"%s\" of pathway \"%s\" has no \"%s\": such a task would have "
                            "no clock"),
                        step->key, pathway->key, needed[i]);
    }
}

static void referral_is_whole(const struct check *c, const struct yaml_entry *step)
{
    static const char *const idle[] = {"within", "ladder"};
    for (size_t i = 0; i < 2; i++) {
        const struct yaml_entry *key = tree_entry(step->value, idle[i]);
        if (key != NULL)
            CHECK_ERROR(c, key->key_at, say("remove it"),
                        say("step \"%s\" is a referral: its service type has the clocks"),
                        step->key);
    }
}

static void step_is_work(const struct check *c, const struct yaml_entry *pathway,
                         const struct yaml_entry *step)
{
    const struct yaml_entry *type = tree_entry(step->value, "service_type");
    const struct yaml_entry *task = tree_entry(step->value, "task");
    if (type == NULL && task == NULL)
        CHECK_ERROR(c, step->key_at, say("add \"service_type: …\" or \"task: …\""),
                    say("step \"%s\" of pathway \"%s\" is nothing that anybody does"), step->key,
                    pathway->key);
    else if (type != NULL && task != NULL)
        CHECK_ERROR(c, task->key_at, say("make two steps of it"),
                    say("step \"%s\" of pathway \"%s\" is a referral and a task"), step->key,
                    pathway->key);
    else if (task != NULL)
        task_is_whole(c, pathway, step);
    else
        referral_is_whole(c, step);
}

void check_step_kinds(const struct check *c)
{
    each_step(c, step_is_work);
}

/* ---- Circles, and what waits for them ---- */

struct waiting {
    const struct yaml_node *steps;
    bool placed[PATHWAY_STEPS_LIMIT]; /* can be reached */
    bool told[PATHWAY_STEPS_LIMIT];   /* named in a circle */
};

/* The first of what step waits for that cannot be reached; NULL when all can. */
static const struct yaml_node *blocked_by(const struct waiting *w, size_t step)
{
    const struct yaml_node *after = tree_find(w->steps->entries[step].value, "after");
    for (size_t i = 0; i < check_count(after); i++) {
        const struct yaml_entry *other = tree_entry(w->steps, check_item(after, i));
        if (other != NULL && !w->placed[other - w->steps->entries])
            return after->entries[i].value;
    }
    return NULL;
}

static size_t step_named(const struct waiting *w, const struct yaml_node *name)
{
    return (size_t)(tree_entry(w->steps, name->text) - w->steps->entries);
}

/* Following what is waited for from a step that cannot be reached must come to a circle. */
static void tell_circle(const struct check *c, const struct yaml_entry *pathway, struct waiting *w,
                        size_t step)
{
    for (size_t i = 0; i < w->steps->count; i++)
        step = step_named(w, blocked_by(w, step));
    if (w->told[step])
        return;
    size_t first = step;
    for (size_t at = step; !w->told[at]; at = step_named(w, blocked_by(w, at))) {
        w->told[at] = true;
        first = at < first ? at : first;
    }
    const char *circle = w->steps->entries[first].key;
    size_t at = first;
    do {
        at = step_named(w, blocked_by(w, at));
        circle = arena_print(c->arena, say("%s after %s"), circle, w->steps->entries[at].key);
    } while (at != first);
    CHECK_ERROR(c, blocked_by(w, first)->at, say("let one of them begin"),
                say("the steps of pathway \"%s\" wait in a circle: %s"), pathway->key, circle);
}

static void check_circles(const struct check *c, const struct yaml_entry *pathway)
{
    struct waiting w = {.steps = steps_of(pathway)};
    size_t order[PATHWAY_STEPS_LIMIT], count = care_pathway_order(w.steps, order);
    for (size_t i = 0; i < count; i++)
        w.placed[order[i]] = true;
    for (size_t i = 0; i < w.steps->count; i++) {
        if (!w.placed[i])
            tell_circle(c, pathway, &w, i);
    }
    for (size_t i = 0; i < w.steps->count; i++) {
        if (!w.placed[i] && !w.told[i])
            CHECK_ERROR(c, w.steps->entries[i].key_at, say("let it wait for something else"),
                        say("step \"%s\" of pathway \"%s\" can never be reached: it waits for "
                            "\"%s\", which never ends"),
                        w.steps->entries[i].key, pathway->key, blocked_by(&w, i)->text);
    }
}

void check_step_circles(const struct check *c)
{
    const struct yaml_node *all = check_section(c, "pathways");
    for (size_t i = 0; i < all->count; i++) {
        if (steps_of(&all->entries[i])->count <= PATHWAY_STEPS_LIMIT)
            check_circles(c, &all->entries[i]);
    }
}

/* ---- Time ---- */

/* Seconds that pass at the least: a business day is a day. */
static long at_least(const char *text)
{
    struct duration d;
    if (text == NULL || duration_read(text, &d) != DURATION_SOUND)
        return 0;
    return d.unit == DURATION_BUSINESS_DAYS ? d.count * 86400L : duration_seconds(d);
}

/* What the level of a step allows until its service runs, or its task is done. */
static long allowed(const struct check *c, const struct yaml_node *step)
{
    const struct yaml_entry *type =
        check_entry(c, "service_types", tree_text(step, "service_type"));
    if (type == NULL)
        return at_least(tree_text(step, "within"));
    const struct yaml_node *level =
        check_entry(c, "service_levels", tree_text(type->value, "level"))->value;
    long seconds = 0;
    for (int stage = STAGE_ACCEPT; stage <= STAGE_START; stage++)
        seconds +=
            at_least(tree_text(level_target(level, PRIORITY_ROUTINE, (enum stage)stage), "within"));
    return seconds;
}

/* When each step ends at the earliest by its level, after the pathway began. */
struct laid {
    const struct yaml_node *steps;
    long ends[PATHWAY_STEPS_LIMIT];
    bool over[PATHWAY_STEPS_LIMIT]; /* it, or what it waits for, does not fit */
};

/* True when what it waits for does not fit already: that is told there. */
static bool lay_step(const struct check *c, struct laid *l, size_t at)
{
    const struct yaml_node *step = l->steps->entries[at].value, *after = tree_find(step, "after");
    long begins = 0;
    for (size_t i = 0; i < check_count(after); i++) {
        const struct yaml_entry *other = tree_entry(l->steps, check_item(after, i));
        size_t before = other == NULL ? at : (size_t)(other - l->steps->entries);
        l->over[at] = l->over[at] || l->over[before];
        if (l->ends[before] > begins)
            begins = l->ends[before];
    }
    l->ends[at] = begins + at_least(tree_text(step, "offset")) + allowed(c, step);
    return l->over[at];
}

static void fits(const struct check *c, const struct yaml_entry *pathway)
{
    struct laid l = {.steps = steps_of(pathway)};
    size_t order[PATHWAY_STEPS_LIMIT], count = care_pathway_order(l.steps, order);
    long within = at_least(tree_text(pathway->value, "within"));
    for (size_t i = 0; within > 0 && i < count; i++) {
        const struct yaml_entry *step = &l.steps->entries[order[i]];
        bool told = lay_step(c, &l, order[i]);
        long needs = l.ends[order[i]] + at_least(tree_text(step->value, "before"));
        if (told || needs <= within)
            continue;
        l.over[order[i]] = true;
        CHECK_WARNING(c, step->key_at,
                      say("give the pathway more time, or the step a faster level"),
                      say("pathway \"%s\" allows %ld hours; when each step takes what its level "
                          "allows, \"%s\" needs %ld"),
                      pathway->key, within / 3600, step->key, needs / 3600);
    }
}

void check_pathway_fits(const struct check *c)
{
    const struct yaml_node *all = check_section(c, "pathways");
    for (size_t i = 0; i < all->count; i++)
        fits(c, &all->entries[i]);
}
