package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.SCALABILITY;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.crimes.ServerApplication;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.EntryPoint;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A timed job in the web process with an effect outside of it, and nothing that lets one process
/// of several run it.
public final class SchedulerOnEveryReplica {

  private static final Set<String> TIMED =
      Set.of("Scheduled", "Cron", "scheduled_job", "periodic_task");
  private static final Pattern REGISTERED =
      Pattern.compile("(schedule|scheduleJob|cron|CronJob|add_job) .*");
  private static final Pattern LOCK =
      Pattern.compile(
          "(?i).*(shedlock|schedulerlock|redlock|leader|advisory_lock|lockregistry|clustered|quartz"
              + "|zookeeper|curator|etcd|hazelcast|lock|primary|master|partition|semaphore|enabled"
              + "|runjobs|setnx|distributed).*");
  private static final Pattern TREE_LOCK =
      Pattern.compile(
          "(?i)shedlock|redlock|leader-?election|lockregistry|isclustered|jobstores?\\.redis"
              + "|curator");
  private static final Set<String> CONDITIONAL =
      Set.of(
          "Profile",
          "ConditionalOnProperty",
          "ConditionalOnExpression",
          "SchedulerLock",
          "ConditionalOnBean",
          "ConditionalOnSingleCandidate");
  private static final Pattern SENDS =
      Pattern.compile("(?i).*(post|put|patch|send|publish|notify)\\w*(\\(.*)?");
  private static final Pattern HARMLESS =
      Pattern.compile("(?i).*(delete|remove|clean|purge|expire|evict|destroy|truncate|vacuum).*");

  public static final Crime CRIME =
      Crime.named("scheduler-on-every-replica")
          .title("Scheduled job on every replica")
          .theme("scaling")
          .category(SCALABILITY)
          .why(
              """
              The timer runs in the web process, so each replica and each worker runs the job: mails
              go out twice, rows are written twice, and the load of the job grows with the service.
              """)
          .remedy(
              PYTHON,
              "Run it from a scheduler of its own (Celery beat, a CronJob), or take a lock.")
          .remedy(
              JAVASCRIPT, "Use a repeatable job of a queue (BullMQ), a CronJob, or take a lock.")
          .remedy(JAVA, "Add ShedLock's `@SchedulerLock`, a clustered Quartz store, or a CronJob.")
          .graded(Severity.MEDIUM)
          .seenBy(SchedulerOnEveryReplica::judge)
          .example(
              JAVA,
              "src/main/java/shop/Reminders.java",
              """
              package shop;

              import org.springframework.mail.javamail.JavaMailSender;
              import org.springframework.scheduling.annotation.Scheduled;

              class Reminders {
                private final JavaMailSender mail;

                Reminders(JavaMailSender mail) {
                  this.mail = mail;
                }

                @Scheduled(cron = "0 0 8 * * *")
                void remind() { // guilty
                  mail.send(message());
                }
              }
              === src/main/java/shop/Shop.java
              package shop;

              import org.springframework.boot.SpringApplication;
              import org.springframework.boot.autoconfigure.SpringBootApplication;
              import org.springframework.web.bind.annotation.GetMapping;
              import org.springframework.web.bind.annotation.RestController;

              @SpringBootApplication
              @RestController
              class Shop {
                public static void main(String[] args) {
                  SpringApplication.run(Shop.class, args);
                }

                @GetMapping("/")
                String home() {
                  return "home";
                }
              }
              === pom.xml
              <project><artifactId>shop</artifactId></project>
              """,
              """
              package shop;

              import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
              import org.springframework.mail.javamail.JavaMailSender;
              import org.springframework.scheduling.annotation.Scheduled;

              class Reminders {
                private final JavaMailSender mail;

                Reminders(JavaMailSender mail) {
                  this.mail = mail;
                }

                @Scheduled(cron = "0 0 8 * * *")
                @SchedulerLock(name = "remind")
                void remind() {
                  mail.send(message());
                }
              }
              === src/main/java/shop/Shop.java
              package shop;

              import org.springframework.boot.SpringApplication;
              import org.springframework.boot.autoconfigure.SpringBootApplication;
              import org.springframework.web.bind.annotation.GetMapping;
              import org.springframework.web.bind.annotation.RestController;

              @SpringBootApplication
              @RestController
              class Shop {
                public static void main(String[] args) {
                  SpringApplication.run(Shop.class, args);
                }

                @GetMapping("/")
                String home() {
                  return "home";
                }
              }
              === pom.xml
              <project><artifactId>shop</artifactId></project>
              """)
          .example(
              JAVASCRIPT,
              "server.js",
              """
              const express = require('express');
              const cron = require('node-cron');
              const nodemailer = require('nodemailer');

              const app = express();
              const mail = nodemailer.createTransport({ host: 'mail' });

              app.get('/', (req, res) => res.send('home'));

              cron.schedule('0 8 * * *', async () => { // guilty
                await mail.sendMail({ to: 'all@example.org', subject: 'Reminder' });
              });
              === package.json
              { "name": "shop", "private": true, "dependencies": { "express": "5.0.0" } }
              """,
              """
              const express = require('express');
              const { Queue } = require('bullmq');

              const app = express();
              const reminders = new Queue('reminders');

              app.get('/', (req, res) => res.send('home'));

              reminders.upsertJobScheduler('daily', { pattern: '0 8 * * *' });
              === package.json
              { "name": "shop", "private": true, "dependencies": { "express": "5.0.0" } }
              """)
          .example(
              PYTHON,
              "app.py",
              """
              import requests
              from apscheduler.schedulers.background import BackgroundScheduler
              from flask import Flask

              app = Flask(__name__)
              scheduler = BackgroundScheduler()

              @app.route("/")
              def home():
                  return "home"

              @scheduler.scheduled_job("cron", hour=8)
              def remind():  # guilty
                  requests.post("https://hooks.example.org/reminder", timeout=5)

              scheduler.start()
              === requirements.txt
              flask==3.1.0
              apscheduler==3.10.4
              """,
              """
              import requests
              from celery import Celery

              celery = Celery("shop")

              @celery.task
              def remind():
                  requests.post("https://hooks.example.org/reminder", timeout=5)
              === requirements.txt
              celery==5.4.0
              """)
          .declare();

