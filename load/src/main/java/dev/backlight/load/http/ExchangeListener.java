package dev.backlight.load.http;

/// Hears of each exchange on the wire behind one request: redirects make several.
public interface ExchangeListener {

  ExchangeListener NONE = exchange -> {};

  /// On the thread that sends.
  void ended(Exchange exchange);
}
