/* rules_keeper.c - see rules_keeper.h. */
#include "rules_keeper.h"

#include "log.h"

#include <stdio.h>

enum { IDLE, BUSY, AGAIN }; /* what the thread does, and whether more was asked for meanwhile */

static struct ruleset *load(const struct rules_keeper *keeper, size_t *ret_warnings,
			    struct error *error)
{
	struct complaints complaints;
	struct ruleset *ruleset;

	complaints_init(&complaints);
	ruleset = ruleset_load(keeper->folders, keeper->folder_count, keeper->model, &complaints);
	if (!ruleset) {
		complaints_print_errors(&complaints, stderr);
		error_set(error, ERROR_INVALID,
			  "the rules have %zu mistakes; mend them and try `livvakt check`",
			  complaints.errors);
	}
	*ret_warnings = complaints.warnings;
	complaints_done(&complaints);
	return ruleset;
}

int rules_keeper_start(struct rules_keeper *keeper, const char *const *folders, size_t folder_count,
		       const char *model, struct counters *counters, struct error *error)
{
	struct ruleset *ruleset;
	size_t warnings;

	keeper->folders = folders;
	keeper->folder_count = folder_count;
	keeper->model = model;
	keeper->counters = counters;
	ruleset = load(keeper, &warnings, error);
	ruleset_slot_init(&keeper->slot, ruleset);
	if (!ruleset)
		return ERROR_INVALID;
	log_info("%zu rules loaded, set %s, %zu warnings", ruleset_rule_count(ruleset),
		 ruleset_hash(ruleset), warnings);
	return 0;
}

static void join(struct rules_keeper *keeper)
{
	if (keeper->thread_started)
		pthread_join(keeper->thread, NULL);
	keeper->thread_started = false;
}

void rules_keeper_stop(struct rules_keeper *keeper)
{
	int again = AGAIN;

	atomic_compare_exchange_strong(&keeper->state, &again, BUSY); /* nobody waits for more */
	join(keeper);
	ruleset_slot_done(&keeper->slot);
}

static void load_anew(struct rules_keeper *keeper)
{
	struct error error = { 0 };
	size_t warnings;
	struct ruleset *ruleset = load(keeper, &warnings, &error);

	counter_add(keeper->counters,
		    ruleset ? COUNTER_rules_reloads : COUNTER_rules_reload_failures, 1);
	atomic_store(&keeper->broken, ruleset == NULL);
	if (ruleset) {
		log_info("rules read anew: %zu rules, set %s", ruleset_rule_count(ruleset),
			 ruleset_hash(ruleset));
		ruleset_slot_swap(&keeper->slot, ruleset);
	} else {
		log_error("the rules stay as they were: %s", error.text);
	}
}

static void *reload(void *context)
{
	struct rules_keeper *keeper = context;
	int busy;

	do {
		atomic_store(&keeper->state, BUSY);
		load_anew(keeper);
		busy = BUSY;
	} while (!atomic_compare_exchange_strong(&keeper->state, &busy, IDLE));
	return NULL;
}

void rules_keeper_reload(struct rules_keeper *keeper)
{
	if (atomic_exchange(&keeper->state, AGAIN) != IDLE)
		return; /* the thread reads them once more */
	join(keeper);
	keeper->thread_started = pthread_create(&keeper->thread, NULL, reload, keeper) == 0;
	if (!keeper->thread_started) {
		atomic_store(&keeper->state, IDLE);
		log_error("the rules stay as they were: no thread can be started");
	}
}
