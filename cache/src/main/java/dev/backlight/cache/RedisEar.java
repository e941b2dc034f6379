package dev.backlight.cache;

import dev.backlight.cache.RemoteTier.Listener;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The connection on which a node hears the others. Ended, it listens anew at once, and if that
/// fails, at the next heartbeat.
final class RedisEar {

  /// Before the name of a slot, in the only messages that scripts write themselves.
  static final String FREED = "freed ";

  private final RedisClient client;
  private final RedisURI uri;
  private final String channel;

  private final Object lock = new Object();
  private @Nullable Listener listener;
  private @Nullable CompletableFuture<StatefulRedisPubSubConnection<String, String>> connecting;
  private boolean closed;

  RedisEar(RedisClient client, RedisURI uri, String channel) {
    this.client = client;
    this.uri = uri;
    this.channel = channel;
  }

  /// Connects if there is somebody to listen and no connection.
  void listen() {
    synchronized (lock) {
      if (closed || listener == null || connecting != null) {
        return;
      }
      Listener to = listener;
      var attempt = client.connectPubSubAsync(StringCodec.UTF8, uri).toCompletableFuture();
      connecting = attempt;
      var _ =
          attempt.whenComplete((connection, thrown) -> {
            if (thrown == null) {
              hear(attempt, connection, to);
            } else {
              forget(attempt);
            }
          });
    }
  }

  /// Ends the connection there is, which may be half open, and makes another.
  void listenAnewTo(Listener to) {
    CompletableFuture<StatefulRedisPubSubConnection<String, String>> before;
    synchronized (lock) {
      listener = to;
      before = connecting;
      connecting = null;
    }
    var _ = end(before);
    listen();
  }

  CompletableFuture<?> close() {
    CompletableFuture<StatefulRedisPubSubConnection<String, String>> before;
    synchronized (lock) {
      closed = true;
      before = connecting;
      connecting = null;
    }
    return end(before);
  }

  private void hear(
      CompletableFuture<StatefulRedisPubSubConnection<String, String>> attempt,
      StatefulRedisPubSubConnection<String, String> connection,
      Listener to) {
    connection.addListener(
        new RedisEnd(() -> {
          if (forget(attempt)) {
            var _ = connection.closeAsync();
            listen();
          }
        }));
    connection.addListener(
        new RedisPubSubAdapter<String, String>() {
          @Override
          public void message(String from, String message) {
            if (current(attempt)) {
              hear(message, to);
            }
          }

          @Override
          public void subscribed(String to1, long count) {
            if (current(attempt)) {
              to.connected();
            }
          }
        });
    connection
        .async()
        .subscribe(channel)
        .whenComplete((done, thrown) -> {
          if (thrown != null) {
            var _ = connection.closeAsync();
            forget(attempt);
          }
        });
  }

  private static void hear(String message, Listener to) {
    if (message.startsWith(FREED)) {
      to.freed(message.substring(FREED.length()));
    } else {
      to.heard(message);
    }
  }

  private boolean current(CompletableFuture<?> attempt) {
    synchronized (lock) {
      return connecting == attempt;
    }
  }

  private boolean forget(CompletableFuture<?> attempt) {
    synchronized (lock) {
      if (connecting != attempt) {
        return false;
      }
      connecting = null;
      return !closed;
    }
  }

  private static CompletableFuture<?> end(
      @Nullable CompletableFuture<StatefulRedisPubSubConnection<String, String>> connecting) {
    return connecting == null
        ? CompletableFuture.completedFuture(null)
        : connecting.thenCompose(connection -> connection.closeAsync());
  }
}
