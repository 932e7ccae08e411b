/* say.h - figures and places of an incident in ordinary words, for people who were woken. */
#ifndef LIVVAKT_SAY_H
#define LIVVAKT_SAY_H

#include "buffer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct incident;

/* "90 seconds", "10 minutes", "3 days"; nothing negative. */
void say_duration(int64_t us, struct buffer *to);
/* "just now", "5 minutes ago" */
void say_ago(int64_t us, struct buffer *to);
/* "1 person", "31 people" */
void say_count(uint64_t count, const char *one, const char *many, struct buffer *to);
/* "fewer than 1 is usual", "about 3 are usual"; thousandths. */
void say_expected(int64_t expected, struct buffer *to);
/* "12 negative comments in 20 minutes"; where their number alone would be no news "87 of 130
 * comments are negative in …". */
void say_negative(const struct incident *incident, struct buffer *to);
/* "about 2 are usual"; "so many are usual, but not such a share". */
void say_usual(const struct incident *incident, struct buffer *to);
/* Their number is at most a quarter above what is usual: it is their share that alarms. */
bool say_by_share(const struct incident *incident);
/* " about delivery", " on post 17" of a series' scope; nothing for the brand as a whole. */
void say_place(const char *scope_name, struct buffer *to);
/* "9", "9.5": points as moderators write them, from thousandths. */
void say_points(int64_t thousandths, struct buffer *to);
/* ". It has been calm for a while and was closed at ": why, as far as anything was heard. */
const char *say_why_closed(const struct incident *incident);
/* What a feed's silence was like when it was looked at last. */
void say_silence(const struct incident *incident, struct buffer *to);
/* How sour it has become, in shares, for it is the mood that has changed. */
void say_souring(const struct incident *incident, struct buffer *to);
/* How much of it are near-copies, from a tenth on: some people always quote each other. */
void say_copies(const struct incident *incident, struct buffer *to);
/* How much of it came at the same moments, where it is more than chance brings. */
void say_synchrony(const struct incident *incident, struct buffer *to);
/* Who wrote it: one person most of it, or new accounts; nothing where it is neither. */
void say_writers(const struct incident *incident, struct buffer *to);
/* Names of people, cleaned: "Anna, Bo and Cia". */
void say_names(const char *const *names, size_t count, struct buffer *to);
/* " 82 % of it is on post 17 (usually 6 %)."; what its scope says already is not said again. */
void say_places(const struct incident *incident, struct buffer *to);
/* Of near-copies of one text (incident_is_campaign): what it is, in a few words; its figures; and
 * what can be done, up to the command that calms it. */
struct page;
void say_campaign_name(const struct incident *incident, struct buffer *to);
void say_campaign(const struct incident *incident, struct buffer *to);
void say_campaign_advice(const struct incident *incident, struct page *page);
/* " (again, day 3)", " (again today)": of one that goes on with earlier ones, by that clock. */
struct zone;
void say_again_day(const struct incident *incident, const struct zone *zone, struct buffer *to);
/* " Anna called it a false alarm when there were 30; it has grown more than tenfold since." */
void say_outgrown(const struct incident *incident, struct buffer *to);
/* " It is about the same as inc-… of 2026-11-27. Anna had it before." */
void say_again(const struct incident *incident, const struct zone *zone, struct buffer *to);
/* What is left without copies and single people's many comments, where that is much less. */
void say_organic(const struct incident *incident, struct buffer *to);

#endif
