package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Waits that hold nobody up, each beside the one that must still be found.
class WaitInnocentsTest {

  @Test
  void aHandlerThatIsMovedToAnExecutorMayBlock() {
    String code =
        """
        import io.micronaut.http.annotation.Controller;
        import io.micronaut.http.annotation.Get;
        import reactor.core.publisher.Mono;

        @Controller
        class Orders {
          %s
          @Get("/orders")
          Mono<String> orders() throws Exception {
            Thread.sleep(500);
            return Mono.just("done");
          }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("Orders.java", code.formatted("@ExecuteOn(TaskExecutors.IO)")),
                "blocking-call-on-event-loop"))
        .isEmpty();
    assertThat(Trial.of(Map.of("Orders.java", code.formatted("")), "blocking-call-on-event-loop"))
        .hasSize(1);
  }

  @Test
  void pagesWaitAsLongAsTheirReaderLikes() {
    String code =
        """
        import axios from 'axios';

        export class Api {
          constructor(baseURL: string) {
            this.http = axios.create({ baseURL%s });
          }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("api.ts", code.formatted(", withCredentials: true")), "missing-timeout"))
        .isEmpty();
    assertThat(Trial.of(Map.of("api.ts", code.formatted("")), "missing-timeout")).hasSize(1);
  }

  @Test
  void whatARequestsOwnThreadWaitsForIsAsGoodAsABlockingCall() {
    String code =
        """
        import java.util.concurrent.CompletableFuture;
        import org.springframework.web.bind.annotation.GetMapping;
        import org.springframework.web.bind.annotation.RestController;

        @RestController
        class Rates {
          CompletableFuture<String> fetch() {
            return CompletableFuture.supplyAsync(() -> "1.0");
          }

          @GetMapping("/rates")
          %s latest() throws Exception {
            return %s;
          }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("Rates.java", code.formatted("String", "fetch().get()")), "sync-over-async"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.LOW);
    assertThat(
            Trial.of(
                Map.of(
                    "Rates.java",
                    code.formatted(
                        "CompletableFuture<String>",
                        "CompletableFuture.completedFuture(fetch().get())")),
                "sync-over-async"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.MEDIUM);
  }

  @Test
  void listenersWaitForWhoeverComes() {
    String code =
        """
        import java.net.DatagramPacket;
        import java.net.DatagramSocket;

        class Listener {
          boolean running = true;

          void run(DatagramSocket socket) throws Exception {
            byte[] buffer = new byte[1024];
            %s {
              socket.receive(new DatagramPacket(buffer, buffer.length));
            }
          }
        }
        """;

    assertThat(
            Trial.of(Map.of("Listener.java", code.formatted("while (running)")), "missing-timeout"))
        .isEmpty();
    assertThat(Trial.of(Map.of("Listener.java", code.formatted("if (running)")), "missing-timeout"))
        .hasSize(1);
  }

  @Test
  void tasksThatWereAwaitedTogetherAreDone() {
    String code =
        """
        using System.Threading.Tasks;

        public class Hosts
        {
            public async Task<string> Find(Task<string> one, Task<string> two)
            {
                %s
                return one.GetAwaiter().GetResult()
                    + two.ConfigureAwait(false).GetAwaiter().GetResult();
            }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("A.cs", code.formatted("await Task.WhenAll(one, two);")), "sync-over-async"))
        .isEmpty();
    assertThat(Trial.of(Map.of("A.cs", code.formatted("")), "sync-over-async")).hasSize(2);
  }

  @Test
  void codeThatAsksItsOwnPageRunsInABrowser() {
    String code =
        """
        export const file = async (key: string) => {
          const answer = await fetch(%s, { method: 'POST' });
          return answer.json();
        };
        """;

    assertThat(Trial.of(Map.of("file.ts", code.formatted("url('/api/files')")), "missing-timeout"))
        .isEmpty();
    assertThat(
            Trial.of(
                Map.of("file.ts", code.formatted("'https://files.example.org/x'")),
                "missing-timeout"))
        .hasSize(1);
  }

  @Test
  void oneConversationWithTheMailServerIsOneCrime() {
    String code =
        """
        import smtplib
        from fastapi import FastAPI

        app = FastAPI()

        @app.post("/mails")
        async def send():
            with smtplib.SMTP("mail.example.org", timeout=5) as server:
                server.starttls()
                server.login("me", "secret")
                server.sendmail("a@example.org", "b@example.org", "hello")
        """;

    assertThat(Trial.of(Map.of("a.py", code), ""))
        .filteredOn(one -> one.location().span().startLine() > 7)
        .extracting(Sighting::rule)
        .containsExactly("blocking-call-on-event-loop");
  }
}
