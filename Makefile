# Livvakt. `make help` says what there is; docs/packages.txt is the list of packages that `make` installs.
CC       ?= gcc
PREFIX   ?= /usr/local
BUILD    ?= build$(if $(SANITIZE),/$(SANITIZE))
ROOMS    ?= base noun text judge train intake store detect alarm deliver face config batch raise lookout keeper api command
VERSION  := $(shell sed -n 's/^## \([0-9.]*\).*/\1/p' CHANGELOG.md 2>/dev/null | head -n 1)

PKGS     := libcurl libpcre2-8 libhs hiredis libcjson libsodium libevent libevent_pthreads yaml-0.1 libutf8proc libsystemd libpsl libidn2
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wmissing-prototypes -Wstrict-prototypes \
            -Wvla -Wpointer-arith -Wwrite-strings -Wundef -Wformat=2 -Wno-format-nonliteral $(if $(SANITIZE),,-Werror)
FLAGS_address := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_thread  := -fsanitize=thread
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
# The sanitizer flavours take half as long to compile so; that warnings are errors is for the plain ones, with both compilers.
CFLAGS   ?= $(if $(SANITIZE),-O1 -g1,-O2 -g)
HARDEN   := $(if $(SANITIZE),,-D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE)
override CFLAGS += -std=c17 -D_GNU_SOURCE $(WARN) -MMD -MP -iquote include -DLIVVAKT_VERSION='"$(VERSION)"' \
            -DLIVVAKT_SHARE='"$(PREFIX)/share/livvakt"' $(HARDEN) $(FLAGS_$(SANITIZE)) $(PKG_CFLAGS)
LDFLAGS  += $(if $(SANITIZE),,-pie -Wl,-z,relro,-z,now) -Wl,--build-id $(FLAGS_$(SANITIZE))
LDLIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lhttp_parser -llinear -lpthread -lm
$(BUILD)/tests/unit/% $(BUILD)/tests/scenario/%: LDLIBS += -lcmocka
# Hundreds of programs out of one library: binutils' other linker takes little more than half the time, where it is installed.
GOLD     := $(if $(shell command -v ld.gold),-fuse-ld=gold)
$(BUILD)/tests/unit/% $(BUILD)/tests/scenario/% $(BUILD)/tests/corpus/%: LDFLAGS += $(GOLD)

SRC      := $(foreach r,$(ROOMS),$(wildcard daemon/$r/*.c)) $(if $(filter command,$(ROOMS)),$(filter-out daemon/main.c,$(wildcard daemon/*.c)))
OBJ      := $(SRC:%.c=$(BUILD)/%.o)
names     = $(notdir $(basename $(1)))
UNITS    := $(call names,$(wildcard tests/unit/test_*.c))
SCENARIOS := $(call names,$(wildcard tests/scenario/test_*.c))
BENCH    := $(call names,$(filter-out %/slow_disk.c,$(wildcard tests/bench/*.c))) # that is a library: tests/bench/stream makes it
FUZZ     := $(call names,$(wildcard tests/fuzz/fuzz_*.c))
# Where there is but one thread its sanitizer has nothing to find: in that flavour the unit tests that start some, themselves, by their
# peer or in their module, and the integration tests.
ifeq ($(SANITIZE),thread)
STARTERS := $(call names,$(shell grep -lE 'pthread_create|scripted_peer\.h' tests/unit/test_*.c daemon/*.c daemon/*/*.c))
UNITS    := $(filter $(STARTERS) $(STARTERS:%=test_%),$(UNITS))
SCENARIOS :=
FUZZ     :=
endif
TESTS    ?= $(UNITS)
MISSING  := .ci/packages

.PHONY: all test demo bench quality lint fuzz soak install uninstall clean help unit scenario programs integration corpora tests-built syntax tidy bench-built packages packages-test packages-lint
all: packages ; @$(MAKE) --no-print-directory -j$$(nproc) $(BUILD)/livvakt
help: ; @sed -n 's/^#: //p' Makefile
#: make            build/livvakt (packages that are missing are installed first)
#: make demo       the main job, shown on an invented brand; DEMO=keep leaves it running
#: make test       unit, scenario and integration tests, sanitizer flavours, fuzz corpora
#: make soak       sixteen hours on a fast clock, then Livvakt killed 1,000 times under load, its Redis 100 times (an hour)
#: make bench | quality | lint | fuzz | install (DESTDIR, PREFIX) | uninstall | clean

packages: ; @$(MISSING) build run
packages-test: ; @$(MISSING) build run test
packages-lint: ; @$(MISSING) build run test lint

$(BUILD)/livvakt: $(BUILD)/daemon/main.o $(BUILD)/liblivvakt.a
	@echo '  link  $@'; $(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(BUILD)/liblivvakt.a: $(OBJ)
	@rm -f $@; ar rcs $@ $^
$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  cc    $<'; $(CC) $(CFLAGS) $(ROOM_FLAGS) -c -o $@ $<
# Every comment goes through these two rooms: they may be larger than -O2 makes them, if it takes fewer instructions.
$(BUILD)/daemon/text/%.o $(BUILD)/daemon/judge/%.o: ROOM_FLAGS := $(if $(filter -O2,$(CFLAGS)),-O3)
$(BUILD)/daemon/store/functions.o: daemon/store/livvakt.lua
$(BUILD)/daemon/text/language_spelling.o: daemon/text/language_spelling.table
$(BUILD)/tests/bare: tests/bench/bare.c
	@mkdir -p $(@D)
	@echo '  bench $<'; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LDLIBS)
