package dev.backlight.source.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Linker;
import dev.backlight.source.program.Manifests;
import dev.backlight.source.program.Program;
import dev.backlight.source.program.Site;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What the shipped knowledge makes of whole programs: each waiting call with its words and those
/// of the query it runs.
final class PythonKnowledgeTest {

  private static final Linker.Each IN_ORDER =
      new Linker.Each() {
        @Override
        public <T> void run(List<T> elements, Consumer<T> task) {
          elements.forEach(task);
        }
      };

  private static List<String> waits(String text) {
    try (SyntaxParser parser = SyntaxParser.open(Grammar.PYTHON)) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      if (parser.parse(utf8, SyntaxParser.DEFAULT_LIMIT) instanceof Parsed.Tree parsed) {
        Program program =
            Linker.link(
                List.of(PythonFrontEnd.lower("app/main.py", parsed.tree())),
                Manifests.NONE,
                IN_ORDER,
                failure -> {
                  throw new AssertionError(failure);
                });
        return program.functions().stream()
            .flatMap(fn -> fn.sites().stream())
            .filter(site -> site.words().waits() || site.kind() == Site.Kind.RELATION)
            .map(PythonKnowledgeTest::line)
            .toList();
      }
      throw new AssertionError("not parsed within the limit");
    }
  }

  private static String line(Site site) {
    String query = site.query().words().isEmpty() ? "" : " | " + site.query().words();
    return site.name() + ": " + site.words().minus(Word.NEEDS_TIMEOUT) + query;
  }

  @Test
  void djangoQueriesRunWhereTheyAreReadAndNotWhereTheyAreBuilt() {
    assertThat(
            waits(
                """
                from django.db import models
                class Author(models.Model):
                    name = models.CharField(max_length=10)
                class Book(models.Model):
                    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
                def f(ids):
                    qs = Book.objects.filter(id__in=ids).select_related("author")
                    for i, book in enumerate(qs[:10]):
                        print(book.author.name)
                    for book in Book.objects.all():
                        book.author.books.count()
                        book.save()
                    return Book.objects.get(id=1)
                """))
        .containsExactly(
            "qs[…]: database many | limits filters eager",
            "book.author: database one",
            "Book.objects.all: database many",
            "book.author: database one",
            "book.author.books.count: database scalar",
            "book.save: database write",
            "Book.objects.get: database one");
  }

  @Test
  void statementsOfSqlalchemyCarryTheirTraitsToWhereTheyRun() {
    assertThat(
            waits(
                """
                from sqlalchemy import select, create_engine
                from sqlalchemy.orm import Session, sessionmaker, selectinload
                from sqlalchemy.ext.asyncio import AsyncSession
                class User(Base):
                    id: Mapped[int]
                    def greet(self): pass
                async def f(db: AsyncSession):
                    result = await db.execute(select(User).where(User.id == 1).limit(5))
                    users = result.scalars().all()
                    return users
                engine = create_engine("postgresql://")
                Local = sessionmaker(engine)
                def g():
                    with Local() as s:
                        s.add(User())
                        s.commit()
                        return s.query(User).filter_by(id=1).all()
                """))
        .containsExactly(
            "db.execute: database async | limits filters",
            "s.commit: database write",
            "s.query(…).filter_by(…).all: database many | filters");
  }

  @Test
  void clientsAreKnownByImportAnnotationAndConstruction() {
    assertThat(
            waits(
                """
                import time, requests, redis, httpx, asyncio, os, json
                from pathlib import Path
                r = redis.Redis(host="x")
                class Api:
                    def __init__(self, client: httpx.AsyncClient):
                        self.client = client
                    async def get(self, id):
                        time.sleep(1)
                        await asyncio.sleep(1)
                        response = await self.client.get("/")
                        r.setex("a", 3, json.dumps({}))
                        os.path.join("a", "b")
                        Path("a").read_text()
                        with open("f") as f:
                            f.read()
                        requests.get("x", timeout=3)
                        return response.json()
                """))
        .containsExactly(
            "time.sleep: sleep",
            "asyncio.sleep: sleep async",
            "this.client.get: http async",
            "r.setex: cache write cache-set ttl",
            "Path(…).read_text: disk collects",
            "open: disk opens",
            "f.read: disk collects",
            "requests.get: http");
  }
}
