/* The item's page, written from api.item. */
#ifndef HOLDFAST_SCREEN_ITEM_SHEET_H
#define HOLDFAST_SCREEN_ITEM_SHEET_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdint.h>

void item_sheet_write(struct sheet *sheet, const json_t *item, int64_t now);

#endif
