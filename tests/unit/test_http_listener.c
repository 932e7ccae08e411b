/* test_http_listener.c - a port of the kernel's, clients that come, and a port that is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http_listener.h"
#include "loop.h"
#include <arpa/inet.h>
#include <event2/event.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 40 };

static void on_taken(void *context, int descriptor)
{
	int *taken = context;

	assert_true(fcntl(descriptor, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(descriptor, F_GETFD) & FD_CLOEXEC);
	taken[++taken[0]] = descriptor;
}

static int come(uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
	int client = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof(address)), 0);
	return client;
}

static void test_clients_come(void **state)
{
	struct loop *loop = loop_new(NULL);
	struct error error = { 0 };
	int taken[CLIENTS + 1] = { 0 };
	struct http_listener *listener =
		http_listener_new(loop, "127.0.0.1", 0, on_taken, taken, &error);
	struct http_listener *second;
	int client;

	(void)state;
	assert_non_null(listener);
	assert_true(http_listener_port(listener) > 0);
	client = come(http_listener_port(listener));
	event_base_loop(loop_base(loop), EVLOOP_ONCE);
	assert_int_equal(taken[0], 1);
	second = http_listener_new(loop, "127.0.0.1", http_listener_port(listener), on_taken, taken,
				   &error);
	assert_null(second);
	assert_int_equal(error.code, ERROR_SYSTEM);
	assert_non_null(strstr(error.text, "is in use; stop what listens there"));
	close(client);
	close(taken[1]);
	http_listener_free(listener);
	loop_free(loop);
}

static void test_no_such_address(void **state)
{
	struct loop *loop = loop_new(NULL);
	struct error error = { 0 };

	(void)state;
	assert_null(http_listener_new(loop, "192.0.2.1", 0, on_taken, NULL, &error));
	assert_non_null(strstr(error.text, "cannot listen on 192.0.2.1:0; change `listen`"));
	loop_free(loop);
}

/* With few descriptors left new clients wait until others have gone. */
static void test_descriptors_are_kept(void **state)
{
	struct rlimit usual, few = { 64, 64 };
	struct loop *loop = loop_new(NULL);
	int clients[CLIENTS], taken[CLIENTS + 1] = { 0 }, before;
	struct http_listener *listener =
		http_listener_new(loop, "127.0.0.1", 0, on_taken, taken, NULL);

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &usual), 0);
	few.rlim_max = usual.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	for (int i = 0; i < CLIENTS / 2 + 3; i++) {
		clients[i] = come(http_listener_port(listener));
		event_base_loop(loop_base(loop), EVLOOP_NONBLOCK);
	}
	before = taken[0];
	assert_in_range(before, 5, CLIENTS / 2 + 2);
	for (int i = 1; i <= before; i++) {
		close(taken[i]);
		close(clients[i - 1]);
	}
	while (taken[0] < CLIENTS / 2 + 3)
		event_base_loop(loop_base(loop), EVLOOP_ONCE);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &usual), 0);
	for (int i = before; i < CLIENTS / 2 + 3; i++) {
		close(clients[i]);
		close(taken[i + 1]);
	}
	http_listener_free(listener);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clients_come),
		cmocka_unit_test(test_no_such_address),
		cmocka_unit_test(test_descriptors_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
