package dev.backlight.load.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SessionTest {

  private static HttpClient client;

  @BeforeAll
  static void start() {
    client = HttpClient.start(HttpPolicy.USUAL.loops(1), Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  private static HttpResponse answer(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered) outcome).response();
  }

  @Test
  void redirectsKeepOrChangeTheMethodAsTheStatusSays() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    RawServer.Talk talk =
        connection -> {
          while (connection.request()) {
            String line = connection.head.lines().findFirst().orElse("");
            String body = connection.head.contains("Content-Length: 4") ? connection.body(4) : "";
            seen.add(line.replace(" HTTP/1.1", "") + " " + body);
            String path = line.split(" ")[1];
            connection.say(
                path.startsWith("/to-")
                    ? "HTTP/1.1 %s X\r\nLocation: done?%s\r\nContent-Length: 0\r\n\r\n"
                        .formatted(path.substring(4), path.substring(4))
                    : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
        };
    try (RawServer server = new RawServer(talk);
        Session session = client.session(server.uri())) {
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        HttpRequest post = HttpRequest.of("POST", "/to-" + status).body(Body.of("data"));
        HttpResponse response = answer(session.send(post));
        assertThat(response.finalUrl()).isEqualTo(server.uri() + "done?" + status);
      }
      answer(session.send(HttpRequest.of("PUT", "/to-302").body(Body.of("data"))));
    }
    assertThat(seen)
        .containsExactly(
            "POST /to-301 data",
            "GET /done?301 ",
            "POST /to-302 data",
            "GET /done?302 ",
            "POST /to-303 data",
            "GET /done?303 ",
            "POST /to-307 data",
            "POST /done?307 data",
            "POST /to-308 data",
            "POST /done?308 data",
            "PUT /to-302 data",
            "PUT /done?302 data");
  }

  @Test
  void credentialsStayAtTheirOrigin() throws Exception {
    List<String> elsewhere = new CopyOnWriteArrayList<>();
    RawServer.Talk record =
        connection -> {
          while (connection.request()) {
            elsewhere.add(connection.head);
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
        };
    try (RawServer other = new RawServer(record);
        RawServer server =
            RawServer.saying(
                "HTTP/1.1 307 X\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                    .formatted(other.uri()));
        Session session = client.session(server.uri())) {
      answer(session.send(HttpRequest.get("/").header("Authorization", "Bearer secret")));
    }
    assertThat(elsewhere).singleElement().asString().doesNotContain("secret");
  }

  @Test
  void aUserKeepsItsCookies() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    RawServer.Talk talk =
        connection -> {
          while (connection.request()) {
            seen.add(
                connection
                    .head
                    .lines()
                    .filter(line -> line.startsWith("Cookie:"))
                    .findFirst()
                    .orElse("none"));
            connection.say(
                "HTTP/1.1 200 OK\r\nSet-Cookie: sid=42; HttpOnly\r\n"
                    + "Set-Cookie: deep=1; Path=/deep\r\nContent-Length: 0\r\n\r\n");
          }
        };
    try (RawServer server = new RawServer(talk);
        Session one = client.session(server.uri());
        Session other = client.session(server.uri())) {
      answer(one.send(HttpRequest.get("/")));
      answer(one.send(HttpRequest.get("/")));
      answer(one.send(HttpRequest.get("/deep/er")));
      answer(other.send(HttpRequest.get("/")));
    }
    assertThat(seen).containsExactly("none", "Cookie: sid=42", "Cookie: deep=1; sid=42", "none");
  }

  @Test
  void cookiesFollowTheStandard() {
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    CookieJar jar = new CookieJar(Clock.fixed(now, ZoneOffset.UTC));
    Url page = Url.parse("http://shop.example.com/a/b");
    jar.store(page, "host=1");
    jar.store(page, "wide=2; Domain=.example.com; Path=/");
    jar.store(page, "foreign=3; Domain=other.com");
    jar.store(page, "all=4; Domain=com");
    jar.store(page, "tls=5; Secure; Path=/");
    jar.store(page, "old=6; Expires=Wed, 21 Oct 2015 07:28:00 GMT");
    jar.store(page, "later=7; Path=/; Max-Age=60; Expires=Wed, 21 Oct 2015 07:28:00 GMT");
    jar.store(page, "quoted=\"8\"; Path=/a");
    jar.store(page, "=nameless");
    assertThat(jar.headerFor(page)).isEqualTo("host=1; quoted=8; wide=2; later=7");
    assertThat(jar.headerFor(Url.parse("http://shop.example.com/ab"))).isEqualTo("wide=2; later=7");
    assertThat(jar.headerFor(Url.parse("http://www.example.com/"))).isEqualTo("wide=2");
    assertThat(jar.headerFor(Url.parse("https://shop.example.com/x"))).contains("tls=5");
    assertThat(jar.headerFor(Url.parse("http://badexample.com/"))).isEmpty();
    jar.store(page, "later=; Path=/; Max-Age=0");
    assertThat(jar.headerFor(page)).doesNotContain("later");
  }

  @Test
  void urlsAreResolvedAsLinksAre() {
    Url page = Url.parse("http://Host:8080/a/b?x=1#y");
    assertThat(page.toString()).isEqualTo("http://host:8080/a/b?x=1");
    assertThat(page.resolve("c").toString()).isEqualTo("http://host:8080/a/c");
    assertThat(page.resolve("../c/./d").toString()).isEqualTo("http://host:8080/c/d");
    assertThat(page.resolve("?z").toString()).isEqualTo("http://host:8080/a/b?z");
    assertThat(page.resolve("//other/p").toString()).isEqualTo("http://other/p");
    assertThat(page.resolve("https://[::1]:9/ü b").toString())
        .isEqualTo("https://[::1]:9/%C3%BC%20b");
    assertThat(Url.parse("http://host").target()).isEqualTo("/");
  }

  @Test
  void privateAddressesAreToldFromPublicOnes() throws Exception {
    for (String address :
        List.of(
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "::1",
            "fd00::1",
            "169.254.1.1",
            "100.64.0.1")) {
      assertThat(Addresses.isPrivate(InetAddress.getByName(address))).isTrue();
    }
    for (String address : List.of("8.8.8.8", "172.32.0.1", "2001:db8::1", "100.128.0.1")) {
      assertThat(Addresses.isPrivate(InetAddress.getByName(address))).isFalse();
    }
  }

  @Test
  void tlsIsVerifiedUnlessTheUserSaysOtherwise(@TempDir Path folder) throws Exception {
    SSLServerSocket socket = Certificates.listen(folder);
    RawServer.Talk talk =
        connection -> {
          while (connection.request()) {
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        };
    try (RawServer server = new RawServer(socket, talk);
        HttpClient trusting =
            HttpClient.start(HttpPolicy.USUAL.loops(1).verifyingTls(false), Clock.systemUTC())) {
      URI base = URI.create("https://127.0.0.1:" + server.port() + "/");
      try (Session strict = client.session(base);
          Session lenient = trusting.session(base)) {
        assertThat(strict.send(HttpRequest.get("/")))
            .isInstanceOfSatisfying(
                Outcome.Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Failure.TLS));
        HttpResponse response = answer(lenient.send(HttpRequest.get("/")));
        assertThat(response.body().text()).isEqualTo("ok");
        assertThat(response.timing().tlsNanos()).isPositive();
        assertThat(answer(lenient.send(HttpRequest.get("/"))).timing().tlsNanos()).isZero();
      }
    }
  }
}
