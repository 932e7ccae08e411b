/*
 * bare.c - the ceilings that the stream is measured against, and the load for both sides.
 *
 * serve: an evhttp server that answers 202 to everything; prints its port.
 *
 * post PORT CONNECTIONS COUNT: posts one comment each, prints how many a second.
 *
 * redis SOCKET BATCHES: what a batch of 16 blocks of 64 comments costs when nothing is judged and
 * nothing decided: append, read, acknowledge, and the writes of a commit as plain commands; prints
 * comments a second.
 *
 * naive SOCKET COUNT: the same for one comment at a time, each command for itself; prints comments
 * a second.
 *
 * lines PORT COUNT: posts so many comments, 10,000 a request, one request after the other; prints
 * comments a second, from the first byte of a request to the end of its answer.
 *
 * delay PORT SOCKET RATE COUNT: while comments come in at this rate, 500 a request, posts one by
 * itself again and again and sees when Redis counts it as judged; prints the median and the 99th of
 * 100, in milliseconds from the request.
 */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <hiredis/hiredis.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCKS = 16, EACH = 64, COMMENT_BYTES = 300, THREADS_MAX = 256 };

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- serve --- */

static void accept_it(struct evhttp_request *request, void *context)
{
	struct evbuffer *body = evbuffer_new();

	(void)context;
	evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type",
			  "application/json");
	evbuffer_add_printf(body, "{\"accepted\":1,\"rejected\":[]}\n");
	evhttp_send_reply(request, 202, "Accepted", body);
	evbuffer_free(body);
}

static int serve(void)
{
	struct event_base *base = event_base_new();
	struct evhttp *http = evhttp_new(base);
	struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(http, "127.0.0.1", 0);
	struct sockaddr_in address;
	socklen_t len = sizeof(address);

	if (!bound ||
	    getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address, &len) < 0)
		return 1;
	evhttp_set_gencb(http, accept_it, NULL);
	printf("%u\n", (unsigned)ntohs(address.sin_port));
	fflush(stdout);
	return event_base_dispatch(base);
}

/* --- post --- */

struct poster {
	pthread_t thread;
	uint16_t port;
	int place, count, accepted;
};

static int open_connection(uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		exit(1);
	return fd;
}

static int write_request(char *to, size_t size, int place, int number)
{
	char body[256];
	int len = snprintf(body, sizeof(body),
			   "{\"id\":\"p%d-%d\",\"brand\":\"single\",\"author\":\"u%d\",\"text\":"
			   "\"When does the shop in the high street open on Sundays?\"}",
			   place, number, number % 1000);

	return snprintf(to, size,
			"POST /v1/comments HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
			"application/json\r\nContent-Length: %d\r\n\r\n%s",
			len, body);
}

/* Answers here are short and come whole as a rule; the end is the end of the JSON line. */
static int read_answer(int fd)
{
	char answer[4096];
	size_t used = 0;

	while (used < sizeof(answer) - 1) {
		ssize_t got = read(fd, answer + used, sizeof(answer) - 1 - used);

		if (got <= 0)
			return 0;
		used += (size_t)got;
		answer[used] = '\0';
		if (strstr(answer, "}\n"))
			return strncmp(answer, "HTTP/1.1 202", 12) == 0;
	}
	return 0;
}

static void *post_all(void *context)
{
	struct poster *poster = context;
	int fd = open_connection(poster->port);
	char request[1024];

	for (int i = 0; i < poster->count; i++) {
		int len = write_request(request, sizeof(request), poster->place, i);

		if (write(fd, request, (size_t)len) != len || !read_answer(fd))
			break;
		poster->accepted++;
	}
	close(fd);
	return NULL;
}

static int post(uint16_t port, int connections, int count)
{
	static struct poster posters[THREADS_MAX];
	double begun = seconds();
	int accepted = 0;

	for (int i = 0; i < connections; i++) {
		posters[i] =
			(struct poster){ .port = port, .place = i, .count = count / connections };
		if (pthread_create(&posters[i].thread, NULL, post_all, &posters[i]) != 0)
			return 1;
	}
	for (int i = 0; i < connections; i++) {
		pthread_join(posters[i].thread, NULL);
		accepted += posters[i].accepted;
	}
	printf("%.0f\n", accepted / (seconds() - begun));
	return accepted == count / connections * connections ? 0 : 1;
}

/* --- redis --- */

static void take(redisContext *redis, int replies)
{
	for (int i = 0; i < replies; i++) {
		redisReply *reply = NULL;

		if (redisGetReply(redis, (void **)&reply) != REDIS_OK)
			exit(1);
		freeReplyObject(reply);
	}
}

