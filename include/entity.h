/* entity.h - character references as web pages write them: &auml; &#228; &#xE4; */
#ifndef LIVVAKT_ENTITY_H
#define LIVVAKT_ENTITY_H

#include "slice.h"
#include <stdint.h>

/* `text` begins with '&'. Gives how many bytes the reference takes and writes its code point; 0
 * when it is none. Names need their semicolon, numbers do not, as in browsers. Letters' names are
 * taken in any case, since what follows folds case anyway. */
size_t entity_decode(struct slice text, uint32_t *ret_code_point);

#endif
