package dev.backlight.load.http;

/// An open connection. Everything happens on its event loop.
interface Wire {

  /// Whoever holds connections and gives them exchanges.
  interface Keeper {

    /// Can take another exchange. Called before the finished exchange hears of its end.
    void ready(Wire wire);

    /// Takes no more; those at work may still end well.
    void retired(Wire wire);

    /// The reused connection went away before any byte of the answer: once more, elsewhere.
    void again(Exchange exchange);
  }

  void send(Exchange exchange);

  /// Whether another exchange may be sent now.
  boolean free();

  /// Ends exchanges whose time is over.
  void expire(long now);

  /// Gives up on what is at work.
  void cancel();

  void close();
}
