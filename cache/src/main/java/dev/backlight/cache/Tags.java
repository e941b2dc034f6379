package dev.backlight.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;

/// A few different tags, in order. Every tag of an entry is one more counter to read, so there is a
/// limit of 32.
public final class Tags implements Iterable<Tag> {

  /// No tags: an entry that only its key, its age and [TieredCache#clear] can end.
  public static final Tags NONE = new Tags(List.of());

  private static final int MOST = 32;

  private final List<Tag> list;

  private Tags(List<Tag> list) {
    this.list = list;
  }

  public static Tags of(String... names) {
    return of(Arrays.stream(names).map(Tag::of).toList());
  }

  public static Tags of(Collection<Tag> tags) {
    List<Tag> distinct = List.copyOf(new LinkedHashSet<>(tags));
    if (distinct.size() > MOST) {
      throw new IllegalArgumentException(
          "an entry has at most " + MOST + " tags, not " + distinct.size());
    }
    return distinct.isEmpty() ? NONE : new Tags(distinct);
  }

  public Tags and(Tags others) {
    if (others.list.isEmpty()) {
      return this;
    }
    List<Tag> both = new ArrayList<>(list);
    both.addAll(others.list);
    return of(both);
  }

  public List<Tag> list() {
    return list;
  }

  @Override
  public Iterator<Tag> iterator() {
    return list.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tags tags && tags.list.equals(list);
  }

  @Override
  public int hashCode() {
    return list.hashCode();
  }

  @Override
  public String toString() {
    return list.toString();
  }
}