  private SchedulerOnEveryReplica() {}

  private static Stream<Sighting> judge(Scene scene) {
    List<Fn> jobs =
        scene.program().entries().stream()
            .filter(entry -> entry.kind() == EntryPoint.Kind.JOB && scene.matters(entry.function()))
            .filter(SchedulerOnEveryReplica::timed)
            .map(EntryPoint::function)
            .filter(fn -> !guarded(fn))
            .toList();
    if (jobs.isEmpty()
        || ServerApplication.of(scene).isEmpty()
        || Starts.single(scene)
        || locks(scene)) {
      return Stream.empty();
    }
    // Most services that schedule by themselves are meant to run once (decision 13).
    Confidence sure = Starts.replicated(scene) ? Confidence.HIGH : Confidence.LOW;
    return jobs.stream()
        .flatMap(fn ->
            effect(scene, fn).stream()
                .limit(1)
                .map(path -> {
                  boolean named =
                      fn.decl().nameEnd() > fn.decl().nameStart() && !fn.name().isEmpty();
                  int start = named ? fn.decl().nameStart() : fn.decl().start();
                  return scene
                      .at(CRIME, fn, start, start + 1)
                      .sure(sure)
                      .path(path)
                      .says(
                          "every process of the service runs this job: it leads to `"
                              + path.getLast().name()
                              + "`");
                }));
  }

  private static boolean locks(Scene scene) {
    return scene
            .units()
            .flatMap(unit -> unit.file().imports().stream())
            .map(i -> i.module() + "." + i.name())
            .distinct()
            .anyMatch(name -> TREE_LOCK.matcher(name).find())
        || scene.configuration().stream().anyMatch(file -> Mentions.in(file, TREE_LOCK));
  }

  private static boolean timed(EntryPoint entry) {
    Fn fn = entry.function();
    return fn.decl().annotations().stream().anyMatch(a -> TIMED.contains(a.simpleName()))
        || REGISTERED.matcher(entry.name()).matches()
            && Dotted.imports(
                fn.unit(), "node-cron", "node-schedule", "cron", "apscheduler", "croner");
  }

  /// Whether the job or its class looks at a lock, a role or a switch.
  private static boolean guarded(Fn fn) {
    boolean conditional =
        Stream.concat(
                fn.decl().annotations().stream(),
                fn.owner().stream().flatMap(owner -> owner.decl().annotations().stream()))
            .map(Annotation::simpleName)
            .anyMatch(CONDITIONAL::contains);
    return conditional
        || LOCK.matcher(fn.name()).matches()
        || Walker.anyExpression(fn.decl().body(), expr -> LOCK.matcher(Dotted.last(expr)).matches())
        || fn.enclosing()
            .filter(outer -> LOCK.matcher(Dotted.conditions(outer, fn.decl().start())).matches())
            .isPresent();
  }

  private static List<Site> sends(List<Site> path) {
    boolean sent = !path.isEmpty() && SENDS.matcher(path.getLast().name()).matches();
    return sent ? path : List.of();
  }

  /// The way to something that happens outside the process and is not harmless to do twice.
  private static List<List<Site>> effect(Scene scene, Fn fn) {
    return fn.sites().stream()
        .flatMap(site ->
            Stream.of(
                scene.program().effects().from(site, Word.MAIL, false),
                sends(scene.program().effects().from(site, Word.HTTP, false)),
                scene.program().effects().from(site, Word.QUEUE, true),
                scene.program().effects().from(site, Word.DATABASE, true)))
        .filter(path -> !path.isEmpty() && path.size() <= 4)
        .filter(path ->
            path.stream().noneMatch(site -> HARMLESS.matcher(site.name()).matches())
                && !HARMLESS.matcher(fn.name()).matches())
        .toList();
  }
}
