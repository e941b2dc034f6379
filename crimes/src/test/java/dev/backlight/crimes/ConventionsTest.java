package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// What calls promise by their names where the callee is not in sight.
class ConventionsTest {

  @Test
  void aMethodThatEndsInAsyncReturnsATask() {
    String code =
        """
        public class Thumbs
        {
            private readonly IFeatureManager _features;

            public async Task<string> Save(IFormFile file)
            {
                if (%s)
                {
                    return "thumb";
                }
                return "plain";
            }
        }
        """;
    assertThat(
            Trial.of(
                Map.of("Thumbs.cs", code.formatted("_features.IsEnabledAsync(\"x\").Result")),
                "sync-over-async"))
        .hasSize(1);
    assertThat(
            Trial.of(
                Map.of("Thumbs.cs", code.formatted("await _features.IsEnabledAsync(\"x\")")),
                "sync-over-async"))
        .isEmpty();
    assertThat(
            Trial.of(
                Map.of("Thumbs.cs", code.formatted("_features.Enabled(\"x\").Result")),
                "sync-over-async"))
        .isEmpty();
  }

  @Test
  void aClassThatIsHandedOverComesBackAsAnInstance() {
    assertThat(
            Trial.of(
                Map.of(
                    "Retention.java",
                    """
                    import java.util.List;
                    import org.jdbi.v3.core.Handle;
                    import org.jdbi.v3.sqlobject.statement.SqlQuery;

                    interface Projects {
                      @SqlQuery("select name from project limit 500")
                      List<String> names();

                      @SqlQuery("select 1 from version where name = :name")
                      long latestOf(String name);
                    }

                    class Retention {
                      long count(Handle handle) {
                        var projects = handle.attach(Projects.class);
                        long sum = 0;
                        for (String name : projects.names()) {
                          sum += projects.latestOf(name);
                        }
                        return sum;
                      }
                    }
                    """),
                "n-plus-one-query"))
        .hasSize(1);
  }

  @Test
  void whatOneValueAwaitsInTurnIsSequential() {
    String code =
        """
        import { Pool } from 'pg';
        const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

        export async function overview(id) {
          const key = [id];
          return {
            orders: await pool.query('SELECT total FROM orders WHERE owner = $1', key),
            users: %s pool.query('SELECT name FROM users WHERE id = $1', key),
          };
        }
        """;
    assertThat(Trial.of(Map.of("overview.js", code.formatted("await")), "sequential-awaits"))
        .hasSize(1);
    assertThat(Trial.of(Map.of("overview.js", code.formatted("")), "sequential-awaits")).isEmpty();
  }

  @Test
  void aRelationThatOnlyOneEntityHasTellsWhoseRowsItGives() {
    String models =
        """
        from django.db import models

        class Question(models.Model):
            text = models.CharField(max_length=80)

        class Submission(models.Model):
            title = models.CharField(max_length=80)

        class Answer(models.Model):
            question = models.ForeignKey(Question, on_delete=models.CASCADE)
            submission = models.ForeignKey(
                Submission, on_delete=models.CASCADE, related_name="answers")
        """;
    String fields =
        """
        def fields(submission):
            result = []
            for answer in submission.answers.%s.order_by("id"):
                result.append(answer.question.text)
            return result
        """;
    assertThat(
            Trial.of(
                Map.of("models.py", models, "fields.py", fields.formatted("all()")),
                "n-plus-one-query"))
        .hasSize(1);
    assertThat(
            Trial.of(
                Map.of(
                    "models.py",
                    models,
                    "fields.py",
                    fields.formatted("select_related(\"question\")")),
                "n-plus-one-query"))
        .isEmpty();
  }

  @Test
  void aConnectionFromAStarredImportIsAConnection() {
    assertThat(
            Trial.of(
                Map.of(
                    "Check.java",
                    """
                    import java.sql.*;

                    class Check {
                      private Connection open(String url) {
                        Connection connection = null;
                        try {
                          connection = DriverManager.getConnection(url, "shop", "secret");
                        } catch (SQLException e) {
                          System.out.println(e);
                        }
                        return connection;
                      }

                      boolean answers(String url) {
                        Connection connection = open(url);
                        return connection != null;
                      }
                    }
                    """),
                "unclosed-resource"))
        .hasSize(1)
        .allMatch(s -> s.location().span().startLine() == 15);
  }

  @Test
  void theElementsOfOneBatchAreElements() {
    String code =
        """
        import { Pool } from 'pg';
        const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

        export async function names(%2$s) {
          const result = [];
          for (const %1$s of %2$s) {
            result.push(await pool.query('SELECT name FROM users WHERE id = $1', [%1$s]));
          }
          return result;
        }
        """;
    assertThat(Trial.of(Map.of("a.js", code.formatted("id", "userBatch")), "n-plus-one-query"))
        .hasSize(1);
    assertThat(Trial.of(Map.of("a.js", code.formatted("batch", "batches")), "n-plus-one-query"))
        .isEmpty();
  }
}
