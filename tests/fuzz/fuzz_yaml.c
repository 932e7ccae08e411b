/*
 * fuzz_yaml.c - any bytes as YAML: a tree within its limits, each node with its place and its text
 * terminated, or a complaint.
 */
#include "utf8.h"
#include "yaml.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_text(struct slice text)
{
	check(text.data[text.len] == '\0' && strlen(text.data) == text.len &&
	      utf8_valid(text, NULL));
}

static void check_node(const struct yaml *node, size_t depth)
{
	size_t count = 0;

	check(depth <= YAML_DEPTH_MAX + 1);
	check(node->place.line > 0 && node->place.column > 0);
	if (node->type == YAML_SCALAR)
		check_text(node->text);
	for (const struct yaml *child = node->first; child; child = child->next, count++) {
		if (node->type == YAML_MAPPING) {
			check_text(child->key);
			check(child->key_place.line > 0 &&
			      child->key_place.line <= child->place.line);
		}
		check_node(child, depth + 1);
	}
	check(count == node->count && (count == 0 || node->type != YAML_SCALAR));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct complaints complaints;
	struct arena arena;
	const struct yaml *root;

	arena_init(&arena, 4096, 64 << 20);
	complaints_init(&complaints);
	root = yaml_parse((struct slice){ (const char *)data, len }, "fuzz.yaml", &arena,
			  &complaints);
	if (root)
		check_node(root, 0);
	else
		check(complaints.errors > 0);
	complaints_done(&complaints);
	arena_done(&arena);
	return 0;
}
