/*
 * builder_domain.c - `domains` of rules on their way into the ruleset: spelt in one way, and
 * refused where they would hit what nobody meant.
 */
#include "domain.h"
#include "domain_table.h"
#include "forms.h"
#include "ruleset_builder.h"
#include "utf8.h"

enum { SHOWN_MAX = 80, FOLDED_MAX = 4 * DOMAIN_MAX };

static void complain(struct builder *builder, const struct pack_text *text,
		     enum complaint_weight weight, const char *code, const char *what)
{
	complaints_add(builder->complaints, text->place, weight, code, "'%.*s' %s",
		       (int)utf8_cut(text->text, SHOWN_MAX).len, text->text.data, what);
}

static bool has_any(struct slice text, const char *bytes)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr(bytes, text.data[i]))
			return true;
	return false;
}

/* Spells the name behind `*.`; 0 after a complaint. */
static size_t spell(struct builder *builder, const struct pack_text *text, struct slice name,
		    char *ret_name)
{
	char folded[FOLDED_MAX];
	size_t len = 0;

	if (name.len > 0 && has_any(name, "/:@?# \\")) {
		complain(builder, text, COMPLAINT_ERROR, "domain-url",
			 "is more than a domain; write its host alone, as bad.example");
		return 0;
	}
	if (name.len <= DOMAIN_MAX)
		len = forms_fold_plain(name, folded, sizeof(folded));
	len = len > 0 ? domain_spell((struct slice){ folded, len }, ret_name) : 0;
	if (len == 0 || memchr(ret_name, '*', len)) {
		complain(builder, text, COMPLAINT_ERROR, "domain-syntax",
			 "is no domain; write bad.example, or *.example for all below it");
		return 0;
	}
	return len;
}

static bool is_wise(struct builder *builder, const struct pack_text *text, struct slice name,
		    bool below)
{
	if (!below && domain_is_public_suffix(name)) {
		complain(builder, text, COMPLAINT_ERROR, "public-suffix",
			 "is nobody's domain: everybody gets names below it; write one of them, or "
			 "put *. before it if all are meant");
		return false;
	}
	if (slice_begins_with(name, slice_from("www.")))
		complain(builder, text, COMPLAINT_WARNING, "domain-www",
			 "finds links with this www. alone; write what stands behind it, which "
			 "finds "
			 "both");
	if (!domain_has_known_end(name) && !domain_is_address(name))
		complain(builder, text, COMPLAINT_WARNING, "unknown-domain-end",
			 "ends in no top-level domain that exists; mend the spelling");
	return true;
}

void builder_domain(struct builder *builder, const struct pack_text *text, uint32_t rule)
{
	bool below = text->text.len > 2 && memcmp(text->text.data, "*.", 2) == 0;
	struct slice name = slice_cut(text->text, below ? 2 : 0, text->text.len);
	char bytes[DOMAIN_MAX];
	struct domain_entry *entry;

	name = (struct slice){ bytes, spell(builder, text, name, bytes) };
	if (name.len == 0 || !is_wise(builder, text, name, below))
		return;
	name = arena_copy(&builder->ruleset->arena, name);
	entry = name.data ? vector_push(&builder->domains, sizeof(*entry)) : NULL;
	if (entry)
		*entry = (struct domain_entry){ name, rule, below };
	else
		builder->out_of_memory = true;
}
