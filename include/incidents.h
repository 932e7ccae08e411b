/*
 * incidents.h - incidents in the store: created once, changed by compare-and-set, listed, forgotten
 * in time.
 *
 * Each change may bring due rows and messages along, in the same atomic function.
 */
#ifndef LIVVAKT_INCIDENTS_H
#define LIVVAKT_INCIDENTS_H

#include "attributes.h"
#include "effects.h"
#include "error.h"
#include "incident.h"
#include "link.h"

enum {
	INCIDENTS_KEPT = 10000, /* resolved ones; the oldest go first */
	INCIDENTS_PAGE_MAX = 200,
	INCIDENTS_SCOPE_MAX = 20
};

/* Series within a brand that have a running incident. */
struct incidents_within {
	char scopes[INCIDENTS_SCOPE_MAX][INCIDENT_NAME_MAX];
	size_t count;
};

/* keep_us: how long after its last change a resolved one stays; 0: 400 days. */
struct incidents_settings {
	unsigned partition;
	int64_t keep_us;
	/* Of one that opens within a brand, those that were looked at; NULL: whatever runs there.
	 */
	const struct incidents_within *seen;
};

/*
 * Stores a new incident (version becomes 1) unless another one stands for the same: the latest one
 * of its brand and scope that is not resolved; for a series within a brand its brand's, unless it
 * is `beside` that (and then only while that runs), and any within it that was not seen; for a
 * brand any within it. ERROR_CONFLICT: there is such a one; nothing changed.
 */
MUST_CHECK int incident_create_if_none_open(struct redis_link *link,
					    const struct incidents_settings *settings,
					    struct incident *incident,
					    const struct effects *effects, int64_t now_us,
					    struct error *error);

/* Stores a changed incident if the stored one still has incident->version, which then grows by one.
 * ERROR_CONFLICT: somebody else changed it: load again. Moving a resolved one back to open is a
 * conflict as opening is, but that what is beside a brand's stays so. `effects` may be NULL. */
MUST_CHECK int incident_update(struct redis_link *link, const struct incidents_settings *settings,
			       struct incident *incident, const struct effects *effects,
			       int64_t now_us, struct error *error);

/* As above, without effects, after an author was taken out of it. Where its scope is the comment
 * of whom nothing is left in it, the scope is "comment:" and its own id from now on, and the name
 * of the comment goes from the store. */
MUST_CHECK int incident_update_forgotten(struct redis_link *link,
					 const struct incidents_settings *settings,
					 struct incident *incident, int64_t now_us,
					 struct error *error);

/* ERROR_NOT_FOUND; ERROR_INVALID when what stands there is none of ours. */
MUST_CHECK int incident_load(struct redis_link *link, unsigned partition, struct slice id,
			     struct incident *ret_incident, struct error *error);
/* The latest one of a brand and scope, whatever its state. ERROR_NOT_FOUND. */
MUST_CHECK int incident_latest(struct redis_link *link, unsigned partition, struct slice brand,
			       struct slice scope, struct incident *ret_incident,
			       struct error *error);

/* Which ones, newest first. */
struct incident_filter {
	struct slice brand;	   /* empty: every brand */
	enum incident_state state; /* INCIDENT_STATE_COUNT: every state */
	struct slice after; /* id of the last one of the page before; empty: from the newest */
	int64_t before_us;  /* without `after`: opened before then; 0: whenever */
	size_t max;	    /* at most INCIDENTS_PAGE_MAX; 0: 50 */
};
/* `each` gives false to stop. ERROR_NOT_FOUND when `after` is not known any more. */
MUST_CHECK int incident_list(struct redis_link *link, unsigned partition,
			     const struct incident_filter *filter,
			     bool (*each)(void *context, const struct incident *incident),
			     void *context, struct error *error);

/* The latest ones of one scope, INCIDENTS_SCOPE_MAX at most, newest first, among some hundreds of
 * the brand's. `each` as above. */
MUST_CHECK int incident_list_scope(struct redis_link *link, unsigned partition, struct slice brand,
				   struct slice scope,
				   bool (*each)(void *context, const struct incident *incident),
				   void *context, struct error *error);

/* The same of all scopes that begin so. */
MUST_CHECK int incident_list_scopes(struct redis_link *link, unsigned partition, struct slice brand,
				    struct slice begins,
				    bool (*each)(void *context, const struct incident *incident),
				    void *context, struct error *error);

/* Those that run of the topics, channels, posts and languages within a brand. `each` as above. */
MUST_CHECK int incident_list_within(struct redis_link *link, unsigned partition, struct slice brand,
				    bool (*each)(void *context, const struct incident *incident),
				    void *context, struct error *error);

/* When it was opened, by which it stands in lists. ERROR_NOT_FOUND. */
MUST_CHECK int incident_place(struct redis_link *link, unsigned partition, struct slice id,
			      int64_t *ret_opened_us, struct error *error);

#endif
