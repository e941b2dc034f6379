package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What somebody else takes care of: the collector, a parent class, the command line, a flag.
class LeftToOthersTest {

  @Test
  void filesAreCollectedAndConnectionsAreNot() {
    String code =
        """
        import sqlite3
        import psycopg2
        from flask import Flask
        app = Flask(__name__)

        @app.get("/lines")
        def lines():
            it = %s
            return str(it.%s)
        """;

    assertThat(sure("unclosed-resource", "a.py", code.formatted("open('a.txt')", "readline()")))
        .containsExactly(Confidence.LOW);
    assertThat(
            sure(
                "unclosed-resource",
                "a.py",
                code.formatted("psycopg2.connect('dbname=shop', connect_timeout=2)", "status")))
        .doesNotContain(Confidence.LOW)
        .isNotEmpty();
  }

  @Test
  void anObjectThatGoesToAFileLeavesNothingOpen() {
    String code =
        """
        import java.nio.file.Path;
        import software.amazon.awssdk.services.s3.S3Client;
        import software.amazon.awssdk.services.s3.model.GetObjectRequest;

        class Objects {
          private S3Client s3Client;

          long fetch(GetObjectRequest request, Path target) {
            var object = s3Client.getObject(%s);
            return object.response().contentLength();
          }
        }
        """;

    assertThat(sure("unclosed-resource", "Objects.java", code.formatted("request, target")))
        .isEmpty();
    assertThat(sure("unclosed-resource", "Objects.java", code.formatted("request"))).hasSize(1);
  }

  @Test
  void aSubclassOfAClientSetsItsParentsOptions() {
    String code =
        """
        import Redis from 'ioredis';
        import { options } from './options';

        %s

        const redis = new %s('sessions');

        export async function load(id: string) {
          return redis.get(id);
        }
        """;
    String subclass =
        """
        class Ours extends Redis {
          constructor(name: string) {
            super({ name, ...options() });
          }
        }
        """;

    assertThat(sure("cache-outage-is-outage", "a.ts", code.formatted(subclass, "Ours"))).isEmpty();
    assertThat(sure("missing-timeout", "a.ts", code.formatted(subclass, "Ours"))).isEmpty();
    assertThat(sure("cache-outage-is-outage", "a.ts", code.formatted("", "Redis"))).hasSize(1);
  }

  @Test
  void aConstantSkipReadsOnePage() {
    String code =
        """
        using Microsoft.EntityFrameworkCore;

        public class ShopContext : DbContext
        {
            public DbSet<Order> Orders { get; set; }
        }

        public class Index
        {
            private readonly ShopContext _db;

            public void Ids()
            {
                long start = 0;
                int page = 0;
                while (true)
                {
                    var id = _db.Orders.Where(o => o.Id >= start).OrderBy(o => o.Id).Skip(%s).Select(o => o.Id).FirstOrDefault();
                    if (id == 0) { break; }
                    start = id;
                    page++;
                }
            }
        }
        """;

    assertThat(sure("offset-pagination", "Index.cs", code.formatted("Limits.Page"))).isEmpty();
    assertThat(sure("offset-pagination", "Index.cs", code.formatted("page * 1000"))).hasSize(1);
  }

  @Test
  void whatStandsUnderTheMainGuardRunsFromTheCommandLine() {
    String code =
        """
        import requests

        %s

            def fetch(url):
                return requests.get(url)

            search(fetch)
        """;

    assertThat(sure("missing-timeout", "a.py", code.formatted("if __name__ == '__main__':")))
        .isEmpty();
    assertThat(sure("missing-timeout", "a.py", code.formatted("if DEBUG:"))).hasSize(1);
  }

  @Test
  void aCopyOfOwnObjectsTakesNothingFromOutside() {
    String code =
        """
        using Newtonsoft.Json;

        public class Copies
        {
            private static readonly JsonSerializerSettings Settings;

            public static T Clone<T>(T value, string body)
            {
                var settings = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All };
                var text = %s;
                return JsonConvert.DeserializeObject<T>(text, settings);
            }
        }
        """;

    assertThat(
            sure(
                "unsafe-deserialization",
                "Copies.cs",
                code.formatted("JsonConvert.SerializeObject(value, settings)")))
        .isEmpty();
    assertThat(sure("unsafe-deserialization", "Copies.cs", code.formatted("body"))).hasSize(1);
  }

