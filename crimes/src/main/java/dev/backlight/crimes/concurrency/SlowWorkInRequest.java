package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.EntryPoint;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.ScopeContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Trail;
import dev.backlight.source.program.Value;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Mail, PDF, image or archive work that the caller of a request waits for.
public final class SlowWorkInRequest {

  public static final Crime CRIME =
      Crime.named("slow-work-in-request")
          .title("Slow work inside a request")
          .theme("concurrency")
          .category(RESPONSE_TIMES)
          .why(
              """
              The answer does not need the mail, the PDF or the archive to be done, only to be
              promised. Inside the request it takes a worker and the user's time, and its failure
              becomes the request's.
              """)
          .remedy(PYTHON, "Queue it: Celery, RQ, or at least `BackgroundTasks`.")
          .remedy(JAVASCRIPT, "Queue it (BullMQ) and let a worker process do it.")
          .remedy(CSHARP, "Queue it: a `Channel` with a `BackgroundService`, Hangfire.")
          .remedy(JAVA, "Queue it: a broker, or an `@Async` executor with a bounded queue.")
          .cost("t_work", "t_enqueue", "ms", "per request")
          .seenBy(SlowWorkInRequest::judge)
          .example(
              PYTHON,
              """
              import smtplib
              from flask import Flask

              app = Flask(__name__)

              @app.post("/signup")
              def signup():
                  welcome("a@b.c")
                  return "ok"

              def welcome(address):
                  smtp = smtplib.SMTP("mail", timeout=5)  # guilty
                  smtp.sendmail("us@shop", address, "Welcome")
              """,
              """
              import smtplib
              from celery import shared_task
              from flask import Flask

              app = Flask(__name__)

              @app.post("/signup")
              def signup():
                  welcome.delay("a@b.c")
                  return "ok"

              @shared_task
              def welcome(address):
                  smtp = smtplib.SMTP("mail", timeout=5)
                  smtp.sendmail("us@shop", address, "Welcome")
              """)
          .example(
              JAVASCRIPT,
              """
              import express from 'express';
              import nodemailer from 'nodemailer';
              const app = express();
              const mailer = nodemailer.createTransport({ host: 'mail' });

              app.post('/signup', async (req, res) => {
                await mailer.sendMail({ to: req.body.email, subject: 'Welcome' }); // guilty
                res.sendStatus(201);
              });
              """,
              """
              import express from 'express';
              import { Queue } from 'bullmq';
              const app = express();
              const mails = new Queue('mails');

              app.post('/signup', async (req, res) => {
                await mails.add('welcome', { to: req.body.email });
                res.sendStatus(201);
              });
              """)
          .example(
              CSHARP,
              """
              using System.IO.Compression;
              using Microsoft.AspNetCore.Mvc;

              [ApiController]
              [Route("exports")]
              public class ExportsController : ControllerBase
              {
                  [HttpPost]
                  public IActionResult Create()
                  {
                      ZipFile.CreateFromDirectory("/srv/data", "/srv/export.zip"); // guilty
                      return Accepted();
                  }
              }
              """,
              """
              using System.Threading.Channels;
              using Microsoft.AspNetCore.Mvc;

              [ApiController]
              [Route("exports")]
              public class ExportsController : ControllerBase
              {
                  private readonly Channel<string> _jobs;

                  [HttpPost]
                  public async Task<IActionResult> Create()
                  {
                      await _jobs.Writer.WriteAsync("/srv/data");
                      return Accepted();
                  }
              }
              """)
          .example(
              JAVA,
              """
              import org.springframework.mail.SimpleMailMessage;
              import org.springframework.mail.javamail.JavaMailSender;
              import org.springframework.web.bind.annotation.PostMapping;
              import org.springframework.web.bind.annotation.RestController;

              @RestController
              class Signup {
                private JavaMailSender mailer;

                @PostMapping("/signup")
                String signup() {
                  mailer.send(new SimpleMailMessage()); // guilty
                  return "ok";
                }
              }
              """,
              """
              import org.springframework.amqp.rabbit.core.RabbitTemplate;
              import org.springframework.web.bind.annotation.PostMapping;
              import org.springframework.web.bind.annotation.RestController;

              @RestController
              class Signup {
                private RabbitTemplate rabbit;

                @PostMapping("/signup")
                String signup() {
                  rabbit.convertAndSend("mails", "welcome");
                  return "ok";
                }
              }
              """)
          .declare();

  private SlowWorkInRequest() {}

