package dev.backlight.load.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A user's connections that speak HTTP/2, one to each origin: requests side by side are streams of
/// it. While the first is being opened, others wait for it. Belongs to the user's event loop.
final class SharedWires {

  /// Waits for a connection that somebody else opens.
  interface Waiting {
    /// There is one, or there is none and never will be of this kind.
    void opened();

    void failed(Failure kind, String detail);
  }

  private final Map<Origin, Wire> wires = new HashMap<>(2);

  /// Origins to which a connection is being opened, and who waits for it.
  private final Map<Origin, Deque<Waiting>> opening = new HashMap<>(2);

  @Nullable Wire free(Origin origin) {
    Wire wire = wires.get(origin);
    return wire != null && wire.free() ? wire : null;
  }

  /// Whether somebody opens a connection that `waiting` can wait for; it does so then.
  boolean await(Origin origin, Waiting waiting) {
    Deque<Waiting> queue = opening.get(origin);
    if (queue != null) {
      queue.add(waiting);
    }
    return queue != null;
  }

  /// From now on others wait, unless there is a connection already, whose streams are all in use.
  void opening(Origin origin) {
    if (!wires.containsKey(origin)) {
      opening.putIfAbsent(origin, new ArrayDeque<>());
    }
  }

  /// Whether the connection is the user's one to this origin from now on.
  boolean takes(Origin origin, Wire wire) {
    return wire instanceof Http2Wire && wires.putIfAbsent(origin, wire) == null;
  }

  /// Lets those go on that waited.
  void opened(Origin origin) {
    Deque<Waiting> queue = opening.remove(origin);
    if (queue != null) {
      queue.forEach(Waiting::opened);
    }
  }

  void failed(Origin origin, Failure kind, String detail) {
    Deque<Waiting> queue = opening.remove(origin);
    if (queue != null) {
      queue.forEach(waiting -> waiting.failed(kind, detail));
    }
  }

  void retired(Wire wire) {
    wires.values().remove(wire);
  }

  List<Wire> all() {
    return new ArrayList<>(wires.values());
  }
}
