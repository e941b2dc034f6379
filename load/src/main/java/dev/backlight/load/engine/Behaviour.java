package dev.backlight.load.engine;

/// What a virtual user does. One instance per user, never shared between threads.
public interface Behaviour {

  /// Before the first iteration, as a login.
  void start(Visit visit) throws InterruptedException, UserStopped;

  /// One task with its think time.
  void iterate(Visit visit) throws InterruptedException, UserStopped;

  /// After the last iteration, when the user started.
  void stop(Visit visit) throws InterruptedException, UserStopped;
}
