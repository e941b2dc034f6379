package dev.backlight.reference.web;

import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;

/// What answers a method on a path.
public record Route(Method method, String path, Handler handler) {

  public static Route get(String path, Handler handler) {
    return new Route(Method.GET, path, handler);
  }

  public static Route post(String path, Handler handler) {
    return new Route(Method.POST, path, handler);
  }
}
