package dev.backlight.load.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// The event loops of a client, one per processor unless told otherwise: epoll on Linux, NIO
/// elsewhere.
final class EventLoops implements AutoCloseable {

  private final EventLoopGroup group;
  private final List<EventLoop> loops;
  private final List<Long> threadIds = new CopyOnWriteArrayList<>();
  private final boolean epoll = Epoll.isAvailable();

  EventLoops(int count) {
    int threads = count > 0 ? count : Runtime.getRuntime().availableProcessors();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    ThreadFactory factory = new DefaultThreadFactory("backlight-loop", true);
    group =
        new MultiThreadIoEventLoopGroup(
            threads,
            task -> {
              Thread thread = factory.newThread(task);
              threadIds.add(thread.threadId());
              return thread;
            },
            io);
    loops = new ArrayList<>(threads);
    for (int i = 0; i < threads; i++) {
      loops.add(group.next());
    }
  }

  /// Of the loops that have started.
  List<Long> threadIds() {
    return List.copyOf(threadIds);
  }

  int count() {
    return loops.size();
  }

  EventLoop loop(int index) {
    return loops.get(Math.floorMod(index, loops.size()));
  }

  Class<? extends Channel> channelType() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
