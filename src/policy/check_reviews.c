/* Reviews: held by somebody who may act, when somebody of them is there. */
#include "check.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

static const char *organization_of(const struct check *c, const char *role)
{
    return tree_text(check_role(c, role), "organization");
}

void check_review_roles(const struct check *c)
{
    const struct yaml_node *reviews = check_section(c, "reviews");
    for (size_t i = 0; i < reviews->count; i++) {
        const struct yaml_entry *review = &reviews->entries[i];
        const char *role = tree_text(review->value, "role");
        if (!check_has_duty(c, role, "coordinate") && !check_has_duty(c, role, "supervise"))
            CHECK_ERROR(c, check_place(review, "role"),
                        say("let a role hold it that coordinates or supervises"),
                        say("role \"%s\" could decide little in review \"%s\""), role, review->key);
    }
}

/* Who shares a review meets the same items: those of one organisation. */
void check_review_company(const struct check *c)
{
    const struct yaml_node *reviews = check_section(c, "reviews");
    for (size_t i = 0; i < reviews->count; i++) {
        const struct yaml_node *with = tree_find(reviews->entries[i].value, "with");
        const char *role = tree_text(reviews->entries[i].value, "role"), *other;
        for (size_t k = 0; (other = check_item(with, k)) != NULL; k++) {
            if (strcmp(other, role) == 0)
                CHECK_ERROR(c, with->entries[k].value->at, say("remove it"),
                            say("role \"%s\" holds the review already"), other);
            else if (strcmp(organization_of(c, other), organization_of(c, role)) != 0)
                CHECK_ERROR(c, with->entries[k].value->at,
                            say("let roles of one organization share a review"),
                            say("role \"%s\" belongs to another organization than \"%s\""), other,
                            role);
        }
    }
}

static bool on_duty_before(const struct week *week, int day, int minute)
{
    for (int m = day * MINUTES_OF_DAY; m < day * MINUTES_OF_DAY + minute; m++) {
        if ((week->bits[m / 64] >> (m % 64) & 1u) != 0)
            return true;
    }
    return false;
}

void check_review_hours(const struct check *c)
{
    const struct yaml_node *reviews = check_section(c, "reviews");
    for (size_t i = 0; i < reviews->count; i++) {
        const struct yaml_entry *review = &reviews->entries[i];
        const char *role = tree_text(review->value, "role"), *by = tree_text(review->value, "by");
        const struct week *week = check_role_week(c, role);
        unsigned days = calendar_weekdays(tree_find(review->value, "days"));
        struct range r;
        if (week == NULL || !range_read(arena_print(c->arena, "%s-24:00", by), &r))
            continue;
        for (int day = 0; day < 7; day++) {
            if ((days & (1u << day)) != 0 && !on_duty_before(week, day, r.opens))
                CHECK_ERROR(c, check_place(review, "days"),
                            say("choose days and a time at which the role is there"),
                            say("nobody of \"%s\" is there before %s"), role,
                            week_minute_text(c, day * MINUTES_OF_DAY + r.opens));
        }
    }
}

static void same_name(const struct check *c, const struct label *first, const struct label *again)
{
    CHECK_ERROR(c, check_place(again->entry, "name"), say("give it a name of its own"),
                say("review \"%s\" has the same name as \"%s\""), again->entry->key,
                first->entry->key);
}

void check_reviews_differ(const struct check *c)
{
    const struct yaml_node *reviews = check_section(c, "reviews");
    struct label *labels = arena_take(c->arena, reviews->count + 1, sizeof *labels);
    for (size_t i = 0; i < reviews->count; i++)
        labels[i] =
            (struct label){tree_text(reviews->entries[i].value, "name"), &reviews->entries[i], i};
    check_twins(c, labels, reviews->count, same_name);
}
