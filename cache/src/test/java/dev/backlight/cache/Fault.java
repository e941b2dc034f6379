package dev.backlight.cache;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// What is wrong with a cache: its way to L2, its policy or how it was built.
record Fault(
    UnaryOperator<RemoteTier> link,
    UnaryOperator<CachePolicy> policy,
    Consumer<TieredCaches.Builder> builder) {

  static final Fault NONE =
      new Fault(UnaryOperator.identity(), UnaryOperator.identity(), builder -> {});

  static Fault ofLink(UnaryOperator<RemoteTier> link) {
    return new Fault(link, NONE.policy, NONE.builder);
  }

  static Fault ofPolicy(UnaryOperator<CachePolicy> policy) {
    return new Fault(NONE.link, policy, NONE.builder);
  }

  static Fault ofBuilder(Consumer<TieredCaches.Builder> builder) {
    return new Fault(NONE.link, NONE.policy, builder);
  }

  Fault and(Consumer<TieredCaches.Builder> more) {
    return new Fault(link, policy, builder.andThen(more));
  }
}
