package dev.backlight.source.treesitter;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.backlight.source.treesitter.Functions.Steps;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import java.util.BitSet;

/// Copies a native tree into arrays in one walk of a cursor, without recursion: by one call of
/// `backlight.c` in the fast library, else step by step from here.
final class Flattening {

  private final Functions functions;
  private final Language language;
  private final MemorySegment node;
  private final MemorySegment cursor;
  private final SegmentAllocator toNode;
  private final SegmentAllocator toCursor;

  private short[] symbols = new short[0];
  private short[] fields = new short[0];
  private int[] starts = new int[0];
  private int[] ends = new int[0];
  private int[] parents = new int[0];
  private int[] nexts = new int[0];
  private BitSet missing = new BitSet(0);
  private int size;

  Flattening(Functions functions, Language language, Arena arena) {
    this.functions = functions;
    this.language = language;
    this.node = arena.allocate(Functions.NODE);
    this.cursor = arena.allocate(Functions.CURSOR);
    this.toNode = (_, _) -> node;
    this.toCursor = (_, _) -> cursor;
  }

  SyntaxTree flatten(MemorySegment tree, byte[] bytes) throws Throwable {
    return functions.hasOwn() ? flattenInC(tree, bytes) : flattenByStep(tree, bytes);
  }

  private SyntaxTree flattenByStep(MemorySegment tree, byte[] bytes) throws Throwable {
    var _ = (MemorySegment) Steps.ROOT_NODE.invokeExact(functions.treeRootNode, toNode, tree);
    allocate((int) Steps.DESCENDANT_COUNT.invokeExact(functions.nodeDescendants, node));
    var _ = (MemorySegment) Steps.CURSOR_NEW.invokeExact(functions.cursorNew, toCursor, node);
    try {
      walk();
    } finally {
      Functions.ADDRESS_TO_VOID.invokeExact(functions.cursorDelete, cursor);
    }
    resize(size);
    var flat =
        new SyntaxTree(language, bytes, symbols, fields, starts, ends, parents, nexts, missing);
    allocate(0);
    return flat;
  }

  private SyntaxTree flattenInC(MemorySegment tree, byte[] bytes) throws Throwable {
    int capacity = (int) Functions.COUNT.invokeExact(functions.count, tree);
    try (Arena arena = Arena.ofConfined()) {
      var nativeSymbols = arena.allocate(JAVA_SHORT, capacity);
      var nativeFields = arena.allocate(JAVA_SHORT, capacity);
      var nativeStarts = arena.allocate(JAVA_INT, capacity);
      var nativeEnds = arena.allocate(JAVA_INT, capacity);
      var nativeParents = arena.allocate(JAVA_INT, capacity);
      var nativeNexts = arena.allocate(JAVA_INT, capacity);
      var nativeMissing = arena.allocate(JAVA_BYTE, capacity / Byte.SIZE + 1);
      int count =
          (int)
              Functions.FLATTEN.invokeExact(
                  functions.flatten,
                  tree,
                  capacity,
                  nativeSymbols,
                  nativeFields,
                  nativeStarts,
                  nativeEnds,
                  nativeParents,
                  nativeNexts,
                  nativeMissing);
      if (count != capacity) {
        throw new IllegalStateException(count + " nodes instead of " + capacity);
      }
      return new SyntaxTree(
          language,
          bytes,
          nativeSymbols.toArray(JAVA_SHORT),
          nativeFields.toArray(JAVA_SHORT),
          nativeStarts.toArray(JAVA_INT),
          nativeEnds.toArray(JAVA_INT),
          nativeParents.toArray(JAVA_INT),
          nativeNexts.toArray(JAVA_INT),
          BitSet.valueOf(nativeMissing.toArray(JAVA_BYTE)));
    }
  }

  private void walk() throws Throwable {
    int parent = -1;
    while (true) {
      int current = record(parent);
      if ((boolean) Steps.STEP.invokeExact(functions.cursorFirstChild, cursor)) {
        parent = current;
        continue;
      }
      nexts[current] = size;
      while (!(boolean) Steps.STEP.invokeExact(functions.cursorNextSibling, cursor)) {
        if (!(boolean) Steps.STEP.invokeExact(functions.cursorParent, cursor)) {
          return;
        }
        nexts[parent] = size;
        parent = parents[parent];
      }
    }
  }

  private int record(int parent) throws Throwable {
    int index = size++;
    if (index == symbols.length) {
      resize(Math.max(16, index + (index >> 1)));
    }
    var _ = (MemorySegment) Steps.CURRENT_NODE.invokeExact(functions.cursorNode, toNode, cursor);
    int start = node.get(JAVA_INT, 0);
    int end = (int) Steps.NODE_TO_INT.invokeExact(functions.nodeEnd, node);
    symbols[index] = (short) Steps.NODE_TO_SHORT.invokeExact(functions.nodeSymbol, node);
    fields[index] = (short) Steps.CURRENT_FIELD.invokeExact(functions.cursorField, cursor);
    starts[index] = start;
    ends[index] = end;
    parents[index] = parent;
    if (start == end && (boolean) Steps.NODE_TO_BOOLEAN.invokeExact(functions.nodeMissing, node)) {
      missing.set(index);
    }
    return index;
  }

  private void allocate(int capacity) {
    symbols = new short[capacity];
    fields = new short[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
    parents = new int[capacity];
    nexts = new int[capacity];
    missing = new BitSet(0);
    size = 0;
  }

  private void resize(int capacity) {
    if (capacity == symbols.length) {
      return;
    }
    symbols = Arrays.copyOf(symbols, capacity);
    fields = Arrays.copyOf(fields, capacity);
    starts = Arrays.copyOf(starts, capacity);
    ends = Arrays.copyOf(ends, capacity);
    parents = Arrays.copyOf(parents, capacity);
    nexts = Arrays.copyOf(nexts, capacity);
  }
}
