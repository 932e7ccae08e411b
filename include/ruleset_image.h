/*
 * ruleset_image.h - a compiled ruleset kept whole from one start to the next.
 *
 * All that a ruleset is made of lies in one stretch of memory, at an address that follows from what
 * it was made of. That memory is what is kept. Another day it stands at the same address, so that
 * each pointer in it is right as it is, and nothing of the rules is read but to see that they are
 * the same. There is no format to keep in step with the code: only the very build that wrote an
 * image takes it up. Where the address is taken, as by another set of the same rules, or does not
 * exist, rules are compiled into ordinary memory, and not kept.
 *
 * A store is believed (scanner.h); what is looked at is whether its bytes are whole.
 */
#ifndef LIVVAKT_RULESET_IMAGE_H
#define LIVVAKT_RULESET_IMAGE_H

#include "attributes.h"
#include "crypto.h"
#include "ruleset_inside.h"

/* Of what becomes of this source. False when this build cannot tell itself from others. */
bool ruleset_image_name(const struct rule_source *source, char ret_name[CRYPTO_ID_TEXT_MAX]);

/* The arena of a new ruleset where one of this name belongs; false: the place is taken. */
bool ruleset_image_begin(struct ruleset *ruleset, const char *name);
/* Once it is complete but for its mood models; nothing in its arena can be changed any more. False
 * when memory is out. */
MUST_CHECK bool ruleset_image_finish(struct ruleset *ruleset, size_t warnings);

/* With one reference, and how many warnings there were of its rules. NULL: there is none, or it
 * cannot be taken up. */
struct ruleset *ruleset_image_take(const char *name, const struct scanner_store *store,
				   size_t *ret_warnings);

#endif
