package dev.backlight.load.http;

import java.util.List;

/// One virtual user's view of HTTP: its cookies and its connections. Blocking, meant for a virtual
/// thread, and never shared between threads.
public interface Session extends AutoCloseable {

  /// Sends, follows redirects if the request says so, stores cookies.
  Outcome send(HttpRequest request) throws InterruptedException;

  /// The same, with word of every exchange that it took.
  Outcome send(HttpRequest request, ExchangeListener listener) throws InterruptedException;

  /// Further connections of the same user, for a request beside another: it shares the cookies, and
  /// is used by one thread at a time, as this is. Whoever asked for it closes it.
  Session beside();

  /// The cookies held now, of all hosts.
  List<Cookie> cookies();

  /// Forgets all cookies.
  void clearCookies();

  /// Stores a cookie as if the base had set it.
  void setCookie(String name, String value);

  /// Closes its connections.
  @Override
  void close();
}
