/* config_common.c - see config_common.h. */
#include "config_common.h"

#include "buffer.h"
#include <string.h>

enum { COMMON_BYTES_MAX = 16 << 20 };

/* Not: listen, state, rules, roles, judges and their like, which each process has for itself, nor
 * redis and partitions, which are compared by their effect. */
static const char *const common[] = {
	"public_url",
	"defaults",
	"brands",
	"people",
	"schedules",
	"policies",
	"areas",
	"operations",
	"events",
	"webhooks",
	"hide",
	"email",
	"stream",
	"resolve_after",
	"reopen_within",
	"keep_comments",
	"keep_incidents",
	"keep_messages",
	"keep_poison",
	"keep_author_key",
	"duplicates_within",
	"duplicates_kept",
	"remember_hides",
	"rates_kept",
};

static bool is_of_the_host(const struct yaml *member)
{
	return member->key.len >= 5 &&
	       slice_is(slice_cut(member->key, member->key.len - 5, member->key.len), "_file");
}

/* Lengths stand before texts, so that no text is taken for what is around it. */
static void write_text(struct slice text, struct buffer *to)
{
	buffer_printf(to, "%zu:", text.len);
	buffer_add(to, text.data, text.len);
}

static int compare(struct slice a, struct slice b)
{
	const int order = memcmp(a.data, b.data, a.len < b.len ? a.len : b.len);

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* The member whose key comes next in order; NULL: none. The reader takes no key twice. */
static const struct yaml *next_member(const struct yaml *mapping, const struct yaml *before)
{
	const struct yaml *next = NULL;

	for (const struct yaml *it = mapping->first; it; it = it->next) {
		if ((!before || compare(it->key, before->key) > 0) &&
		    (!next || compare(it->key, next->key) < 0))
			next = it;
	}
	return next;
}

static void write_node(const struct yaml *node, struct buffer *to)
{
	if (node->type == YAML_SCALAR) {
		write_text(node->text, to);
		return;
	}
	const bool mapping = node->type == YAML_MAPPING;
	const struct yaml *it = mapping ? next_member(node, NULL) : node->first;

	buffer_printf(to, mapping ? "{" : "[");
	for (; it; it = mapping ? next_member(node, it) : it->next) {
		if (mapping && is_of_the_host(it))
			continue;
		if (mapping)
			write_text(it->key, to);
		write_node(it, to);
	}
	buffer_printf(to, mapping ? "}" : "]");
}

struct slice config_common_read(const struct yaml *root, struct arena *arena)
{
	struct slice text = { NULL, 0 };
	struct buffer written;

	buffer_init(&written, COMMON_BYTES_MAX);
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
		const struct yaml *node = yaml_get(root, common[i]);

		if (!node)
			continue;
		write_text(slice_from(common[i]), &written);
		write_node(node, &written);
	}
	if (!buffer_failed(&written)) {
		text.data = arena_string(arena, buffer_slice(&written));
		text.len = text.data ? written.len : 0;
	}
	buffer_done(&written);
	return text;
}
