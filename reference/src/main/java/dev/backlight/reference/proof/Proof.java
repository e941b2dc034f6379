package dev.backlight.reference.proof;

import dev.backlight.reference.backing.BackingProcess;
import dev.backlight.reference.backing.Stock;
import dev.backlight.reference.web.Passwords;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/// Measures everything that the page of the shop says.
///
/// @param parts which parts to measure; all of them if empty
public record Proof(Path page, boolean quick, Set<String> parts) {

  private static final long USERS = 10_000;
  private static final long MANY_USERS = 1_000_000;
  private static final long NOT_SO_MANY_USERS = 100_000;

  /// @throws IOException when a shop, a database or the page cannot be used
  public void run() throws Exception {
    Page into = new Page(page);
    try (BackingProcess backing = BackingProcess.start("", "")) {
      Stage small = new Stage(backing, Stock.forUsers(USERS), quick);
      if (wanted("machine") || parts.isEmpty()) {
        into.put("machine", Machine.describe(quick));
      }
      if (wanted("serialization")) {
        into.put("serialization", SerializationProof.measure(quick));
      }
      if (wanted("waiting")) {
        into.put("waiting", WaitingProof.measure(filled(small)));
      }
      if (wanted("pairs")) {
        into.put("pairs", PairsProof.table(filled(small)));
      }
      if (wanted("pool")) {
        into.put("pool", PoolProof.measure(filled(small)));
      }
      Stock stock = Stock.forUsers(quick ? NOT_SO_MANY_USERS : MANY_USERS).withOrdersPerUser(1);
      Stage large = new Stage(backing, stock, quick);
      if (wanted("stampede")) {
        into.put("stampede", StampedeProof.measure(filled(large)));
      }
      if (wanted("exports")) {
        into.put("exports", ExportProof.measure(filled(large)));
      }
      if (wanted("soak")) {
        Path plot = page.resolveSibling("shop-soak.svg");
        into.put("soak", SoakProof.measure(filled(small), plot));
      }
    }
  }

  private boolean wanted(String part) {
    boolean wanted = parts.isEmpty() || parts.contains(part);
    if (wanted) {
      IO.println("measuring: " + part);
    }
    return wanted;
  }

  private static Stage filled(Stage stage) throws SQLException {
    stage
        .stock()
        .fill(
            stage.backing().postgres(),
            Passwords.hash(Stock.PASSWORD, Passwords.RECOMMENDED_ITERATIONS));
    return stage;
  }
}
