/* build_id.c - see build_id.h; among the notes of the program file, as they lie in memory. */
#include "build_id.h"

#include <link.h>
#include <stdbool.h>

/* A note's name and content each take whole words. */
static size_t padded(size_t bytes)
{
	return (bytes + 3) / 4 * 4;
}

static bool find_note(struct slice notes, struct slice *ret_id)
{
	ElfW(Nhdr) head;

	while (notes.len >= sizeof(head)) {
		size_t name, content;

		memcpy(&head, notes.data, sizeof(head));
		name = sizeof(head) + padded(head.n_namesz);
		content = padded(head.n_descsz);
		if (name > notes.len || content > notes.len - name)
			return false;
		if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == sizeof(ELF_NOTE_GNU) &&
		    memcmp(notes.data + sizeof(head), ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU)) == 0) {
			*ret_id = (struct slice){ notes.data + name, head.n_descsz };
			return true;
		}
		notes = slice_cut(notes, name + content, notes.len);
	}
	return false;
}

/* The program itself comes first, and is asked alone. */
static int look_at(struct dl_phdr_info *object, size_t size, void *context)
{
	(void)size;
	for (size_t i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): that is what the loader knows */
		const char *data = (const char *)(uintptr_t)(object->dlpi_addr + part->p_vaddr);

		if (part->p_type == PT_NOTE &&
		    find_note((struct slice){ data, part->p_memsz }, context))
			break;
	}
	return 1;
}

struct slice build_id(void)
{
	struct slice id = { "", 0 };

	(void)dl_iterate_phdr(look_at, &id);
	return id;
}
