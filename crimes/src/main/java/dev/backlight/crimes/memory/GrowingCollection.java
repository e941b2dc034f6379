package dev.backlight.crimes.memory;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Expr;
import dev.backlight.source.program.Fn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A collection of the module, class or one instance that calls add to and nothing takes from.
public final class GrowingCollection {

  public static final Crime CRIME =
      Crime.named("growing-collection")
          .title("Collection that only grows")
          .theme("memory")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              The collection lives as long as the process. Every call adds to it and nothing takes
              anything out, so memory grows with traffic until the process is killed.
              """)
          .remedy(
              PYTHON,
              "Keep it in the request, give it a bound (`deque(maxlen=…)`), or take out what is"
                  + " done.")
          .remedy(
              JAVASCRIPT,
              "Copy before you add (`[...this.items]`), keep it in the request, or delete what is"
                  + " done.")
          .remedy(
              CSHARP,
              "Keep it in the request's scope, or remove what is done; for history use a bounded"
                  + " channel.")
          .remedy(JAVA, "Keep it in the request, remove what is done, or use a bounded queue.")
          .unbounded(Severity.HIGH, Severity.LOW)
          .seenBy(GrowingCollection::judge)
          .example(
              PYTHON,
              """
              from flask import Flask, request

              app = Flask(__name__)
              seen = []

              @app.route("/visit")
              def visit():
                  seen.append(request.remote_addr)  # guilty
                  return "ok"
              """,
              """
              from collections import deque
              from flask import Flask, request

              app = Flask(__name__)
              seen = deque(maxlen=1000)

              @app.route("/visit")
              def visit():
                  seen.append(request.remote_addr)
                  return "ok"
              """)
          .example(
              JAVASCRIPT,
              """
              import { Injectable } from '@nestjs/common';

              @Injectable()
              export class ProductService {
                private readonly relations = ['assets', 'facets'];

                async find(id: string, given?: string[]) {
                  const relations = given || this.relations; // guilty
                  relations.push('variants');
                  return this.load(id, relations);
                }
              }
              """,
              """
              import { Injectable } from '@nestjs/common';

              @Injectable()
              export class ProductService {
                private readonly relations = ['assets', 'facets'];

                async find(id: string, given?: string[]) {
                  const relations = [...(given || this.relations), 'variants'];
                  return this.load(id, relations);
                }
              }
              """)
          .example(
              CSHARP,
              """
              using System.Collections.Generic;

              public class Audit
              {
                  private static readonly List<string> Entries = new List<string>();

                  public void Record(string user)
                  {
                      Entries.Add(user); // guilty
                  }
              }
              """,
              """
              using System.Collections.Generic;

              public class Audit
              {
                  private static readonly Queue<string> Entries = new Queue<string>();

                  public void Record(string user)
                  {
                      Entries.Enqueue(user);
                      while (Entries.Count > 1000)
                      {
                          Entries.Dequeue();
                      }
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.ArrayList;
              import java.util.List;
              import org.springframework.stereotype.Service;

              @Service
              class Audit {
                private final List<String> entries = new ArrayList<>();

                void record(String user) {
                  entries.add(user); // guilty
                }
              }
              """,
              """
              import java.util.ArrayList;
              import java.util.List;
              import org.springframework.stereotype.Service;

              @Service
              class Audit {
                private final List<String> entries = new ArrayList<>();

                void record(String user) {
                  entries.add(user);
                }

                List<String> drain() {
                  List<String> drained = List.copyOf(entries);
                  entries.clear();
                  return drained;
                }
              }
              """)
          .declare();

  private GrowingCollection() {}

  private static Stream<Sighting> judge(Scene scene) {
    Growth growth = new Growth(scene);
    return Holdings.of(scene).stream()
        .filter(held -> !held.does(Held.Act.BOUNDED) && !held.does(Held.Act.SHRINKS))
        .flatMap(held -> {
          List<Held.Use> adding = growth.of(held);
          Set<Fn> told = new HashSet<>();
          return adding.isEmpty() || UnboundedCache.isCache(held, adding)
              ? Stream.empty()
              : adding.stream()
                  .filter(use -> told.add(use.fn()))
                  .map(use -> sighting(scene, held, use));
        });
  }

  private static Sighting sighting(Scene scene, Held held, Held.Use use) {
    Expr at = use.alias() == Expr.NONE ? use.at() : use.alias();
    Draft draft = scene.at(CRIME, use.fn(), at.start(), at.end());
    draft.chain(
        held.unit().location(held.start(), held.end(), ""), "`" + held.name() + "` lives on");
    boolean alias = use.alias() != Expr.NONE;
    // What jobs and start-up add is mostly added once; of thirteen such findings in real projects
    // one was accepted, and that was a request's (decision 13).
    if (!alias && (scene.reach(use.fn()) != Reach.REQUEST || held.shape() != Held.Shape.LIST)) {
      draft.sure(Confidence.LOW);
    }
    boolean once = held.shape() != Held.Shape.LIST && !Keys.open(scene, use);
    if (UnboundedCache.standsIn(held) || once && !alias) {
      draft.sure(Confidence.LOW);
    }
    boolean deduplicated =
        held.shape() != Held.Shape.MAP
            && held.uses(Held.Act.READS).anyMatch(read -> read.fn() == use.fn());
    if (deduplicated) {
      draft.sure(Confidence.MEDIUM);
    }
    if (alias) {
      return draft.says(
          "`"
              + Makers.simpleName(use.alias())
              + "` is the shared `"
              + held.name()
              + "`, not a copy: every call that adds to it makes it longer for ever");
    }
    return draft.says(
        "`"
            + held.name()
            + "` lives as long as the process; this adds to it and nothing takes"
            + " anything out");
  }
}
