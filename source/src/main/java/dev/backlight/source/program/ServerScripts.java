package dev.backlight.source.program;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import java.util.Set;
import java.util.regex.Pattern;

/// Scripts that only a server runs: by the modules and the database they use, or by what a
/// framework lets only a server do.
final class ServerScripts {

  private static final Set<String> SERVERS =
      Set.of(
          "express",
          "koa",
          "fastify",
          "pg",
          "mysql2",
          "typeorm",
          "sequelize",
          "mongoose",
          "ioredis",
          "redis",
          "bull",
          "bullmq",
          "knex",
          "child_process",
          "fs",
          "cluster",
          "sequelize-typescript",
          "koa-router",
          "server-only",
          "next/server",
          "next/headers",
          "next/cache");

  private ServerScripts() {}

  /// Of the packages that a manifest lists.
  static boolean onlyServersHave(String module) {
    return SERVERS.contains(module)
        || module.startsWith("@nestjs/")
        || module.equals("next")
        || module.equals("nuxt");
  }

  static boolean is(SourceFile file) {
    return file.imports().stream()
            .map(Import::module)
            .map(module -> module.startsWith("node:") ? module.substring(5) : module)
            .anyMatch(module -> SERVERS.contains(module) || module.startsWith("@nestjs/"))
        || directive(file, "use server")
        || file.functions().stream()
            .flatMap(function -> Walker.calls(function.body()).stream())
            .anyMatch(ServerScripts::queries)
        || DRAWN.matcher(file.path()).find()
            && file.functions().stream().anyMatch(ServerScripts::serverSide)
            && !directive(file, "use client");
  }

  /// `prisma.order.findMany(…)`: a client of a database that only a server has.
  private static boolean queries(Expr.Call call) {
    return call.callee() instanceof Expr.Member method
        && QUERIES.contains(method.name())
        && method.receiver() instanceof Expr.Member model
        && model.receiver() instanceof Expr.Name client
        && CLIENTS.contains(client.id());
  }

  private static final Set<String> CLIENTS = Set.of("prisma", "db", "tx");
  private static final Set<String> QUERIES =
      Set.of(
          "findMany",
          "findFirst",
          "findUnique",
          "findUniqueOrThrow",
          "findFirstOrThrow",
          "createMany",
          "updateMany",
          "deleteMany",
          "upsert");

  /// `'use server'` at the head of a file.
  static boolean directive(SourceFile file, String text) {
    return file.functions().stream()
        .filter(function -> function.is(FunctionDecl.Trait.MODULE))
        .flatMap(module -> module.body().statements().stream())
        .anyMatch(statement ->
            statement instanceof Stmt.Evaluate e
                && e.value() instanceof Expr.Literal l
                && l.text().equals(text));
  }

  /// A component that awaits what it shows, which only a server can draw, or what a framework runs
  /// before it draws a page.
  private static boolean serverSide(FunctionDecl function) {
    return SERVER_SIDE.contains(function.name())
        || function.is(FunctionDecl.Trait.ASYNC)
            && !function.name().isEmpty()
            && Character.isUpperCase(function.name().charAt(0));
  }

  /// Components, and the routes of Next.js, whose functions are called `GET` and `POST`.
  private static final Pattern DRAWN = Pattern.compile("\\.[jt]sx$|(^|/)route\\.[cm]?[jt]s$");

  private static final Set<String> SERVER_SIDE =
      Set.of("getServerSideProps", "getStaticProps", "getStaticPaths");
}
