/*
 * incident.h - one episode of trouble of one brand, from the first finding until it is over.
 *
 * A plain noun: alarm/ moves it, store/ keeps it, deliver/ and face/ show it.
 */
#ifndef LIVVAKT_INCIDENT_H
#define LIVVAKT_INCIDENT_H

#include "again.h"
#include "evidence.h"
#include "mute.h"
#include "slice.h"
#include "told.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum incident_state {
	INCIDENT_OPEN,
	INCIDENT_ACKNOWLEDGED,
	INCIDENT_RESOLVED,
	INCIDENT_STATE_COUNT
};

/* What a person said of it afterwards. */
enum incident_feedback {
	INCIDENT_FEEDBACK_NONE,
	INCIDENT_FEEDBACK_REAL,
	INCIDENT_FEEDBACK_FALSE,
	INCIDENT_FEEDBACK_EXPECTED, /* true, but no news: planned, or known */
	INCIDENT_FEEDBACK_COUNT
};

/* What waits for the end of a silence that a person asked for, as bits. */
enum incident_held {
	INCIDENT_HELD_STEP = 1,	    /* a step of the policy; the first one of an opening */
	INCIDENT_HELD_REOPENED = 2, /* the first one after it flared up again */
	INCIDENT_HELD_WORSE = 4	    /* that it got worse */
};

/* What the scope of a silent feed begins with; the feed's own scope follows. */
#define INCIDENT_SILENCE "silence:"
/* And of near-copies of one text; a name for it follows. */
#define INCIDENT_CAMPAIGN "campaign:"
/* The scope of a mood that has soured over days and weeks. */
#define INCIDENT_SOURING "souring:brand"

enum {
	INCIDENT_ID_MAX = 48,
	INCIDENT_NAME_MAX = 257,
	INCIDENT_DRIVERS_MAX = 8,
	INCIDENT_DRIVER_BYTES = 96,
	INCIDENT_EXAMPLES_MAX = 5,
	INCIDENT_PLACES_MAX = 4,
	INCIDENT_USUAL_MIN = 20,
	INCIDENT_EXAMPLE_BYTES = 512,
	INCIDENT_AUTHOR_MAX = 17,
	INCIDENT_WATCHED_BY = 64,
};

/* How far back authors are counted that are not looked at one by one. */
#define INCIDENT_AUTHORS_US (INT64_C(6) * 3600 * 1000000)

struct incident_example {
	char id[INCIDENT_NAME_MAX];
	char text[INCIDENT_EXAMPLE_BYTES]; /* cut between code points */
	char channel[INCIDENT_NAME_MAX];
	char url[INCIDENT_EXAMPLE_BYTES];
	char author[INCIDENT_AUTHOR_MAX]; /* keyed hash, 16 hex digits; empty: not known */
	int64_t ts_us;
};

/* A series within the brand that has an unusual part of the episode; thousandths. */
struct incident_place {
	char scope[INCIDENT_NAME_MAX]; /* "post:…", "topic:…", "channel:…", "language:…" */
	int32_t share;		       /* of the episode's recent negatives */
	int32_t usual; /* of the brand's other comments of two days; INCIDENT_USUAL_MIN
			  stands for less, and for none */
};

/* What is known of a watched comment, the first of the examples; the reason is the driver. */
struct incident_watched {
	char by[INCIDENT_WATCHED_BY];	/* what the judge said: "threat", "intent:journalist",
					   "reach"; empty: there is none */
	char author[INCIDENT_NAME_MAX]; /* their name, or what the platform calls them */
	char post[INCIDENT_NAME_MAX];
	int64_t points, line;	  /* thousandths: of the category, and from which on it is hidden;
				     0: it is not by points */
	int64_t followers, reach; /* 0: not known */
};

