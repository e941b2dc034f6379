package dev.backlight.source.treesitter;

import java.lang.foreign.SymbolLookup;

/// Where native code comes from.
interface NativeSource {

  /// The functions named `ts_*`.
  SymbolLookup core();

  /// The function named [Grammar#functionName()].
  SymbolLookup grammar(Grammar grammar);
}
