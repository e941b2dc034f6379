package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whose time a call without a timeout takes, and who ends it: the same call beside the one thing
/// that tells.
class FarEndTest {

  private static final String SERVER =
      """
      import express from 'express';
      import { load } from './client.js';
      const app = express();
      app.get('/', async (req, res) => res.json(await load(req.query.id)));
      """;

  @Test
  void theOwnMachineBehindAConstantOfAnotherFile() {
    String client =
        """
        import axios from 'axios';
        import { home } from './settings.js';
        export async function load(id) {
          const url = home;
          return axios.get(`${url}/users/${id}`);
        }
        """;

    assertThat(
            timeouts(
                "client.js",
                client,
                "settings.js",
                "export const home = '%s';".formatted("http://localhost:8080")))
        .isEmpty();
    assertThat(
            timeouts(
                "client.js",
                client,
                "settings.js",
                "export const home = '%s';".formatted("https://api.example.org")))
        .hasSize(1);
  }

  @Test
  void aModuleOfNestThatSetsATimeout() {
    String module =
        """
        import { Module } from '@nestjs/common';
        import { HttpModule } from '@nestjs/axios';
        @Module({ imports: [HttpModule.register({ %s: 10000 })], providers: [PluginsService] })
        export class PluginsModule {}
        """;
    String service =
        """
        import { Controller, Get, Injectable } from '@nestjs/common';
        import { HttpService } from '@nestjs/axios';
        import { firstValueFrom } from 'rxjs';
        @Controller('plugins')
        export class PluginsController {
          constructor(private readonly httpService: HttpService) {}
          @Get()
          async all() {
            return (await firstValueFrom(this.httpService.get('https://example.org/list'))).data;
          }
        }
        """;

    assertThat(
            timeouts(
                "src/plugins/plugins.controller.ts",
                service,
                "src/plugins/plugins.module.ts",
                module.formatted("timeout")))
        .isEmpty();
    assertThat(
            timeouts(
                "src/plugins/plugins.controller.ts",
                service,
                "src/plugins/plugins.module.ts",
                module.formatted("maxRedirects")))
        .hasSize(1);
  }

  @Test
  void aPolicyAroundACallMayEndIt() {
    String client =
        """
        export async function load(id) {
          return policy.%s(async () => {
            const response = await fetch(`https://api.example.org/${id}`);
            return response.json();
          });
        }
        """;

    assertThat(timeouts("client.js", client.formatted("execute"), "server.js", SERVER))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.LOW);
    assertThat(timeouts("client.js", client.formatted("traced"), "server.js", SERVER))
        .extracting(Sighting::confidence)
        .doesNotContain(Confidence.LOW);
  }

  @Test
  void whatABundlerWritesIntoPagesIsNoServers() {
    String client =
        """
        export async function load(id) {
          return fetch(`${process.env.%s}/users/${id}`);
        }
        """;

    assertThat(timeouts("client.js", client.formatted("NEXT_PUBLIC_API"), "server.js", SERVER))
        .isEmpty();
    assertThat(timeouts("client.js", client.formatted("API"), "server.js", SERVER)).hasSize(1);
  }

  @Test
  void aPackageThatOnlyPagesDependOnIsAPartOfThem() {
    Map<String, String> shared =
        Map.of(
            "packages/api/package.json", "{ \"name\": \"@shop/api\" }",
            "packages/api/src/client.ts",
                """
                import axios from 'axios';
                export const load = async (id: string) => axios.get(`https://example.org/${id}`);
                """,
            "server/package.json",
                "{ \"name\": \"server\", \"dependencies\": { \"express\": \"5.0.0\" } }",
            "server/app.ts",
                """
                import express from 'express';
                const app = express();
                app.get('/', (req, res) => res.send('home'));
                """);
    String user =
        "{ \"name\": \"app\", \"dependencies\": { \"%s\": \"1\", \"@shop/api\": \"*\" } }";

    assertThat(with(shared, "apps/app/package.json", user.formatted("react"))).isEmpty();
    assertThat(with(shared, "apps/app/package.json", user.formatted("koa"))).hasSize(1);
  }

  @Test
  void anAddressThatNothingTellsToBeARemotes() {
    String code =
        """
        import java.io.InputStream;
        import java.net.URL;
        import org.springframework.web.bind.annotation.GetMapping;
        import org.springframework.web.bind.annotation.RestController;

        @RestController
        class Files {
          @GetMapping("/files")
          InputStream file() throws Exception {
            URL entry = %s;
            return entry.openConnection().getInputStream();
          }
        }
        """;

    assertThat(timeouts("Files.java", code.formatted("bundle.getEntry(\"/index.html\")")))
        .extracting(Sighting::confidence)
        .doesNotContain(Confidence.HIGH, Confidence.MEDIUM);
    assertThat(timeouts("Files.java", code.formatted("new URL(\"https://example.org\")")))
        .extracting(Sighting::confidence)
        .contains(Confidence.HIGH);
  }

  @Test
  void aPlatformEndsItsFunctions() {
    String code =
        """
        import requests
        from celery import shared_task

        def handler(%s):
            return requests.get("https://example.org").json()

        @shared_task
        def nightly():
            return handler(None, None)
        """;

    assertThat(timeouts("a.py", code.formatted("event, context")))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.LOW);
    assertThat(timeouts("a.py", code.formatted("shop, day")))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.HIGH);
  }

  @Test
  void aLibraryForScriptsKeepsOnePersonWaiting() {
    String code =
        """
        import requests

        class Client:
            def load(self, name):
                return requests.get(f"https://example.org/{name}").json()
        """;
    String server =
        """
        from flask import Flask
        from client import Client
        app = Flask(__name__)

        @app.route("/")
        def home():
            return Client().load("home")
        """;

    assertThat(timeouts("client.py", code))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.LOW);
    assertThat(timeouts("client.py", code, "app.py", server))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.HIGH);
  }

  private static List<Sighting> timeouts(String... files) {
    Map<String, String> tree = new HashMap<>();
    for (int i = 0; i < files.length; i += 2) {
      tree.put(files[i], files[i + 1]);
    }
    return Trial.of(tree, "missing-timeout");
  }

  private static List<Sighting> with(Map<String, String> tree, String path, String text) {
    Map<String, String> all = new HashMap<>(tree);
    all.put(path, text);
    return Trial.of(all, "missing-timeout");
  }
}
