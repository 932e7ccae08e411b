/*
 * fuzz_config.c - any bytes as a configuration file: complaints, or a configuration of which every
 * index points somewhere and every value lies in its range.
 */
#include "config.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_brand(const struct config *config, const struct config_brand *brand)
{
	check(brand->policy < config->policy_count ||
	      (brand->policy == CONFIG_NONE && config->policy_count == 0));
	check(brand->minimum_negative >= 2 && brand->minimum_authors >= 1 &&
	      brand->quiet_weeks >= 1);
	for (size_t i = 0; i < CATEGORY_COUNT; i++)
		check(brand->thresholds.review[i] > 0 &&
		      brand->thresholds.hide[i] >= brand->thresholds.review[i]);
}

static void check_target(const struct config *config, const struct config_target *target)
{
	const size_t counts[] = { [CONFIG_TARGET_PERSON] = config->people_count,
				  [CONFIG_TARGET_SCHEDULE] = config->schedule_count,
				  [CONFIG_TARGET_WEBHOOK] = config->webhook_count };

	check(target->index < counts[target->kind]);
}

static void check_policy(const struct config *config, const struct config_policy *policy)
{
	check(policy->name && policy->step_count > 0 && policy->repeat >= 0);
	for (size_t i = 0; i < policy->step_count; i++) {
		check(policy->steps[i].target_count > 0 && policy->steps[i].wait_us > 0);
		for (size_t k = 0; k < policy->steps[i].target_count; k++)
			check_target(config, &policy->steps[i].targets[k]);
	}
}

static void check_config(const struct config *config)
{
	check(config->listen_address && config->judges >= 1 && config->judges <= 64);
	for (size_t i = 0; i < config->rules_count; i++)
		check(config->rules[i] && config->rules[i][0]);
	for (size_t i = 0; i < config->schedule_count; i++) {
		check(config->schedules[i].people_count > 0 && config->schedules[i].shift_us > 0);
		for (size_t k = 0; k < config->schedules[i].people_count; k++)
			check(config->schedules[i].people[k] < config->people_count);
	}
	for (size_t i = 0; i < config->people_count; i++)
		check(config->people[i].name &&
		      (config->people[i].email ||
		       config->people[i].webhook < config->webhook_count));
	for (size_t i = 0; i < config->policy_count; i++)
		check_policy(config, &config->policies[i]);
	check_brand(config, &config->defaults);
	for (size_t i = 0; i < config->brand_count; i++) {
		check(config_brand(config, slice_from(config->brands[i].name)) ==
		      &config->brands[i]);
		check_brand(config, &config->brands[i]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct complaints complaints;
	struct config *config;

	complaints_init(&complaints);
	config = config_parse((struct slice){ (const char *)data, len },
			      "/etc/livvakt/livvakt.yaml", &complaints);
	check(!config == (complaints.errors > 0));
	if (config)
		check_config(config);
	config_free(config);
	complaints_done(&complaints);
	return 0;
}
