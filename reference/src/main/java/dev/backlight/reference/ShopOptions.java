package dev.backlight.reference;

import dev.backlight.reference.backing.Logs;
import dev.backlight.reference.backing.Stock;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// What the shops of all frameworks can be asked for.
public final class ShopOptions {

  @Option(
      names = "--edition",
      paramLabel = "EDITION",
      description = "guilty or redeemed (default: ${DEFAULT-VALUE}).")
  private Edition edition = Edition.REDEEMED;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "How many users; each has five orders (default: ${DEFAULT-VALUE}).")
  private long users = 10_000;

  @Option(
      names = "--orders-per-user",
      paramLabel = "N",
      description = "How many orders for each, on average (default: ${DEFAULT-VALUE}).")
  private long ordersPerUser = 5;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen; 0 for any free port (default: ${DEFAULT-VALUE}).")
  private int port = 8080;

  @Option(
      names = "--postgres",
      paramLabel = "URL",
      description = "A PostgreSQL of yours, as a JDBC URL (default: an embedded one).")
  private String postgres = "";

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description = "A Redis of yours (default: an embedded one).")
  private String redis = "";

  @Option(
      names = "--profile-delay",
      paramLabel = "TIME",
      converter = Time.class,
      description = "How slow the profile service is (default: 50ms).")
  private Duration profileDelay = Duration.ofMillis(50);

  /// Runs a command that has these among its options, and tells with which code to exit.
  public static int run(Callable<Integer> shop, String... arguments) {
    Logs.quiet();
    CommandLine command = new CommandLine(shop);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setUsageHelpWidth(100);
    command.setParameterExceptionHandler(
        (e, _) -> failed(String.valueOf(e.getMessage()), "Help: backlight shop --help"));
    command.setExecutionExceptionHandler((e, _, _) -> failed(reason(e), ""));
    return command.execute(arguments);
  }

  /// What the user can do something about is said in its own words.
  private static String reason(Exception e) {
    return switch (e) {
      case SQLException sql -> "PostgreSQL: " + sql.getMessage();
      case IOException io when io.getMessage() != null -> io.getMessage();
      case IllegalArgumentException bad when bad.getMessage() != null -> bad.getMessage();
      default -> e.toString();
    };
  }

  /// Says what is wrong, and what helps if anything does.
  public static int failed(String message, String remedy) {
    System.err.println("error: " + message);
    if (!remedy.isEmpty()) {
      System.err.println("  " + remedy);
    }
    return 2;
  }

  public Edition edition() {
    return edition;
  }

  public Stock stock() {
    return Stock.forUsers(users).withOrdersPerUser(ordersPerUser);
  }

  public int port() {
    return port;
  }

  public boolean portIsFree() {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /// Empty for an embedded one.
  public String postgres() {
    return postgres;
  }

  /// Empty for an embedded one.
  public String redis() {
    return redis;
  }

  public Duration profileDelay() {
    return profileDelay;
  }
}