struct incident {
	char id[INCIDENT_ID_MAX]; /* "inc-" + 26 letters and digits */
	char brand[INCIDENT_NAME_MAX];
	char scope[INCIDENT_NAME_MAX]; /* "brand"; a series within it, "topic:…",
					  "channel:…", "post:…", "language:…"; "comment:<id>" for
					  a watched single one, "comment" for several of an hour;
					  "silence:brand", "silence:channel:…" for a feed that says
					  nothing; "campaign:…" for near-copies; "souring:brand" */
	char area[INCIDENT_NAME_MAX]; /* of responsibility (area.h), from its opening; "": the whole
					 brand's */
	char policy[INCIDENT_NAME_MAX]; /* by which the latest step was taken; "": none yet */
	bool spread;			/* it became the brand's, beyond the area */
	bool beside;			/* opened beside its brand's own, as another subject */
	bool unheard; /* it was closed because nothing more came, not because calm was seen */
	enum incident_state state;
	unsigned severity;    /* 1 (worst) … 4 */
	int64_t began_us;     /* when the trouble began, looking back */
	int64_t opened_at_us; /* when Livvakt noticed */
	int64_t peak_at_us, updated_at_us, resolved_at_us; /* 0: not yet */
	int64_t acknowledged_at_us;
	char acknowledged_by[INCIDENT_NAME_MAX];
	enum incident_feedback feedback;
	char feedback_by[INCIDENT_NAME_MAX];
	uint64_t marked_negative; /* of the peak, when it was called false or expected, or was told
				     anew in spite of that; 0: it was not, or flared up since */
	uint64_t negative, comments, authors; /* at the peak, in its window */
	int64_t expected;		      /* thousandths, at the peak */
	int64_t window_us;
	int32_t surprise;      /* at the peak, thousandths */
	int64_t calm_since_us; /* 0: not calm */
	/* What people were told of before it, or of itself before it was opened again: no part of
	 * its figures. 0: nothing. */
	int64_t told_from_us, told_until_us;
	int64_t lull_us; /* the longest calm after which it came back; 0: it never did */
	bool learning;
	uint64_t looked_at, copies; /* of the episode's recent negatives: how many were looked at,
				       and are near-copies of each other (campaign.h) */
	/* Of the negatives of the peak's window: how many were still there to be looked at; how
	 * many of these the most active author wrote; and how many are left when nobody counts more
	 * often than nearly all do, and each group of near-copies once (voices.h). 0, all three:
	 * not known. */
	uint64_t known, author_most, organic;
	/* Of these, too: of how many the account was known, and was new or silent
	 * (recent_comment.h). */
	uint64_t standing_known, newcomers;
	uint64_t synchronous; /* of these: came within seconds of other accounts', beyond chance
				 (synchrony.h) */
	unsigned step;	      /* next step of the escalation policy */
	unsigned round;	      /* times the policy was gone through */
	int64_t next_step_us; /* when the next step comes; 0: none, or not known */
	uint64_t version;     /* for compare-and-set in the store */
	char drivers[INCIDENT_DRIVERS_MAX][INCIDENT_DRIVER_BYTES];
	size_t driver_count;
	struct incident_example examples[INCIDENT_EXAMPLES_MAX];
	size_t example_count;
	struct incident_example first; /* of the episode, as it was when it was opened; its id is
					  empty where that is not known, or its author was
					  forgotten */
	struct incident_watched watched;
	struct incident_place places[INCIDENT_PLACES_MAX]; /* the largest part first */
	size_t place_count;
	struct evidence evidence; /* at the peak */
	struct again again;	  /* the earlier ones about the same that it goes on with */
	struct mute silenced;	  /* the latest silence that held something back; id empty: none */
	unsigned held;		  /* incident_held */
	struct told told;	  /* in no silence; without anybody where it was opened by a
				     Livvakt that wrote nobody down */
	bool untold;		  /* since it opened, or flared up, nobody was told of it */
};

const char *incident_state_name(enum incident_state state);
const char *incident_feedback_name(enum incident_feedback feedback); /* "real" …; "" for none */
/* False, and nothing changed, for other words. */
bool incident_feedback_from_name(struct slice name, enum incident_feedback *ret_feedback);

/* About a feed that says nothing: operations' business, not the brand's people's. */
bool incident_is_silence(const struct incident *incident);
/* About a mood that has soured slowly; beside it the brand may have an incident of its own. */
bool incident_is_souring(const struct incident *incident);
/* About a comment, or several of one hour, that a person must see. */
bool incident_is_watched(const struct incident *incident);

/* About a comment that was closed by time alone: nobody had taken it. */
bool incident_is_untaken(const struct incident *incident);

/* About near-copies of one text, whatever their mood: `negative` says how many, `authors` by how
 * many people, `surprise` how many times as many as are needed (thousandths). */
bool incident_is_campaign(const struct incident *incident);
/* A campaign by fewer than ten people, each of whom wrote more than three; never where most authors
 * are not known (`authors` is 0). */
bool incident_is_flood(const struct incident *incident);

/* `authors` are the least that there were: the window is longer than they are counted, and not
 * every comment of it was there to be looked at. */
bool incident_authors_at_least(const struct incident *incident);

/* By what it alerted when it was opened: "number" or "share" of negatives, "smouldering" (a CUSUM);
 * "copies", "comment", "silence", "mood" where no series of an hour did. NULL: not known. */
const char *incident_alerted_by(const struct incident *incident);

/* How long it took, in whole minutes for people. The last minute of a window is never full: it is
 * counted as one. */
int64_t incident_window_minutes(const struct incident *incident);

/* Takes out the comments that `is_theirs` says of, and what is known of them; gives how many. The
 * first one is not asked of when it is one of the examples. */
size_t incident_take_out(struct incident *incident,
			 bool (*is_theirs)(void *context, const struct incident_example *example),
			 void *context);

/* Takes out the drivers that `goes` says of; gives how many. Those of a watched comment are our own
 * words. */
size_t incident_take_drivers(struct incident *incident,
			     bool (*goes)(void *context, const char *driver), void *context);

/* A stranger's text into a field of so many bytes, cut between code points. */
void incident_copy_text(char *field, size_t size, struct slice text);
/* An address into a field: whole, or not at all, for a part of one leads elsewhere. */
void incident_copy_url(char *field, size_t size, struct slice url);

struct buffer;
struct json;
/* The object promised to users, with everything the store needs to read it back. */
void incident_write_json(const struct incident *incident, struct buffer *to);
struct json_writer;
/* What stands within that object, for one that has more. */
void incident_write_members(const struct incident *incident, struct json_writer *writer);
/* The member "where" of it. */
void incident_write_places(const struct incident *incident, struct json_writer *writer);
/* False when the object is none of ours. */
bool incident_read_json(const struct json *object, struct incident *ret_incident);

#endif
