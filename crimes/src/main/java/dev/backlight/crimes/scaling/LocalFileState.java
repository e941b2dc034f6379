package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.SCALABILITY;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Unit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Uploads, rate limits and socket rooms that only one process knows.
public final class LocalFileState {

  private static final Pattern OBJECT_STORE =
      Pattern.compile(
          "(?i).*(client-s3|aws-sdk|boto3|google-cloud/storage|google\\.cloud\\.storage|storage-blob"
              + "|minio|cloudinary|multer-s3|AWSSDK\\.S3|Amazon\\.S3|Azure\\.Storage|awssdk\\.services\\.s3"
              + "|amazonaws|com\\.azure\\.storage|com\\.google\\.cloud\\.storage|supabase).*");
  private static final Pattern TEMPORARY = Pattern.compile("(?i).*(te?mp|cache).*");

  public static final Crime CRIME =
      Crime.named("local-file-state")
          .title("State on one process' disk or in its memory")
          .theme("scaling")
          .category(SCALABILITY)
          .why(
              """
              What a request leaves on its process' disk or in its memory, the next request finds
              only if it meets the same process: uploads are missing, limits count per process, and
              messages reach half of a room.
              """)
          .remedy(PYTHON, "Put uploads into object storage, and limits into Redis (`storage_uri`).")
          .remedy(
              JAVASCRIPT,
              "Put uploads into object storage (`multer-s3`), limits into `rate-limit-redis`, rooms"
                  + " behind `@socket.io/redis-adapter`.")
          .remedy(CSHARP, "Stream the upload to blob storage.")
          .remedy(JAVA, "Stream the upload to object storage.")
          .graded(Severity.MEDIUM)
          .seenBy(LocalFileState::judge)
          .example(
              JAVASCRIPT,
              """
              import express from 'express';
              import multer from 'multer';

              const app = express();
              const upload = multer({ dest: 'uploads/' }); // guilty
              app.post('/avatar', upload.single('avatar'), (req, res) => res.sendStatus(204));
              """,
              """
              import express from 'express';
              import multer from 'multer';
              import { S3Client } from '@aws-sdk/client-s3';
              import multerS3 from 'multer-s3';

              const app = express();
              const upload = multer({ storage: multerS3({ s3: new S3Client({}), bucket: 'a' }) });
              app.post('/avatar', upload.single('avatar'), (req, res) => res.sendStatus(204));
              """)
          .example(
              PYTHON,
              """
              import os
              from flask import Flask, request

              app = Flask(__name__)

              @app.post("/avatar")
              def avatar():
                  file = request.files["avatar"]
                  file.save(os.path.join("uploads", "avatar.png"))  # guilty
                  return "", 204
              """,
              """
              import boto3
              from flask import Flask, request

              app = Flask(__name__)
              s3 = boto3.client("s3")

              @app.post("/avatar")
              def avatar():
                  s3.upload_fileobj(request.files["avatar"], "avatars", "avatar.png")
                  return "", 204
              """)
          .example(
              CSHARP,
              "AvatarController.cs",
              """
              using Microsoft.AspNetCore.Mvc;

              [ApiController]
              public class AvatarController : ControllerBase
              {
                  [HttpPost("/avatar")]
                  public async Task<IActionResult> Upload(IFormFile file)
                  {
                      using var stream = new FileStream(Path.Combine("wwwroot", "avatar.png"), FileMode.Create);
                      await file.CopyToAsync(stream); // guilty
                      return NoContent();
                  }
              }
              """,
              """
              using Azure.Storage.Blobs;
              using Microsoft.AspNetCore.Mvc;

              [ApiController]
              public class AvatarController : ControllerBase
              {
                  private readonly BlobContainerClient _blobs;

                  [HttpPost("/avatar")]
                  public async Task<IActionResult> Upload(IFormFile file)
                  {
                      await _blobs.UploadBlobAsync("avatar.png", file.OpenReadStream());
                      return NoContent();
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.nio.file.Path;
              import org.springframework.web.bind.annotation.PostMapping;
              import org.springframework.web.bind.annotation.RestController;
              import org.springframework.web.multipart.MultipartFile;

              @RestController
              class Avatars {
                @PostMapping("/avatar")
                void upload(MultipartFile file) throws Exception {
                  file.transferTo(Path.of("/var/uploads/avatar.png")); // guilty
                }
              }
              """,
              """
              import org.springframework.web.bind.annotation.PostMapping;
              import org.springframework.web.bind.annotation.RestController;
              import org.springframework.web.multipart.MultipartFile;
              import software.amazon.awssdk.services.s3.S3Client;

              @RestController
              class Avatars {
                private final S3Client s3;

                @PostMapping("/avatar")
                void upload(MultipartFile file) throws Exception {
                  s3.putObject(request, RequestBody.fromInputStream(file.getInputStream(), file.getSize()));
                }
              }
              """)
          .declare();

  private LocalFileState() {}

  private static Stream<Sighting> judge(Scene scene) {
    boolean stored =
        scene
            .units()
            .flatMap(unit -> unit.file().imports().stream())
            .anyMatch(i -> OBJECT_STORE.matcher(i.module()).matches());
    Stream<Sighting> uploads = stored ? Stream.empty() : uploads(scene);
    return Stream.concat(uploads, memory(scene));
  }

