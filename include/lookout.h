/*
 * lookout.h - after a commit: does a brand that it touched behave as it should, and who must know
 * if not?
 *
 * Reads the brand's series, asks the detector, and hands a finding that matters on to alarm, with
 * what people are angry about (drivers) and typical comments.
 */
#ifndef LIVVAKT_LOOKOUT_H
#define LIVVAKT_LOOKOUT_H

#include "author_key.h"
#include "comment.h"
#include "config.h"
#include "counter.h"
#include "delta.h"
#include "error.h"
#include "link.h"
#include "repeats.h"
#include "verdict.h"

struct lookout;

/* `recording`: played back; what it does not hold says nothing of a feed. `keys` are borrowed;
 * NULL: no author is known by a hash. */
struct lookout *lookout_new(const struct config *config, struct counters *counters,
			    unsigned partition, bool recording, const struct author_keys *keys);
struct lookout *lookout_free(struct lookout *lookout); /* NULL is fine; always NULL */

/*
 * Judges the moment: the brand's own series, then those within it that `touched`, what was
 * committed of the brand, gave a negative comment. A series that was looked at a moment ago waits
 * for the next (pace.h): lookout_next says when that is, INT64_MAX when nothing waits, and
 * lookout_rest looks, now, at what would wait until then. Codes as of the link; what failed for
 * want of Redis waits, too, and what failed otherwise for the brand's next comment.
 */
MUST_CHECK int lookout_brand(struct lookout *lookout, struct redis_link *link, struct slice brand,
			     const struct delta_brand *touched, int64_t now_us,
			     struct error *error);
/* The same, but the look waits: whether it was committed is not known yet. */
void lookout_touch(struct lookout *lookout, struct slice brand, const struct delta_brand *touched,
		   int64_t now_us);
/* What was read of Redis may not stand there any more: the next looks read anew. */
void lookout_forget(struct lookout *lookout);
/* The brand's own series waits for a look then. */
void lookout_await(struct lookout *lookout, struct slice brand, int64_t due_us);
int64_t lookout_next(const struct lookout *lookout);
MUST_CHECK int lookout_rest(struct lookout *lookout, struct redis_link *link, int64_t until_us,
			    int64_t now_us, struct error *error);

/*
 * A single comment that a person must see now (watch.h) is an incident at once, "comment:<id>". Few
 * of them an hour and brand; further ones go together into one, "comment"; while the brand itself
 * has an incident, its people are awake already. Before the commit, so that none is lost: told
 * twice is the same incident. The same text again, which was counted before or has its incident,
 * open or over, alarms nobody, nor does one that is older than six hours (an archive).
 */
MUST_CHECK int lookout_comment(struct lookout *lookout, struct redis_link *link,
			       const struct comment *comment, const struct repeat *repeat,
			       const struct verdict *verdict, int64_t now_us, struct error *error);

#endif
