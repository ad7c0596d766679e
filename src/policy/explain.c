#include "holdfast/policy/explain.h"

#include "explain_parts.h"
#include "holdfast/policy/zone.h"
#include "holdfast/util/say.h"

#include <string.h>

enum { FRIDAY = 4, SENT_AT = 16 * 60 + 45 };

/* What one level means for one kind of office. */
struct example {
    const struct yaml_entry *level;
    const char *owner; /* role */
    struct hours *hours;
};

static int64_t next_friday(const char *timezone, int64_t now)
{
    struct zone zone;
    long day;
    int second;
    char letters[8];
    zone_enter(&zone, timezone);
    zone_local(now, &day, &second, letters);
    do
        day++;
    while (date_weekday(day) != FRIDAY);
    int64_t friday = zone_instant(day, SENT_AT, ZONE_EARLIER);
    zone_leave(&zone);
    return friday;
}

const char *explain_moment(const struct explanation *e, int64_t instant)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct zone zone;
    long day;
    int second;
    char letters[8];
    zone_enter(&zone, e->timezone);
    zone_local(instant, &day, &second, letters);
    zone_leave(&zone);
    struct date d = date_of_number(day);
    return arena_print(e->c->arena, "%s %2d %s %02d:%02d %s", say(days[date_weekday(day)]), d.day,
                       say(months[d.month - 1]), second / 3600, second / 60 % 60, letters);
}

const char *explain_role(const struct explanation *e, const char *role)
{
    const char *name = tree_text(check_role(e->c, role), "name");
    return name == NULL ? role : name;
}

static const char *reached_name(const struct explanation *e, const struct yaml_node *rung,
                                const char *owner)
{
    const char *role = use_reached(e->c, rung, owner);
    return role == NULL ? say("whoever sent it") : explain_role(e, role);
}

static void print_rungs(const struct explanation *e, const char *owner, struct hours *hours,
                        struct care_target target, int64_t start, int64_t due)
{
    static const struct {
        const char *act, *shown;
    } acts[] = {{"remind", "%s  reminds %s"},
                {"inform", "%s  tells %s"},
                {"escalate", "%s  asks %s to act"},
                {"transfer", "%s  passes it to %s"}};
    const struct yaml_entry *ladder = check_entry(e->c, "ladders", target.ladder);
    struct duration within;
    (void)duration_read(target.within, &within);
    for (size_t i = 0; i < ladder->value->count; i++) {
        const struct yaml_node *rung = check_rung(ladder, i);
        struct rung_at at;
        int64_t when;
        (void)rung_at_read(tree_text(rung, "at"), &at);
        if (!hours_rung(hours, start, within, due, at, &when))
            continue;
        size_t act = 0;
        while (strcmp(acts[act].act, tree_text(rung, "do")) != 0)
            act++;
        fprintf(e->out, "         ");
        fprintf(e->out, say(acts[act].shown), explain_moment(e, when),
                reached_name(e, rung, owner));
        fputc('\n', e->out);
    }
}

void explain_clock(const struct explanation *e, const char *label, const char *owner,
                   struct hours *hours, struct care_target target, int64_t *at)
{
    struct duration within;
    int64_t due;
    char length[64];
    (void)duration_read(target.within, &within);
    duration_words(within, length, sizeof length);
    if (!hours_due(hours, *at, within, &due)) {
        fprintf(e->out, say("      %s: never within five years\n"), label);
        return;
    }
    fprintf(e->out, say("      %s by %s (%s)\n"), label, explain_moment(e, due), length);
    print_rungs(e, owner, hours, target, *at, due);
    *at = due;
}

/* Prints one stage; *at moves to when it is due. */
static void print_stage(const struct explanation *e, const struct example *x,
                        enum priority priority, enum stage stage, int64_t *at)
{
    static const char *const labels[STAGE_COUNT] = {"answered", "started", "completed"};
    const struct yaml_node *target = level_target(x->level->value, priority, stage);
    if (target == NULL)
        return;
    explain_clock(
        e, say(labels[stage]), x->owner, x->hours,
        (struct care_target){tree_text(target, "within"), tree_text(target, "ladder"), target}, at);
}

static bool says_something(const struct yaml_entry *level, enum priority priority)
{
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        if (level_written(level->value, priority, (enum stage)stage) != NULL)
            return true;
    }
    return false;
}

static void print_priorities(const struct explanation *e, const struct example *x)
{
    const char *calm = priority_names[PRIORITY_ROUTINE];
    for (int priority = 0; priority < PRIORITY_COUNT; priority++) {
        if (!says_something(x->level, (enum priority)priority)) {
            fprintf(e->out, say("    %s: as %s\n"), priority_names[priority], calm);
            continue;
        }
        calm = priority_names[priority];
        int64_t at = e->sent;
        fprintf(e->out, "    %s\n", calm);
        for (int stage = 0; stage < STAGE_COUNT; stage++)
            print_stage(e, x, (enum priority)priority, (enum stage)stage, &at);
    }
}

struct hours *explain_hours(const struct explanation *e, const char *role)
{
    const char *calendar = check_role_calendar(e->c, role);
    return hours_open(e->c->arena, calendar_find(e->c->arena, e->c->root, calendar), e->sent);
}

static void print_example(const struct explanation *e, const struct yaml_entry *level,
                          const char *owner)
{
    struct example x = {.level = level, .owner = owner, .hours = explain_hours(e, owner)};
    fprintf(e->out, say("  sent %s to %s (calendar %s)\n"), explain_moment(e, e->sent),
            explain_role(e, owner), check_role_calendar(e->c, owner));
    print_priorities(e, &x);
}

/* The first role of every calendar stands for all that keep it. */
static bool is_first_of_calendar(const struct explanation *e, const struct yaml_entry *level,
                                 size_t at)
{
    const struct use *uses = e->c->uses->items;
    const char *calendar = check_role_calendar(e->c, uses[at].owner);
    for (size_t i = 0; i < at; i++) {
        if (strcmp(uses[i].level, level->key) == 0 &&
            strcmp(check_role_calendar(e->c, uses[i].owner), calendar) == 0)
            return false;
    }
    return true;
}

static void print_level(const struct explanation *e, const struct yaml_entry *level)
{
    fprintf(e->out, say("Level %s\n"), level->key);
    bool printed = false;
    for (size_t i = 0; i < e->c->uses->count; i++) {
        if (strcmp(e->c->uses->items[i].level, level->key) != 0 ||
            !is_first_of_calendar(e, level, i))
            continue;
        print_example(e, level, e->c->uses->items[i].owner);
        printed = true;
    }
    if (!printed)
        fprintf(e->out, "%s", say("  nothing uses it\n"));
    fputc('\n', e->out);
}

void explain_policy(const struct policy *p, int64_t now, FILE *out)
{
    struct arena arena = {0};
    struct check c = {.arena = &arena, .root = p->root};
    c.uses = check_find_uses(&c);
    struct explanation e = {.c = &c, .out = out, .timezone = check_network(&c, "timezone")};
    e.sent = next_friday(e.timezone, now);
    fprintf(out, "%s",
            say("Worked examples. Each step takes all the time it may; the lines below "
                "it say\nwho is told when nobody acts.\n\n"));
    const struct yaml_node *levels = check_section(&c, "service_levels");
    for (size_t i = 0; i < levels->count; i++)
        print_level(&e, &levels->entries[i]);
    explain_care(&e);
    explain_access(&e);
    arena_free(&arena);
}
