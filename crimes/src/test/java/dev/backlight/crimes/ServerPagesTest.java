package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Sighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What runs on a server though it lies among pages, and who runs it.
class ServerPagesTest {

  private static List<Sighting> queries(Map<String, String> files) {
    return Trial.of(files, "n-plus-one-query");
  }

  @Test
  void aDocumentOfItsOwnIsNotThePages() {
    assertThat(
            queries(
                Map.of(
                    "documents.ts",
                    """
                    import { PrismaClient } from '@prisma/client';
                    const orm = new PrismaClient();

                    export async function tags(ids) {
                      const result = [];
                      for (const id of ids) {
                        const document = await orm.document.findUnique({ where: { id } });
                        result.push(document.tag, document.name, document.owner);
                      }
                      return result;
                    }
                    """)))
        .hasSize(1);
  }

  @Test
  void whatOnlyAServerMayImportIsAServers() {
    String code =
        """
        import { cache } from 'react';
        import { PrismaClient } from '@prisma/client';
        const orm = new PrismaClient();

        export const owners = cache(async (ids) => {
          const result = [];
          for (const id of ids) {
            result.push(await orm.owner.findUnique({ where: { id } }));
          }
          return result;
        });
        """;
    assertThat(queries(Map.of("owners.ts", code))).hasSize(1);
    String page = code.replace("{ cache }", "{ cache, useState }");
    assertThat(queries(Map.of("owners.ts", page))).isEmpty();
    assertThat(queries(Map.of("owners.ts", "import 'server-only';\n" + page))).hasSize(1);
  }

  @Test
  void aComponentThatAwaitsIsDrawnByAServer() {
    String page =
        """
        import { PrismaClient } from '@prisma/client';
        const orm = new PrismaClient();

        export default async function Page({ ids }) {
          const names = [];
          for (const id of ids) {
            const owner = await orm.owner.findUnique({ where: { id } });
            names.push(owner.name);
          }
          return <ul>{names}</ul>;
        }
        """;
    assertThat(queries(Map.of("app/page.tsx", page))).hasSize(1);
    assertThat(queries(Map.of("app/page.tsx", "'use client';\n" + page))).isEmpty();
  }

  private static final String ACTIONS =
      """
      'use server';
      import { tags } from './tags';
      import { client, audited } from '@shop/client';

      export const tagAll = client.schema({}).action(
        audited('tagged', async ({ input }) => {
          await tags(input.ids);
        })
      );
      """;
  private static final String TAGS =
      """
      import { PrismaClient } from '@prisma/client';
      const orm = new PrismaClient();

      export async function tags(ids) {
        for (const id of ids) {
          await orm.tag.findUnique({ where: { id } });
        }
      }
      """;

  @Test
  void aServerActionIsARequest() {
    assertThat(queries(Map.of("actions.ts", ACTIONS, "tags.ts", TAGS)))
        .hasSize(1)
        .allMatch(s -> s.routes().equals(List.of("action tagAll")));
  }

  @Test
  void aProcedureIsARequest() {
    assertThat(
            queries(
                Map.of(
                    "router.ts",
                    """
                    import { tags } from './tags';
                    import { protectedProcedure, router } from './trpc';

                    export const tagRouter = router({
                      all: protectedProcedure.input({}).query(async ({ input }) => tags(input.ids)),
                    });
                    """,
                    "tags.ts",
                    TAGS)))
        .hasSize(1)
        .allMatch(s -> s.reach() == Sighting.Reach.REQUEST);
  }

  @Test
  void thatTestsCallItSaysNothingOfWhoElseDoes() {
    String test =
        """
        import { tags } from './tags';

        describe('tags', () => {
          it('finds', async () => {
            await tags([1, 2]);
          });
        });
        """;
    assertThat(queries(Map.of("tags.ts", TAGS, "tags.test.ts", test))).hasSize(1);
  }

  @Test
  void theCompilersNamesOfFoldersAreFollowed() {
    String config =
        """
        {
          // for the whole workspace
          "compilerOptions": {
            "baseUrl": ".",
            "paths": { "@shop/api/*": ["apps/api/src/*"], "@tags": ["libs/tags.ts"] },
          }
        }
        """;
    String user =
        """
        import { tags } from '%s';

        export async function all(groups) {
          for (const group of groups) {
            await tags(group);
          }
        }
        """;
    String one = TAGS.replace("ids) {\n  for (const id of ids) {", "id) {\n  {");
    for (String specifier : List.of("@shop/api/data/tags", "apps/api/src/data/tags")) {
      assertThat(
              queries(
                  Map.of(
                      "tsconfig.base.json",
                      config,
                      "apps/api/src/data/tags.ts",
                      one,
                      "apps/web/all.ts",
                      user.formatted(specifier))))
          .hasSize(1);
    }
    assertThat(
            queries(
                Map.of(
                    "tsconfig.json",
                    config,
                    "libs/tags.ts",
                    one,
                    "apps/web/all.ts",
                    user.formatted("@tags"))))
        .hasSize(1);
  }

  @Test
  void whatOnlyPagesImportRunsWithThem() {
    String client =
        """
        export async function upload(url, file) {
          const response = await fetch(url, { method: 'PUT', body: file });
          return response.ok;
        }
        """;
    String user =
        "import { upload } from './upload';\nexport const send = (f) => upload(f.url, f);";
    assertThat(
            Trial.of(
                Map.of("lib/upload.ts", client, "lib/form.tsx", user + "\nuseState(0);"),
                "missing-timeout"))
        .isEmpty();
    assertThat(
            Trial.of(
                Map.of("lib/upload.ts", client, "lib/form.tsx", user, "lib/job.ts", user),
                "missing-timeout"))
        .hasSize(1);
  }
}
