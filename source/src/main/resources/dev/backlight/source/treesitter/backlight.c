// What Java would otherwise do with many small calls: the reading and the clock of a parse, and the
// copying of the tree into arrays in pre-order. UpcallParse.java and Flattening.java do the same for
// libraries without this file; NativesAgreeTest compares them.

#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <tree_sitter/api.h>

#define EXPORTED __attribute__((visibility("default")))

typedef struct {
  const char *text;
  uint32_t length;
  int64_t deadline_nanos;
} Parse;

static int64_t now_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static const char *read_rest(void *payload, uint32_t from, TSPoint point, uint32_t *length) {
  const Parse *parse = payload;
  (void)point;
  uint32_t at = from < parse->length ? from : parse->length;
  *length = parse->length - at;
  return parse->text + at;
}

static bool out_of_time(TSParseState *state) {
  const Parse *parse = state->payload;
  return now_nanos() > parse->deadline_nanos;
}

// Returns NULL where the time ran out; the parser then needs a reset.
EXPORTED TSTree *backlight_parse(
    TSParser *parser, const char *text, uint32_t length, int64_t limit_nanos) {
  int64_t now = now_nanos();
  Parse parse = {text, length, limit_nanos > INT64_MAX - now ? INT64_MAX : now + limit_nanos};
  TSInput input = {&parse, read_rest, TSInputEncodingUTF8, NULL};
  TSParseOptions options = {&parse, out_of_time};
  return ts_parser_parse_with_options(parser, NULL, input, options);
}

// The number of nodes, known without a walk.
EXPORTED uint32_t backlight_count(const TSTree *tree) {
  return ts_node_descendant_count(ts_tree_root_node(tree));
}

// Returns the number of nodes; stops at capacity. `missing` is a bitmap, all zero before the call.
EXPORTED uint32_t backlight_flatten(
    const TSTree *tree, uint32_t capacity, uint16_t *symbols, uint16_t *fields, uint32_t *starts,
    uint32_t *ends, int32_t *parents, int32_t *nexts, uint8_t *missing) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  uint32_t size = 0;
  int32_t parent = -1;
  while (size < capacity) {
    TSNode node = ts_tree_cursor_current_node(&cursor);
    uint32_t current = size++;
    uint32_t start = ts_node_start_byte(node);
    uint32_t end = ts_node_end_byte(node);
    symbols[current] = ts_node_symbol(node);
    fields[current] = ts_tree_cursor_current_field_id(&cursor);
    starts[current] = start;
    ends[current] = end;
    parents[current] = parent;
    if (start == end && ts_node_is_missing(node)) missing[current / 8] |= 1u << (current % 8);
    if (ts_tree_cursor_goto_first_child(&cursor)) {
      parent = (int32_t)current;
      continue;
    }
    nexts[current] = (int32_t)size;
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (!ts_tree_cursor_goto_parent(&cursor)) goto done;
      nexts[parent] = (int32_t)size;
      parent = parents[parent];
    }
  }
done:
  ts_tree_cursor_delete(&cursor);
  return size;
}
