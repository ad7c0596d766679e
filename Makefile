# Holdfast. Two commands matter: `make demo` and `make check`; `make help` lists the rest.

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
VERSION := 0.1.0

# All cores, unless told otherwise.
ifeq ($(MAKELEVEL)$(findstring -j,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif
MAKEFLAGS += --no-print-directory

PACKAGES := ncursesw libpq yaml-0.1 jansson
TEST_PACKAGES := cmocka vterm

WARN   := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Werror
HARDEN ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
OPT    ?= -O2 -g
CPPFLAGS += -D_GNU_SOURCE -Iinclude -Isrc -DHOLDFAST_VERSION='"$(VERSION)"' \
            -DHOLDFAST_SHARE='"$(PREFIX)/share/holdfast"'
CFLAGS  += -std=c17 $(OPT) $(WARN) $(HARDEN) -pthread $(SANITIZE) -MMD -MP
LDFLAGS += -pie -Wl,-z,relro,-z,now -pthread $(SANITIZE)

# Asked for only when something is compiled, so that set-up can run before the packages exist.
PACKAGE_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
PACKAGE_LIBS   = $(shell pkg-config --libs $(PACKAGES))
TEST_LIBS      = $(shell pkg-config --libs $(TEST_PACKAGES)) -lutil

SOURCES   := $(filter-out src/main.c,$(sort $(shell find src -name '*.c')))
OBJECTS   := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/embedded.o
EMBEDDED  := $(sort $(shell find src -path 'src/sql/*' -name '*.sql') $(wildcard themes/*) config.example.yaml)
SUPPORT   := $(sort $(wildcard tests/support/*.c))
TEST_MAINS := $(sort $(wildcard tests/unit/*.c tests/database/*.c tests/terminal/*.c tests/attack/*.c))
BENCH_MAINS := $(sort $(wildcard tests/bench/*.c))
BENCH_PARTS := $(sort $(wildcard tests/bench/part/*.c))
FUZZ_MAINS  := $(sort $(wildcard tests/fuzz/*.c))
TESTS     := $(TEST_MAINS:%.c=$(BUILD)/%)
BENCHES   := $(BENCH_MAINS:%.c=$(BUILD)/%)
FUZZERS   := $(FUZZ_MAINS:%.c=$(BUILD)/%)

.PHONY: all help tests benches fuzzers demo check install bench lint asan fuzz clean force
all: $(BUILD)/holdfast

help:
	@echo 'make           the program, at $(BUILD)/holdfast'
	@echo 'make demo      packages, program, and a sample network to try it on'
	@echo 'make check     packages, program, and every test'
	@echo 'make install   into DESTDIR/PREFIX ($(DESTDIR)$(PREFIX))'
	@echo 'make bench     how fast it is, against the budgets; BENCH_OPEN open tasks (100000)'
	@echo 'make lint      format, static analysis, both compilers'
	@echo 'make asan      every test with address and undefined-behaviour sanitizers'
	@echo 'make fuzz      the fuzz targets, FUZZ_SECONDS each ($(FUZZ_SECONDS))'
	@echo 'make clean     removes what was built'

# --- set-up: each of these starts from a bare checkout -------------------------------------------

demo:
	@.ci/install run build
	@$(MAKE) all
	@$(BUILD)/holdfast demo

check:
	@.ci/install run build test
	@$(MAKE) all tests
	@BUILD=$(BUILD) tests/run

bench:
	@.ci/install run build test
	@$(MAKE) all benches
	@for program in $(BENCHES); do HOLDFAST_PROGRAM=$(BUILD)/holdfast $$program || exit 1; done

# Races and kills take their time without the sanitizers already; they run once, in `make check`.
asan:
	@.ci/install run build test
	@$(MAKE) BUILD=build-asan HARDEN=-fPIE OPT='-O1 -g -fno-omit-frame-pointer' \
	    SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all' all tests
	@BUILD=build-asan LIMIT=360 HOLDFAST_SANITIZED=1 tests/run

FUZZ_SECONDS ?= 30
fuzz:
	@.ci/install run build fuzz
	@$(MAKE) BUILD=build-fuzz CC=clang HARDEN=-fPIE OPT='-O1 -g' \
	    SANITIZE='-fsanitize=address,undefined,fuzzer-no-link' fuzzers
	@for name in $(FUZZ_MAINS:tests/fuzz/%.c=%); do \
	    mkdir -p build-fuzz/corpus/$$name; \
	    build-fuzz/tests/fuzz/$$name -max_total_time=$(FUZZ_SECONDS) -verbosity=0 \
	        -artifact_prefix=build-fuzz/$$name- build-fuzz/corpus/$$name \
	        $$(test -d tests/fuzz/$$name && echo tests/fuzz/$$name) || exit 1; \
	done

lint:
	@.ci/install run build test lint
	@.ci/lint $(BUILD)
	@$(MAKE) all tests benches
	@$(MAKE) BUILD=build-clang CC=clang all tests benches

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/man/man5 $(DESTDIR)$(PREFIX)/share/man/man7 \
	    $(DESTDIR)$(PREFIX)/share/holdfast/themes $(DESTDIR)$(PREFIX)/share/doc/holdfast/kiosk
	install -m 755 $(BUILD)/holdfast $(DESTDIR)$(PREFIX)/bin/holdfast
	install -m 644 man/holdfast.1 $(DESTDIR)$(PREFIX)/share/man/man1/holdfast.1
	install -m 644 man/holdfast-policy.5 $(DESTDIR)$(PREFIX)/share/man/man5/holdfast-policy.5
	install -m 644 man/holdfast-security.7 $(DESTDIR)$(PREFIX)/share/man/man7/holdfast-security.7
	$(if $(wildcard themes/*),install -m 644 $(wildcard themes/*) $(DESTDIR)$(PREFIX)/share/holdfast/themes)
	install -m 644 $(wildcard man/kiosk/*) $(DESTDIR)$(PREFIX)/share/doc/holdfast/kiosk
	install -m 644 config.example.yaml $(wildcard README.md) LICENSE $(DESTDIR)$(PREFIX)/share/doc/holdfast

clean:
	rm -rf $(BUILD) build-asan build-fuzz build-clang

# --- building ------------------------------------------------------------------------------------

tests: all $(TESTS)
benches: all $(BENCHES)
fuzzers: $(FUZZERS)

# Other flags, or other files to embed, mean that everything is built again.
BUILT_WITH = $(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(EMBEDDED)
$(BUILD)/flags: force
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(BUILT_WITH))' | cmp -s - $@ || \
	    printf '%s\n' '$(subst ','\'',$(BUILT_WITH))' > $@

$(BUILD)/holdfast: $(BUILD)/src/main.o $(BUILD)/libholdfast.a
	@echo "  link   $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/libholdfast.a: $(OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/embedded.c: $(EMBEDDED) src/util/embed.sh $(BUILD)/flags
	@mkdir -p $(@D)
	@src/util/embed.sh $(EMBEDDED) > $@

$(BUILD)/embedded.o: $(BUILD)/embedded.c
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/src/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  cc     $<"
	@$(CC) $(CPPFLAGS) $(PACKAGE_CFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/tests/%.o: tests/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  cc     $<"
	@$(CC) $(CPPFLAGS) -Itests $(PACKAGE_CFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/libsupport.a: $(SUPPORT:%.c=$(BUILD)/%.o)
	@rm -f $@
	@ar rcs $@ $^

$(TESTS): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/libsupport.a $(BUILD)/libholdfast.a
	@$(CC) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(PACKAGE_LIBS)

$(BENCHES): $(BUILD)/%: $(BUILD)/%.o $(BENCH_PARTS:%.c=$(BUILD)/%.o) $(BUILD)/libsupport.a $(BUILD)/libholdfast.a
	@$(CC) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(PACKAGE_LIBS)

$(FUZZERS): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/libholdfast.a
	@$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(PACKAGE_LIBS)

-include $(shell test -d $(BUILD) && find $(BUILD) -name '*.d')
