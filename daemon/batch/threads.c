/* threads.c - see threads.h. */
#include "threads.h"

#include "wordset.h"

#include <assert.h>

/* What came long ago counts for less. */
enum { COMMENTS_MAX = 256 };

static uint64_t post_of(const struct comment *comment)
{
	uint64_t hash = wordset_hash(comment->brand);

	if (comment->post.len == 0)
		return 0;
	hash = wordset_hash_step(hash, '\0');
	for (size_t i = 0; i < comment->post.len; i++)
		hash = wordset_hash_step(hash, comment->post.data[i]);
	return hash ? hash : 1;
}

/* Those of the same place take it from each other. */
static size_t place_of(uint64_t post)
{
	return (size_t)((post * UINT64_C(0x9E3779B97F4A7C15)) >> 54);
}
static_assert(THREADS_MAX == 1 << (64 - 54), "a place for each");

static uint32_t comments_in(const struct thread *thread)
{
	uint32_t sum = 0;

	for (int i = 0; i < LANGUAGE_COUNT; i++)
		sum += thread->comments[i];
	return sum;
}

enum language threads_language(const struct threads *threads, const struct comment *comment)
{
	const uint64_t post = post_of(comment);
	const struct thread *thread = &threads->threads[place_of(post)];
	uint32_t all;

	if (post == 0 || thread->post != post)
		return LANGUAGE_ANY;
	all = comments_in(thread);
	for (int i = LANGUAGE_SV; i < LANGUAGE_OTHER; i++)
		if (all >= THREADS_KNOWN_FROM &&
		    thread->comments[i] * UINT32_C(1000) >= all * THREADS_SHARE)
			return (enum language)i;
	return LANGUAGE_ANY;
}

void threads_learn(struct threads *threads, const struct comment *comment, enum language language)
{
	const uint64_t post = post_of(comment);
	struct thread *thread = &threads->threads[place_of(post)];

	if (post == 0 || language == LANGUAGE_ANY || comment->text.len < THREADS_TELLING_BYTES)
		return;
	if (thread->post != post)
		*thread = (struct thread){ .post = post };
	thread->comments[language]++;
	if (comments_in(thread) < COMMENTS_MAX)
		return;
	for (int i = 0; i < LANGUAGE_COUNT; i++)
		thread->comments[i] /= 2;
}
