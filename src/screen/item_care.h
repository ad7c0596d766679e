/* On the item screen: appointments, payers and reports as lines, and the key that enters them. */
#ifndef SCREEN_ITEM_CARE_H
#define SCREEN_ITEM_CARE_H

#include "holdfast/console/screen.h"
#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdint.h>

void item_care_write(struct sheet *sheet, const json_t *item, int64_t now);
/* Whether the item can have them: it is a referral. */
bool item_care_fits(const json_t *item);
/* What is to be said now of an appointment that is over or of a payer that was asked; NULL:
 * nothing.
 */
const char *item_care_due(const json_t *item, int64_t now);
/* ACTION_CARE, ACTION_AUTHORIZATION, ACTION_REPORT. item is api.item's and is read during the call.
 * The screen's page is read again when something changed. SCREEN_PASS for other actions. */
unsigned item_care_act(struct screen *screen, const json_t *item, int action);

#endif
