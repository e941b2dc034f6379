package dev.backlight.source.treesitter;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// One grammar of one native library with its names. Symbol numbers differ between versions of a
/// grammar, names hardly ever do; so only names leave this package.
final class Language {

  static final String ERROR_KIND = "ERROR";

  /// Longest name of a symbol or field that is read from native memory, in bytes.
  private static final long MAX_NAME_BYTES = 4096;

  private static final int SYMBOL_REGULAR = 0;

  /// Named nodes that the grammars allow anywhere and that hold no code. C# directives that wrap
  /// code (`preproc_if`) are not among them.
  private static final Set<String> TRIVIA =
      Set.of(
          "comment",
          "line_comment",
          "block_comment",
          "html_comment",
          "line_continuation",
          "preproc_region",
          "preproc_endregion",
          "preproc_line",
          "preproc_pragma",
          "preproc_nullable",
          "preproc_error",
          "preproc_warning",
          "preproc_define",
          "preproc_undef");

  final MemorySegment pointer;
  private final String[] kinds;
  private final boolean[] named;
  private final boolean[] trivia;
  private final String[] fields;
  private final Map<String, Integer> fieldNumbers = new HashMap<>();

  private Language(
      MemorySegment pointer, String[] kinds, boolean[] named, boolean[] trivia, String[] fields) {
    this.pointer = pointer;
    this.kinds = kinds;
    this.named = named;
    this.trivia = trivia;
    this.fields = fields;
    for (int i = 1; i < fields.length; i++) {
      fieldNumbers.put(fields[i], i);
    }
  }

  static Language read(Functions functions, MemorySegment function) {
    try {
      MemorySegment pointer = (MemorySegment) Functions.TO_ADDRESS.invokeExact(function);
      int symbols = (int) Functions.COUNT.invokeExact(functions.symbolCount, pointer);
      String[] kinds = new String[symbols];
      boolean[] named = new boolean[symbols];
      boolean[] trivia = new boolean[symbols];
      for (int i = 0; i < symbols; i++) {
        kinds[i] = name(functions.symbolName, pointer, i);
        int type =
            (int) Functions.SYMBOL_TYPE.invokeExact(functions.symbolType, pointer, (short) i);
        named[i] = type == SYMBOL_REGULAR;
        trivia[i] = named[i] && TRIVIA.contains(kinds[i]);
      }
      int fieldCount = (int) Functions.COUNT.invokeExact(functions.fieldCount, pointer);
      String[] fields = new String[fieldCount + 1];
      fields[0] = "";
      for (int i = 1; i <= fieldCount; i++) {
        fields[i] = name(functions.fieldName, pointer, i);
      }
      return new Language(pointer, kinds, named, trivia, fields);
    } catch (Throwable t) {
      throw Functions.broken(t);
    }
  }

  private static String name(MemorySegment function, MemorySegment language, int id)
      throws Throwable {
    var text = (MemorySegment) Functions.NAME.invokeExact(function, language, (short) id);
    return text.equals(MemorySegment.NULL)
        ? ""
        : text.reinterpret(MAX_NAME_BYTES).getString(0).intern();
  }

  /// The error symbol is 65535, beyond every table.
  String kind(short symbol) {
    int index = Short.toUnsignedInt(symbol);
    return index < kinds.length ? kinds[index] : ERROR_KIND;
  }

  boolean named(short symbol) {
    int index = Short.toUnsignedInt(symbol);
    return index >= named.length || named[index];
  }

  boolean meaningful(short symbol) {
    int index = Short.toUnsignedInt(symbol);
    return index >= named.length || (named[index] && !trivia[index]);
  }

  boolean error(short symbol) {
    return Short.toUnsignedInt(symbol) >= kinds.length;
  }

  String field(short field) {
    return fields[Short.toUnsignedInt(field)];
  }

  /// The number of the field, or -1 where the grammar has none of this name.
  int fieldNumber(String name) {
    return fieldNumbers.getOrDefault(name, -1);
  }
}
