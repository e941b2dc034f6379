package dev.backlight.crimes.serialization;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.EntryPoint;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Bytes from a cache or the network turned into objects by a format that can name any class.
public final class UnsafeDeserialization {

  public static final Crime CRIME =
      Crime.named("unsafe-deserialization")
          .title("Deserializer that runs what it reads")
          .theme("serialization")
          .category(RESPONSE_TIMES)
          .why(
              """
              Pickle, Java serialization, BinaryFormatter and polymorphic typing build whatever class
              the bytes name: who can write to the cache or the queue runs code here. They are also
              slow, large, and break when a class changes between two deployments.
              """)
          .remedy(PYTHON, "Store JSON or msgpack: `orjson.loads`; `yaml.safe_load` for YAML.")
          .remedy(JAVASCRIPT, "Use `JSON.parse` and check the shape.")
          .remedy(CSHARP, "Use `System.Text.Json` with a concrete type; `TypeNameHandling.None`.")
          .remedy(JAVA, "Use Jackson with a concrete type and no default typing.")
          .graded(Severity.HIGH)
          .seenBy(UnsafeDeserialization::judge)
          .example(
              PYTHON,
              """
              import pickle
              import redis

              client = redis.Redis(socket_timeout=1)

              def load(key):
                  return pickle.loads(client.get(key))  # guilty
              """,
              """
              import json
              import redis

              client = redis.Redis(socket_timeout=1)

              def load(key):
                  return json.loads(client.get(key))
              """)
          .example(
              JAVASCRIPT,
              """
              import serialize from 'node-serialize';

              export function load(req) {
                return serialize.unserialize(req.cookies.profile); // guilty
              }
              """,
              """
              export function load(req) {
                return JSON.parse(req.cookies.profile);
              }
              """)
          .example(
              CSHARP,
              """
              using Newtonsoft.Json;

              public class Messages
              {
                  public object Read(string body)
                  {
                      var settings = new JsonSerializerSettings
                      {
                          TypeNameHandling = TypeNameHandling.All // guilty
                      };
                      return JsonConvert.DeserializeObject(body, settings);
                  }
              }
              """,
              """
              using System.Text.Json;

              public class Messages
              {
                  public Order Read(string body)
                  {
                      return JsonSerializer.Deserialize<Order>(body);
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.io.ByteArrayInputStream;
              import java.io.ObjectInputStream;

              class Messages {
                Object read(byte[] body) throws Exception {
                  try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(body))) {
                    return in.readObject(); // guilty
                  }
                }
              }
              """,
              """
              import com.fasterxml.jackson.databind.ObjectMapper;

              class Messages {
                private final ObjectMapper mapper = new ObjectMapper();

                Order read(byte[] body) throws Exception {
                  return mapper.readValue(body, Order.class);
                }
              }
              """)
          .declare();

  private UnsafeDeserialization() {}

  private static Stream<Sighting> judge(Scene scene) {
    Stream<Sighting> known =
        scene
            .sites()
            .filter(site -> site.has(Word.UNSAFE) && site.isCall())
            .filter(site -> !site.has(Word.DISK) && !safeLoader(site) && !ownCopy(site))
            .map(site -> sighting(scene, site));
    Stream<Sighting> written =
        scene
            .functions()
            .filter(fn -> !fn.is(Trait.MODULE) || settings(fn))
            .flatMap(fn -> written(scene, fn));
    return Stream.concat(known, written);
  }

  private static boolean settings(Fn fn) {
    return fn.unit().language() == Language.CSHARP;
  }

  private static Sighting sighting(Scene scene, Site site) {
    Draft draft = scene.at(CRIME, site);
    if (fromFile(site) || fromRow(site) || yaml(site) || !fromOutside(site) || apart(scene, site)) {
      draft.sure(Confidence.LOW);
    }
    return draft.says("`" + site.name() + "` builds whatever class its input names");
  }

  /// Whether the way that requests take into the tree is known, and does not lead here: then its
  /// own parts talk to each other.
  private static boolean apart(Scene scene, Site site) {
    return scene.reach(site.in()) != Sighting.Reach.REQUEST
        && scene.program().entries().stream()
            .anyMatch(entry -> entry.kind() == EntryPoint.Kind.REQUEST);
  }

  /// `pickle.loads(pickle.dumps(x))` copies an object.
  private static boolean ownCopy(Site site) {
    return site.name().endsWith(".clone")
        || reread(site)
        || site.call().arguments().stream()
            .anyMatch(
                argument -> Walker.anyExpression(argument.value(), UnsafeDeserialization::writes));
  }

  private static boolean writes(Expr expr) {
    return expr instanceof Expr.Call call
        && call.callee() instanceof Expr.Member m
        && (m.name().equals("dumps") || m.name().equals("serialize"));
  }

  /// What the same function wrote to memory just before.
  private static boolean reread(Site site) {
    return site.name().endsWith("readObject")
        && Walker.calls(site.in().decl().body()).stream()
            .anyMatch(call ->
                call.callee() instanceof Expr.Member m
                    && m.name().equals("writeObject")
                    && call.start() < site.at().start())
        && Walker.calls(site.in().decl().body()).stream()
            .anyMatch(
                call -> call.callee() instanceof Expr.Member m && m.name().equals("toByteArray"));
  }

  private static boolean fromFile(Site site) {
    return site.name().endsWith(".load") && site.in().unit().language() == Language.PYTHON;
  }

