package dev.backlight.load.engine;

/// What is done once, before the first user comes or after the last one left. Its requests are not
/// recorded, and its checks that fail are notes of the result.
@FunctionalInterface
public interface Once {

  Once NOTHING = _ -> {};

  /// Before the load, a user that stops is a run that does not begin.
  void run(Visit visit) throws InterruptedException, UserStopped;
}
