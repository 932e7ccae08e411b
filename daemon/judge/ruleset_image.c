/*
 * ruleset_image.c - see ruleset_image.h. What is kept is
 *
 *     head | arena | the literal engine's bytes
 *
 * where head and arena are the ruleset's region, and the engine goes on to memory of its own, as
 * regexes do.
 */
#include "ruleset_image.h"
#include "buffer.h"
#include "build_id.h"
#include "domain.h"
#include "forms.h"
#include "regex.h"
#include <stdlib.h>

/* Addresses that no system gives by itself to programs, stacks or libraries, in steps that no
 * ruleset outgrows. The address sanitizer leaves these alone; the thread sanitizer has its own
 * memory there, and leaves to programs the first 512 GiB.
 */
#ifdef __SANITIZE_THREAD__
#define FIRST_ADDRESS UINT64_C(0x001000000000)
enum { STEPS = 400 };
#else
#define FIRST_ADDRESS UINT64_C(0x200000000000)
enum { STEPS = 40000 };
#endif
#define STEP_BYTES (UINT64_C(1) << 30)
enum { REGION_BYTES_MAX = 512 << 20 };

/* A change of what follows gets another number; all else goes by the build. */
static const char magic[] = "livvakt rules 1\n";

struct head {
	uint64_t sum; /* of all behind it */
	char magic[sizeof(magic)];
	char name[CRYPTO_ID_TEXT_MAX];
	uint64_t bytes;	    /* of all */
	uint64_t in_memory; /* of them, head and arena */
	uint64_t warnings;
	const struct ruleset *ruleset; /* in the arena, without what has memory of its own */
	const struct compiled_regex *regexes;
};

/* --- names and places --- */

/* Packs of the same folder know each other's lists: of each file, which folder it is from. */
static bool add_roots(const struct rule_source *source, struct buffer *roots)
{
	for (size_t i = 0; i < source->file_count; i++)
		buffer_add_u32(roots, (uint32_t)source->files[i].root);
	return !buffer_failed(roots);
}

bool ruleset_image_name(const struct rule_source *source, char ret_name[CRYPTO_ID_TEXT_MAX])
{
	char regexes[REGEX_VERSION_MAX];
	struct buffer roots;
	struct slice parts[] = {
		{ magic, sizeof(magic) },
		build_id(),
		slice_from(source->id),
		{ NULL, 0 },
		/* libraries, by whose word rules were found good and were written down */
		slice_from(scanner_version()),
		{ NULL, 0 },
		slice_from(forms_version()),
		slice_from(domain_suffixes_version()),
		slice_from(domain_punycode_version()),
	};
	enum { BUILD = 1, ROOTS = 3, REGEXES = 5, PARTS = sizeof(parts) / sizeof(parts[0]) };
	bool good;

	buffer_init(&roots, RULE_SOURCE_FILES_MAX * sizeof(uint32_t));
	good = add_roots(source, &roots) && parts[BUILD].len > 0;
	parts[ROOTS] = buffer_slice(&roots);
	regex_version(regexes);
	parts[REGEXES] = slice_from(regexes);
	if (good)
		crypto_content_id(parts, PARTS, ret_name);
	buffer_done(&roots);
	return good;
}

/* From the name, which is a hash itself. */
static uint64_t address_of(const char *name)
{
	uint64_t hash = wordset_hash(slice_from(name));

	return FIRST_ADDRESS + (hash ^ hash >> 32) % STEPS * STEP_BYTES;
}

static struct head *head_of(const struct ruleset *ruleset)
{
	return (struct head *)ruleset->region.memory;
}

/* Whole lines of the processor's, so that the arena begins on one. */
static size_t head_bytes(void)
{
	return (sizeof(struct head) + 63) / 64 * 64;
}

/* --- is it whole? --- */

/* Told apart from damage, not from forgery: who could write the file is believed anyhow. Each step
 * is one to one, so that a single word that is wrong always shows. */
static uint64_t sum_of(const char *bytes, size_t len)
{
	enum { LANES = 4, LANE = sizeof(uint64_t) };
	uint64_t lanes[LANES] = { len, 1, 2, 3 }, word, sum = 0;

	for (; len >= sizeof(lanes); bytes += sizeof(lanes), len -= sizeof(lanes))
		for (size_t i = 0; i < LANES; i++) {
			memcpy(&word, bytes + i * LANE, LANE);
			word = (lanes[i] ^ word) * UINT64_C(0x9E3779B97F4A7C15);
			lanes[i] = word ^ word >> 32;
		}
	for (; len > 0; bytes++, len--)
		lanes[0] = (lanes[0] ^ (unsigned char)*bytes) * UINT64_C(0xBF58476D1CE4E5B9);
	for (size_t i = 0; i < LANES; i++)
		sum = (sum ^ lanes[i]) * UINT64_C(0x94D049BB133111EB) + i;
	return sum ^ sum >> 31;
}

static uint64_t sum_of_kept(struct slice kept)
{
	return sum_of(kept.data + sizeof(uint64_t), kept.len - sizeof(uint64_t));
}

