package dev.backlight.reference;

import dev.backlight.reference.web.Route;
import java.util.List;

/// The parts of an edition.
sealed interface Assembly extends AutoCloseable permits GuiltyAssembly, RedeemedAssembly {

  List<Route> routes();

  /// Connections to the database that somebody holds now.
  int heldConnections();

  /// Whether the database answers.
  boolean ready();

  @Override
  void close();
}
