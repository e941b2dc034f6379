package dev.backlight.source.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.code.SourceFile;
import dev.backlight.source.javascript.JavaScriptFrontEnd;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What linking makes of the ways that JavaScript programs alone have.
final class JavaScriptProgramTest {

  private static Program link(Map<String, String> texts) {
    List<SourceFile> files = new ArrayList<>();
    try (SyntaxParser parser = SyntaxParser.open(Grammar.JAVASCRIPT)) {
      new TreeMap<>(texts)
          .forEach((path, text) -> {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            if (parser.parse(utf8, SyntaxParser.DEFAULT_LIMIT) instanceof Parsed.Tree parsed) {
              files.add(JavaScriptFrontEnd.lower(path, parsed.tree()));
            }
          });
    }
    return Linker.link(
        files,
        Manifests.NONE,
        new Linker.Each() {
          @Override
          public <T> void run(List<T> elements, Consumer<T> task) {
            elements.forEach(task);
          }
        },
        failure -> {
          throw new AssertionError(failure);
        });
  }

  private static List<Site> sites(Program program, String function) {
    return program.functions().stream()
        .filter(fn -> fn.name().equals(function))
        .flatMap(fn -> fn.sites().stream())
        .toList();
  }

  private static List<String> queries(Program program) {
    return sites(program, "f").stream()
        .filter(site -> site.has(Word.DATABASE))
        .map(site -> site.name() + ": " + site.words() + (site.awaited() ? ", awaited" : ""))
        .toList();
  }

  @Test
  void methodsHungOnAModuleElsewhereAreFound() {
    Program program =
        link(
            Map.of(
                "topics/index.js",
                """
                const Topics = module.exports;
                require('./create')(Topics);
                """,
                "topics/create.js",
                """
                module.exports = function (Topics) {
                  Topics.create = async function (data) {};
                };
                """,
                "api.js",
                """
                const topics = require('./topics');
                async function f() {
                  await topics.create({});
                }
                """));
    assertThat(sites(program, "f"))
        .singleElement()
        .satisfies(site -> assertThat(site.targets()).extracting(Fn::name).contains("create"));
  }

  @Test
  void queriesThatArePromisesRunWhereTheyAreAwaited() {
    Program program =
        link(
            Map.of(
                "users.js",
                """
                const mongoose = require('mongoose');
                const User = mongoose.model('User', schema);
                async function f() {
                  const some = await User.find().limit(10);
                  for (const user of some) { show(user); }
                  await Promise.all([User.findOne(), User.updateOne({}, {})]);
                  User.countDocuments().then(show);
                  const query = User.find();
                  return query.sort('name');
                }
                """));
    assertThat(queries(program))
        .containsExactly(
            "User.find().limit: database async many, awaited",
            "User.findOne: database async one",
            "User.updateOne: database async write one",
            "User.countDocuments: database async one scalar",
            "query.sort: database async many");
  }

  @Test
  void destructuredParametersCarryValuesAndVaryWithTheLoop() {
    Program program =
        link(
            Map.of(
                "jobs.js",
                """
                const { Pool } = require('pg');
                const pool = new Pool();
                function f(ids) {
                  ids.forEach(({ id, at: [x] }) => { pool.query('select', [id, x]); });
                }
                """));
    Site query =
        program.functions().stream()
            .flatMap(fn -> fn.sites().stream())
            .filter(site -> site.has(Word.DATABASE))
            .findFirst()
            .orElseThrow();
    assertThat(query.loops()).hasSize(1);
    assertThat(query.loops().getFirst().variables()).containsExactly("id", "x");
  }

  @Test
  void callbacksOfDriversRunLater() {
    Program program =
        link(
            Map.of(
                "old.js",
                """
                const fs = require('fs');
                const mysql = require('mysql');
                const pool = mysql.createPool({});
                function f() {
                  pool.query('select 1', function done(error, rows) { fs.readFileSync('x'); });
                }
                """));
    assertThat(sites(program, "done")).extracting(Site::name).containsExactly("fs.readFileSync");
    assertThat(sites(program, "f")).extracting(Site::run).contains(Site.Run.LATER);
  }
}
