package dev.backlight.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/// A few different tags, in order. Every tag of an entry is one more counter to read, so there is a
/// limit of 32.
public record Tags(List<Tag> list) {

  private static final int MOST = 32;

  /// No tags: an entry that only its key, its age and [TieredCache#clear] can end.
  public static final Tags NONE = new Tags(List.of());

  public Tags {
    list = List.copyOf(new LinkedHashSet<>(list));
    if (list.size() > MOST) {
      throw new IllegalArgumentException(
          "an entry has at most " + MOST + " tags, not " + list.size());
    }
  }

  public static Tags of(String... names) {
    return new Tags(Arrays.stream(names).map(Tag::of).toList());
  }

  public static Tags of(Collection<Tag> tags) {
    return new Tags(List.copyOf(tags));
  }

  public Tags and(Tags others) {
    if (others.list.isEmpty()) {
      return this;
    }
    List<Tag> both = new ArrayList<>(list);
    both.addAll(others.list);
    return new Tags(both);
  }
}
