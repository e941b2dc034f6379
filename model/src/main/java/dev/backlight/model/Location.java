package dev.backlight.model;

/// A place: `path` relative to the reviewed root with `/`; `symbol` the enclosing function or class
/// (`OrderService.list`), empty at a file's top level.
public record Location(String path, Span span, String symbol) {

  @Override
  public String toString() {
    return path + ":" + span.startLine();
  }
}
