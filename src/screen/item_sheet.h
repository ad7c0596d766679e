/* The item's page, written from api.item. */
#ifndef HOLDFAST_SCREEN_ITEM_SHEET_H
#define HOLDFAST_SCREEN_ITEM_SHEET_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdint.h>

/* fresh: see message_write. */
void item_sheet_write(struct sheet *sheet, const json_t *item, json_t *fresh, int64_t now);

#endif
