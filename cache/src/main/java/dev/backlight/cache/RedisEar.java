package dev.backlight.cache;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;

/// One connection on which a node hears the others, until it ends or is ended.
final class RedisEar extends RedisPubSubAdapter<String, String>
    implements RedisConnectionStateListener {

  /// Before the name of a lease, in the only messages that scripts write themselves.
  private static final String FREED = "freed ";

  private final String freed;
  private final RemoteTier.Listener listener;
  private final Runnable lost;
  private final CompletableFuture<StatefulRedisPubSubConnection<String, String>> connecting;
  private volatile boolean ended;

  /// @param leases before the name of a slot, in the name of its lease
  /// @param lost done when a connection is lost that was there
  RedisEar(
      RedisClient client,
      RedisURI uri,
      String channel,
      String leases,
      RemoteTier.Listener listener,
      Runnable lost) {
    this.freed = FREED + leases;
    this.listener = listener;
    this.lost = lost;
    this.connecting = client.connectPubSubAsync(StringCodec.UTF8, uri).toCompletableFuture();
    var _ =
        connecting
            .thenCompose(connection -> {
              connection.addListener((RedisConnectionStateListener) this);
              connection.addListener((RedisPubSubAdapter<String, String>) this);
              return connection.async().subscribe(channel);
            })
            .whenComplete((done, thrown) -> {
              if (thrown != null) {
                var _ = end();
              }
            });
  }

  boolean ended() {
    return ended;
  }

  /// Hears nothing from now on, even if the connection is half open.
  CompletableFuture<?> end() {
    ended = true;
    return connecting.thenCompose(connection -> connection.closeAsync());
  }

  @Override
  public void message(String channel, String message) {
    if (ended) {
      return;
    }
    if (message.startsWith(freed)) {
      listener.freed(message.substring(freed.length()));
    } else {
      listener.heard(message);
    }
  }

  @Override
  public void subscribed(String channel, long count) {
    if (!ended) {
      listener.connected();
    }
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    if (!ended) {
      var _ = end();
      lost.run();
    }
  }
}
