/* story_people.c - see story_people.h. */
#include "story_people.h"

#include "incident.h"
#include "log.h"

uint64_t story_people_behind(const struct story_people *people, const struct finding *finding,
			     uint64_t counted)
{
	const bool exact = people->authors > 0 && people->known >= finding->negative,
		   longer = finding->window_us > INCIDENT_AUTHORS_US;

	counted -= people->shared && counted > 0;
	return exact || (longer && people->authors > counted) ? people->authors : counted;
}

void story_warn_shared(struct slice brand)
{
	log_warning(
		"brand %.*s: half of what one of its channels brings is by the same author, who is "
		"taken to be nobody known; leave `author` out where a source has no names",
		(int)brand.len, brand.data);
}