  private static Stream<Sighting> judge(Scene scene) {
    List<Fn> roots =
        scene.program().entries().stream()
            .filter(entry -> entry.kind() == EntryPoint.Kind.REQUEST)
            .map(EntryPoint::function)
            .toList();
    Trail trail = Trail.from(roots, SlowWorkInRequest::now);
    Map<Fn, Set<Word>> told = new HashMap<>();
    return scene
        .functions()
        .filter(trail::reaches)
        .flatMap(fn -> {
          Set<Word> here = told.computeIfAbsent(whole(fn), f -> EnumSet.noneOf(Word.class));
          List<Site> way = trail.to(fn);
          return fn.sites().stream()
              .filter(site ->
                  slow(site)
                      && !handsOn(scene, site)
                      && !queued(scene, site)
                      && !EventLoop.stopped(scene, site)
                      && way.size() <= 6
                      && !tried(site, way)
                      && !leftAlone(site)
                      && !reports(site, way)
                      && here.add(word(site)))
              .map(site -> sighting(scene, site, way));
        });
  }

  /// The named function that a lambda is part of: one archive is one crime.
  private static Fn whole(Fn fn) {
    return fn.outwards().filter(at -> !at.is(Trait.LAMBDA)).findFirst().orElse(fn);
  }

  private static final Pattern TRIAL =
      Pattern.compile(
          "(?i)send_?test|(^|\\.)(test|try_?out)$|(test|check|verif\\w*|validat\\w*|try)_?\\w*(mail|smtp|connection|config)"
              + "|(mail|smtp|connection|config|credential)s?_?\\w*(test|check|verif|validat)");

  /// Whether somebody tries the settings out and waits for the outcome on purpose.
  private static boolean tried(Site site, List<Site> way) {
    return site.has(Word.MAIL)
        && Stream.concat(Stream.of(site), way.stream())
            .anyMatch(step ->
                TESTER.matcher(step.in().symbol()).find()
                    || ExprNames.all(step.in()).stream()
                        .anyMatch(n -> TRIAL_MAIL.matcher(n).matches())
                    || TRIAL.matcher(step.in().symbol()).find()
                    || TRIAL.matcher(step.name()).find()
                    || TRIAL.matcher(step.in().owner().map(Cls::name).orElse("")).find()
                    || MAIL_TRIAL.matcher(step.in().unit().path()).find());
  }

  /// Whether Django's own way to send mail only writes it down here, for a worker.
  private static boolean queued(Scene scene, Site site) {
    return site.in().unit().language() == PYTHON
        && site.has(Word.MAIL)
        && scene.settings().all().stream()
            .anyMatch(setting ->
                setting.key().equals("EMAIL_BACKEND") && QUEUED.matcher(setting.value()).find());
  }

  private static final Pattern QUEUED =
      Pattern.compile(
          "(?i)(^|['\"])mailer\\.|post_office|djmail|queue|celery|huey|django_q|\\brq\\b|seacucumber|\\bAsync");

  /// `mailer.send(…);` without `await`: the answer does not wait for it.
  private static boolean leftAlone(Site site) {
    return site.in().unit().language() == JAVASCRIPT
        && site.has(Word.MAIL)
        && site.use() == Site.Use.DROPPED
        && !site.awaited();
  }

  /// Whether it tells somebody that something failed.
  private static boolean reports(Site site, List<Site> way) {
    return site.has(Word.MAIL)
        && Stream.concat(Stream.of(site), way.stream())
            .flatMap(step -> step.scopes().stream())
            .anyMatch(scope -> scope.kind() == ScopeContext.Kind.CATCH);
  }

  private static final Pattern TESTER = Pattern.compile("Test(er)?(Controller|Resource|View)\\b");
  private static final Pattern TRIAL_MAIL = Pattern.compile("(?i)_?(test|trial)_?e?mail(address)?");
  private static final Pattern MAIL_TRIAL =
      Pattern.compile(
          "(?i)(mail|smtp)\\w*(validation|verification|test|check)|send-?test|test-?(e?mail|smtp)");

  /// `ses.send(new CreateEmailIdentityCommand(…))`: it keeps the service's books and sends nothing.
  private static boolean manages(Site site) {
    if (!ExprNames.last(site.at()).equals("send")) {
      return false;
    }
    List<String> commands =
        ExprNames.all(site.in()).stream().filter(name -> name.endsWith("Command")).toList();
    return !commands.isEmpty() && commands.stream().noneMatch(name -> name.startsWith("Send"));
  }

  /// `save(document)` of a PDF that another function opened: the work is told there.
  private static boolean handedIn(Site site) {
    return site.name().endsWith(".save")
        && site.receiver() instanceof Value.Known k
        && k.type().name().equals("PDDocument")
        && site.call().callee() instanceof Expr.Member m
        && m.receiver() instanceof Expr.Name document
        && Assigned.isParameter(site.in(), document.id());
  }

  private static boolean now(Site site) {
    return site.run() == Site.Run.HERE || site.run() == Site.Run.EACH;
  }

  private static boolean slow(Site site) {
    return now(site)
        && site.kind() != Site.Kind.CALLBACK
        && (site.has(Word.MAIL) && !manages(site) || site.has(Word.SLOW) && !handedIn(site))
        && !site.has(Word.QUEUE)
        && !site.has(Word.STREAMS);
  }

