package dev.backlight.reference.web;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Bearer tokens that need no look-up: `userId.expiry.signature`, signed with HMAC-SHA256. Any
/// instance with the same secret can check them.
public final class Tokens {

  private static final Duration LIFE = Duration.ofHours(8);
  private static final String SCHEME = "Bearer ";

  private final SecretKeySpec secret;
  private final InstantSource clock;

  public Tokens(byte[] secret, InstantSource clock) {
    this.secret = new SecretKeySpec(secret, "HmacSHA256");
    this.clock = clock;
  }

  public String issue(long userId) {
    String claim = userId + "." + clock.instant().plus(LIFE).getEpochSecond();
    return claim + "." + sign(claim);
  }

  /// Who sends this request.
  ///
  /// @throws Problem when there is no token, or none of ours, or an old one
  public long user(ServerRequest request) {
    String header = request.headers().value(HeaderNames.AUTHORIZATION).orElse("");
    if (!header.startsWith(SCHEME)) {
      throw Problem.unauthorized("Log in first: 'Authorization: Bearer TOKEN' is missing.");
    }
    return user(header.substring(SCHEME.length()).strip());
  }

  long user(String token) {
    int end = token.lastIndexOf('.');
    String claim = token.substring(0, Math.max(end, 0));
    if (end < 0 || !same(sign(claim), token.substring(end + 1))) {
      throw Problem.unauthorized("This token is not one of ours.");
    }
    String[] parts = claim.split("\\.", 2);
    if (Long.parseLong(parts[1]) <= clock.instant().getEpochSecond()) {
      throw Problem.unauthorized("This token has expired; log in again.");
    }
    return Long.parseLong(parts[0]);
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private String sign(String claim) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      byte[] signature = mac.doFinal(claim.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
