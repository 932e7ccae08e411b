/*
 * chorus.c - what it takes a judge to hear a brand's whole log of voices, and to look at its
 * groups.
 *
 * As campaigns.c does where a brand's voices are not in memory: 32,768 voices, all different; of
 * 3,000 texts, again and again; one text; and the worst that somebody can write, with a third of
 * their bytes in common, so that each is compared with many and is like none.
 */
#include "chorus.h"

#include <stdio.h>
#include <time.h>

enum { VOICES = 32768, TEXTS = 3000, ALIKE_BYTES = 15 };
enum way { DIFFERENT, OF_SOME_TEXTS, ONE_TEXT, HARDLY_ALIKE, WAYS };
static const char *const WAY_NAMES[WAYS] = { "all different", "3,000 texts again and again",
					     "one text", "a third in common" };

static double milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* SplitMix64. */
static uint64_t mix(uint64_t z)
{
	z = (z + 1) * UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static struct chorus_voice voice_of(enum way way, unsigned number)
{
	struct chorus_voice voice = { .ts_us =
					      INT64_C(1790000000000000) + (int64_t)number * 2000000,
				      .author = mix(number),
				      .post = number % 50 + 1,
				      .flags = VOICE_NEGATIVE };
	const uint64_t text = way == ONE_TEXT ? 0 : way == OF_SOME_TEXTS ? number % TEXTS : number;

	for (unsigned i = 0; i < LIKENESS_BYTES; i++)
		voice.likeness.bytes[i] = way == HARDLY_ALIKE && i < ALIKE_BYTES
						  ? 1
						  : (uint8_t)mix(text * LIKENESS_BYTES + i);
	return voice;
}

static int run(enum way way)
{
	static struct chorus_voice voices[VOICES];
	struct chorus *chorus = chorus_new();

	if (!chorus)
		return 3;
	for (unsigned i = 0; i < VOICES; i++)
		voices[i] = voice_of(way, i);
	double hearing = milliseconds();
	for (unsigned i = 0; i < VOICES; i++)
		chorus_hear(chorus, &voices[i]);
	hearing = milliseconds() - hearing;
	double looking = milliseconds();
	const size_t groups = chorus_groups(chorus);
	for (size_t i = 0; i < groups; i++) {
		struct chorus_figures figures;

		chorus_figures(chorus, i, 0, &figures);
	}
	looking = milliseconds() - looking;
	printf("%-28s %7.1f ms heard, %5zu groups %7.1f ms, %zu bytes\n", WAY_NAMES[way], hearing,
	       groups, looking, chorus_bytes(chorus));
	chorus_free(chorus);
	return 0;
}

int main(void)
{
	int r = 0;

	for (int way = 0; way < WAYS && r == 0; way++)
		r = run((enum way)way);
	return r;
}
