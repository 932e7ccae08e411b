/*
 * rules_watch.h - have the rule folders changed, and come to rest?
 *
 * Looks at names, times and sizes instead of being told by the kernel: that also sees what another
 * host writes to a shared folder, folders that come and go, and an editor's dance of renames, and
 * costs a fraction of a millisecond a look.
 */
#ifndef LIVVAKT_RULES_WATCH_H
#define LIVVAKT_RULES_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rules_watch {
	uint64_t known; /* what stood there when the rules were read last */
	uint64_t seen;	/* what stood there at the last look */
};

/* To be called before the rules are read: what changes while they are shows later. */
void rules_watch_begin(struct rules_watch *watch, const char *const *folders, size_t count);

/* True when something is not as it was known and stands as it did at the look before: then it is
 * known from now on. Dot-files do not count. */
bool rules_watch_changed(struct rules_watch *watch, const char *const *folders, size_t count);

/* Whether nothing was seen that is not known: the next look may wait. */
bool rules_watch_is_at_rest(const struct rules_watch *watch);

#endif
