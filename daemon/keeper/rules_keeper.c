/*
 * rules_keeper.c - see rules_keeper.h.
 *
 * Looking is quick and compiling takes a second at most, so that a change is in force within one:
 * two looks that agree, and the load.
 */
#include "rules_keeper.h"

#include "build_id.h"
#include "check.h"
#include "clock.h"
#include "log.h"
#include "ruleset.h"

#include <stdio.h>

/* Hundreds of files are looked at each time: often only while they do not rest. With the load of
 * 10,000 keywords both stay within the second in which a change is to be in force. */
#define LOOK_EVERY_US (2 * CLOCK_SECOND_US / 5)
#define LOOK_AGAIN_US (CLOCK_SECOND_US / 5)

enum { TRIAL_NAME_BYTES = 96 };

/* --- loading --- */

typedef struct ruleset *load_rules(const char *const *folders, size_t count,
				   const struct mood_files *models,
				   const struct scanner_store *store,
				   struct complaints *complaints);

static struct ruleset *load(struct rules_keeper *keeper, load_rules *how,
			    struct complaints *complaints)
{
	const struct rules_keeper_settings *settings = &keeper->settings;

	rules_watch_begin(&keeper->seen, settings->folders, settings->folder_count);
	return how(settings->folders, settings->folder_count, &settings->models,
		   &keeper->cache.store, complaints);
}

/* The first complaints as they are printed; the rest is for `livvakt check`. */
static void keep_complaints(const struct complaints *complaints, struct rules_status *status)
{
	char *text = NULL, *end;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	status->place[0] = status->complaints[0] = '\0';
	if (!to)
		return;
	complaints_print_errors(complaints, to);
	if (fclose(to) != 0 || !text)
		return;
	snprintf(status->complaints, sizeof(status->complaints), "%s", text);
	if (len >= sizeof(status->complaints) && (end = strrchr(status->complaints, '\n')))
		end[1] = '\0'; /* whole lines */
	end = strstr(text, "]: ");
	if (end)
		end[1] = '\0';
	snprintf(status->place, sizeof(status->place), "%s", text);
	free(text);
}

/* Called with the lock held. */
static void tell_loaded(struct rules_keeper *keeper, const struct ruleset *ruleset,
			const struct complaints *complaints)
{
	struct rules_status *status = &keeper->status;

	snprintf(status->hash, sizeof(status->hash), "%s", ruleset_hash(ruleset));
	status->rules = ruleset_rule_count(ruleset);
	status->warnings = complaints->warnings;
	status->loaded_us = clock_wall_us();
	status->broken = status->in_force_broken = status->refused = false;
	status->errors = 0;
	status->place[0] = status->complaints[0] = '\0';
}

/* Called with the lock held. */
static void tell_broken(struct rules_keeper *keeper, const struct complaints *complaints)
{
	struct rules_status *status = &keeper->status;

	if (!status->broken)
		status->broken_us = clock_wall_us();
	status->broken = true;
	status->errors = complaints->errors;
	keep_complaints(complaints, status);
}

/* A folder that is not mounted, or half copied, is no wish to have no rules: NULL and a mistake. */
static struct ruleset *refuse_nothing(struct rules_keeper *keeper, struct ruleset *ruleset,
				      struct complaints *complaints)
{
	if (!ruleset || ruleset_rule_count(ruleset) > 0 || keeper->status.rules == 0)
		return ruleset;
	complaints_add(complaints, (struct place){ keeper->settings.folders[0], 0, 0 },
		       COMPLAINT_ERROR, "no-rules",
		       "no rules are left in here, where %zu were; put them back, or start the "
		       "service anew if there shall be none",
		       keeper->status.rules);
	ruleset_unref(ruleset);
	return NULL;
}

/* Many rules gone may be meant; somebody should know if not. */
static void log_anew(const struct ruleset *ruleset, size_t before)
{
	enum { MANY = 10 };
	const size_t rules = ruleset_rule_count(ruleset);

	if (rules + MANY <= before)
		log_warning("rules read anew: %zu rules, %zu fewer than before, set %s; is a file "
			    "gone that should be there?",
			    rules, before - rules, ruleset_hash(ruleset));
	else
		log_info("rules read anew: %zu rules, set %s", rules, ruleset_hash(ruleset));
}

