/* What the plan screen and the page of an area share: changes of parts that are read from api.plan.
 * Both pages begin their state with a struct page about the person. */
#ifndef SCREEN_PLAN_PARTS_H
#define SCREEN_PLAN_PARTS_H

#include "holdfast/console/screen.h"
#include "holdfast/screen/page.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Which page: the argument of plan_area_screen. */
struct plan_place {
    const char *ref; /* of the person */
    int64_t area;
};

extern const struct screen_ops plan_area_screen;

/* Argument of goal_screen. */
struct goal_view {
    const char *ref;     /* of the person */
    const char *subject; /* "Housing, Webb, Terrence" */
    int64_t area;
    const json_t *goal; /* of api.plan; NULL: a new one */
};

extern const struct screen_ops goal_screen;

/* The reader may do this to the plan ("open", "note", …). */
bool plan_offers(const json_t *plan, const char *action);
/* An area of the answer by its id; NULL: there is none. */
const json_t *plan_area_of(const json_t *plan, int64_t id);
/* The number behind the slash of "area/34". */
int64_t plan_target_id(const char *target);
/* "Webb, Terrence", or the reference. */
const char *plan_person(const struct page *page);

/* One change that needs no editor; change is taken. said: when it is done. The page is read again
 * whatever came of it. */
void plan_change(struct page *page, const char *part, int version, json_t *change,
                 const char *said);
/* The same for what was typed: where somebody was first, again asks once more, with typed there. */
typedef unsigned plan_again(struct screen *screen, const char *typed);
void plan_change_typed(struct page *page, const char *part, int version, json_t *change,
                       const char *said, plan_again *again, const char *typed);
/* Opens the editor for a note of that kind; area 0: on the whole plan. */
unsigned plan_note_new(struct page *page, int64_t area, const char *kind, const char *label);
/* Enter on a note: other words, or it holds no longer. */
unsigned plan_note_open(struct page *page, int64_t id);
/* Enter on what both pages show: an item, an entry of the record, a message. SCREEN_PASS for
 * other targets. */
unsigned plan_follow(struct page *page, const char *target, const char *place);
/* `m`: a message to an owner of an area (first: of this one; 0: none) or to somebody else. */
unsigned plan_message(struct page *page, int64_t first, const char *place);

#endif
