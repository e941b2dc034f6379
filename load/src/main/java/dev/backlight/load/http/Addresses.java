package dev.backlight.load.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Resolves names once, and refuses addresses that nobody allowed.
final class Addresses {

  /// Addresses to try in order, or why there are none.
  sealed interface Found {
    record Usable(List<InetSocketAddress> addresses) implements Found {}

    record None(Failure kind, String detail) implements Found {}
  }

  private final boolean publicTargets;
  private final Map<Origin, Found> known = new ConcurrentHashMap<>();

  Addresses(boolean publicTargets) {
    this.publicTargets = publicTargets;
  }

  /// Blocks while a name is looked up for the first time.
  Found of(Origin origin) {
    Found found = known.get(origin);
    if (found == null) {
      found = look(origin);
      if (found instanceof Found.Usable) {
        known.put(origin, found);
      }
    }
    return found;
  }

  private Found look(Origin origin) {
    List<InetSocketAddress> usable = new ArrayList<>();
    try {
      for (InetAddress address : InetAddress.getAllByName(origin.host())) {
        if (publicTargets || isPrivate(address)) {
          usable.add(new InetSocketAddress(address, origin.port()));
        }
      }
    } catch (UnknownHostException e) {
      return new Found.None(Failure.UNKNOWN_HOST, origin.host());
    }
    return usable.isEmpty()
        ? new Found.None(Failure.FORBIDDEN_TARGET, origin.host() + " is a public address")
        : new Found.Usable(List.copyOf(usable));
  }

  /// Loopback, link-local, and the private ranges of RFC 1918, RFC 4193 and RFC 6598.
  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = address instanceof Inet6Address && (bytes[0] & 0xfe) == 0xfc;
    boolean carrierGrade = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || uniqueLocal
        || carrierGrade;
  }
}
