package dev.backlight.load.http;

import java.util.List;
import java.util.Optional;

/// What came back. `body` is decoded (gzip, deflate) and holds at most the policy's `maxBodyBytes`;
/// `bodyBytes` is what came over the wire. `finalUrl` differs from the request's target after
/// redirects. `timing` is that of the last exchange.
public record HttpResponse(
    int status, List<Header> headers, Body body, long bodyBytes, String finalUrl, Timing timing) {

  public HttpResponse {
    headers = List.copyOf(headers);
  }

  /// The first header of this name.
  public Optional<String> header(String name) {
    return headers.stream().filter(h -> h.is(name)).map(Header::value).findFirst();
  }
}
