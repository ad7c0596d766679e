/* Ladders as somebody's: who is reached when this role owns the work, at which hour, by what. One
 * finding for each ladder and check is enough; the first role it happens to is named. */
#include "check.h"
#include "holdfast/util/say.h"

#include <string.h>

/* True when it reported something. */
typedef bool use_check(const struct check *c, const struct use *use);

static void each_ladder(const struct check *c, use_check *one)
{
    const struct yaml_node *ladders = check_section(c, "ladders");
    for (size_t i = 0; i < ladders->count; i++) {
        for (size_t k = 0; k < c->uses->count; k++) {
            const struct use *use = &c->uses->items[k];
            if (use->ladder == &ladders->entries[i] && one(c, use))
                break;
        }
    }
}

static size_t rungs_of(const struct use *use)
{
    return use->ladder->value->count;
}

/* Must somebody act because of this rung? */
static bool acts(const struct yaml_node *rung)
{
    const char *act = tree_text(rung, "do");
    return strcmp(act, "escalate") == 0 || strcmp(act, "transfer") == 0;
}

/* ---- Nobody, a circle, one person ---- */

static bool reaches_nobody(const struct check *c, const struct use *use)
{
    for (size_t i = 0; i < rungs_of(use); i++) {
        const struct yaml_node *rung = check_rung(use->ladder, i);
        if (strcmp(tree_text(rung, "to"), "requester") == 0 ||
            use_reached(c, rung, use->owner) != NULL)
            continue;
        CHECK_ERROR(c, check_entry(c, "roles", use->owner)->key_at, say("give it a supervisor"),
                    say("role \"%s\" has no supervisor: rung %zu of ladder \"%s\" reaches nobody"),
                    use->owner, i + 1, use->ladder->key);
        return true;
    }
    return false;
}

static bool owned_before(const char **owners, size_t count, const char *role)
{
    for (size_t i = 0; i + 1 < count; i++) {
        if (strcmp(owners[i], role) == 0)
            return strcmp(owners[count - 1], role) != 0;
    }
    return false;
}

static bool passes_in_circle(const struct check *c, const struct use *use)
{
    const char **owners = arena_take(c->arena, rungs_of(use) + 1, sizeof *owners);
    size_t count = 0;
    owners[count++] = use->owner;
    for (size_t i = 0; i < rungs_of(use); i++) {
        const struct yaml_node *rung = check_rung(use->ladder, i);
        const char *role = use_reached(c, rung, owners[count - 1]);
        if (strcmp(tree_text(rung, "do"), "transfer") != 0 || role == NULL)
            continue;
        if (owned_before(owners, count, role)) {
            CHECK_ERROR(c, tree_find(rung, "to")->at, say("end with somebody new"),
                        say("ladder \"%s\" passes the work back to \"%s\", who had it before"),
                        use->ladder->key, role);
            return true;
        }
        owners[count++] = role;
    }
    return false;
}

void check_ladder_loop(const struct check *c)
{
    each_ladder(c, reaches_nobody);
    each_ladder(c, passes_in_circle);
}

static bool last_rung_is_one(const struct check *c, const struct use *use)
{
    const struct yaml_node *last = check_rung(use->ladder, rungs_of(use) - 1);
    const char *role = use_reached(c, last, use->owner);
    if (role == NULL || check_count(tree_find(check_role(c, role), "holders")) > 1)
        return false;
    CHECK_ERROR(c, tree_find(last, "to")->at,
                arena_print(c->arena, say("name a second holder of \"%s\""), role),
                say("the last rung of ladder \"%s\" is one person: \"%s\" has one holder"),
                use->ladder->key, role);
    return true;
}

void check_last_rung(const struct check *c)
{
    each_ladder(c, last_rung_is_one);
}

/* The person who is asked first on every rung; NULL when there are two of them. */
static const char *only_person(const struct check *c, const struct use *use)
{
    const char *person = NULL;
    for (size_t i = 0; i < rungs_of(use); i++) {
        const char *role = use_reached(c, check_rung(use->ladder, i), use->owner);
        if (role == NULL)
            continue;
        const char *first = check_item(tree_find(check_role(c, role), "holders"), 0);
        if (person != NULL && strcmp(person, first) != 0)
            return NULL;
        person = first;
    }
    return person;
}

static bool is_one_person(const struct check *c, const struct use *use)
{
    const char *owner = check_item(tree_find(check_role(c, use->owner), "holders"), 0);
    const char *person = only_person(c, use);
    if (person == NULL || strcmp(person, owner) != 0)
        return false;
    CHECK_ERROR(c, use->ladder->key_at, say("let a rung reach somebody else first"),
                say("every rung of ladder \"%s\" reaches \"%s\" when role \"%s\" owns the work"),
                use->ladder->key, person, use->owner);
    return true;
}

void check_same_person(const struct check *c)
{
    each_ladder(c, is_one_person);
}

/* ---- At every hour ---- */

