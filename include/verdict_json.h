/* verdict_json.h - a verdict as the JSON object promised to users (DESIGN: interfaces). */
#ifndef LIVVAKT_VERDICT_JSON_H
#define LIVVAKT_VERDICT_JSON_H

#include "buffer.h"
#include "verdict.h"

/* One object, no newline. Written straight into the buffer, without a tree. */
void verdict_write_json(const struct verdict *verdict, struct slice id, struct buffer *to);

#endif