/* Keys and values of what is remembered: a pair a comment. */
static void remember(redisContext *redis, long long batch)
{
	static char keys[BLOCKS * EACH][8], value[37];
	static const char *arguments[2 + 2 * BLOCKS * EACH];
	static size_t lengths[2 + 2 * BLOCKS * EACH];

	for (int i = 0; i < BLOCKS * EACH; i++) {
		long long number = batch * BLOCKS * EACH + i;

		memcpy(keys[i], &number, sizeof(number));
		arguments[2 + 2 * i] = keys[i];
		lengths[2 + 2 * i] = sizeof(keys[i]);
		arguments[3 + 2 * i] = value;
		lengths[3 + 2 * i] = sizeof(value);
	}
	arguments[0] = "HSET";
	lengths[0] = 4;
	arguments[1] = "bare:counted";
	lengths[1] = 12;
	redisAppendCommandArgv(redis, 2 + 2 * BLOCKS * EACH, arguments, lengths);
}

static void batch_of(redisContext *redis, const char *block, long long batch)
{
	redisReply *reply;
	int sent = 0;

	for (int i = 0; i < BLOCKS; i++)
		redisAppendCommand(redis, "XADD bare:stream * brand b count 64 block %b", block,
				   (size_t)EACH * COMMENT_BYTES);
	take(redis, BLOCKS);
	reply = redisCommand(redis, "XREADGROUP GROUP g c COUNT %d STREAMS bare:stream >", BLOCKS);
	if (!reply || reply->type != REDIS_REPLY_ARRAY)
		exit(1);
	for (size_t i = 0; i < reply->element[0]->element[1]->elements; i++) {
		const char *id = reply->element[0]->element[1]->element[i]->element[0]->str;

		redisAppendCommand(redis, "XACK bare:stream g %s", id);
		redisAppendCommand(redis, "XDEL bare:stream %s", id);
		sent += 2;
	}
	freeReplyObject(reply);
	remember(redis, batch);
	for (int i = 0; i < 8; i++)
		redisAppendCommand(redis, "HINCRBY bare:totals t%d 64", i);
	redisAppendCommand(redis, "SETRANGE bare:series 8000 %b", block, (size_t)12);
	redisAppendCommand(redis, "SETRANGE bare:series 4000 %b", block, (size_t)12);
	take(redis, sent + 11);
}

static int run_redis(const char *socket, int batches)
{
	static char block[EACH * COMMENT_BYTES];
	redisContext *redis = redisConnectUnix(socket);

	if (!redis || redis->err)
		return 1;
	memset(block, 'x', sizeof(block));
	freeReplyObject(redisCommand(redis, "XGROUP CREATE bare:stream g 0 MKSTREAM"));
	double begun = seconds();
	for (int i = 0; i < batches; i++)
		batch_of(redis, block, i);
	printf("%.0f\n", (double)batches * BLOCKS * EACH / (seconds() - begun));
	freeReplyObject(
		redisCommand(redis, "UNLINK bare:stream bare:counted bare:totals bare:series"));
	redisFree(redis);
	return 0;
}

static void one_comment(redisContext *redis, const char *block, long long number)
{
	static const char *const commands[] = {
		"HSETNX bare:counted %lld 1",	  "HINCRBY bare:totals judged 1",
		"HINCRBY bare:totals negative 1", "HINCRBY bare:totals allow 1",
		"HINCRBY bare:series minute 1",	  "HINCRBY bare:series hour 1",
	};
	redisReply *reply;

	freeReplyObject(
		redisCommand(redis, "XADD bare:stream * block %b", block, (size_t)COMMENT_BYTES));
	reply = redisCommand(redis, "XREADGROUP GROUP g c COUNT 1 STREAMS bare:stream >");
	if (!reply || reply->type != REDIS_REPLY_ARRAY)
		exit(1);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		freeReplyObject(redisCommand(redis, commands[i], number));
	const char *id = reply->element[0]->element[1]->element[0]->element[0]->str;
	freeReplyObject(redisCommand(redis, "XACK bare:stream g %s", id));
	freeReplyObject(redisCommand(redis, "XDEL bare:stream %s", id));
	freeReplyObject(reply);
}

static int run_naive(const char *socket, int count)
{
	static char block[COMMENT_BYTES];
	redisContext *redis = redisConnectUnix(socket);

	if (!redis || redis->err)
		return 1;
	memset(block, 'x', sizeof(block));
	freeReplyObject(redisCommand(redis, "XGROUP CREATE bare:stream g 0 MKSTREAM"));
	double begun = seconds();
	for (int i = 0; i < count; i++)
		one_comment(redis, block, i);
	printf("%.0f\n", count / (seconds() - begun));
	freeReplyObject(
		redisCommand(redis, "UNLINK bare:stream bare:counted bare:totals bare:series"));
	redisFree(redis);
	return 0;
}

/* --- lines, delay --- */

enum { LINES = 10000, NOISE = 500, LINE_BYTES = 256, DELAYS_MAX = 10000, LOOK_US = 100 };

