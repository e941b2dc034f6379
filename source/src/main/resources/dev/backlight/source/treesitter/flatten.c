// Copies a syntax tree into arrays in pre-order: the walk of Flattening.java without a call from
// Java per step. Both must number and fill alike; NativesAgreeTest compares them.

#include <stdint.h>
#include <tree_sitter/api.h>

// Returns the number of nodes; stops at capacity. `missing` is a bitmap, all zero before the call.
__attribute__((visibility("default"))) uint32_t backlight_flatten(
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
