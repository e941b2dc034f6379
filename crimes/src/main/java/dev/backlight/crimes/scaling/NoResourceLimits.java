package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.SCALABILITY;
import static dev.backlight.model.Language.CONFIG;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A container that may take all memory of its host, or gets requests before it can serve them.
public final class NoResourceLimits {

  private static final Set<String> WORKLOADS =
      Set.of("Deployment", "StatefulSet", "Rollout", "DaemonSet");

  public static final Crime CRIME =
      Crime.named("no-resource-limits")
          .title("No resource limits")
          .theme("scaling")
          .category(SCALABILITY)
          .why(
              """
              Without a memory limit one leaking process takes its neighbours down with the host;
              without requests the scheduler packs blindly; without a readiness probe every
              deployment sends requests to a process that cannot serve yet.
              """)
          .remedy(
              CONFIG,
              "Set `resources.requests`, `resources.limits.memory` and a `readinessProbe`; in compose"
                  + " `deploy.resources.limits` and a `healthcheck`.")
          .graded(Severity.MEDIUM)
          .seenBy(NoResourceLimits::judge)
          .example(
              CONFIG,
              "k8s/shop.yaml",
              """
              apiVersion: apps/v1
              kind: Deployment
              metadata:
                name: shop
              spec:
                replicas: 3
                template:
                  spec:
                    containers:
                      - name: shop  # guilty
                        image: example.org/shop:1
                        ports:
                          - containerPort: 8000
              """,
              """
              apiVersion: apps/v1
              kind: Deployment
              metadata:
                name: shop
              spec:
                replicas: 3
                template:
                  spec:
                    containers:
                      - name: shop
                        image: example.org/shop:1
                        ports:
                          - containerPort: 8000
                        readinessProbe:
                          httpGet: { path: /ready, port: 8000 }
                        resources:
                          requests: { cpu: 500m, memory: 256Mi }
                          limits: { memory: 512Mi }
              """)
          .example(
              CONFIG,
              "compose.production.yaml",
              """
              services:
                shop:  # guilty
                  build: .
                  ports: ["8000:8000"]
              """,
              """
              services:
                shop:
                  build: .
                  ports: ["8000:8000"]
                  deploy:
                    resources:
                      limits: { memory: 512M }
              """)
          .declare();

  private NoResourceLimits() {}

  private static Stream<Sighting> judge(Scene scene) {
    boolean ranged =
        scene.configuration().stream()
            .flatMap(file -> file.documents().stream())
            .anyMatch(document -> document.text("kind").equals("LimitRange"));
    Set<String> told = new HashSet<>();
    return scene.configuration().stream()
        .filter(file -> Starts.deployed(file.path()) && !ASIDE.matcher(file.path()).find())
        .flatMap(file -> {
          if (Starts.kubernetes(file)) {
            return pods(scene, file, ranged).limit(1);
          }
          boolean compose = Starts.compose(file) && Starts.production(file.path());
          return compose ? services(scene, file).limit(1) : Stream.empty();
        })
        // One habit of a folder's manifests is told once; the others are listed below it.
        .map(sighting ->
            told.add(folder(sighting)) ? sighting : sighting.sureAtMost(Confidence.LOW));
  }

  private static final Pattern ASIDE =
      Pattern.compile(
          "(?i)(^|/)(scripts?|tools?|dev|local|examples?|samples?|demo|hack|(unit)?tests?|minikube|kind|k3[ds]|legacy|src/(?!main/)\\w+/resources)/");

  private static Stream<Sighting> pods(Scene scene, ConfigFile file, boolean ranged) {
    return file.documents().stream()
        .filter(document -> WORKLOADS.contains(document.text("kind")))
        .flatMap(document ->
            document.get("spec", "template", "spec", "containers").items().stream()
                .filter(container -> !others(container) && !development(container))
                .flatMap(container -> container(scene, file, document, container, ranged)));
  }

