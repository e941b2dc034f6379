package dev.backlight.source.treesitter;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The part of tree-sitter's public C interface (`tree_sitter/api.h`, the same in 0.25 and 0.26)
/// that parsing and one walk need.
///
/// The handles are static, so that the JIT compiles calls through them into plain calls; they take
/// the function's address as first argument, so that two native libraries can live in one process.
final class Functions {

  static final StructLayout NODE =
      MemoryLayout.structLayout(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  static final StructLayout CURSOR =
      MemoryLayout.structLayout(
          ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, MemoryLayout.paddingLayout(4));

  private static final Linker LINKER = Linker.nativeLinker();

  // Calls that may run long or call back into Java.
  static final MethodHandle TO_ADDRESS = slow(FunctionDescriptor.of(ADDRESS));
  static final MethodHandle ADDRESS_TO_VOID = slow(FunctionDescriptor.ofVoid(ADDRESS));
  static final MethodHandle SET_LANGUAGE =
      slow(FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, ADDRESS));
  static final MethodHandle COUNT = slow(FunctionDescriptor.of(JAVA_INT, ADDRESS));
  static final MethodHandle NAME = slow(FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_SHORT));
  static final MethodHandle SYMBOL_TYPE =
      slow(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));

  // Our own `backlight.c`, in the fast library only.
  static final MethodHandle OWN_PARSE =
      slow(FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG));
  static final MethodHandle FLATTEN =
      slow(
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
              ADDRESS));

  final MemorySegment parserNew;
  final MemorySegment parserDelete;
  final MemorySegment parserSetLanguage;
  final MemorySegment parserParse;
  final MemorySegment parserReset;
  final MemorySegment treeDelete;
  final MemorySegment treeRootNode;
  final MemorySegment cursorNew;
  final MemorySegment cursorDelete;
  final MemorySegment cursorFirstChild;
  final MemorySegment cursorNextSibling;
  final MemorySegment cursorParent;
  final MemorySegment cursorNode;
  final MemorySegment cursorField;
  final MemorySegment nodeSymbol;
  final MemorySegment nodeEnd;
  final MemorySegment nodeMissing;
  final MemorySegment nodeDescendants;
  final MemorySegment symbolCount;
  final MemorySegment symbolName;
  final MemorySegment symbolType;
  final MemorySegment fieldCount;
  final MemorySegment fieldName;

  // Our own; NULL where the library has none.
  final MemorySegment ownParse;
  final MemorySegment flatten;
  final MemorySegment count;

  Functions(SymbolLookup core) {
    parserNew = core.findOrThrow("ts_parser_new");
    parserDelete = core.findOrThrow("ts_parser_delete");
    parserSetLanguage = core.findOrThrow("ts_parser_set_language");
    parserParse = core.findOrThrow("ts_parser_parse_with_options");
    parserReset = core.findOrThrow("ts_parser_reset");
    treeDelete = core.findOrThrow("ts_tree_delete");
    treeRootNode = core.findOrThrow("ts_tree_root_node");
    cursorNew = core.findOrThrow("ts_tree_cursor_new");
    cursorDelete = core.findOrThrow("ts_tree_cursor_delete");
    cursorFirstChild = core.findOrThrow("ts_tree_cursor_goto_first_child");
    cursorNextSibling = core.findOrThrow("ts_tree_cursor_goto_next_sibling");
    cursorParent = core.findOrThrow("ts_tree_cursor_goto_parent");
    cursorNode = core.findOrThrow("ts_tree_cursor_current_node");
    cursorField = core.findOrThrow("ts_tree_cursor_current_field_id");
    nodeSymbol = core.findOrThrow("ts_node_symbol");
    nodeEnd = core.findOrThrow("ts_node_end_byte");
    nodeMissing = core.findOrThrow("ts_node_is_missing");
    nodeDescendants = core.findOrThrow("ts_node_descendant_count");
    symbolCount = core.findOrThrow("ts_language_symbol_count");
    symbolName = core.findOrThrow("ts_language_symbol_name");
    symbolType = core.findOrThrow("ts_language_symbol_type");
    fieldCount = core.findOrThrow("ts_language_field_count");
    fieldName = core.findOrThrow("ts_language_field_name_for_id");
    ownParse = core.find("backlight_parse").orElse(MemorySegment.NULL);
    flatten = core.find("backlight_flatten").orElse(MemorySegment.NULL);
    count = core.find("backlight_count").orElse(MemorySegment.NULL);
  }

  /// The walk, most of it a few nanoseconds and once per node. In a class of their own because each
  /// handle costs milliseconds to make, and the fast library needs none of them.
  static final class Steps {
    static final MethodHandle ROOT_NODE = slow(FunctionDescriptor.of(NODE, ADDRESS));
    static final MethodHandle CURSOR_NEW = slow(FunctionDescriptor.of(CURSOR, NODE));
    static final MethodHandle DESCENDANT_COUNT = slow(FunctionDescriptor.of(JAVA_INT, NODE));
    static final MethodHandle STEP = brief(FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    static final MethodHandle CURRENT_NODE = brief(FunctionDescriptor.of(NODE, ADDRESS));
    static final MethodHandle CURRENT_FIELD = brief(FunctionDescriptor.of(JAVA_SHORT, ADDRESS));
    static final MethodHandle NODE_TO_SHORT = brief(FunctionDescriptor.of(JAVA_SHORT, NODE));
    static final MethodHandle NODE_TO_INT = brief(FunctionDescriptor.of(JAVA_INT, NODE));
    static final MethodHandle NODE_TO_BOOLEAN = brief(FunctionDescriptor.of(JAVA_BOOLEAN, NODE));

    private Steps() {}
  }

  /// Whether the library has `backlight.c`.
  boolean hasOwn() {
    return !ownParse.equals(MemorySegment.NULL);
  }

  static Linker linker() {
    return LINKER;
  }

  /// A native call threw, which no C function does: the binding itself is wrong.
  static IllegalStateException broken(Throwable cause) {
    return new IllegalStateException("the tree-sitter binding does not fit its library", cause);
  }

  static MethodHandle slow(FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(descriptor);
  }

  private static MethodHandle brief(FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(descriptor, Linker.Option.critical(false));
  }
}
