package dev.backlight.load.scenario;

/// Takes a part of an answer into a variable. Where it is missing, the variable gets `otherwise`;
/// if that is nothing, the request has failed.
public record Extraction(String variable, From from, String selector, Expression otherwise) {

  public enum From {
    /// By JSON pointer or plain path.
    JSON,
    HEADER,
    COOKIE,
    /// The first group in the body.
    REGEX
  }
}
