package dev.backlight.source.knowledge;

import java.util.List;
import java.util.Map;

/// A library's type. `paths` are the names by which programs import it; `words` hold for every
/// instance (LAZY, CLIENT, SIZED…); `parents` are known types whose members it has too;
/// `constructor` is what making one does; `fallback` holds the members for names not listed
/// (`.find*`, `.*`), the longest beginning first; it is empty for types with a closed list.
public record KnownType(
    String library,
    String name,
    List<String> paths,
    List<String> parents,
    Words words,
    Entry constructor,
    Map<String, Entry> members,
    List<Entry> fallback) {}
