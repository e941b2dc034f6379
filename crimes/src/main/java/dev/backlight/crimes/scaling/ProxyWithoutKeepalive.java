package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.SCALABILITY;
import static dev.backlight.model.Language.CONFIG;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.Syntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A proxy that opens a connection to the service for every request, sends requests to dead
/// servers, or takes fewer connections than it could.
public final class ProxyWithoutKeepalive {

  private static final int MAX_DEPTH = 12;
  private static final int FEW_CONNECTIONS = 512;

  public static final Crime CRIME =
      Crime.named("proxy-without-keepalive")
          .title("Proxy without keep-alive")
          .theme("scaling")
          .category(SCALABILITY)
          .why(
              """
              A proxy that closes its connection after each request pays one more round trip (two or
              three with TLS) on every request, and runs out of ports under load: each closed
              connection blocks one for a minute.
              """)
          .remedy(
              CONFIG,
              "nginx: `keepalive 32;` in the upstream, `proxy_http_version 1.1;` and"
                  + " `proxy_set_header Connection \"\";` at the `proxy_pass`. HAProxy: `check` on"
                  + " each server, no `option httpclose`.")
          .graded(Severity.LOW)
          .seenBy(ProxyWithoutKeepalive::judge)
          .example(
              CONFIG,
              "deploy/nginx.conf",
              """
              upstream app {  # guilty
                server app1:8000;
                server app2:8000;
              }

              server {
                listen 80;
                location / {
                  proxy_pass http://app;
                }
              }
              """,
              """
              upstream app {
                server app1:8000;
                server app2:8000;
                keepalive 32;
              }

              server {
                listen 80;
                location / {
                  proxy_pass http://app;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                }
              }
              """)
          .example(
              CONFIG,
              "deploy/haproxy.cfg",
              """
              global
                maxconn 20000

              backend app
                balance leastconn
                server app1 10.0.0.1:8000  # guilty
                server app2 10.0.0.2:8000
              """,
              """
              global
                maxconn 20000

              backend app
                balance leastconn
                server app1 10.0.0.1:8000 check
                server app2 10.0.0.2:8000 check
              """)
          .declare();

  private ProxyWithoutKeepalive() {}

  private static Stream<Sighting> judge(Scene scene) {
    Set<String> passed = new HashSet<>();
    List<ConfigFile> nginx =
        scene.configuration().stream()
            .filter(file -> file.syntax() == Syntax.NGINX && Starts.deployed(file.path()))
            .toList();
    nginx.forEach(file -> passes(file.root(), passed, 0));
    return Stream.concat(
        nginx.stream().flatMap(file -> nginx(scene, file, passed)),
        scene.configuration().stream()
            .filter(file -> file.syntax() == Syntax.HAPROXY && Starts.deployed(file.path()))
            .flatMap(file -> haproxy(scene, file)));
  }

  /// The names that `proxy_pass` goes to.
  private static void passes(ConfigValue block, Set<String> found, int depth) {
    for (Entry entry : block.entries()) {
      if (entry.key().equals("proxy_pass")) {
        found.add(entry.value().text().replaceFirst("^https?://", "").replaceFirst("[/:$].*", ""));
      } else if (depth < MAX_DEPTH) {
        passes(entry.value(), found, depth + 1);
      }
    }
  }

  private static Stream<Sighting> nginx(Scene scene, ConfigFile file, Set<String> passed) {
    List<Sighting> found = new ArrayList<>();
    blocks(scene, file, file.root(), passed, found, 0);
    return found.stream();
  }

  private static void blocks(
      Scene scene,
      ConfigFile file,
      ConfigValue block,
      Set<String> passed,
      List<Sighting> found,
      int depth) {
    for (Entry entry : block.entries()) {
      ConfigValue value = entry.value();
      if (entry.key().equals("upstream")) {
        String name = value.text();
        if (passed.contains(name)
            && value.get("keepalive").isAbsent()
            && remote(value.all("server"))) {
          found.add(
              scene
                  .at(CRIME, file.at(entry.line()))
                  .says("`" + name + "` has no `keepalive`: each request opens a connection"));
        }
      } else if (entry.key().equals("worker_connections")
          && value.text().matches("\\d{1,9}")
          && Integer.parseInt(value.text()) < FEW_CONNECTIONS) {
        found.add(
            scene
                .at(CRIME, file.at(entry.line()))
                .context("connections")
                .says(
                    "`worker_connections "
                        + value.text()
                        + "`: half as many requests in flight"
                        + " per worker, since each takes two"));
      } else if (depth < MAX_DEPTH) {
        blocks(scene, file, value, passed, found, depth + 1);
      }
    }
  }

  private static final Pattern HERE = Pattern.compile("^(unix:|127\\.|localhost\\b)");

  /// A Unix socket costs no round trip and no port, the own machine hardly one.
  private static boolean remote(List<ConfigValue> servers) {
    return servers.stream().anyMatch(server -> !HERE.matcher(server.text()).find());
  }

  private static Stream<Sighting> haproxy(Scene scene, ConfigFile file) {
    List<Sighting> found = new ArrayList<>();
    boolean defaults =
        file.root().all("defaults").stream()
            .anyMatch(d -> d.text("default-server").contains("check"));
    for (Entry section : file.root().entries()) {
      ConfigValue body = section.value();
      for (ConfigValue option : body.all("option")) {
        if (option.text().matches("(httpclose|forceclose)")) {
          found.add(
              scene
                  .at(CRIME, file.at(option.line()))
                  .context("close")
                  .says("`option " + option.text() + "`: each request opens a connection"));
        }
      }
      if (!section.key().matches("backend|listen")) {
        continue;
      }
      boolean checked = defaults || body.text("default-server").contains("check");
      List<ConfigValue> servers = body.all("server");
      boolean none = servers.stream().noneMatch(s -> s.text().matches(".*\\bcheck\\b.*"));
      if (servers.size() > 1 && none && !checked) {
        found.add(
            scene
                .at(CRIME, file.at(servers.getFirst().line()))
                .context("check")
                .says("no server has `check`: requests go on to one that is dead"));
      }
    }
    return found.stream();
  }
}
