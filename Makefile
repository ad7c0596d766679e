# Holdfast. Two commands matter: `make demo` and `make check`; `make help` lists the rest.

BUILD   ?= build
PREFIX  ?= /usr/local
CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
VERSION := 0.1.0

PACKAGES := ncursesw libpq yaml-0.1 jansson
TEST_PACKAGES := cmocka vterm

WARN   := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Werror
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
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
EMBEDDED  := $(sort $(shell find src -path "src/sql/*" -name '*.sql') $(wildcard themes/*) config.example.yaml)
SUPPORT   := $(sort $(wildcard tests/support/*.c))
TEST_MAINS := $(sort $(wildcard tests/unit/*.c tests/database/*.c tests/terminal/*.c tests/bench/*.c tests/attack/*.c))
TESTS     := $(TEST_MAINS:%.c=$(BUILD)/%)

.PHONY: all tests clean
all: $(BUILD)/holdfast
tests: all $(TESTS)

$(BUILD)/holdfast: $(BUILD)/src/main.o $(BUILD)/libholdfast.a
	@echo "  link   $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/libholdfast.a: $(OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/embedded.c: $(EMBEDDED) src/util/embed.sh
	@mkdir -p $(@D)
	@src/util/embed.sh $(EMBEDDED) > $@

$(BUILD)/embedded.o: $(BUILD)/embedded.c
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/src/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  cc     $<"
	@$(CC) $(CPPFLAGS) $(PACKAGE_CFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) -Itests $(PACKAGE_CFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/libsupport.a: $(SUPPORT:%.c=$(BUILD)/%.o)
	@rm -f $@
	@ar rcs $@ $^

$(TESTS): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/libsupport.a $(BUILD)/libholdfast.a
	@$(CC) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(PACKAGE_LIBS)

clean:
	rm -rf $(BUILD) build-asan build-fuzz

-include $(shell test -d $(BUILD) && find $(BUILD) -name '*.d')
