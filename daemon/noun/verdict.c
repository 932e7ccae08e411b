/* verdict.c - the names of categories, actions, polarities and forms, once for everybody. */
#include "verdict.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

static const char *const categories[] = {
	[CATEGORY_THREAT] = "threat", [CATEGORY_HATE] = "hate",
	[CATEGORY_INSULT] = "insult", [CATEGORY_PROFANITY] = "profanity",
	[CATEGORY_SEXUAL] = "sexual", [CATEGORY_SELFHARM] = "selfharm",
	[CATEGORY_SPAM] = "spam",     [CATEGORY_PRIVATE] = "private",
};
static_assert(sizeof(categories) / sizeof(categories[0]) == CATEGORY_COUNT, "each has a name");

static const char *const actions[] = {
	[ACTION_ALLOW] = "allow",
	[ACTION_REVIEW] = "review",
	[ACTION_HIDE] = "hide",
};
static_assert(sizeof(actions) / sizeof(actions[0]) == ACTION_COUNT, "each has a name");

static const char *const polarities[] = {
	[POLARITY_NEGATIVE] = "negative",
	[POLARITY_NEUTRAL] = "neutral",
	[POLARITY_POSITIVE] = "positive",
};
static_assert(sizeof(polarities) / sizeof(polarities[0]) == POLARITY_COUNT, "each has a name");

static const char *const forms[] = {
	[FORM_PLAIN] = "plain",
	[FORM_LOOSE] = "loose",
};
static_assert(sizeof(forms) / sizeof(forms[0]) == FORM_COUNT, "each has a name");

const char *category_name(enum category category)
{
	assert(category >= 0 && category < CATEGORY_COUNT);
	return categories[category];
}

bool category_from_name(struct slice name, enum category *ret_category)
{
	for (int i = 0; i < CATEGORY_COUNT; i++) {
		if (slice_is(name, categories[i])) {
			*ret_category = (enum category)i;
			return true;
		}
	}
	return false;
}

const char *action_name(enum action action)
{
	assert(action >= 0 && action < ACTION_COUNT);
	return actions[action];
}

const char *polarity_name(enum polarity polarity)
{
	assert(polarity >= 0 && polarity < POLARITY_COUNT);
	return polarities[polarity];
}

bool polarity_from_name(struct slice name, enum polarity *ret_polarity)
{
	enum { SHORT_LEN = 3 };

	for (int i = 0; i < POLARITY_COUNT; i++) {
		if (name.len != SHORT_LEN && name.len != strlen(polarities[i]))
			continue;
		if (strncasecmp(name.data, polarities[i], name.len) == 0) {
			*ret_polarity = (enum polarity)i;
			return true;
		}
	}
	return false;
}

const char *form_name(enum form form)
{
	assert(form >= 0 && form < FORM_COUNT);
	return forms[form];
}

bool verdict_has_label(const struct verdict *verdict, const char *label)
{
	for (size_t i = 0; i < verdict->label_count; i++)
		if (strcmp(verdict->labels[i], label) == 0)
			return true;
	return false;
}
