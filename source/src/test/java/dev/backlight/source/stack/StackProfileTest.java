package dev.backlight.source.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.StackEntry;
import dev.backlight.model.StackEntry.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StackProfileTest {

  @Test
  void pythonStackFromManifestLockAndContainer() {
    Tree tree =
        new Tree()
            .with(
                "pyproject.toml",
                """
                [project]
                requires-python = ">=3.11"
                dependencies = ["Django~=5.1", "djangorestframework", "celery[redis]>=5", "psycopg2-binary"]
                [dependency-groups]
                dev = ["locust", "django-debug-toolbar", "pytest"]
                """)
            .with("uv.lock", "[[package]]\nname = \"django\"\nversion = \"5.1.4\"\n")
            .with(
                "Dockerfile",
                """
                FROM node:20 AS assets
                FROM python:3.12-slim
                CMD ["gunicorn", "-w", "4", "--threads=2", "shop.wsgi"]
                """)
            .with("shop/models.py", "from django.db import models\n");
    assertThat(tree.entry("Django")).isEqualTo("framework|5.1.4||HIGH");
    assertThat(tree.entry("Django REST Framework")).startsWith("framework|");
    assertThat(tree.entry("Python")).isEqualTo("language|3.12|1 file|HIGH");
    assertThat(tree.entry("Node.js")).isEqualTo("platform|20|development only|HIGH");
    assertThat(tree.entry("Gunicorn")).isEqualTo("server||4 workers, 2 threads|HIGH");
    assertThat(tree.entry("Celery")).isEqualTo("queue|>=5||HIGH");
    assertThat(tree.entry("Redis")).isEqualTo("cache|||HIGH");
    assertThat(tree.entry("PostgreSQL")).isEqualTo("database|||HIGH");
    assertThat(tree.entry("Django ORM")).isEqualTo("orm|||MEDIUM");
    assertThat(tree.entry("Django Debug Toolbar")).startsWith("profiler|");
    assertThat(tree.entry("Locust")).isEqualTo("load-test|||HIGH");
  }

  @Test
  void evidenceNamesTheLineAndWhatWasReadThere() {
    List<StackEntry> profile =
        new Tree().with("requirements.txt", "# web\nflask==3.0.1\n").profile();
    StackEntry flask =
        profile.stream().filter(entry -> entry.name().equals("Flask")).findFirst().orElseThrow();
    assertThat(flask.version()).isEqualTo("3.0.1");
    assertThat(flask.evidence()).hasSize(1);
    assertThat(flask.evidence().getFirst().location()).hasToString("requirements.txt:2");
    assertThat(flask.evidence().getFirst().note()).isEqualTo("dependency flask ==3.0.1");
  }

  @Test
  void nodeStackOfAMonorepo() {
    Tree tree =
        new Tree()
            .with(
                "package.json",
                "{\"devDependencies\": {\"typescript\": \"^5.4\", \"autocannon\": \"7\"}}")
            .with(
                "apps/api/package.json",
                """
                {"engines": {"node": ">=20"},
                 "dependencies": {"@nestjs/core": "^10", "@nestjs/typeorm": "^11", "typeorm": "^0.3", "pg": "^8",
                                  "ioredis": "^5", "bullmq": "^5", "dd-trace": "5"},
                 "scripts": {"start": "pm2-runtime start dist/main.js -i 2"}}
                """)
            .with(
                "package-lock.json",
                """
                {"packages": {"node_modules/@nestjs/core": {"version": "10.3.0"},
                              "node_modules/typeorm": {"version": "0.3.20"},
                              "node_modules/@nestjs/typeorm": {"version": "11.0.0"}}}
                """)
            .with("apps/api/src/main.js", "const express = require('express');\n");
    assertThat(tree.entry("NestJS")).isEqualTo("framework|10.3.0||HIGH");
    assertThat(tree.entry("TypeORM")).isEqualTo("orm|0.3.20||HIGH");
    assertThat(tree.entry("Express")).isEqualTo("framework|||MEDIUM");
    assertThat(tree.entry("PM2")).isEqualTo("server||2 workers|HIGH");
    assertThat(tree.entry("DataDog")).startsWith("apm|5|");
    assertThat(tree.entry("BullMQ")).startsWith("queue|");
    assertThat(tree.entry("Node.js")).isEqualTo("platform|>=20||HIGH");
  }

  @Test
  void dotnetStackWithCentralVersions() {
    Tree tree =
        new Tree()
            .with(
                "Directory.Packages.props",
                """
                <Project><ItemGroup>
                  <PackageVersion Include="Microsoft.EntityFrameworkCore.SqlServer" Version="8.0.4" />
                </ItemGroup></Project>
                """)
            .with(
                "src/Api/Api.csproj",
                """
                <Project Sdk="Microsoft.NET.Sdk.Web">
                  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="Microsoft.EntityFrameworkCore.SqlServer" />
                    <PackageReference Include="StackExchange.Redis" Version="2.7.33" />
                    <PackageReference Include="Microsoft.ApplicationInsights.AspNetCore" Version="2.22" />
                  </ItemGroup>
                </Project>
                """)
            .with(
                "src/Api/Program.cs",
                """
                var builder = WebApplication.CreateBuilder(args);
                builder.WebHost.ConfigureKestrel(o => o.Limits.MaxConcurrentConnections = 100);
                builder.Services.AddMemoryCache();
                var app = builder.Build();
                app.MapGet("/", () => "hi");
                """);
    assertThat(tree.entry("ASP.NET Core")).startsWith("framework|");
    assertThat(tree.entry("ASP.NET Core minimal API")).startsWith("framework|");
    assertThat(tree.entry("Kestrel")).isEqualTo("server|||MEDIUM");
    assertThat(tree.entry("Entity Framework Core")).isEqualTo("orm|8.0.4||HIGH");
    assertThat(tree.entry("SQL Server")).isEqualTo("database|||HIGH");
    assertThat(tree.entry("Application cache: IMemoryCache")).startsWith("cache|");
    assertThat(tree.entry("Application Insights")).startsWith("apm|2.22|");
    assertThat(tree.entry(".NET")).isEqualTo("platform|8.0||HIGH");
  }

  @Test
  void javaStackFromMavenWithInheritedVersions() {
    Tree tree =
        new Tree()
            .with(
                "pom.xml",
                """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <parent>
                    <groupId>org.springframework.boot</groupId>
                    <artifactId>spring-boot-starter-parent</artifactId>
                    <version>${boot}</version>
                  </parent>
                  <properties><boot>3.3.1</boot><java.version>21</java.version></properties>
                  <dependencies>
                    <dependency><groupId>org.springframework.boot</groupId>
                      <artifactId>spring-boot-starter-web</artifactId></dependency>
                    <dependency><groupId>org.postgresql</groupId>
                      <artifactId>postgresql</artifactId><scope>runtime</scope></dependency>
                    <dependency><groupId>com.h2database</groupId>
                      <artifactId>h2</artifactId><scope>test</scope></dependency>
                  </dependencies>
                </project>
                """)
            .with(
                "worker/build.gradle.kts",
                """
                plugins { id("x") }
                id("io.quarkus") version "3.8"
                implementation("org.apache.kafka:kafka-clients:3.7.0")
                testImplementation("io.gatling:gatling-core:3.9")
                """);
    assertThat(tree.entry("Spring Boot")).isEqualTo("framework|3.3.1||HIGH");
    assertThat(tree.entry("Spring MVC")).isEqualTo("framework|||HIGH");
    assertThat(tree.entry("Tomcat")).isEqualTo("server|||LOW");
    assertThat(tree.entry("H2")).contains("development only");
    assertThat(tree.entry("Java")).isEqualTo("language|21||HIGH");
    assertThat(tree.entry("Kafka")).startsWith("queue|");
    assertThat(tree.entry("Quarkus")).isEqualTo("framework|3.8||HIGH");
    assertThat(tree.entry("Gatling")).startsWith("load-test|");
  }

  @Test
  void loadBalancersOfEveryMaking() {
    Tree tree =
        new Tree()
            .with("nginx/nginx.conf", "http { }")
            .with("haproxy.cfg", "global\n  maxconn 1\n")
            .with(
                "main.tf",
                """
                resource "aws_lb" "web" {
                }
                resource "aws_lb" "tcp" {
                  load_balancer_type = "network"
                }
                """)
            .with("docker-compose.yml", "services:\n  edge:\n    image: traefik:v3.1\n");
    assertThat(tree.profile().stream().filter(e -> e.kind() == Kind.LOAD_BALANCER))
        .extracting(StackEntry::name)
        .containsExactly("AWS ALB", "AWS NLB", "HAProxy", "Nginx", "Traefik");
    assertThat(tree.entry("Traefik")).isEqualTo("load-balancer|3.1||HIGH");
    assertThat(
            new Tree()
                .with(
                    "lb.yaml",
                    "Resources:\n  Lb:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n")
                .entry("AWS ALB"))
        .startsWith("load-balancer|");
    assertThat(
            new Tree()
                .with(
                    "k8s/ingress.yaml",
                    """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata:
                      annotations:
                        alb.ingress.kubernetes.io/scheme: internal
                    """)
                .entry("AWS ALB"))
        .startsWith("load-balancer|");
  }

  @Test
  void imagesOnlyDevelopmentStartsDoNotTellTheProductionVersion() {
    Tree tree =
        new Tree()
            .with(
                ".github/workflows/ci.yml",
                "jobs:\n  t:\n    services:\n      db:\n        image: postgres:16-alpine\n")
            .with("requirements.txt", "asyncpg==0.29\n");
    assertThat(tree.entry("PostgreSQL")).isEqualTo("database||16 in development|HIGH");
  }

  @Test
  void aDamagedManifestDoesNotHideTheOthers() {
    Tree tree =
        new Tree()
            .with("a/package.json", "{\"dependencies\": {\"express\": ")
            .with("b/requirements.txt", "fastapi\n\0");
    assertThat(tree.deployment().damaged()).hasSize(2);
    assertThat(tree.with("c/requirements.txt", "fastapi\n").entry("FastAPI"))
        .startsWith("framework|");
  }

  @Test
  void everyDataLineIsReadable() {
    assertThat(Technologies.shipped().of("npm:express")).hasSize(1);
    assertThat(Technologies.shipped().of("npm:express-unknown")).isEmpty();
    assertThat(Technologies.shipped().of("nuget:Hangfire.SqlServer")).hasSize(1);
    assertThat(FactLines.shipped().settings()).isNotEmpty();
  }
}
