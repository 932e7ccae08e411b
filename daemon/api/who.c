/* who.c - see who.h. */
#include "who.h"

#include "incident.h"
#include "known.h"
#include <stdio.h>

static struct slice name_of(const struct config_person *person)
{
	return slice_from(person->full_name ? person->full_name : person->name);
}

/* With who there is: whoever is woken at night need not look it up. */
static int refuse(const struct config *config, const struct known *names, struct error *error)
{
	enum { SHOWN = 8 };
	char people[400] = "";
	size_t len = 0;
	struct error refusal = { 0 };

	if (known_refuse(names, "person", &refusal) == 0)
		return 0;
	for (size_t i = 0; i < config->people_count && i < SHOWN; i++)
		len += (size_t)snprintf(people + len, sizeof(people) - len, "%s%.40s",
					i > 0 ? ", " : "", config->people[i].name);
	return error_set(error, ERROR_INVALID, "%s; say who you are (by): %s%s", refusal.text,
			 people, config->people_count > SHOWN ? ", …" : "");
}

int who_is_meant(const struct config *config, struct slice by, struct slice *ret_name,
		 struct error *error)
{
	struct known *names;
	int r;

	by = slice_trim(by);
	if (by.len == 0 || by.len >= INCIDENT_NAME_MAX)
		return error_set(error, ERROR_INVALID,
				 "say who you are: {\"by\":\"your name\"}, at most %d bytes",
				 INCIDENT_NAME_MAX - 1);
	*ret_name = by;
	if (config->people_count == 0)
		return 0;
	names = known_new(by, (struct slice){ 0 }, error);
	if (!names)
		return error->code;
	for (size_t i = 0; i < config->people_count && !known_has(names); i++) {
		const struct config_person *person = &config->people[i];
		const char *called[] = { person->name, person->full_name, person->email };

		for (size_t k = 0; k < sizeof(called) / sizeof(called[0]); k++) {
			if (called[k])
				(void)known_note(names, slice_from(called[k]));
		}
		*ret_name = name_of(person);
	}
	r = refuse(config, names, error);
	known_free(names);
	return r;
}