/* Urgent clocks run at night, so somebody must be there by the ladder itself; others run while the
 * owner's office is open, and whoever is on call stands in for a role that is not. */
static bool has_silent_hour(const struct check *c, const struct use *use)
{
    struct week need = {0}, have = {0};
    if (use->urgent)
        week_fill(&need);
    else
        week_add(&need, check_role_week(c, use->owner));
    if (!use->urgent)
        week_add(&have, check_role_week(c, check_network(c, "on_call")));
    for (size_t i = 0; i < rungs_of(use); i++) {
        const struct yaml_node *rung = check_rung(use->ladder, i);
        const char *role = use_reached(c, rung, use->owner);
        if (acts(rung) && role != NULL)
            week_add(&have, check_role_week(c, role));
    }
    int gap = week_gap(&need, &have);
    if (gap < 0)
        return false;
    CHECK_ERROR(c, use->ladder->key_at,
                say("add a rung to on_call, or to a role that is there at that hour"),
                say("ladder \"%s\" reaches nobody on duty on %s, in \"%s\" of level \"%s\" for "
                    "role \"%s\""),
                use->ladder->key, week_minute_text(c, gap), use->stage, use->level, use->owner);
    return true;
}

void check_ladder_hours(const struct check *c)
{
    each_ladder(c, has_silent_hour);
}

/* ---- By something that is heard ---- */

static bool has_address(const struct check *c, const char *role, const char *channel)
{
    const struct yaml_node *holders = tree_find(check_role(c, role), "holders");
    const char *key = strcmp(channel, "mail") == 0 ? "email" : "phone";
    for (size_t i = 0; i < check_count(holders); i++) {
        const struct yaml_entry *person = check_entry(c, "staff", check_item(holders, i));
        if (tree_text(person->value, key) != NULL)
            return true;
    }
    return false;
}

static bool is_heard(const struct check *c, const struct yaml_node *rung, const char *role)
{
    const struct yaml_node *by = tree_find(rung, "by");
    for (size_t i = 0; i < check_count(by); i++) {
        const char *channel = check_item(by, i);
        if (strcmp(channel, "console") != 0 &&
            check_count(tree_find(check_section(c, "notify"), channel)) > 0 &&
            has_address(c, role, channel))
            return true;
    }
    return false;
}

static bool only_on_screens(const struct check *c, const struct use *use)
{
    if (!use->urgent)
        return false;
    for (size_t i = 0; i < rungs_of(use); i++) {
        const struct yaml_node *rung = check_rung(use->ladder, i);
        const char *role = use_reached(c, rung, use->owner);
        if (acts(rung) && role != NULL && is_heard(c, rung, role))
            return false;
    }
    CHECK_ERROR(c, use->ladder->key_at,
                say("add by: [console, page] to a rung, and give its holders a phone or email"),
                say("ladder \"%s\" reaches only consoles, though \"%s\" of level \"%s\" is urgent"),
                use->ladder->key, use->stage, use->level);
    return true;
}

static bool has_no_address(const struct check *c, const struct use *use)
{
    for (size_t i = 0; i < rungs_of(use); i++) {
        const struct yaml_node *rung = check_rung(use->ladder, i), *by = tree_find(rung, "by");
        const char *role = use_reached(c, rung, use->owner);
        for (size_t k = 0; role != NULL && k < check_count(by); k++) {
            const char *channel = check_item(by, k);
            if (strcmp(channel, "console") == 0 || has_address(c, role, channel))
                continue;
            CHECK_WARNING(c, by->entries[k].value->at,
                          strcmp(channel, "mail") == 0 ? say("give one of them an email")
                                                       : say("give one of them a phone"),
                          say("no holder of role \"%s\" can be reached by %s"), role, channel);
            return true;
        }
    }
    return false;
}

void check_ladder_channels(const struct check *c)
{
    each_ladder(c, only_on_screens);
    each_ladder(c, has_no_address);
}

/* ---- Outside the building ---- */

/* The network's own desks are where every ladder leads; theirs may end among themselves. */
static bool stays_inside(const struct check *c, const struct use *use)
{
    const char *home = tree_text(check_role(c, use->owner), "organization");
    const char *network = check_network(c, "coordinator");
    if (strcmp(home, tree_text(check_role(c, network), "organization")) == 0)
        return false;
    for (size_t i = 0; i < rungs_of(use); i++) {
        const struct yaml_node *rung = check_rung(use->ladder, i);
        const char *role = use_reached(c, rung, use->owner);
        if (role != NULL && strcmp(tree_text(check_role(c, role), "organization"), home) != 0)
            return false;
    }
    CHECK_WARNING(c, use->ladder->key_at, say("add a rung to the coordinator"),
                  say("ladder \"%s\" never leaves the building when role \"%s\" owns the work"),
                  use->ladder->key, use->owner);
    return true;
}

void check_leaves_building(const struct check *c)
{
    each_ladder(c, stays_inside);
}
