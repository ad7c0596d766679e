/* The parts of the directory that are about being there: load, gaps, absences, closed offices. */
#ifndef SCREEN_DIRECTORY_COVER_H
#define SCREEN_DIRECTORY_COVER_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdint.h>

/* coverage: the answer of api.gaps. Lines about somebody have "@LOGIN" as target. */
void directory_write_cover(struct sheet *sheet, const json_t *coverage, int64_t now);
/* What each holder of a role has open; nothing for a reader who is not told. */
void directory_write_load(struct sheet *sheet, const json_t *role);
/* Of that gap or absence: when the person's absence begins and ends; 0: not said. */
void directory_absence(const json_t *coverage, const char *login, int64_t *starts, int64_t *ends);

#endif