  @Test
  void aListThatIsFilledOnceStopsGrowing() {
    String code =
        """
        using System.Collections.Generic;

        public class Choices
        {
            private static readonly List<string> Items = new List<string>();
            private static bool filled;

            public void Show(string user)
            {
                %s
                Items.Add(user);
                filled = true;
            }
        }
        """;

    assertThat(sure("growing-collection", "Choices.cs", code.formatted("if (filled) { return; }")))
        .isEmpty();
    assertThat(sure("growing-collection", "Choices.cs", code.formatted(""))).hasSize(1);
  }

  @Test
  void theSenderOfIdentityMaySendNothing() {
    String code =
        """
        using Microsoft.AspNetCore.Identity.UI.Services;
        using Microsoft.AspNetCore.Mvc;
        using MailKit.Net.Smtp;

        [ApiController]
        [Route("accounts")]
        public class AccountsController : ControllerBase
        {
            private readonly IEmailSender _sender;

            [HttpPost]
            public async Task Register(string email)
            {
                await _sender.SendEmailAsync(email, "Confirm", "Please confirm");
            }
        }
        %s
        """;
    String implementation =
        """
        public class SmtpSender : IEmailSender
        {
            public async Task SendEmailAsync(string email, string subject, string text)
            {
                using var client = new SmtpClient();
                await client.SendAsync(null);
            }
        }
        """;

    assertThat(sure("slow-work-in-request", "A.cs", code.formatted(""))).isEmpty();
    assertThat(sure("slow-work-in-request", "A.cs", code.formatted(implementation))).isNotEmpty();
  }

  @Test
  void whatStaysWithItsThreadIsClosedWithTheRequest() {
    String code =
        """
        import jakarta.persistence.EntityManager;
        import jakarta.persistence.EntityManagerFactory;

        class Store {
          private static final ThreadLocal<EntityManager> CURRENT = new ThreadLocal<>();
          private EntityManagerFactory factory;

          private EntityManager current() {
            EntityManager manager = factory.createEntityManager();
            %s
            return manager;
          }

          Object load(long id) {
            EntityManager manager = current();
            return manager.find(Object.class, id);
          }
        }
        """;

    assertThat(sure("unclosed-resource", "Store.java", code.formatted("CURRENT.set(manager);")))
        .isEmpty();
    assertThat(sure("unclosed-resource", "Store.java", code.formatted(""))).hasSize(1);
  }

  @Test
  void theTextOfAnErrorIsShort() {
    String code =
        """
        export async function load(url: string) {
          const response = await fetch(url);
          if (%s) {
            throw new Error(await response.text());
          }
          return response.status;
        }
        """;

    assertThat(sure("whole-dataset-in-memory", "a.ts", code.formatted("!response.ok"))).isEmpty();
    assertThat(sure("whole-dataset-in-memory", "a.ts", code.formatted("url.endsWith('x')")))
        .hasSize(1);
  }

  @Test
  void nobodyWaitsForWhatAScheduledRouteSends() {
    String code =
        """
        import nodemailer from 'nodemailer';
        const mailer = nodemailer.createTransport({ host: 'mail' });

        export async function POST(request: Request) {
          await mailer.sendMail({ to: 'a@b.c', subject: 'Year in review' });
          return new Response('ok');
        }
        """;

    assertThat(sure("slow-work-in-request", "app/api/cron/review/route.ts", code)).isEmpty();
    assertThat(sure("slow-work-in-request", "app/api/review/route.ts", code)).hasSize(1);
  }

  private static List<Confidence> sure(String crime, String path, String code) {
    return Trial.of(Map.of(path, code), crime).stream().map(Sighting::confidence).toList();
  }
}
