package dev.backlight.load.engine;

/// A user cannot go on, such as after a failed login. It ends, and the result says why; the run
/// goes on with the others.
public final class UserStopped extends Exception {

  private static final long serialVersionUID = 1L;

  public UserStopped(String reason) {
    super(reason, null, false, false);
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