  /// Servers that others make, and images that only a developer's machine has.
  private static boolean others(ConfigValue container) {
    return OTHERS.matcher(container.text("image")).find()
        || container.text("imagePullPolicy").equals("Never");
  }

  /// The folder of a file.
  private static String folder(Sighting sighting) {
    String path = sighting.location().path();
    int end = path.lastIndexOf('/');
    return end < 0 ? "" : path.substring(0, end);
  }

  /// `ASPNETCORE_ENVIRONMENT: Development`.
  private static boolean development(ConfigValue container) {
    return container.get("env").items().stream()
        .anyMatch(variable ->
            variable.text("name").matches("(?i).*(ENVIRONMENT|NODE_ENV|PROFILE\\w*)")
                && variable.text("value").matches("(?i)dev\\w*|local|test"));
  }

  private static final Pattern OTHERS =
      Pattern.compile(
          "(?i)(^|/|[-_])(postgres\\w*|mysql|mariadb|mongo(db)?|redis|valkey|memcached|rabbitmq|kafka"
              + "|zookeeper|elasticsearch|opensearch|meilisearch|minio|nginx|traefik|haproxy|envoy"
              + "|prometheus|grafana|kibana|logstash|filebeat|fluentd|fluent-bit|seq|jaegertracing|jaeger|zipkin|otel\\w*|tempo|loki|chrome|selenium|browserless"
              + "|plantuml(-server)?|tracelens|mailhog|mailpit|adminer|pgadmin\\d*|clickhouse\\w*|nats|consul"
              + "|vault|keycloak|sqlserver|mssql|azure-sql-edge|dynamodb-local|localstack|azurite|nacos(-server)?|seata(-server)?|skywalking\\S*|rocketmq|pulsar|emqx|etcd|server-sqlserver)([-:@/]|$)");

  private static Stream<Sighting> container(
      Scene scene, ConfigFile file, ConfigValue document, ConfigValue container, boolean ranged) {
    List<String> missing = new ArrayList<>();
    if (container.get("resources", "limits", "memory").isAbsent() && !ranged) {
      missing.add("no memory limit");
    }
    if (container.get("resources", "requests", "cpu").isAbsent()
        && container.get("resources", "limits", "cpu").isAbsent()
        && !ranged) {
      missing.add("no CPU request");
    }
    boolean serves = !container.get("ports").isAbsent();
    if (serves && container.get("readinessProbe").isAbsent()) {
      missing.add("no readiness probe");
    }
    if (missing.isEmpty() || missing.equals(List.of("no CPU request"))) {
      return Stream.empty();
    }
    // A pod that gets requests a moment too early hurts at each deployment, and only then.
    boolean early = missing.equals(List.of("no readiness probe"));
    return Stream.of(
        scene
            .at(CRIME, file.at(container.line()))
            .sure(early ? Confidence.LOW : Confidence.HIGH)
            .says(
                "container `"
                    + container.text("name")
                    + "` of "
                    + document.text("kind")
                    + " `"
                    + document.text("metadata", "name")
                    + "` has "
                    + String.join(", ", missing)));
  }

  /// What runs once and ends.
  private static final Pattern ENDS = Pattern.compile("(?i)migrat|init|seed|setup|createbuckets");

  private static Stream<Sighting> services(Scene scene, ConfigFile file) {
    return file.root().get("services").entries().stream()
        .filter(service -> !service.value().get("build").isAbsent())
        .filter(service -> unlimited(service.value()) && !ENDS.matcher(service.key()).find())
        .map(service -> at(scene, file, service));
  }

  private static boolean unlimited(ConfigValue service) {
    return service.get("deploy", "resources", "limits").isAbsent()
        && service.get("mem_limit").isAbsent()
        && service.get("extends").isAbsent();
  }

  private static Sighting at(Scene scene, ConfigFile file, Entry service) {
    return scene
        .at(CRIME, file.at(service.line()))
        .sure(Confidence.MEDIUM)
        .says("service `" + service.key() + "` has no memory limit");
  }
}
