/* known.c - see known.h. */
#include "known.h"

#include "arena.h"
#include "suggest.h"

enum { ARENA_CHUNK = 64 * 1024, ARENA_LIMIT = 4 << 20 };

struct known {
	struct arena arena;
	const char *items[KNOWN_MAX];
	size_t count;
	struct slice wanted, prefix; /* those that begin with it are kept */
	bool found;
};

bool known_note(void *context, struct slice name)
{
	struct known *names = context;
	char *copy;

	if (slice_equal(name, names->wanted))
		names->found = true;
	if (names->found || names->count == KNOWN_MAX || !slice_begins_with(name, names->prefix))
		return !names->found;
	copy = arena_string(&names->arena, name);
	if (copy)
		names->items[names->count++] = copy;
	return true;
}

int known_refuse(const struct known *names, const char *what, struct error *error)
{
	const char *near = suggest_nearest(names->wanted, names->items, names->count);

	if (names->found)
		return 0;
	return error_set(error, ERROR_INVALID, "no %s \"%.*s\" is known%s%s%s", what,
			 (int)names->wanted.len, names->wanted.len ? names->wanted.data : "",
			 near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

struct known *known_new(struct slice wanted, struct slice prefix, struct error *error)
{
	struct known *names = calloc(1, sizeof(*names));

	if (!names) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	arena_init(&names->arena, ARENA_CHUNK, ARENA_LIMIT);
	names->wanted = wanted;
	names->prefix = prefix;
	return names;
}

void known_free(struct known *names)
{
	arena_done(&names->arena);
	free(names);
}

bool known_has(const struct known *names)
{
	return names->found;
}
