package dev.backlight.cache;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which tags an event of the domain ends: `UserUpdated` ends `user:{userId}`.
///
/// ```java
/// InvalidationRules rules =
///     InvalidationRules.builder()
///         .on(UserUpdated.class, "user:{userId}")
///         .on(OrderCreated.class, "orders:{userId}", "popular-products")
///         .build();
/// // after the transaction has committed:
/// caches.invalidate(rules.tagsOf(event));
/// ```
///
/// Every placeholder is a component of the event's record. One that is not is refused when the
/// rules are built, not when the first event arrives.
public final class InvalidationRules {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  private final Map<Class<?>, Function<Object, Tags>> rules;

  private InvalidationRules(Map<Class<?>, Function<Object, Tags>> rules) {
    this.rules = Map.copyOf(rules);
  }

  public static Builder builder() {
    return new Builder();
  }

  /// The tags that this event ends: those of its class and of all its supertypes that have rules.
  /// An event without a rule ends none.
  public Tags tagsOf(Object event) {
    Tags tags = Tags.NONE;
    for (Map.Entry<Class<?>, Function<Object, Tags>> rule : rules.entrySet()) {
      if (rule.getKey().isInstance(event)) {
        tags = tags.and(rule.getValue().apply(event));
      }
    }
    return tags;
  }

  public static final class Builder {

    private final Map<Class<?>, Function<Object, Tags>> rules = new LinkedHashMap<>();

    private Builder() {}

    /// A rule by templates. The record has to be accessible: public and exported, or opened to
    /// `dev.backlight.cache`, or without modules.
    ///
    /// @throws IllegalArgumentException for a placeholder that is no component, and for a wildcard:
    ///   what `user:42:*` meant is one tag that all those entries have
    public <E extends Record> Builder on(Class<E> event, String... templates) {
      List<Template> parsed =
          Arrays.stream(templates).map(template -> Template.of(event, template)).toList();
      return on(event, e -> Tags.of(parsed.stream().map(template -> template.fill(e)).toList()));
    }

    /// A rule in code.
    public <E> Builder on(Class<E> event, Function<? super E, Tags> tags) {
      Function<Object, Tags> rule = e -> tags.apply(event.cast(e));
      rules.merge(event, rule, (one, two) -> e -> one.apply(e).and(two.apply(e)));
      return this;
    }

    public InvalidationRules build() {
      return new InvalidationRules(rules);
    }
  }

  /// Text with components of a record in it.
  ///
  /// @param components accessors by name
  private record Template(String text, Map<String, Method> components) {

    static Template of(Class<? extends Record> event, String text) {
      if (text.indexOf('*') >= 0) {
        throw new IllegalArgumentException(
            "'" + text + "' has a wildcard; give the entries that it meant one tag");
      }
      Map<String, Method> components = new LinkedHashMap<>();
      for (RecordComponent component : event.getRecordComponents()) {
        components.put(component.getName(), component.getAccessor());
      }
      for (MatchResult placeholder : PLACEHOLDER.matcher(text).results().toList()) {
        Method accessor = components.get(placeholder.group(1));
        if (accessor == null) {
          throw new IllegalArgumentException(
              "'%s': %s has no component '%s', only %s"
                  .formatted(
                      text, event.getSimpleName(), placeholder.group(1), components.keySet()));
        }
        accessor.setAccessible(true);
      }
      return new Template(text, components);
    }

    Tag fill(Object event) {
      return Tag.of(
          PLACEHOLDER
              .matcher(text)
              .replaceAll(found -> Matcher.quoteReplacement(value(event, found.group(1)))));
    }

    private String value(Object event, String component) {
      try {
        Object value = Objects.requireNonNull(components.get(component)).invoke(event);
        if (value == null) {
          throw new IllegalArgumentException(component + " of " + event + " is null");
        }
        return value.toString();
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException("cannot read " + component, e);
      }
    }
  }
}
