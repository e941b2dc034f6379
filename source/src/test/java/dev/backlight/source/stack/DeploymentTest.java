package dev.backlight.source.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.stack.Server.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeploymentTest {

  private static List<String> facts(Deployment deployment, Topic topic) {
    return deployment.facts(topic).stream()
        .map(fact ->
            "%s [%s] %s @%d"
                .formatted(
                    fact.name(), fact.subject(), fact.effective(), fact.place().span().startLine()))
        .toList();
  }

  private static Server server(String path, String text) {
    return new Tree().with(path, text).deployment().servers().getFirst();
  }

  @Test
  void serversWithTheirWorkersFromEveryPlaceOfStarting() {
    Server uvicorn =
        server(
            "Procfile", "web: WEB=1 exec poetry run uvicorn app:app --workers=${N:-3} --port 80\n");
    assertThat(uvicorn.model()).isEqualTo(Model.ASYNC);
    assertThat(uvicorn.workers()).hasValue(3);
    Server shell =
        server(
            "docker/entrypoint.sh",
            "#!/bin/sh\nset -e\nmigrate && gunicorn -k uvicorn.workers.UvicornWorker -w4 a:b\n");
    assertThat(shell.name()).isEqualTo("Gunicorn");
    assertThat(shell.model()).isEqualTo(Model.ASYNC);
    assertThat(shell.workers()).hasValue(4);
    assertThat(shell.place()).hasToString("docker/entrypoint.sh:3");
    Server pod =
        server(
            "k8s/web.yaml",
            """
            apiVersion: apps/v1
            kind: Deployment
            spec:
              template:
                spec:
                  containers:
                    - name: web
                      command: ["sh", "-c", "python -m gunicorn app:app --threads 8"]
            """);
    assertThat(pod.model()).isEqualTo(Model.THREADED);
    assertThat(pod.workers()).hasValue(1);
    assertThat(pod.option("workers").orElseThrow().isDefault()).isTrue();
    Server unit =
        server("app.service", "[Service]\nExecStart=/usr/bin/waitress-serve --threads=16 a:b\n");
    assertThat(unit.threads()).hasValue(16);
    Server development =
        server(
            "docker-compose.yml", "services:\n  web:\n    command: python manage.py runserver\n");
    assertThat(development.development()).isTrue();
  }

  @Test
  void gunicornsFileFillsWhatTheCommandLeavesOpen() {
    Deployment deployment =
        new Tree()
            .with("Dockerfile", "FROM python:3\nCMD gunicorn --timeout 60 app:app\n")
            .with(
                "gunicorn.conf.py",
                "import os\nworkers = int(os.environ.get('W', 5))\ntimeout = 10\nworker_class = 'gevent'\n")
            .deployment();
    Server command =
        deployment.servers().stream().filter(s -> !s.command().isEmpty()).findFirst().orElseThrow();
    assertThat(command.workers()).hasValue(5);
    assertThat(command.option("timeout").orElseThrow().value()).isEqualTo("60");
    assertThat(command.model()).isEqualTo(Model.ASYNC);
  }

  @Test
  void processFilesOfNode() {
    Server pm2 =
        server(
            "ecosystem.config.js",
            "module.exports = {apps: [{script: 'a.js', instances: 'max', exec_mode: 'cluster'}]};\n");
    assertThat(pm2.name()).isEqualTo("PM2");
    assertThat(pm2.option("workers").orElseThrow().value()).isEqualTo("max");
    assertThat(pm2.option("mode").orElseThrow().value()).isEqualTo("cluster");
    Server cluster =
        server(
            "index.js",
            "const cluster = require('cluster');\nif (cluster.isMaster) { cluster.fork(); }\n");
    assertThat(cluster.name()).isEqualTo("Node.js cluster");
  }

  @Test
  void poolsAndFlagsOfSpringInEveryNotation() {
    Deployment deployment =
        new Tree()
            .with(
                "src/main/resources/application.yml",
                """
                spring:
                  datasource:
                    hikari:
                      maximumPoolSize: ${POOL:16}
                  jpa:
                    open-in-view: false
                """)
            .with(
                "src/main/resources/application-prod.properties", "spring.jpa.open-in-view=true\n")
            .with(".env", "SPRING_JPA_PROPERTIES_HIBERNATE_DEFAULT_BATCH_FETCH_SIZE=50\n")
            .deployment();
    assertThat(facts(deployment, Topic.POOL))
        .containsExactly(
            "spring.datasource.hikari.maximum-pool-size [spring.datasource.hikari.maximumPoolSize] 16 @4");
    assertThat(
            deployment.first("spring.datasource.hikari.maximum-pool-size").orElseThrow().number())
        .hasValue(16);
    assertThat(deployment.settings().first("spring.jpa.openInView").orElseThrow().value())
        .isEqualTo("false");
    assertThat(deployment.settings().find("spring.jpa.open-in-view"))
        .extracting(Setting::profile)
        .containsExactly("", "prod");
    assertThat(deployment.first("spring.jpa.properties.hibernate.default_batch_fetch_size"))
        .isPresent();
  }

  @Test
  void poolsInConnectionStringsAndDjangoSettings() {
    Deployment deployment =
        new Tree()
            .with(
                "appsettings.json",
                "{\"ConnectionStrings\": {\"Main\": \"Server=x;Max Pool Size=20;\"}}")
            .with(
                "shop/settings.py",
                "DATABASES = {'default': {'CONN_MAX_AGE': 60, 'HOST': env('H', default='db')}}\n")
            .with(
                ".env.production",
                "DATABASE_URL=postgresql://u@h/db?connection_limit=7&pool_timeout=2\n")
            .deployment();
    assertThat(deployment.first("connection-string:max-pool-size").orElseThrow().number())
        .hasValue(20);
    assertThat(deployment.first("connection-string:connection_limit").orElseThrow().number())
        .hasValue(7);
    assertThat(deployment.first("*.conn_max_age").orElseThrow().number()).hasValue(60);
    assertThat(deployment.settings().first("DATABASES.default.HOST").orElseThrow().value())
        .isEqualTo("db");
  }

  @Test
  void composeTellsReplicasLimitsAndDatabaseFlags() {
    Deployment deployment =
        new Tree()
            .with(
                "compose.yaml",
                """
                services:
                  api:
                    build: .
                    deploy:
                      replicas: 3
                      resources: {limits: {memory: 512M, cpus: "0.5"}}
                    healthcheck: {test: curl}
                    environment:
                      - WEB_CONCURRENCY=6
                    command: gunicorn app
                  db:
                    image: postgres:16
                    command: postgres -c max_connections=200
                  cache:
                    image: redis:7
                    command: redis-server --maxmemory 256mb
                """)
            .deployment();
    assertThat(facts(deployment, Topic.REPLICAS)).containsExactly("replicas [api] 3 @5");
    assertThat(facts(deployment, Topic.CONTAINER_LIMIT))
        .containsExactly("memory [api] 512M @6", "cpu [api] 0.5 @6");
    assertThat(facts(deployment, Topic.PROBE)).hasSize(1);
    assertThat(deployment.databaseConnections().orElseThrow().number()).hasValue(200);
    assertThat(facts(deployment, Topic.REDIS)).containsExactly("redis:maxmemory [cache] 256mb @16");
    assertThat(deployment.servers().getFirst().workers()).hasValue(6);
  }

  @Test
  void kubernetesTellsReplicasProbesAndScaling() {
    Deployment deployment =
        new Tree()
            .with(
                "k8s/app.yaml",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 4
                  template:
                    spec:
                      terminationGracePeriodSeconds: 40
                      containers:
                        - name: web
                          readinessProbe: {httpGet: {path: /}}
                          resources:
                            limits: {memory: 1Gi}
                ---
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec: {minReplicas: 2, maxReplicas: 9}
                """)
            .deployment();
    assertThat(facts(deployment, Topic.REPLICAS)).containsExactly("replicas [Deployment web] 4 @5");
    assertThat(facts(deployment, Topic.PROBE))
        .containsExactly("readinessProbe [Deployment web] present @11");
    assertThat(facts(deployment, Topic.CONTAINER_LIMIT))
        .containsExactly("memory [Deployment web] 1Gi @13");
    assertThat(facts(deployment, Topic.DRAIN)).hasSize(1);
    assertThat(facts(deployment, Topic.AUTOSCALING)).hasSize(2);
  }

  @Test
  void proxiesTellWhatTheyKeepAliveAndCompress() {
    Deployment deployment =
        new Tree()
            .with(
                "nginx.conf",
                """
                events { worker_connections 512; }
                http {
                  gzip off;
                  upstream app { server app:80; keepalive 32; }
                  server { location /api { proxy_pass http://app; proxy_read_timeout 5s; } }
                }
                """)
            .with("haproxy.cfg", "backend web\n  timeout server 30s\n  server a 1:1 check\n")
            .deployment();
    assertThat(facts(deployment, Topic.PROXY))
        .contains(
            "nginx:worker_connections [events] 512 @1",
            "nginx:gzip [http] off @3",
            "nginx:keepalive [upstream app] 32 @4",
            "nginx:proxy_pass [location /api] http://app @5",
            "haproxy:server [backend web] a 1:1 check @3");
    assertThat(facts(deployment, Topic.TIMEOUT))
        .contains(
            "nginx:proxy_read_timeout [location /api] 5s @5",
            "haproxy:timeout [backend web] server 30s @2");
  }

  @Test
  void monitoringTellsAlertsScrapesAndDashboards() {
    Deployment deployment =
        new Tree()
            .with(
                "monitoring/rules.yml",
                "groups:\n  - name: a\n    rules:\n      - alert: Slow\n        expr: p95 > 1\n      - record: x\n        expr: y\n")
            .with(
                "monitoring/prometheus.yml",
                "scrape_configs:\n  - job_name: api\n    static_configs:\n      - targets: ['api:80']\n")
            .with(
                "grafana/dashboards/api.json",
                "{\"title\": \"API\", \"panels\": [{\"targets\": [{\"expr\": \"rate(x[1m])\"}]}]}")
            .with("load/test.yml", "config: {target: x}\nscenarios: [{}]\n")
            .deployment();
    assertThat(facts(deployment, Topic.ALERT)).containsExactly("expr [Slow] p95 > 1 @4");
    assertThat(facts(deployment, Topic.SCRAPE)).containsExactly("job [api] api:80 @2");
    assertThat(facts(deployment, Topic.DASHBOARD))
        .containsExactly("title [] API @1", "expr [API] rate(x[1m]) @1");
    assertThat(facts(deployment, Topic.LOAD_TEST))
        .containsExactly("Artillery [load/test.yml] no thresholds @1");
  }

  @Test
  void terraformTellsHealthChecksAndScaling() {
    Deployment deployment =
        new Tree()
            .with(
                "main.tf",
                """
                resource "aws_lb_target_group" "web" {
                  health_check {
                    path = "/"
                  }
                }
                resource "aws_ecs_service" "web" {
                  desired_count = 3
                }
                """)
            .deployment();
    assertThat(facts(deployment, Topic.PROXY))
        .containsExactly("health_check [aws_lb_target_group web] present @2");
    assertThat(facts(deployment, Topic.REPLICAS))
        .containsExactly("replicas [aws_ecs_service web] 3 @7");
  }

  @Test
  void kestrelsLimitsInCodeAndInSettingsAreTheSameFacts() {
    Deployment deployment =
        new Tree()
            .with(
                "Program.cs",
                """
                builder.WebHost.ConfigureKestrel(options =>
                {
                    options.Limits.MaxConcurrentConnections = 1000;
                    options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
                });
                """)
            .with(
                "appsettings.json",
                "{\"Kestrel\": {\"Limits\": {\"MaxConcurrentConnections\": 50}}}")
            .deployment();
    assertThat(facts(deployment, Topic.KESTREL))
        .containsExactlyInAnyOrder(
            "kestrel.limits.maxconcurrentconnections [Kestrel.Limits.MaxConcurrentConnections] 50 @1",
            "kestrel.limits.maxconcurrentconnections [] 1000 @3",
            "kestrel.limits.requestheaderstimeout [] FromSeconds(30) @4");
  }

  @Test
  void settingsOfPythonSetupScripts() {
    Tree tree =
        new Tree()
            .with(
                "setup.py",
                """
                from setuptools import setup
                setup(name='x', python_requires='>=3.9', install_requires=['Flask==2.3', 'redis[hiredis]'])
                """);
    assertThat(tree.entry("Flask")).isEqualTo("framework|2.3||HIGH");
    assertThat(tree.entry("Python")).isEqualTo("language|>=3.9|1 file|HIGH");
  }
}
