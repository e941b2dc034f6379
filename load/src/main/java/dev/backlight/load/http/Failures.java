package dev.backlight.load.http;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/// Says what an exception of the network means.
final class Failures {

  private Failures() {}

  static Failure ofConnect(Throwable cause) {
    String message = message(cause);
    if (cause instanceof ConnectTimeoutException) {
      return Failure.CONNECT_TIMEOUT;
    }
    if (cause instanceof SSLException || cause instanceof DecoderException) {
      return Failure.TLS;
    }
    if (cause instanceof BindException
        || message.contains("cannot assign requested address")
        || message.contains("too many open files")
        || message.contains("no buffer space")) {
      return Failure.OUT_OF_CONNECTIONS;
    }
    if (cause instanceof NoRouteToHostException
        || message.contains("unreachable")
        || message.contains("no route")
        || message.contains("invalid argument")) {
      return Failure.UNREACHABLE;
    }
    if (cause instanceof ConnectException && !message.contains("timed out")) {
      return Failure.REFUSED;
    }
    return message.contains("reset") ? Failure.RESET : Failure.UNREACHABLE;
  }

  static Failure ofExchange(Throwable cause) {
    if (cause instanceof BadResponse bad) {
      return bad.kind();
    }
    if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
      return Failure.TLS;
    }
    if (cause instanceof ClosedChannelException) {
      return Failure.CLOSED_EARLY;
    }
    String message = message(cause);
    return message.contains("reset") || message.contains("broken pipe")
        ? Failure.RESET
        : Failure.BAD_RESPONSE;
  }

  /// For people: the innermost message, without class names where there is one.
  static String detail(Throwable cause) {
    Throwable deepest = cause;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null ? deepest.getClass().getSimpleName() : message;
  }

  private static String message(Throwable cause) {
    return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
  }
}
