/* delta_history.c - see delta_history.h. */
#include "delta_history.h"

#include "messagepack.h"

struct delta_row {
	uint64_t key;
	struct slice row;
	struct delta_row *next;
};

struct delta_arrivals {
	struct history_list list;
	size_t count;
	struct delta_row *rows;
	struct delta_arrivals *next;
};

static struct delta_arrivals *list_of(struct delta *delta, struct delta_brand *brand,
				      const struct history_list *list)
{
	struct delta_arrivals **end = &brand->arrivals;

	for (; *end; end = &(*end)->next) {
		if ((*end)->list.within_us == list->within_us &&
		    strcmp((*end)->list.of, list->of) == 0)
			return *end;
	}
	struct delta_arrivals *arrivals = delta_piece(delta, sizeof(*arrivals));
	if (arrivals)
		arrivals->list = *list;
	*end = arrivals;
	return arrivals;
}

void delta_add_arrivals(struct delta *delta, struct delta_brand *brand,
			const struct history_list *list, uint64_t key, struct slice row)
{
	struct delta_arrivals *arrivals = brand ? list_of(delta, brand, list) : NULL;
	struct delta_row *added = arrivals ? delta_piece(delta, sizeof(*added)) : NULL;

	if (!added)
		return;
	*added = (struct delta_row){ key, row, arrivals->rows };
	arrivals->rows = added;
	arrivals->count++;
}

static size_t chunks_of(const struct delta_arrivals *arrivals)
{
	return (arrivals->count + HISTORY_AT_ONCE - 1) / HISTORY_AT_ONCE;
}

static void pack_key(uint64_t key, struct buffer *to)
{
	messagepack_bytes(to, (struct slice){ (const char *)&key, sizeof(key) });
}

/* { rest, window, keys, rows }; gives what is left. */
static const struct delta_row *pack_chunk(const struct history_list *list,
					  const struct delta_row *first, struct buffer *to)
{
	char rest[HISTORY_REST_MAX];
	const struct delta_row *end = first;
	size_t count = 0;

	for (; end && count < HISTORY_AT_ONCE; end = end->next)
		count++;
	messagepack_array(to, 4);
	messagepack_bytes(to, history_rest(list, rest));
	messagepack_integer(to, list->within_us);
	messagepack_array(to, count);
	for (const struct delta_row *row = first; row != end; row = row->next)
		pack_key(row->key, to);
	messagepack_array(to, count);
	for (const struct delta_row *row = first; row != end; row = row->next)
		messagepack_bytes(to, row->row);
	return end;
}

void delta_pack_arrivals(const struct delta_arrivals *lists, struct buffer *to)
{
	size_t chunks = 0;

	for (const struct delta_arrivals *each = lists; each; each = each->next)
		chunks += chunks_of(each);
	messagepack_text(to, "arrivals");
	messagepack_array(to, chunks);
	for (; lists; lists = lists->next) {
		const struct delta_row *rows = lists->rows;

		while (rows)
			rows = pack_chunk(&lists->list, rows, to);
	}
}

void delta_pack_hide(const struct delta_hide *hide, struct buffer *to)
{
	char entry[HISTORY_HIDDEN_BYTES];

	messagepack_array(to, hide->before ? 4 : 3);
	pack_key(hide->author, to);
	messagepack_bytes(to, history_hidden_entry(hide->comment, hide->ts_us, entry));
	messagepack_integer(to, hide->window_us);
	if (hide->before)
		pack_key(hide->before, to);
}
