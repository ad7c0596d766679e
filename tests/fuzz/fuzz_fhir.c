/* Any bytes as a FHIR file: either refused with a sentence, or a Bundle of which every entry is an
 * object that says where it stood. */
#include "holdfast/import/fhir_reader.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fhir_reader r;
    struct failure f = {0};
    fhir_reader_open(&r);
    if (!fhir_reader_text(&r, "fuzz", (const char *)data, size, &f)) {
        if (f.status != EX_DATAERR || f.why[0] == '\0')
            abort();
        fhir_reader_close(&r);
        return 0;
    }
    json_t *entry, *bundle = fhir_reader_bundle(&r);
    size_t i;
    json_array_foreach (json_object_get(bundle, "entry"), i, entry) {
        if (!json_is_object(entry) || !json_is_string(json_object_get(entry, "path")))
            abort();
    }
    json_decref(bundle);
    return 0;
}
