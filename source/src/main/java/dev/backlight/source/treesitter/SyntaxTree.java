package dev.backlight.source.treesitter;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/// A parsed file, flattened in pre-order into arrays; immutable. Node 0 is the root, the
/// descendants of a node follow it directly, and a node is an `int`, so that a walk allocates
/// nothing.
///
/// Offsets are bytes of the UTF-8 text. "Meaningful" children leave out anonymous tokens (`(`,
/// `async`) and what may stand anywhere without being code: comments, line continuations, and the
/// C# directives that wrap no code, such as `#region`.
public final class SyntaxTree {

  private final Language language;
  private final byte[] bytes;
  private final short[] symbols;
  private final short[] fields;
  private final int[] starts;
  private final int[] ends;
  private final int[] parents;

  /// For each node the first node behind its last descendant.
  private final int[] nexts;

  private final BitSet missing;
  private final int errorCount;

  SyntaxTree(
      Language language,
      byte[] bytes,
      short[] symbols,
      short[] fields,
      int[] starts,
      int[] ends,
      int[] parents,
      int[] nexts,
      BitSet missing) {
    this.language = language;
    this.bytes = bytes;
    this.symbols = symbols;
    this.fields = fields;
    this.starts = starts;
    this.ends = ends;
    this.parents = parents;
    this.nexts = nexts;
    this.missing = missing;
    int errors = missing.cardinality();
    for (short symbol : symbols) {
      if (language.error(symbol)) {
        errors++;
      }
    }
    this.errorCount = errors;
  }

  /// How many nodes, at least one.
  public int size() {
    return symbols.length;
  }

  /// The text that was parsed. Not copied: do not write to it.
  public byte[] bytes() {
    return bytes;
  }

  /// The grammar's name for the node, interned: `call`, `identifier`, `(`, `ERROR`.
  public String kind(int node) {
    return language.kind(symbols[node]);
  }

  /// True for `identifier`, false for a token that the grammar spells out, such as `(` or `await`.
  public boolean named(int node) {
    return language.named(symbols[node]);
  }

  /// The field that the node fills in its parent, or the empty string.
  public String field(int node) {
    return language.field(fields[node]);
  }

  /// Offset of the first byte.
  public int start(int node) {
    return starts[node];
  }

  /// Offset behind the last byte.
  public int end(int node) {
    return ends[node];
  }

  /// -1 for the root.
  public int parent(int node) {
    return parents[node];
  }

  /// The first child, anonymous ones and comments included, or -1.
  public int firstChild(int node) {
    return node + 1 < nexts[node] ? node + 1 : -1;
  }

  /// The next child of the same parent, anonymous ones and comments included, or -1.
  public int nextSibling(int node) {
    int parent = parents[node];
    return parent >= 0 && nexts[node] < nexts[parent] ? nexts[node] : -1;
  }

  /// The first meaningful child, or -1.
  public int firstNamedChild(int node) {
    return meaningfulFrom(node + 1, nexts[node]);
  }

  /// The next meaningful child of the same parent, or -1.
  public int nextNamedSibling(int node) {
    int parent = parents[node];
    return parent < 0 ? -1 : meaningfulFrom(nexts[node], nexts[parent]);
  }

  private int meaningfulFrom(int first, int end) {
    for (int child = first; child < end; child = nexts[child]) {
      if (language.meaningful(symbols[child])) {
        return child;
      }
    }
    return -1;
  }

  /// The first child that fills `field`, or -1.
  public int child(int node, String field) {
    int number = language.fieldNumber(field);
    if (number < 0) {
      return -1;
    }
    int end = nexts[node];
    for (int child = node + 1; child < end; child = nexts[child]) {
      if (fields[child] == (short) number) {
        return child;
      }
    }
    return -1;
  }

  /// The first node behind the node and all its descendants; [#size()] behind the last. With it a
  /// subtree is the loop `for (int n = node; n < subtreeEnd(node); n++)`.
  public int subtreeEnd(int node) {
    return nexts[node];
  }

  /// The node's text, decoded.
  public String text(int node) {
    return new String(bytes, starts[node], ends[node] - starts[node], StandardCharsets.UTF_8);
  }

  /// Whether the node's text is exactly `ascii`, without decoding it.
  public boolean textIs(int node, String ascii) {
    int start = starts[node];
    int length = ascii.length();
    if (ends[node] - start != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[start + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Text that fits no rule.
  public boolean isError(int node) {
    return language.error(symbols[node]);
  }

  /// A token that the grammar needs and the text lacks; its length is 0.
  public boolean isMissing(int node) {
    return missing.get(node);
  }

  /// Error nodes and missing tokens.
  public int errorCount() {
    return errorCount;
  }
}
