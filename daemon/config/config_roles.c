/* config_roles.c - see config_roles.h. */
#include "config_roles.h"

#include "suggest.h"

#include <string.h>

enum { ALL_ROLES = (1 << CONFIG_ROLE_COUNT) - 1 };

static const char *const names[CONFIG_ROLE_COUNT] = {
	[CONFIG_ROLE_INTAKE] = "intake",   [CONFIG_ROLE_JUDGE] = "judge",
	[CONFIG_ROLE_ALARM] = "alarm",	   [CONFIG_ROLE_DELIVER] = "deliver",
	[CONFIG_ROLE_CONSOLE] = "console",
};

const char *config_role_name(enum config_role role)
{
	return names[role];
}

bool config_has_role(const struct config *config, enum config_role role)
{
	return config->roles >> role & 1;
}

static unsigned read_role(const struct yaml *item, struct complaints *complaints)
{
	const char *near = NULL;

	for (unsigned role = 0; item->type == YAML_SCALAR && role < CONFIG_ROLE_COUNT; role++) {
		if (slice_is(item->text, names[role]))
			return 1U << role;
	}
	if (item->type == YAML_SCALAR)
		near = suggest_nearest(item->text, names, CONFIG_ROLE_COUNT);
	complaints_add(complaints, item->place, COMPLAINT_ERROR, "unknown-name",
		       "this is no role%s%s%s; they are intake, judge, alarm, deliver and console",
		       near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return 0;
}

unsigned config_roles_read(const struct yaml *root, struct complaints *complaints)
{
	const struct yaml *list = yaml_get(root, "roles");
	unsigned roles = 0;

	if (!list)
		return ALL_ROLES;
	if (list->type != YAML_LIST || !list->first) {
		complaints_add(complaints, list->place, COMPLAINT_ERROR, "nobody",
			       "roles must be a list with something to do; leave it out to do "
			       "everything");
		return ALL_ROLES;
	}
	for (const struct yaml *item = list->first; item; item = item->next)
		roles |= read_role(item, complaints);
	/* Until 0.1.0 whoever had alarm delivered, too: that is not to be lost without a word. */
	if (roles >> CONFIG_ROLE_ALARM & 1 && !(roles >> CONFIG_ROLE_DELIVER & 1))
		complaints_add(complaints, list->place, COMPLAINT_WARNING, "nobody-delivers",
			       "alarm without deliver: nothing is sent from here; add deliver, "
			       "unless another Livvakt on this Redis has it");
	return roles;
}
