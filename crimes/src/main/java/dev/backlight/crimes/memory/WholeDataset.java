package dev.backlight.crimes.memory;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import java.util.stream.Stream;

/// All rows of an export, a whole upload, file or remote body in memory before the work starts.
public final class WholeDataset {

  public static final Crime CRIME =
      Crime.named("whole-dataset-in-memory")
          .title("Whole dataset in memory")
          .theme("memory")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              Memory grows with the data instead of with the batch: one large table, upload or body,
              or a few at the same time, take the process down for everybody.
              """)
          .remedy(
              PYTHON,
              "Stream: `yield_per`, `.iterator()`, keyset batches; `shutil.copyfileobj` for uploads.")
          .remedy(
              JAVASCRIPT,
              "Stream: a cursor or query stream, `pipeline(request, file)`; limit what a body may"
                  + " hold.")
          .remedy(
              CSHARP, "Stream: `AsAsyncEnumerable`, `CopyToAsync` to the target, `PhysicalFile`.")
          .remedy(JAVA, "Stream: `Stream` with fetch size, `transferTo`, `InputStreamResource`.")
          .unbounded(Severity.HIGH, Severity.MEDIUM)
          .seenBy(WholeDataset::judge)
          .example(
              PYTHON,
              """
              from django.db import models

              class Checkout(models.Model):
                  last_change = models.DateTimeField()

              def delete_expired_checkouts(limit):
                  Checkout.objects.filter(last_change__lt=limit).delete()  # guilty
              """,
              """
              from django.db import models

              class Checkout(models.Model):
                  last_change = models.DateTimeField()

              def delete_expired_checkouts(limit):
                  while True:
                      ids = Checkout.objects.filter(last_change__lt=limit).values_list("pk", flat=True)[:500]
                      if not Checkout.objects.filter(pk__in=list(ids)).delete()[0]:
                          break
              """)
          .example(
              JAVASCRIPT,
              """
              export async function preview(url: string) {
                const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
                const body = await response.text(); // guilty
                return body.slice(0, 1000);
              }
              """,
              """
              export async function preview(url: string) {
                const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
                let size = 0;
                for await (const chunk of response.body) {
                  size += chunk.length;
                  if (size > 1_000_000) {
                    throw new Error('too large');
                  }
                }
                return size;
              }
              """)
          .example(
              CSHARP,
              """
              using Microsoft.AspNetCore.Mvc;

              public class Uploads : ControllerBase
              {
                  [HttpPost("/uploads")]
                  public async Task<IActionResult> Post(IFormFile file)
                  {
                      using var buffer = new MemoryStream();
                      await file.CopyToAsync(buffer); // guilty
                      await _store.SaveAsync(buffer.ToArray());
                      return Ok();
                  }
              }
              """,
              """
              using Microsoft.AspNetCore.Mvc;

              public class Uploads : ControllerBase
              {
                  [HttpPost("/uploads")]
                  public async Task<IActionResult> Post(IFormFile file)
                  {
                      await using var target = _store.OpenWrite(file.FileName);
                      await file.CopyToAsync(target);
                      return Ok();
                  }
              }
              """)
          .example(
              JAVA,
              """
              import org.springframework.web.bind.annotation.PostMapping;
              import org.springframework.web.bind.annotation.RestController;
              import org.springframework.web.multipart.MultipartFile;

              @RestController
              class Uploads {
                @PostMapping("/uploads")
                void post(MultipartFile file) throws Exception {
                  store.save(file.getBytes()); // guilty
                }
              }
              """,
              """
              import org.springframework.web.bind.annotation.PostMapping;
              import org.springframework.web.bind.annotation.RestController;
              import org.springframework.web.multipart.MultipartFile;

              @RestController
              class Uploads {
                @PostMapping("/uploads")
                void post(MultipartFile file) throws Exception {
                  file.transferTo(store.path());
                }
              }
              """)
          .declare();

  private WholeDataset() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.concat(
        scene.functions().flatMap(fn -> WholeRows.in(scene, CRIME, fn)),
        scene.functions().flatMap(fn -> WholeBodies.in(scene, CRIME, fn)));
  }
}
