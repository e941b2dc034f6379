package dev.backlight.load.capacity;

/// Hears how a search goes.
public interface SearchListener {

  SearchListener NONE = _ -> {};

  /// A rate was held and judged.
  void step(JudgedStep step);
}
