package dev.backlight.reference;

import dev.backlight.reference.backing.DelayProxy;
import dev.backlight.reference.backing.ProfileService;
import dev.backlight.reference.backing.Profiles;
import dev.backlight.reference.backing.Stock;
import dev.backlight.reference.web.Metrics;
import dev.backlight.reference.web.ShopServer;
import dev.backlight.reference.web.Tokens;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Level;
import java.util.logging.Logger;

/// One edition of the shop, open for customers, over a database that has its data.
public final class OpenShop implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger("shop");
  private static final int SECRET_BYTES = 32;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final ProfileService profileService;
  private final Assembly assembly;
  private final ShopServer server;

  private OpenShop(Edition edition, Settings settings) throws IOException {
    try {
      profileService = part(ProfileService.start(settings.profileDelay()));
      Profiles profiles =
          part(new Profiles(URI.create("http://127.0.0.1:" + profileService.port())));
      String postgres = Stock.inSchema(throughNetwork(settings));
      Tokens tokens = new Tokens(secret(), InstantSource.system());
      Metrics metrics = new Metrics();
      assembly =
          part(
              switch (edition) {
                case GUILTY -> new GuiltyAssembly(postgres, profiles, tokens);
                case REDEEMED ->
                    new RedeemedAssembly(
                        postgres, settings.redis(), profiles, tokens, metrics.registry());
              });
      metrics.watchConnections(assembly::heldConnections);
      server = part(ShopServer.start(settings.port(), assembly.routes(), metrics, assembly::ready));
    } catch (IOException | RuntimeException e) {
      closeParts();
      throw e;
    }
  }

  /// @throws IOException when something it needs does not start
  public static OpenShop open(Edition edition, Settings settings) throws IOException {
    return new OpenShop(edition, settings);
  }

  /// Loads in the background what will be asked for first, if this edition has a place to keep it.
  void warm() {
    if (assembly instanceof RedeemedAssembly redeemed) {
      redeemed.warm();
    }
  }

  public int port() {
    return server.port();
  }

  /// Connections to the database that somebody holds now.
  public int heldConnections() {
    return assembly.heldConnections();
  }

  /// How often the other service was called.
  public long profileCalls() {
    return profileService.calls();
  }

  /// Lets the requests that are under way finish first.
  @Override
  public void close() {
    closeParts();
  }

  private String throughNetwork(Settings settings) throws IOException {
    if (settings.roundTrip().isZero()) {
      return settings.postgres();
    }
    URI uri = URI.create(settings.postgres().substring("jdbc:".length()));
    InetSocketAddress address =
        new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 5432 : uri.getPort());
    DelayProxy proxy = part(DelayProxy.to(address, settings.roundTrip()));
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return "jdbc:postgresql://127.0.0.1:" + proxy.port() + uri.getRawPath() + query;
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  private void closeParts() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "did not close well: " + part.getClass().getSimpleName(), e);
      }
    }
  }

  private static byte[] secret() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }
}
