package dev.backlight.model;

import java.util.List;

/// A crime seen in the source, not yet priced or graded.
///
/// `message` is one sentence about this instance (`1 query per order`). `chain` leads from the
/// entry point or loop to the guilty call, in order, and is empty when the place says it all.
/// `routes` are the entry points that reach it (`GET /users`), at most ten, sorted. `labels` are
/// short notes on lines of the guilty code. `quantities` are the inputs known at this place; the
/// others take their defaults. `edits` is the mechanical fix, empty where none is certain.
/// `context` tells apart what the place alone does not (the relation that is loaded, the pool's
/// name): it enters the finding's key and is shown.
public record Sighting(
    String rule,
    Location location,
    Confidence confidence,
    Language language,
    String message,
    Reach reach,
    List<String> routes,
    List<Step> chain,
    List<Step> labels,
    List<Quantity> quantities,
    List<Edit> edits,
    String context) {

  /// Who runs the code.
  public enum Reach {
    /// A request, message consumer or websocket handler.
    REQUEST("request"),
    /// A scheduled or background job.
    JOB("job"),
    /// No known entry point.
    UNKNOWN("unknown"),
    /// Not code: configuration or the project as a whole.
    PROJECT("project");

    private final String id;

    Reach(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }

  /// The same, no surer than that.
  public Sighting sureAtMost(Confidence most) {
    return new Sighting(
        rule,
        location,
        confidence.and(most),
        language,
        message,
        reach,
        routes,
        chain,
        labels,
        quantities,
        edits,
        context);
  }

  /// A step of the chain or a label: a place and what happens there.
  public record Step(Location location, String note) {}

  /// Replaces the bytes `start` (inclusive) to `end` (exclusive) of the file `path` by `text`.
  public record Edit(String path, int start, int end, String text) {}
}
