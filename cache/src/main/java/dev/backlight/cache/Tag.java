package dev.backlight.cache;

/// What several entries have in common, so that they can be invalidated together: `user:42`.
///
/// A tag is a version counter. Entries remember the version they were loaded under and count only
/// while it is still the same, so that invalidating a tag costs one increment, whatever the number
/// of entries. All caches of one [TieredCaches] share their tags.
///
/// @param name not blank, at most 200 characters
public record Tag(String name) {

  private static final int LONGEST = 200;

  public Tag {
    if (name.isBlank() || name.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a tag has 1 to " + LONGEST + " characters, this one is '" + name + "'");
    }
  }

  public static Tag of(String name) {
    return new Tag(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