/* False when they stay as they were. */
static bool load_anew(struct rules_keeper *keeper)
{
	struct complaints complaints;
	const size_t before = keeper->status.rules; /* nobody else writes it */
	struct ruleset *ruleset;

	complaints_init(&complaints);
	ruleset = load(keeper, check_load, &complaints);
	ruleset = refuse_nothing(keeper, ruleset, &complaints);
	pthread_mutex_lock(&keeper->lock);
	if (ruleset) {
		ruleset_slot_swap(&keeper->slot, ruleset); /* it lives until the next one */
		tell_loaded(keeper, ruleset, &complaints);
	} else {
		tell_broken(keeper, &complaints);
		keeper->status.refused = true;
	}
	pthread_mutex_unlock(&keeper->lock);
	counter_add(keeper->settings.counters,
		    ruleset ? COUNTER_rules_reloads : COUNTER_rules_reload_failures, 1);
	if (ruleset) {
		log_anew(ruleset, before);
	} else {
		complaints_print_errors(&complaints, stderr);
		log_error("the rules stay as they were: they have %zu mistake%s, the first in %s; "
			  "mend %s and try `livvakt check`",
			  complaints.errors, complaints.errors == 1 ? "" : "s",
			  keeper->status.place, complaints.errors == 1 ? "it" : "them");
	}
	complaints_done(&complaints);
	return ruleset != NULL;
}

/* --- what a start took untried --- */

/* The same rules need no second trial by the same build. */
static void name_of_trial(const struct rules_keeper *keeper, char name[static TRIAL_NAME_BYTES])
{
	struct slice build = build_id();
	int len = snprintf(name, TRIAL_NAME_BYTES, "tried-%s-", keeper->status.hash);

	for (size_t i = 0; i < build.len && len > 0 && len + 3 < TRIAL_NAME_BYTES; i++)
		len += snprintf(name + len, TRIAL_NAME_BYTES - (size_t)len, "%02x",
				(unsigned char)build.data[i]);
}

static bool was_tried(struct rules_keeper *keeper)
{
	const struct scanner_store *store = &keeper->cache.store;
	char name[TRIAL_NAME_BYTES];
	struct buffer bytes;
	bool tried;

	name_of_trial(keeper, name);
	buffer_init(&bytes, TRIAL_NAME_BYTES);
	tried = build_id().len > 0 && store->take(store->context, name, &bytes);
	buffer_done(&bytes);
	return tried;
}

static void remember_trial(struct rules_keeper *keeper)
{
	const struct scanner_store *store = &keeper->cache.store;
	char name[TRIAL_NAME_BYTES];

	name_of_trial(keeper, name);
	if (build_id().len > 0)
		store->keep(store->context, name, slice_from("good\n"));
}

static void tell_untrue(struct rules_keeper *keeper, const struct complaints *complaints)
{
	pthread_mutex_lock(&keeper->lock);
	tell_broken(keeper, complaints);
	keeper->status.in_force_broken = true;
	pthread_mutex_unlock(&keeper->lock);
	complaints_print_errors(complaints, stderr);
	log_error(
		"the rules in force have %zu mistakes, the first in %s: a start takes them, since "
		"somebody has to stand guard, a reload would not; mend them and try `livvakt "
		"check`",
		complaints->errors, keeper->status.place);
}

/* Whoever stands guard says so when its own rules do not do what they promise. The second set is
 * gone at the end. When files changed meanwhile it tried others, which are looked at next. */
static void try_in_force(struct rules_keeper *keeper)
{
	const struct rules_keeper_settings *settings = &keeper->settings;
	struct complaints complaints;
	struct rules_watch now;
	struct ruleset *tried;

	if (was_tried(keeper))
		return;
	complaints_init(&complaints);
	tried = check_load(settings->folders, settings->folder_count, &settings->models,
			   &keeper->cache.store, &complaints);
	rules_watch_begin(&now, settings->folders, settings->folder_count);
	if (tried && strcmp(ruleset_hash(tried), keeper->status.hash) == 0)
		remember_trial(keeper);
	else if (!tried && now.known == keeper->seen.known)
		tell_untrue(keeper, &complaints);
	ruleset_unref(tried);
	complaints_done(&complaints);
}

static void keep_for_next_start(struct rules_keeper *keeper)
{
	struct ruleset *ruleset = ruleset_slot_borrow(&keeper->slot);

	ruleset_keep(ruleset, &keeper->cache.store);
	ruleset_unref(ruleset);
}

/* --- the thread --- */

/* Called with the lock held. */
static void wait_for_look(struct rules_keeper *keeper)
{
	int64_t until_us = clock_monotonic_us() +
			   (rules_watch_is_at_rest(&keeper->seen) ? LOOK_EVERY_US : LOOK_AGAIN_US);
	const struct timespec until = { until_us / CLOCK_SECOND_US,
					until_us % CLOCK_SECOND_US * 1000 };

	if (keeper->settings.watch)
		pthread_cond_timedwait(&keeper->wake, &keeper->lock, &until);
	else
		pthread_cond_wait(&keeper->wake, &keeper->lock);
}