  /// Whether the names say that somebody else may write what is read: a request, a message, a
  /// cache.
  private static boolean fromOutside(Site site) {
    Set<String> names = new TreeSet<>(ExprNames.all(site.at()));
    Walker.statements(
        site.in().decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign made
              && made.targets().getFirst() instanceof Expr.Name n
              && names.contains(n.id())) {
            names.addAll(ExprNames.all(made.value()));
          }
        });
    return names.stream().anyMatch(name -> OUTSIDE.matcher(name).find())
        && names.stream().noneMatch(name -> STORE.matcher(name).find());
  }

  /// An object store, where nobody writes but the service.
  private static final Pattern STORE = Pattern.compile("(?i)(^|_)s3(_|$)|bucket|blob");

  /// What comes with a request.
  private static final Pattern REQUESTED =
      Pattern.compile("(?i)request|\\breq\\b|body|payload|cookie|session|upload|multipart|inbound");

  private static final Pattern OUTSIDE =
      Pattern.compile(
          "(?i)request|\\breq\\b|body|payload|cookie|session|redis|cache|client|message|\\bmsg\\b|socket"
              + "|queue|upload|multipart|remote|network|channel|consum|broker|inbound|incoming|download");

  /// SnakeYAML 2 builds no classes by itself, and the text does not say which version runs.
  private static boolean yaml(Site site) {
    return site.in().unit().language() == Language.JAVA
        && site.receiver() instanceof Value.Known known
        && known.type().name().equals("Yaml");
  }

  /// `deserialize(rs.getBytes(3))`, a row's column: nobody writes there but the service.
  private static boolean fromRow(Site site) {
    return site.call().arguments().stream().anyMatch(a -> column(a.value()));
  }

  private static boolean column(Expr value) {
    return switch (value) {
      case Expr.Call call when call.callee() instanceof Expr.Member getter ->
          GETTER.matcher(getter.name()).matches() && column(getter);
      case Expr.Member member ->
          member.receiver() instanceof Expr.Name row && ROW.matcher(row.id()).matches();
      default -> false;
    };
  }

  private static final Pattern GETTER = Pattern.compile("get(Bytes|Blob|BinaryStream|Object)");

  private static final Pattern ROW =
      Pattern.compile("(?i)r|rs|row|reader|record|result|resultSet|entity");

  /// `new Yaml(new SafeConstructor(…))`.
  private static boolean safeLoader(Site site) {
    return Walker.anyExpression(
        site.in().decl().body(),
        expr ->
            expr instanceof Expr.Name n
                && (n.id().contains("SafeConstructor") || n.id().contains("SafeLoader")));
  }

  /// What is a setting or a library function by its name.
  private static Stream<Sighting> written(Scene scene, Fn fn) {
    Stream.Builder<Sighting> found = Stream.builder();
    Walker.expressions(
        fn.decl().body(),
        expr -> {
          if (fn.unit().language() == Language.CSHARP
              && expr instanceof Expr.Member m
              && m.receiver() instanceof Expr.Name n
              && n.id().equals("TypeNameHandling")
              && !m.name().equals("None")
              && !rereads(fn)) {
            Draft draft = scene.at(CRIME, fn, m.start(), m.end());
            if (ExprNames.all(fn).stream().noneMatch(name -> REQUESTED.matcher(name).find())) {
              // Settings that a program reads its own objects with; nothing here says of whom else.
              draft.sure(Confidence.LOW);
            }
            found.add(
                draft.says("`TypeNameHandling." + m.name() + "` lets the input name the class"));
          } else if (expr instanceof Expr.Call call && call.callee() instanceof Expr.Member m) {
            if (fn.unit().language() == Language.JAVASCRIPT
                    && m.name().equals("unserialize")
                    && imports(fn, "node-serialize")
                || fn.unit().language() == Language.PYTHON
                    && unsafeYaml(call, m)
                    && fn.unit().classes().stream().noneMatch(c -> c.name().equals("Loader"))) {
              found.add(
                  scene
                      .at(CRIME, fn, call.start(), call.end())
                      .says("`" + m.name() + "` builds whatever class its input names"));
            }
          }
        });
    return found.build();
  }

  /// `JsonConvert.DeserializeObject<T>(JsonConvert.SerializeObject(value, settings), settings)`: a
  /// copy of the program's own objects.
  private static boolean rereads(Fn fn) {
    List<Expr.Call> calls = Walker.calls(fn.decl().body());
    return calls.stream().anyMatch(call -> named(call, "SerializeObject"))
        && calls.stream().anyMatch(call -> named(call, "DeserializeObject"));
  }

  private static boolean named(Expr.Call call, String name) {
    return ExprNames.last(call.callee()).equals(name);
  }

  private static boolean imports(Fn fn, String module) {
    return fn.unit().file().imports().stream().anyMatch(i -> i.module().equals(module));
  }

  /// `yaml.load(text, Loader=yaml.Loader)`; without a Loader it is an error since PyYAML 6.
  private static boolean unsafeYaml(Expr.Call call, Expr.Member member) {
    if (!member.name().equals("load")
        || !(member.receiver() instanceof Expr.Name n)
        || !n.id().equals("yaml")) {
      return false;
    }
    return call.arguments().stream()
        .anyMatch(a -> {
          String loader = a.value() instanceof Expr.Member m ? m.name() : "";
          loader = a.value() instanceof Expr.Name name ? name.id() : loader;
          return loader.equals("Loader")
              || loader.equals("UnsafeLoader")
              || loader.equals("CLoader");
        });
  }
}
