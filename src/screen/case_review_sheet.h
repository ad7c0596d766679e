/* The page of a case review, written from api.case_review. */
#ifndef SCREEN_CASE_REVIEW_SHEET_H
#define SCREEN_CASE_REVIEW_SHEET_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdint.h>

/* The target of a decision that is typed and not sent, before its place in the array. */
#define CASE_REVIEW_TYPED "typed/"

void case_review_sheet_write(struct sheet *sheet, const json_t *review, const json_t *typed,
                             int64_t now);

#endif
