package dev.backlight.load.http;

import java.time.Duration;

/// How requests are sent, whoever sends them.
///
/// `publicTargets` allows addresses that are neither loopback nor private. `maxBodyBytes` is what
/// is kept of a body, decoded. `eventLoops` of 0 is one per processor.
public record HttpPolicy(
    Protocol protocol,
    Duration connectTimeout,
    Duration requestTimeout,
    int maxRedirects,
    int maxHeadBytes,
    int maxBodyBytes,
    boolean verifyTls,
    boolean publicTargets,
    int eventLoops) {

  public enum Protocol {
    HTTP_1,
    /// By ALPN over TLS, by prior knowledge without.
    HTTP_2
  }

  public static final HttpPolicy USUAL =
      new HttpPolicy(
          Protocol.HTTP_1,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          10,
          64 * 1024,
          16 * 1024 * 1024,
          true,
          false,
          0);

  public HttpPolicy {
    if (!connectTimeout.isPositive() || !requestTimeout.isPositive()) {
      throw new IllegalArgumentException("timeouts must be positive");
    }
    if (maxRedirects < 0 || maxHeadBytes < 256 || maxBodyBytes < 0 || eventLoops < 0) {
      throw new IllegalArgumentException("limits out of range");
    }
  }

  public HttpPolicy with(Protocol newProtocol) {
    return new HttpPolicy(
        newProtocol,
        connectTimeout,
        requestTimeout,
        maxRedirects,
        maxHeadBytes,
        maxBodyBytes,
        verifyTls,
        publicTargets,
        eventLoops);
  }

  public HttpPolicy timeouts(Duration connect, Duration request) {
    return new HttpPolicy(
        protocol,
        connect,
        request,
        maxRedirects,
        maxHeadBytes,
        maxBodyBytes,
        verifyTls,
        publicTargets,
        eventLoops);
  }

  public HttpPolicy verifyingTls(boolean verify) {
    return new HttpPolicy(
        protocol,
        connectTimeout,
        requestTimeout,
        maxRedirects,
        maxHeadBytes,
        maxBodyBytes,
        verify,
        publicTargets,
        eventLoops);
  }

  public HttpPolicy allowingPublicTargets(boolean allow) {
    return new HttpPolicy(
        protocol,
        connectTimeout,
        requestTimeout,
        maxRedirects,
        maxHeadBytes,
        maxBodyBytes,
        verifyTls,
        allow,
        eventLoops);
  }

  public HttpPolicy maxBody(int bytes) {
    return new HttpPolicy(
        protocol,
        connectTimeout,
        requestTimeout,
        maxRedirects,
        maxHeadBytes,
        bytes,
        verifyTls,
        publicTargets,
        eventLoops);
  }

  public HttpPolicy loops(int count) {
    return new HttpPolicy(
        protocol,
        connectTimeout,
        requestTimeout,
        maxRedirects,
        maxHeadBytes,
        maxBodyBytes,
        verifyTls,
        publicTargets,
        count);
  }
}
