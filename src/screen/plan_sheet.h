/* The plan's page, written from api.plan. Targets of its lines: "area/ID", "note/ID",
 * "message/ID", "all" (NEXT and LATEST in full), the reference of an item, "notes" (the part
 * below). */
#ifndef SCREEN_PLAN_SHEET_H
#define SCREEN_PLAN_SHEET_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { PLAN_PANES = 8 };

/* The numbers of the first lines of the parts that Tab goes along. */
struct plan_panes {
    int64_t lines[PLAN_PANES];
    int count;
    int64_t notes; /* the part of the notes; 0: none */
};

void plan_sheet_write(struct sheet *sheet, const json_t *plan, json_t *fresh, bool all,
                      struct plan_panes *panes, int64_t now);

/* Shared with the page of an area. */

/* "today", "Mon 17:00", "4 Dec", "late 3d". */
const char *plan_review_words(char *out, size_t size, const json_t *area, int64_t now);
/* "Harbor Housing, Hana Cole" in so many cells; the person's name stays whole. */
const char *plan_owner_words(char *out, size_t size, const json_t *area, int cells);
/* Of one area only; 0: of all. */
void plan_notes_write(struct sheet *sheet, const json_t *notes, int64_t area);
void plan_next_write(struct sheet *sheet, const json_t *item, const char *label, int64_t now);

#endif