  /// Whether the tree implements the library's interface itself and its implementations neither
  /// send mail nor call anybody: they put it into a queue.
  private static boolean handsOn(Scene scene, Site site) {
    if (!site.has(Word.MAIL)
        || !(site.receiver() instanceof Value.Known known)
        || !(site.call().callee() instanceof Expr.Member method)) {
      return false;
    }
    List<Fn> own =
        scene.program().classes().stream()
            .filter(cls -> cls.isKnown(known.type().name()))
            .flatMap(cls -> cls.methods().getOrDefault(method.name(), List.of()).stream())
            .toList();
    // ASP.NET Core's own implementation of its interface sends nothing.
    return !(own.isEmpty() && !known.type().name().equals("IEmailSender"))
        && own.stream()
            .allMatch(fn ->
                Stream.of(Word.MAIL, Word.HTTP)
                    .allMatch(word ->
                        scene.program().effects().path(fn, word, false).isEmpty()
                            && scene.program().effects().path(fn, word, true).isEmpty()));
  }

  private static Word word(Site site) {
    return site.has(Word.MAIL) ? Word.MAIL : Word.SLOW;
  }

  /// Pictures of a few thousand pixels, or made that small: tens of milliseconds.
  private static final Pattern SMALL =
      Pattern.compile(
          "(?i)barcode|qr_?code|captcha|verif(y|ication)_?code|identicon|favicon|avatar|thumb|resize|\\bcrop|profile_?(image|pic|photo)|logo\\b|(add|save|store)\\w*(image|picture|photo)");

  /// A file that somebody uploads now and then, and waits for on purpose.
  private static final Pattern UPLOAD = Pattern.compile("(?i)import(er|s|_|-|[A-Z]|/|\\b)|upload");

  /// One entry of an archive after the other, of which nobody knows how large they are, and what is
  /// only there for developers.
  private static boolean modest(Site site, List<Site> way) {
    boolean sheet = SHEET.matcher(site.in().unit().path() + ' ' + site.name()).find();
    boolean alone =
        Stream.concat(Stream.of(site), way.stream())
            .allMatch(step -> step.loops().isEmpty() && !loops(step.in()));
    boolean picture =
        site.receiver() instanceof Value.Known known && known.type().name().equals("PilImage");
    return sheet && alone
        || picture
        || PICTURE.matcher(site.name()).find()
        || ARCHIVE.matcher(site.name()).find()
        || TEMPLATE.matcher(site.in().name()).find()
        || DEBUGS.matcher(site.in().unit().path() + ' ' + site.in().symbol()).find();
  }

  /// Whether a function visits anything: a sheet without a loop on the way has a handful of rows.
  private static boolean loops(Fn fn) {
    return fn.sites().stream().anyMatch(site -> !site.loops().isEmpty());
  }

  private static final Pattern SHEET =
      Pattern.compile("(?i)excel|workbook|xlsx?\\b|sheet|template");
  private static final Pattern PICTURE = Pattern.compile("(?i)\\b(ImageIO|image|img|new|Image)\\.");

  private static final Pattern ARCHIVE =
      Pattern.compile(
          "(?i)zip\\w*\\.(write|add|put)|\\bzf\\.|\\.(writestr|putNextEntry|CreateEntry\\w*)$|tar\\w*\\.add|\\barchive\\.finalize$");
  private static final Pattern TEMPLATE = Pattern.compile("(?i)template");
  private static final Pattern DEBUGS = Pattern.compile("(?i)debug");

  /// `POST /jobs/send-reports`: a scheduler calls it, and waits for the work.
  private static boolean timed(Scene scene, Site site) {
    List<String> routes = scene.program().reachability().routes(site.in());
    return !routes.isEmpty() && routes.stream().allMatch(route -> TIMED.matcher(route).find());
  }

  private static final Pattern TIMED =
      Pattern.compile("(?i)[ /](jobs?|cron\\w*|scheduled?|schedulers?|tasks?)(/|$)");

  private static Sighting sighting(Scene scene, Site site, List<Site> way) {
    boolean small =
        SMALL.matcher(site.in().unit().path() + ' ' + site.in().symbol() + ' ' + site.name()).find()
            || way.stream().anyMatch(step -> SMALL.matcher(step.name()).find());
    boolean upload =
        !site.has(Word.MAIL)
            && UPLOAD.matcher(site.in().unit().path() + ' ' + site.in().symbol()).find();
    String work = site.has(Word.MAIL) ? "sends mail" : "does long work";
    return scene
        .at(CRIME, site)
        .path(way)
        .sure(
            small || upload || modest(site, way) || timed(scene, site)
                ? Confidence.LOW
                : Confidence.HIGH)
        .label(site.location(), "the caller waits for it")
        .says("`" + site.name() + "` " + work + " while a request waits");
  }
}
