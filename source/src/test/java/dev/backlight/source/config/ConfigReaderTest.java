package dev.backlight.source.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ConfigReaderTest {

  private static ConfigFile read(String path, String text) {
    return ConfigReader.read(path, text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static ConfigFile whole(String path, String text) {
    ConfigFile file = read(path, text);
    assertThat(file.problem()).isEmpty();
    return file;
  }

  @Test
  void yamlHasDocumentsAnchorsMergesAndLines() {
    ConfigFile file =
        whole(
            "k8s/app.yaml",
            """
            a: &base
              image: redis:7
            b:
              <<: *base
              ports: [1, 2]
            ---
            kind: Deployment
            """);
    assertThat(file.documents()).hasSize(2);
    assertThat(file.root().text("b", "image")).isEqualTo("redis:7");
    assertThat(file.root().get("b", "ports").line()).isEqualTo(5);
    assertThat(file.documents().get(1).get("kind").line()).isEqualTo(7);
  }

  @Test
  void helmTemplatesKeepTheirSoundPartsAndLines() {
    ConfigFile file =
        whole(
            "chart/templates/deployment.yaml",
            """
            {{- if .Values.enabled }}
            kind: Deployment
            metadata:
              name: {{ include "x.name" . }}-web
            spec:
              replicas: 3
            {{- end }}
            """);
    assertThat(file.root().text("spec", "replicas")).isEqualTo("3");
    assertThat(file.root().get("spec", "replicas").line()).isEqualTo(6);
  }

  @Test
  void damagedYamlKeepsWhatCameBefore() {
    ConfigFile file = read("x.yml", "a: 1\n---\nb: [1, 2\nc: }");
    assertThat(file.isDamaged()).isTrue();
    assertThat(file.root().text("a")).isEqualTo("1");
  }

  @Test
  void yamlAliasesDoNotMultiplyAndDepthIsLimited() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
    }
    assertThat(read("bomb.yml", bomb.toString()).root().entries()).hasSize(12);
    assertThat(read("deep.yml", "[".repeat(100_000)).isDamaged()).isTrue();
    assertThat(read("deep/package.json", "[".repeat(100_000)).isDamaged()).isTrue();
    assertThat(read("deep.toml", "a = " + "[".repeat(100_000)).isDamaged()).isTrue();
    assertThat(read("pom.xml", "<a>".repeat(100_000)).isDamaged()).isTrue();
    assertThat(read("main.tf", "a {".repeat(100_000)).isDamaged()).isTrue();
    assertThat(read("nginx.conf", "a {".repeat(100_000)).isDamaged()).isTrue();
  }

  @Test
  void jsonMayHaveCommentsAndTrailingCommas() {
    ConfigFile file =
        whole(
            "src/appsettings.json",
            """
            {
              // the pool
              "ConnectionStrings": {
                "Main": "Server=db;Max Pool Size=50",
              }
            }
            """);
    ConfigValue main = file.root().get("ConnectionStrings", "Main");
    assertThat(main.text()).contains("Max Pool Size=50");
    assertThat(main.line()).isEqualTo(4);
  }

  @Test
  void tomlHasTablesArraysDottedKeysAndStrings() {
    ConfigFile file =
        whole(
            "pyproject.toml",
            """
            [project]
            requires-python = ">=3.12"  # comment
            dependencies = [
              "django>=5",
              'redis[hiredis]',
            ]
            [tool.poetry.group.dev.dependencies]
            black = {version = "24", optional = true}
            [[tool.uv.index]]
            name = "one"
            [[tool.uv.index]]
            name = "two"
            [a."b.c"]
            d.e = 1_000
            text = \"""
            many "lines"
            \"""
            after = 2
            """);
    ConfigValue root = file.root();
    assertThat(root.get("project", "dependencies").items())
        .extracting(ConfigValue::text)
        .containsExactly("django>=5", "redis[hiredis]");
    assertThat(root.get("project", "dependencies").items().get(1).line()).isEqualTo(5);
    assertThat(root.text("tool", "poetry", "group", "dev", "dependencies", "black", "version"))
        .isEqualTo("24");
    assertThat(root.get("tool", "uv", "index").items().get(1).text("name")).isEqualTo("two");
    assertThat(root.text("a", "b.c", "d", "e")).isEqualTo("1_000");
    assertThat(root.get("a", "b.c", "after").line()).isEqualTo(18);
  }

  @Test
  void dockerfileHasStagesFormsAndVariables() {
    ConfigFile file =
        whole(
            "Dockerfile",
            """
            ARG PY=3.12
            FROM --platform=linux/amd64 python:${PY}-slim AS build
            RUN pip install \\
                # a comment inside
                gunicorn
            RUN <<EOF
            FROM nowhere
            EOF
            FROM build
            ENV WORKERS=4 PORT="80 80"
            CMD ["gunicorn", "-w", "$WORKERS", "app:app"]
            """);
    assertThat(file.documents()).hasSize(3);
    assertThat(file.documents().get(1).text("FROM", "image")).isEqualTo("python:3.12-slim");
    assertThat(file.documents().get(1).text("RUN")).isEqualTo("pip install gunicorn");
    ConfigValue last = file.documents().get(2);
    assertThat(last.get("CMD").items()).extracting(ConfigValue::text).contains("-w", "4");
    assertThat(last.get("CMD").line()).isEqualTo(11);
    assertThat(last.text("ENV", "PORT")).isEqualTo("80 80");
  }

  @Test
  void nginxHasBlocksWithArguments() {
    ConfigFile file =
        whole(
            "deploy/nginx.conf.template",
            """
            events { worker_connections 512; }
            http {
              upstream app { server a:1; server b:2 max_fails=3; keepalive 16; }
              server {
                listen ${PORT};
                location ~ ^/api/(.*)\\.json$ {
                  add_header X "a; b {";
                  proxy_pass http://app;
                }
              }
            }
            """);
    ConfigValue http = file.root().get("http");
    assertThat(http.text("upstream")).isEqualTo("app");
    assertThat(http.get("upstream").all("server")).hasSize(2);
    assertThat(http.text("upstream", "keepalive")).isEqualTo("16");
    assertThat(http.text("server", "listen")).isEqualTo("${PORT}");
    assertThat(http.get("server", "location", "proxy_pass").line()).isEqualTo(8);
  }

  @Test
  void haproxyHasSections() {
    ConfigFile file =
        whole(
            "haproxy.cfg",
            """
            global
                maxconn 4000
            backend web
                http-reuse safe
                server s1 10.0.0.1:80 check # first
                server s2 10.0.0.2:80
            """);
    assertThat(file.root().text("global", "maxconn")).isEqualTo("4000");
    assertThat(file.root().text("backend")).isEqualTo("web");
    assertThat(file.root().get("backend").all("server"))
        .extracting(ConfigValue::text)
        .containsExactly("s1 10.0.0.1:80 check", "s2 10.0.0.2:80");
  }

  @Test
  void terraformBlocksNestByLabel() {
    ConfigFile file =
        whole(
            "infra/main.tf",
            """
            resource "aws_lb" "main" {
              load_balancer_type = "application" # ALB
              subnets            = [aws_subnet.a.id, "b"]
              idle_timeout       = var.t == 1 ? 60 : 30
              tags = {
                Name = "web-${var.env}"
                "x/y" : true
              }
              access_logs {
                bucket = lookup({ a = 1 }, "a")
              }
              policy = <<-EOT
                { not hcl
              EOT
            }
            """);
    ConfigValue lb = file.root().get("resource", "aws_lb", "main");
    assertThat(lb.text("load_balancer_type")).isEqualTo("application");
    assertThat(lb.get("subnets").items()).hasSize(2);
    assertThat(lb.text("idle_timeout")).isEqualTo("var.t == 1 ? 60 : 30");
    assertThat(lb.text("tags", "x/y")).isEqualTo("true");
    assertThat(lb.text("access_logs", "bucket")).startsWith("lookup(");
    assertThat(lb.get("policy").line()).isEqualTo(12);
  }

  @Test
  void xmlReadsElementsAttributesAndNoEntities() {
    ConfigFile file =
        whole(
            "App.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dapper" Version="2.1" />
              </ItemGroup>
            </Project>
            """);
    ConfigValue project = file.root().get("Project");
    assertThat(project.text("@Sdk")).endsWith("Web");
    assertThat(project.text("PropertyGroup", "TargetFramework")).isEqualTo("net8.0");
    assertThat(project.get("ItemGroup", "PackageReference").line()).isEqualTo(4);
    ConfigFile entity =
        read(
            "pom.xml",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x><y>&e;</y></x>");
    assertThat(entity.root().text("x", "y")).isEmpty();
  }

  @Test
  void lineSyntaxes() {
    assertThat(whole("a.properties", "! c\na.b = 1\nlong : x \\\n  y\n").root().text("long"))
        .isEqualTo("x y");
    assertThat(whole(".env", "export A='1 # 2'\nB=x # c\n").root().text("A")).isEqualTo("1 # 2");
    ConfigValue ini =
        whole("setup.cfg", "[options]\npython_requires = >=3.9\ninstall_requires =\n  a>=1\n  b\n")
            .root();
    assertThat(ini.text("options", "python_requires")).isEqualTo(">=3.9");
    assertThat(ini.get("options", "install_requires").items()).hasSize(2);
    assertThat(whole("Procfile", "web: gunicorn -w 4 a:b\n").root().text("web"))
        .isEqualTo("gunicorn -w 4 a:b");
    assertThat(
            whole("redis.conf", "timeout 0\nmaxmemory-policy noeviction\n").root().text("timeout"))
        .isEqualTo("0");
    assertThat(
            whole("postgresql.conf", "max_connections = 200  # more\n")
                .root()
                .text("max_connections"))
        .isEqualTo("200");
    assertThat(
            whole("conf/worker.conf", "[program:web]\ncommand=x\n")
                .root()
                .text("program:web", "command"))
        .isEqualTo("x");
  }

  @Test
  void lockFilesGiveVersions() {
    assertThat(
            whole(
                    "package-lock.json",
                    """
                    {"lockfileVersion": 3, "packages": {
                      "": {"version": "1"},
                      "node_modules/pg": {"version": "8.1.0", "dependencies": {"x": "1"}},
                      "node_modules/a/node_modules/pg": {"version": "7.0.0"}}}
                    """)
                .root()
                .text("pg"))
        .isEqualTo("8.1.0");
    assertThat(
            whole("yarn.lock", "# yarn\n\n\"@nestjs/core@^10.0.0\":\n  version \"10.3.1\"\n")
                .root()
                .text("@nestjs/core"))
        .isEqualTo("10.3.1");
    ConfigValue pnpm =
        whole("pnpm-lock.yaml", "packages:\n\n  '@nestjs/core@10.1.0(x@1)':\n  pg@8.11.3:\n")
            .root();
    assertThat(pnpm.text("@nestjs/core")).isEqualTo("10.1.0");
    assertThat(pnpm.text("pg")).isEqualTo("8.11.3");
    assertThat(
            whole("uv.lock", "version = 1\n\n[[package]]\nname = \"django\"\nversion = \"5.1\"\n")
                .root()
                .text("django"))
        .isEqualTo("5.1");
  }

  @Test
  void sqlSchemasGiveTablesAndIndexes() {
    ConfigFile file =
        whole(
            "schema.sql",
            """
            -- CREATE TABLE commented (id int);
            CREATE TABLE IF NOT EXISTS public."Orders" (
              id bigserial PRIMARY KEY,
              user_id bigint NOT NULL REFERENCES users (id),
              total numeric(10, 2) DEFAULT 0,
              CONSTRAINT u UNIQUE (user_id, total)
            );
            CREATE UNIQUE INDEX CONCURRENTLY idx_a ON orders USING btree (lower(name), total DESC);
            ALTER TABLE ONLY users ADD CONSTRAINT pk PRIMARY KEY (id);
            """);
    Table orders = file.tables().getFirst();
    assertThat(orders.name()).isEqualTo("orders");
    assertThat(orders.line()).isEqualTo(2);
    assertThat(orders.columns())
        .extracting(Table.Column::name)
        .containsExactly("id", "user_id", "total");
    assertThat(orders.columns().get(1).references()).isEqualTo("users");
    assertThat(orders.columns().get(2).line()).isEqualTo(5);
    assertThat(orders.indexes())
        .extracting(index -> String.join(",", index.columns()))
        .containsExactly("id", "user_id,total");
    assertThat(file.tables().get(1).indexes().getFirst().columns())
        .containsExactly("lower(name)", "total");
    assertThat(file.tables().get(2).name()).isEqualTo("users");
  }

  @Test
  void prismaModelsGiveTablesRelationsAndIndexes() {
    ConfigFile file =
        whole(
            "prisma/schema.prisma",
            """
            datasource db {
              provider = "postgresql"
              url      = env("DATABASE_URL")
            }
            model Post {
              id       Int    @id @default(autoincrement())
              slug     String @unique // public
              author   User   @relation(fields: [authorId], references: [id])
              authorId Int
              tags     Tag[]
              @@index([authorId, slug(sort: Desc)])
            }
            """);
    assertThat(file.root().text("datasource", "provider")).isEqualTo("postgresql");
    Table post = file.tables().getFirst();
    assertThat(post.columns()).hasSize(5);
    assertThat(post.columns().get(2).references()).isEqualTo("User");
    assertThat(post.indexes())
        .extracting(index -> String.join(",", index.columns()))
        .containsExactly("id", "slug", "authorId,slug");
  }

  @Test
  void dataIsNotConfiguration() {
    assertThat(ConfigReader.wants("tests/cassettes/x.yaml", 10)).isFalse();
    assertThat(ConfigReader.wants("public/language/en/x.json", 10)).isFalse();
    assertThat(ConfigReader.wants("data/countries.json", 10)).isFalse();
    assertThat(ConfigReader.wants("node_modules/x/package.json", 10)).isFalse();
    assertThat(ConfigReader.wants("docker-compose.yml", 1 << 30)).isFalse();
    assertThat(ConfigReader.wants("deploy/haproxy.cfg.j2", 10)).isTrue();
  }

  /// Any text in any syntax is a value: cut short, shuffled or noise.
  @ParameterizedTest
  @EnumSource(Syntax.class)
  void nothingThrows(Syntax syntax) {
    Random random = new Random(7);
    String alphabet = "{}[]()<>\"'`=:;,#\\/\n\n  -&*!%|@${}abcFROM CREATE TABLE x (model i { 1.2";
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(ConfigReader.read("x", syntax, text.toString()).path()).isEqualTo("x");
    }
  }
}
