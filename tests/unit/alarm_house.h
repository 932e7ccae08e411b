/*
 * alarm_house.h - a small invented house for tests of the alarm: three people, a daily schedule,
 * webhooks and a policy of two steps that is gone through twice. Made by hand, so that no file is
 * read.
 */
#ifndef LIVVAKT_TEST_ALARM_HOUSE_H
#define LIVVAKT_TEST_ALARM_HOUSE_H

#include "clock.h"
#include "config.h"
#include <string.h>

#define HOUSE_START (INT64_C(1794528000) * CLOCK_SECOND_US) /* a midnight */

enum { ANNA, BO, CARLA, PEOPLE };
enum { HOOK_CARLA, HOOK_CHAT, HOOK_ALL, HOOKS };

struct alarm_house {
	struct config config;
	struct config_person people[PEOPLE];
	struct config_webhook webhooks[HOOKS];
	size_t turns[2];
	struct config_schedule schedule;
	struct config_target first[2], second[3];
	struct config_step steps[2];
	struct config_policy policy;
};

/* Step 1: who is on call (Anna, Bo, by days), 5 minutes. Step 2: who is on call, Anna by name, the
 * chat; 10 minutes. Once more from the start. Carla has a webhook of her own; one webhook gets
 * every event. */
static inline void alarm_house_init(struct alarm_house *to)
{
	memset(to, 0, sizeof(*to));
	to->people[ANNA] = (struct config_person){ .name = "anna",
						   .full_name = "Anna Berg",
						   .email = "anna@example.org" };
	to->people[BO] = (struct config_person){ .name = "bo", .email = "bo@example.org" };
	to->people[CARLA] = (struct config_person){ .name = "carla",
						    .full_name = "Carla Dahl",
						    .email = "carla@example.org" };
	to->people[ANNA].webhook = to->people[BO].webhook = CONFIG_NONE;
	to->people[CARLA].webhook = HOOK_CARLA;
	to->webhooks[HOOK_CARLA] =
		(struct config_webhook){ .name = "carla-phone", .url = "https://example.org/c" };
	to->webhooks[HOOK_CHAT] =
		(struct config_webhook){ .name = "chat", .url = "https://example.org/chat" };
	to->webhooks[HOOK_ALL] = (struct config_webhook){ .name = "archive",
							  .url = "https://example.org/all",
							  .all_events = true };
	to->turns[0] = ANNA;
	to->turns[1] = BO;
	to->schedule = (struct config_schedule){ .name = "daily",
						 .people = to->turns,
						 .people_count = 2,
						 .start_us = HOUSE_START,
						 .shift_us = CLOCK_DAY_US };
	to->first[0] = (struct config_target){ CONFIG_TARGET_SCHEDULE, 0 };
	to->second[0] = (struct config_target){ CONFIG_TARGET_SCHEDULE, 0 };
	to->second[1] = (struct config_target){ CONFIG_TARGET_PERSON, ANNA };
	to->second[2] = (struct config_target){ CONFIG_TARGET_WEBHOOK, HOOK_CHAT };
	to->steps[0] = (struct config_step){ to->first, 1, 5 * CLOCK_MINUTE_US };
	to->steps[1] = (struct config_step){ to->second, 3, 10 * CLOCK_MINUTE_US };
	to->policy = (struct config_policy){
		.name = "usual", .steps = to->steps, .step_count = 2, .repeat = 1
	};
	to->config = (struct config){
		.roles = 1U << CONFIG_ROLE_ALARM,
		.public_url = "https://livvakt.example.org/",
		.resolve_after_us = 30 * CLOCK_MINUTE_US,
		.reopen_within_us = 2 * CLOCK_HOUR_US,
		.keep_incidents_us = 366 * CLOCK_DAY_US,
		.keep_messages_us = 30 * CLOCK_DAY_US,
		.defaults = { .policy = 0 },
		.people = to->people,
		.people_count = PEOPLE,
		.schedules = &to->schedule,
		.schedule_count = 1,
		.policies = &to->policy,
		.policy_count = 1,
		.webhooks = to->webhooks,
		.webhook_count = HOOKS,
		.email = { .url = "smtp://127.0.0.1:2525", .from = "Livvakt <alarm@example.org>" },
	};
}

#endif