static bool is_whole(struct slice kept, const char *name)
{
	struct head head;

	if (kept.len < head_bytes())
		return false;
	memcpy(&head, kept.data, sizeof(head));
	return memcmp(head.magic, magic, sizeof(magic)) == 0 &&
	       memcmp(head.name, name, sizeof(head.name)) == 0 && head.bytes == kept.len &&
	       head.sum == sum_of_kept(kept);
}

/* --- making one --- */

bool ruleset_image_begin(struct ruleset *ruleset, const char *name)
{
	if (!region_claim(&ruleset->region, address_of(name), REGION_BYTES_MAX))
		return false;
	memcpy(head_of(ruleset)->magic, magic, sizeof(magic));
	memcpy(head_of(ruleset)->name, name, CRYPTO_ID_TEXT_MAX);
	arena_init_in(&ruleset->arena, ruleset->region.memory + head_bytes(),
		      ruleset->region.bytes - head_bytes());
	return true;
}

bool ruleset_image_finish(struct ruleset *ruleset, size_t warnings)
{
	struct head *head = head_of(ruleset);
	struct compiled_regex *regexes =
		arena_duplicate(&ruleset->arena, ruleset->regexes,
				ruleset->regex_count * sizeof(*ruleset->regexes));
	struct ruleset *copy = arena_duplicate(&ruleset->arena, ruleset, sizeof(*ruleset));

	if (!regexes || !copy)
		return false;
	for (size_t i = 0; i < ruleset->regex_count; i++)
		regexes[i].regex = NULL;
	copy->arena = (struct arena){ 0 };
	copy->region = (struct region){ 0 };
	copy->scanner = NULL;
	copy->regexes = NULL;
	head->warnings = warnings;
	head->ruleset = copy;
	head->regexes = regexes;
	head->in_memory = head_bytes() + arena_used(&ruleset->arena);
	region_settle(&ruleset->region, head->in_memory);
	return true;
}

void ruleset_keep(const struct ruleset *ruleset, const struct scanner_store *store)
{
	struct buffer kept;
	struct head *head;

	if (!ruleset->region.memory || ruleset->taken)
		return;
	buffer_init(&kept, REGION_BYTES_MAX);
	buffer_add(&kept, ruleset->region.memory, head_of(ruleset)->in_memory);
	scanner_pack(ruleset->scanner, &kept);
	if (!buffer_failed(&kept)) {
		head = (struct head *)kept.data;
		head->bytes = kept.len;
		head->sum = sum_of_kept(buffer_slice(&kept));
		store->keep(store->context, head->name, buffer_slice(&kept));
	}
	buffer_done(&kept);
}

/* --- taking one up --- */

/* What is not in the image, since it has memory of its own. */
static bool add_rest(struct ruleset *ruleset, const struct head *head, struct slice engine)
{
	size_t count = ruleset->regex_count;

	ruleset->regexes = calloc(count + 1, sizeof(*ruleset->regexes));
	ruleset->regex_count = ruleset->regexes ? count : 0;
	ruleset->scanner = scanner_unpack(engine);
	if (!ruleset->scanner || !ruleset->regexes)
		return false;
	memcpy(ruleset->regexes, head->regexes, count * sizeof(*ruleset->regexes));
	for (size_t i = 0; i < count; i++) {
		ruleset->regexes[i].regex = regex_later(ruleset->regexes[i].pattern);
		if (!ruleset->regexes[i].regex)
			return false;
	}
	return true;
}

/* The region is the ruleset's from now on, or gone. */
static struct ruleset *ruleset_in(struct region region, size_t bytes)
{
	const struct head *head = (const struct head *)region.memory;
	struct ruleset *ruleset = malloc(sizeof(*ruleset));
	struct slice engine =
		slice_cut((struct slice){ region.memory, bytes }, head->in_memory, bytes);

	if (!ruleset) {
		region_done(&region);
		return NULL;
	}
	memcpy(ruleset, head->ruleset, sizeof(*ruleset));
	atomic_init(&ruleset->references, 1);
	ruleset->region = region;
	ruleset->taken = true;
	if (!add_rest(ruleset, head, engine))
		return ruleset_unref(ruleset);
	region_settle(&ruleset->region, head->in_memory);
	return ruleset;
}

struct ruleset *ruleset_image_take(const char *name, const struct scanner_store *store,
				   size_t *ret_warnings)
{
	struct region region;
	struct buffer kept;

	if (!region_claim(&region, address_of(name), REGION_BYTES_MAX))
		return NULL;
	/* A buffer that is as large as it may ever be, and so stays where it is. */
	kept = (struct buffer){ .data = region.memory,
				.capacity = region.bytes,
				.limit = region.bytes - 1 };
	if (!store->take(store->context, name, &kept) || buffer_failed(&kept) ||
	    !is_whole(buffer_slice(&kept), name)) {
		region_done(&region);
		return NULL;
	}
	*ret_warnings = ((const struct head *)region.memory)->warnings;
	return ruleset_in(region, kept.len);
}