/* What is in force is written down, and tried where nobody did. Of a start whose files changed at
 * once and were refused nothing can be tried any more. */
static void look_after(struct rules_keeper *keeper, bool looked, bool taken)
{
	keep_for_next_start(keeper);
	if (taken)
		remember_trial(keeper);
	else if (!looked)
		try_in_force(keeper);
}

static bool must_load(struct rules_keeper *keeper, bool wanted)
{
	const struct rules_keeper_settings *settings = &keeper->settings;

	return wanted || (settings->watch && rules_watch_changed(&keeper->seen, settings->folders,
								 settings->folder_count));
}

static void *keep(void *context)
{
	struct rules_keeper *keeper = context;
	bool fresh = true; /* looked after once nobody waits for them any more */

	pthread_mutex_lock(&keeper->lock);
	while (!keeper->stopping) {
		uint64_t asked = keeper->status.asked;
		bool wanted = asked != keeper->status.done, looked, taken;

		pthread_mutex_unlock(&keeper->lock);
		looked = must_load(keeper, wanted);
		taken = looked && load_anew(keeper);
		pthread_mutex_lock(&keeper->lock);
		keeper->status.done = asked;
		pthread_mutex_unlock(&keeper->lock);
		if (fresh || taken)
			look_after(keeper, looked, taken);
		fresh = false;
		pthread_mutex_lock(&keeper->lock);
		if (!keeper->stopping && keeper->status.asked == asked)
			wait_for_look(keeper);
	}
	pthread_mutex_unlock(&keeper->lock);
	return NULL;
}

static int start_thread(struct rules_keeper *keeper, struct error *error)
{
	if (pthread_create(&keeper->thread, NULL, keep, keeper) != 0)
		return error_set(error, ERROR_SYSTEM, "no thread can be started for the rules");
	keeper->thread_started = true;
	return 0;
}

static void init_wake(struct rules_keeper *keeper)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&keeper->wake, &attributes);
	pthread_condattr_destroy(&attributes);
}

int rules_keeper_start(struct rules_keeper *keeper, const struct rules_keeper_settings *settings,
		       struct error *error)
{
	struct complaints complaints;
	struct ruleset *ruleset;

	*keeper = (struct rules_keeper){ .settings = *settings };
	pthread_mutex_init(&keeper->lock, NULL);
	init_wake(keeper);
	rules_cache_init(&keeper->cache, settings->folders, settings->folder_count,
			 settings->state_folder);
	complaints_init(&complaints);
	/* Somebody has to stand guard: what only an example says is wrong is told afterwards. */
	ruleset = load(keeper, ruleset_load_kept, &complaints);
	ruleset_slot_init(&keeper->slot, ruleset);
	if (ruleset) {
		tell_loaded(keeper, ruleset, &complaints);
		log_info("%zu rules loaded, set %s, %zu warnings", keeper->status.rules,
			 keeper->status.hash, complaints.warnings);
		if (keeper->status.rules == 0)
			log_warning("there are no rules, so nothing will be found");
	} else {
		complaints_print_errors(&complaints, stderr);
		error_set(error, ERROR_INVALID,
			  "the rules have %zu mistakes; mend them and try `livvakt check`",
			  complaints.errors);
	}
	complaints_done(&complaints);
	return ruleset ? start_thread(keeper, error) : ERROR_INVALID;
}

void rules_keeper_stop(struct rules_keeper *keeper)
{
	if (keeper->thread_started) {
		pthread_mutex_lock(&keeper->lock);
		keeper->stopping = true;
		pthread_cond_signal(&keeper->wake);
		pthread_mutex_unlock(&keeper->lock);
		pthread_join(keeper->thread, NULL);
	}
	ruleset_slot_done(&keeper->slot);
	rules_cache_done(&keeper->cache);
	pthread_cond_destroy(&keeper->wake);
	pthread_mutex_destroy(&keeper->lock);
}

uint64_t rules_keeper_reload(struct rules_keeper *keeper)
{
	uint64_t number;

	pthread_mutex_lock(&keeper->lock);
	number = ++keeper->status.asked;
	pthread_cond_signal(&keeper->wake);
	pthread_mutex_unlock(&keeper->lock);
	return number;
}

void rules_keeper_status(struct rules_keeper *keeper, struct rules_status *ret_status)
{
	pthread_mutex_lock(&keeper->lock);
	*ret_status = keeper->status;
	pthread_mutex_unlock(&keeper->lock);
}