/* Comments `first` and on, in one request; gives the seconds to its answer. */
static double post_lines(int fd, const char *brand, long first, int count)
{
	static const char *const texts[] = {
		"When does the shop open on Sundays?", "Takk for hjelpen, det gikk fint",
		"Der Laden ist super", "Det h\u00e4r var s\u00e4mre \u00e4n f\u00f6rra g\u00e5ngen",
		"Hvad koster den store model?"
	};
	char *body = malloc((size_t)count * LINE_BYTES), head[256];
	size_t len = 0;

	if (!body)
		exit(1);
	for (long i = first; i < first + count; i++)
		len += (size_t)snprintf(body + len, LINE_BYTES,
					"{\"id\":\"%s%ld\",\"brand\":\"%s\",\"author\":\"u%ld\","
					"\"text\":\"%s\"}\n",
					brand, i, brand, i % 5000, texts[i % 5]);
	int head_len = snprintf(head, sizeof(head),
				"POST /v1/comments HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
				"application/x-ndjson\r\nContent-Length: %zu\r\n\r\n",
				len);
	double begun = seconds();
	if (write(fd, head, (size_t)head_len) != head_len || write(fd, body, len) != (ssize_t)len ||
	    !read_answer(fd))
		exit(1);
	free(body);
	return seconds() - begun;
}

static int lines(uint16_t port, long count)
{
	int fd = open_connection(port);
	double spent = 0;

	for (long first = 0; first < count; first += LINES)
		spent += post_lines(fd, "lines", first, LINES);
	printf("%.0f\n", (double)(count / LINES * LINES) / spent);
	close(fd);
	return 0;
}

struct noise {
	pthread_t thread;
	uint16_t port;
	double rate;
	atomic_bool stop;
};

static void sleep_until(double when)
{
	double left = when - seconds();

	if (left > 0)
		usleep((useconds_t)(left * 1e6));
}

static void *make_noise(void *context)
{
	struct noise *noise = context;
	int fd = open_connection(noise->port);
	double next = seconds();

	for (long first = 0; !atomic_load(&noise->stop); first += NOISE) {
		(void)post_lines(fd, "noise", first, NOISE);
		next += NOISE / noise->rate;
		sleep_until(next);
	}
	close(fd);
	return NULL;
}

static long judged(redisContext *redis)
{
	redisReply *reply = redisCommand(redis, "HGET lv:{p0}:totals:probe judged");
	long count = reply && reply->type == REDIS_REPLY_STRING ? atol(reply->str) : 0;

	freeReplyObject(reply);
	return count;
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static int delay(uint16_t port, const char *socket, double rate, int count)
{
	static double found[DELAYS_MAX];
	struct noise noise = { .port = port, .rate = rate };
	redisContext *redis = redisConnectUnix(socket);
	int fd = open_connection(port);
	long before;

	if (!redis || redis->err || pthread_create(&noise.thread, NULL, make_noise, &noise) != 0)
		return 1;
	before = judged(redis);
	for (int i = 0; i < count; i++) {
		double begun = seconds();

		(void)post_lines(fd, "probe", before + i, 1);
		while (judged(redis) <= before + i)
			usleep(LOOK_US);
		found[i] = seconds() - begun;
		usleep((useconds_t)(1000 + i * 7919L % 5000)); /* at no beat of the noise's */
	}
	atomic_store(&noise.stop, true);
	pthread_join(noise.thread, NULL);
	close(fd);
	redisFree(redis);
	qsort(found, (size_t)count, sizeof(found[0]), compare);
	printf("%.2f %.2f\n", found[count / 2] * 1000, found[count * 99 / 100] * 1000);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "serve") == 0)
		return serve();
	if (argc == 5 && strcmp(argv[1], "post") == 0 && atol(argv[3]) <= THREADS_MAX)
		return post((uint16_t)atol(argv[2]), (int)atol(argv[3]), (int)atol(argv[4]));
	if (argc == 4 && strcmp(argv[1], "redis") == 0)
		return run_redis(argv[2], (int)atol(argv[3]));
	if (argc == 4 && strcmp(argv[1], "naive") == 0)
		return run_naive(argv[2], (int)atol(argv[3]));
	if (argc == 4 && strcmp(argv[1], "lines") == 0)
		return lines((uint16_t)atol(argv[2]), atol(argv[3]));
	if (argc == 6 && strcmp(argv[1], "delay") == 0 && atol(argv[5]) <= DELAYS_MAX)
		return delay((uint16_t)atol(argv[2]), argv[3], atof(argv[4]), (int)atol(argv[5]));
	fprintf(stderr, "usage: bare serve | post PORT CONNECTIONS COUNT | redis SOCKET BATCHES | "
			"naive SOCKET COUNT | lines PORT COUNT | delay PORT SOCKET RATE COUNT\n");
	return 2;
}
