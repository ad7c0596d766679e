/* FHIR JSON as it comes: a single resource, a Bundle, or one resource a line (NDJSON), with or
 * without a byte order mark. Everything read goes into one Bundle, since references may cross
 * files; each entry's "path" says where it stood ("FILE", "FILE:entry[3]", "FILE:12").
 *
 * Shape: https://hl7.org/fhir/R4/json.html. */
#ifndef HOLDFAST_IMPORT_FHIR_READER_H
#define HOLDFAST_IMPORT_FHIR_READER_H

#include "holdfast/util/failure.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* All files of one import together. */
#define FHIR_READER_LIMIT ((size_t)64 * 1024 * 1024)

struct fhir_reader {
    json_t *entries; /* of the Bundle to be */
    size_t bytes;    /* read so far */
};

void fhir_reader_open(struct fhir_reader *r);
void fhir_reader_close(struct fhir_reader *r);

/* "-" is standard input. EX_NOINPUT: not readable; EX_DATAERR: too large, empty, not UTF-8, or no
 * JSON, with line and column. */
bool fhir_reader_file(struct fhir_reader *r, const char *path, struct failure *f);
/* The same for text that was read already; path is how it is called. */
bool fhir_reader_text(struct fhir_reader *r, const char *path, const char *text, size_t len,
                      struct failure *f);

/* The Bundle, which the caller ends with json_decref; r holds nothing afterwards. */
json_t *fhir_reader_bundle(struct fhir_reader *r);

#endif