define TEST_PROGRAM
	@mkdir -p $(@D)
	@echo '  test  $*'; $(CC) $(CFLAGS) -iquote tests $(LDFLAGS) -o $@ $(filter %.c,$^) $(filter %.a,$^) $(LDLIBS)
endef
$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/liblivvakt.a ; $(TEST_PROGRAM)
$(BUILD)/tests/scenario/%: tests/scenario/%.c $(BUILD)/liblivvakt.a ; $(TEST_PROGRAM)
$(BUILD)/tests/bench/%: tests/bench/%.c $(BUILD)/liblivvakt.a ; $(TEST_PROGRAM)
$(BUILD)/tests/bench/judge $(BUILD)/tests/bench/hostile $(BUILD)/tests/bench/mood: tests/bench/speech.h
$(BUILD)/tests/bench/looks: LDFLAGS += -Wl,--wrap=lookout_brand,--wrap=lookout_rest,--wrap=within_touch,--wrap=likeness_of
$(BUILD)/tests/corpus/%: tests/fuzz/%.c tests/fuzz/replay_main.c $(BUILD)/liblivvakt.a ; $(TEST_PROGRAM)
$(BUILD)/tests/fuzzer/%: tests/fuzz/%.c $(BUILD)/liblivvakt.a
	@mkdir -p $(@D)
	@echo '  fuzz  $*'; $(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

tests-built: $(BUILD)/livvakt $(TESTS:%=$(BUILD)/tests/unit/%) $(SCENARIOS:%=$(BUILD)/tests/scenario/%) $(FUZZ:%=$(BUILD)/tests/corpus/%)
# What a compiler has to say, without making anything; SYNTAX: of which files.
SYNTAX   ?= $(wildcard daemon/*.c daemon/*/*.c tests/*/*.c)
syntax: ; @printf '%s\n' $(SYNTAX) | xargs -P $$(nproc) -n 8 $(CC) $(filter-out -MMD -MP,$(CFLAGS)) -iquote tests -fsyntax-only
# clang-tidy, and with it clang's warnings; the longest files first, one by one, so that no processor waits for the other's last ones.
tidy: ; @ls -S daemon/*.c daemon/*/*.c | xargs -P $$(nproc) -I % clang-tidy-14 --quiet --warnings-as-errors='*' % -- \
	$(filter-out -MMD -MP $(HARDEN),$(CFLAGS)) 2>/dev/null
bench-built: $(BUILD)/livvakt $(BUILD)/tests/bare $(patsubst %,$(BUILD)/tests/bench/%,$(filter-out bare,$(BENCH)))
unit: $(TESTS:%=$(BUILD)/tests/unit/%) ; @tests/run $^
scenario: $(SCENARIOS:%=$(BUILD)/tests/scenario/%) ; @tests/run $^
corpora: $(FUZZ:%=$(BUILD)/tests/corpus/%) ; @tests/run $^
# All three at once: no processor waits for the last of one kind.
programs: $(TESTS:%=$(BUILD)/tests/unit/%) $(SCENARIOS:%=$(BUILD)/tests/scenario/%) $(FUZZ:%=$(BUILD)/tests/corpus/%) ; @tests/run $^
integration: $(BUILD)/livvakt ; @tests/integration/run $(BUILD)/livvakt

test: packages-test ; @tests/all
demo: packages-test ; @$(MAKE) --no-print-directory -j$$(nproc) $(BUILD)/livvakt && tests/demo/run $(BUILD)/livvakt $(DEMO)
lint: packages-lint ; @tests/lint/run
fuzz: packages-lint ; @tests/fuzz/run
bench: packages-test
	@$(MAKE) --no-print-directory -j$$(nproc) bench-built
	@tests/bench/load-run $(BUILD)/livvakt $(BUILD)/tests/bench/load && tests/bench/rspamd $(BUILD)/livvakt
	@tests/bench/judge-run $(BUILD)/tests/bench/judge && tests/bench/mood-run $(BUILD)/tests/bench/mood && $(BUILD)/tests/bench/hostile 2>/dev/null && tests/bench/run $(BUILD)/livvakt && tests/bench/stream $(BUILD)/livvakt $(BUILD)/tests/bare $(BUILD)/tests/bench/intake
	@$(BUILD)/tests/bench/looks rules && $(BUILD)/tests/bench/chorus && tests/bench/alert $(BUILD)/livvakt && tests/bench/processes $(BUILD)/livvakt
soak: packages-test ; @$(MAKE) --no-print-directory -j$$(nproc) $(BUILD)/livvakt && tests/soak/run $(BUILD)/livvakt
quality: packages-test ; @$(MAKE) --no-print-directory -j$$(nproc) $(BUILD)/livvakt && tests/quality/run $(BUILD)/livvakt

install: all ; @systemd/install "$(BUILD)/livvakt" "$(DESTDIR)" "$(PREFIX)"
uninstall: ; @systemd/install --remove "$(DESTDIR)" "$(PREFIX)"
clean: ; rm -rf build

-include $(OBJ:.o=.d) $(BUILD)/daemon/main.d
