package dev.backlight.source.knowledge;

/// What is known of one member or function. `name` is how the report calls it (`requests.get`,
/// `Query.all`); `library` the library's name.
public record Entry(String library, String name, Words words, Outcome outcome) {}
