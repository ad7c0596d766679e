/* The page of an area, written from api.plan. Targets: "owner", "review", "summary", "goal/ID",
 * "note/ID", "message/ID", the reference of an item. */
#ifndef SCREEN_PLAN_AREA_SHEET_H
#define SCREEN_PLAN_AREA_SHEET_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdint.h>

/* area NULL: it is gone, or not the reader's to see any more. */
void plan_area_sheet_write(struct sheet *sheet, const json_t *plan, const json_t *area,
                           json_t *fresh, int64_t now);

#endif