  private static Stream<Sighting> uploads(Scene scene) {
    Stream<Sighting> multer =
        scene
            .units()
            .filter(unit -> Dotted.imports(unit, "multer"))
            .flatMap(Dotted::calls)
            .filter(call ->
                call.dotted().equals("multer")
                        && call.option("dest").filter(LocalFileState::lasting).isPresent()
                    || call.name().equals("diskStorage")
                        && call.option("destination").filter(LocalFileState::lasting).isPresent())
            .map(call -> says(scene, call, "uploads stay on the disk of this process"));
    return Stream.concat(
        multer,
        scene
            .functions()
            .filter(fn -> scene.reach(fn) == Reach.REQUEST)
            .flatMap(Dotted::calls)
            .filter(LocalFileState::keeps)
            .map(call -> says(scene, call, "the upload stays on the disk of this process")));
  }

  private static boolean keeps(Dotted.Call call) {
    return switch (call.fn().unit().language()) {
      case PYTHON ->
          call.name().equals("save")
              && call.expr().callee() instanceof Expr.Member member
              && uploaded(call.fn(), member.receiver())
              && call.expr().arguments().size() == 1
              && lasting(call.fn(), call.expr().arguments().getFirst().value());
      case CSHARP ->
          call.name().equals("CopyToAsync")
              && call.fn().decl().parameters().stream()
                  .anyMatch(p ->
                      p.type().simpleName().equals("IFormFile")
                          && call.dotted().equals(p.name() + ".CopyToAsync"))
              && call.expr().arguments().stream()
                  .anyMatch(a ->
                      lasting(call.fn(), bound(call.fn(), a.value()))
                          && Dotted.last(made(bound(call.fn(), a.value())))
                              .matches("FileStream|Create"));
      case JAVA ->
          call.name().equals("transferTo")
              && call.fn().decl().parameters().stream()
                  .anyMatch(p ->
                      p.type().simpleName().equals("MultipartFile")
                          && call.dotted().equals(p.name() + ".transferTo"))
              && call.expr().arguments().stream()
                  .allMatch(a -> lasting(call.fn(), bound(call.fn(), a.value())));
      case JAVASCRIPT, CONFIG -> false;
    };
  }

  private static Expr made(Expr value) {
    return value instanceof Expr.Call call ? call.callee() : Expr.NONE;
  }

  /// What Flask's `request.files[…]` gave.
  private static boolean uploaded(Fn fn, Expr receiver) {
    Expr value = bound(fn, receiver);
    return Dotted.of(value).startsWith("request.files");
  }

  private static Expr bound(Fn fn, Expr value) {
    if (!(value instanceof Expr.Name name)) {
      return value;
    }
    Expr[] found = {value};
    Walker.statements(
        fn.decl().body(),
        statement -> {
          switch (statement) {
            case Stmt.Assign a
                when a.targets().size() == 1
                    && a.targets().getFirst() instanceof Expr.Name target
                    && target.id().equals(name.id()) ->
                found[0] = a.value();
            case Stmt.Scope s ->
                s.resources()
                    .forEach(r -> {
                      if (r.target() instanceof Expr.Name target && target.id().equals(name.id())) {
                        found[0] = r.value();
                      }
                    });
            default -> {
              // Nothing is bound here.
            }
          }
        });
    return found[0];
  }

  /// Whether a path, or what its variables were made of, is not that of a temporary file.
  private static boolean lasting(Fn fn, Expr path) {
    return !Walker.anyExpression(
            path, expr -> expr instanceof Expr.Name && !lasting(bound(fn, expr)))
        && lasting(path);
  }

  private static boolean lasting(Expr path) {
    return !Walker.anyExpression(path, expr -> TEMPORARY.matcher(ExprNames.text(expr)).matches());
  }

  /// Rate limits and socket rooms; told only where the tree shows several processes.
  private static Stream<Sighting> memory(Scene scene) {
    if (!Starts.replicated(scene)) {
      return Stream.empty();
    }
    boolean adapter =
        scene
            .units()
            .flatMap(unit -> unit.file().imports().stream())
            .anyMatch(i -> i.module().toLowerCase(Locale.ROOT).contains("adapter"));
    return scene
        .units()
        .filter(unit -> unit.language() == Language.JAVASCRIPT)
        .filter(unit -> Dotted.imports(unit, "express-rate-limit", "socket.io"))
        .flatMap(Dotted::calls)
        .flatMap(call -> memory(call, adapter).map(what -> says(scene, call, what)).stream());
  }

  private static Optional<String> memory(Dotted.Call call, boolean adapter) {
    Unit unit = call.fn().unit();
    boolean limits =
        unit.file().imports().stream()
            .anyMatch(
                i -> i.module().equals("express-rate-limit") && i.alias().equals(call.dotted()));
    if (limits
        && call.optionsInSight()
        && call.expr().arguments().stream().allMatch(a -> a.value() instanceof Expr.Collection)
        && call.option("store").isEmpty()) {
      return Optional.of("the limit counts per process, and several run");
    }
    boolean rooms =
        call.expr().constructs()
            && unit.file().imports().stream()
                .anyMatch(i ->
                    i.module().equals("socket.io")
                        && i.name().equals("Server")
                        && i.alias().equals(call.dotted()));
    return rooms && !adapter
        ? Optional.of("rooms reach only the sockets of this process, and several run")
        : Optional.empty();
  }

  private static Sighting says(Scene scene, Dotted.Call call, String what) {
    return scene
        .at(CRIME, call.fn(), call.expr().start(), call.expr().end())
        .sure(Confidence.MEDIUM)
        .says(what);
  }
}
