package dev.backlight.source.program;

/// Where the outside enters: a function that somebody else calls. `name` is how people call it
/// (`GET /users/{id}`, `task send_mail`, `cron cleanup`).
public record EntryPoint(Fn function, Kind kind, String name) {

  public enum Kind {
    /// HTTP, GraphQL, gRPC, websocket.
    REQUEST,
    /// Message consumers, scheduled and background jobs.
    JOB,
    STARTUP,
    CLI,
    TEST,
    MIGRATION
  }

  /// Whether performance of what it runs is judged.
  public boolean judged() {
    return kind == Kind.REQUEST || kind == Kind.JOB;
  }
}
