package dev.backlight.crimes;

import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// How much of a table a query without limit asks for.
public enum Breadth {
  /// Everything.
  TABLE(Confidence.HIGH),
  /// What a state or a date lets through: grows with the table.
  STATE(Confidence.MEDIUM),
  /// What belongs to a parent, a name or a list of keys: its size depends on the model.
  PART(Confidence.LOW),
  /// Nobody can tell from here what was filtered before.
  UNKNOWN(Confidence.LOW),
  /// A table of a few rows, as its name says.
  SMALL(Confidence.LOW);

  private static final Pattern FEW =
      Pattern.compile(
          ".*(setting|config|locale|language|countr|currenc|role|permission|channel|zone|tax|plugin"
              + "|feature|flag|migration|version|partition|enum|theme|template|provider|schema|region"
              + "|strateg|plan|menu|cron|global|option|type|categor|status|level|unit|profile|tenant"
              + "|organi[sz]ation|site|label|group|apikey|api_key|webhook|backup|librar|admin|warehouse"
              + "|location|position|quartz|queue|method|tag|collections|alembic|pg_|information_schema|facet|fields|bracket"
              + "|sys_?(dict|area|post|dept|job|i18n)|dict_?item|department|i18n|schedule|client_?details|sensitive_?word|social_?details|public_?param).*");

  /// What a function reads, as its name and its class's say, where the text of the query is made
  /// elsewhere.
  private static final Pattern FEW_HERE =
      Pattern.compile(
          "config|setting|permission|role|currenc|template|lookup|scheduler|job\\b|hook");

  /// What a state is compared with: constants, truth values, dates.
  private static final Pattern STATE_NAME =
      Pattern.compile(
          "(is_|has_)?(active|enabled|deleted|del_?flag|published|status|state|archived|locked|expired|visible"
              + "|public|draft|pending|processed|completed|confirmed|verified|paid|created.*|updated.*"
              + "|modified.*|.*_at|.*_on|.*date|.*time|.*dirty|.*__isnull|.*__lt|.*__lte|.*__gt|.*__gte)"
              + "(__\\w+)?");

  private final Confidence confidence;

  Breadth(Confidence confidence) {
    this.confidence = confidence;
  }

  public Confidence confidence() {
    return confidence;
  }

  public static Breadth of(Site site) {
    QueryChain chain = QueryChain.of(site);
    List<String> named = names(site.at());
    if (named.stream().map(Breadth::lower).anyMatch(n -> FEW.matcher(n).matches())
        || !chain.textInSight() && FEW_HERE.matcher(lower(site.in().symbol())).find()) {
      return SMALL;
    }
    if (chain.filtered() || narrowed(chain)) {
      return state(chain) ? STATE : PART;
    }
    return origin(site) && !handed(site, chain) ? TABLE : UNKNOWN;
  }

  private static final Pattern NARROWS =
      Pattern.compile("filter|exclude|where|Where|setParameter|createNamedQuery|eq|and|in_|having");

  private static boolean narrowed(QueryChain chain) {
    return chain.calls().stream()
        .anyMatch(call ->
            call.callee() instanceof Expr.Member m
                && (NARROWS.matcher(m.name()).matches()
                    || specified(call, m)
                    || call.arguments().stream().anyMatch(a -> wraps(a.value()))));
  }

  /// `new QueryWrapper<Membership>().eq("user_id", user)`: conditions as an argument, by more than
  /// a state.
  private static boolean wraps(Expr argument) {
    return Walker.anyExpression(
        argument,
        expr ->
            expr instanceof Expr.Call call
                && call.callee() instanceof Expr.Member m
                && CONDITION.matcher(m.name()).matches()
                && call.arguments().size() == 2
                && !STATE_NAME.matcher(lower(column(call.arguments().getFirst().value()))).matches()
                && Walker.anyExpression(
                    m.receiver(),
                    made ->
                        made instanceof Expr.Call c
                            && c.constructs()
                            && ExprNames.last(c.callee()).endsWith("Wrapper")));
  }

  private static final Pattern CONDITION = Pattern.compile("eq|in|like|likeRight|inSql");

  /// `status` of `"status"` and `Order::getStatus`.
  private static String column(Expr expr) {
    return ExprNames.text(expr).replaceFirst("^(get|is)(?=[A-Z])", "");
  }

  /// `orders.findAll(byOwner(id))`: a specification or an example, no page and no order.
  private static boolean specified(Expr.Call call, Expr.Member method) {
    return method.name().equals("findAll")
        && call.arguments().size() == 1
        && names(call.arguments().getFirst().value()).stream()
            .noneMatch(name -> lower(name).matches("sort|page.*|.*pageable"));
  }

  /// Whether the query comes out of a function or a cursor, where more may have been said.
  private static boolean handed(Site site, QueryChain chain) {
    String last = site.name().replaceAll(".*\\.", "");
    return last.startsWith("fetch")
        || chain.calls().stream()
            .anyMatch(call ->
                !names(call.callee()).stream().anyMatch(n -> n.startsWith("getRepository"))
                    && call != site.at()
                    && inTree(site.in(), call))
        || site.in().unit().language() == Language.PYTHON
            && names(site.at()).stream()
                .noneMatch(n ->
                    n.equals("objects")
                        || n.contains("session")
                        || n.equals("execute")
                        || n.equals("query")
                        || n.startsWith("_default")
                        || n.equals("select"));
  }

  /// Whether every filter names a state.
  private static boolean state(QueryChain chain) {
    List<Argument> filters = new ArrayList<>();
    for (Expr.Call call : chain.calls()) {
      if (call.callee() instanceof Expr.Member m
          && (m.name().equals("filter") || m.name().equals("exclude"))) {
        filters.addAll(call.arguments());
      }
    }
    return !filters.isEmpty()
        && filters.stream().allMatch(a -> STATE_NAME.matcher(lower(a.name())).matches());
  }

  /// Whether the query starts in sight: at a model, a set of the context, a repository, a text.
  private static boolean origin(Site site) {
    Expr root = site.at();
    boolean parent = false;
    for (int i = 0; i < 40; i++) {
      switch (root) {
        case Expr.Call c -> {
          if (c.callee() instanceof Expr.Name
              && !c.arguments().isEmpty()
              && i > 0
              && !site.in().sites().isEmpty()
              && inTree(site.in(), c)) {
            return false;
          }
          root = c.callee();
        }
        case Expr.Member m -> {
          parent |= m.name().equals("objects") || m.name().startsWith("_");
          root = m.receiver();
        }
        case Expr.Await a -> root = a.value();
        case Expr.Index x -> root = x.receiver();
        case Expr.Name n -> {
          boolean direct = site.kind() != Site.Kind.ITERATION || n != site.at();
          return direct
              && !parameter(site.in(), n.id())
              && !local(site.in(), n.id())
              && !related(site);
        }
        default -> {
          return true;
        }
      }
    }
    return parent;
  }

  private static boolean inTree(Fn fn, Expr.Call call) {
    return fn.sites().stream().anyMatch(s -> s.at() == call && !s.targets().isEmpty());
  }

  /// `order.lines.all()`: the rows of one parent.
  private static boolean related(Site site) {
    return names(site.at()).stream().noneMatch(n -> n.equals("objects"))
        && site.in().unit().language() == Language.PYTHON
        && site.in().sites().stream()
            .anyMatch(s -> s.kind() == Site.Kind.RELATION && s.at().start() == site.at().start());
  }

  private static boolean parameter(Fn fn, String id) {
    return Assigned.isParameter(fn, id) ? queryLike(fn, id) : reassigned(fn, id);
  }

  /// A parameter named as a query is one somebody else has filtered; a session or repository is
  /// not.
  private static boolean queryLike(Fn fn, String id) {
    String name = lower(id);
    return name.matches("q|qs|qb|.*(query|queryset|builder|_qs|rows|items|source|instances?)")
        || reassigned(fn, id);
  }

  private static boolean reassigned(Fn fn, String id) {
    return Assigned.to(fn.decl().body(), id).stream().anyMatch(a -> a.value() instanceof Expr.Call)
        && lower(id).matches("q|qs|qb|.*(query|queryset|builder|_qs)");
  }

  /// A variable that holds something made before; clients and repositories hold no query.
  private static boolean local(Fn fn, String id) {
    if (lower(id)
        .matches(
            ".*(repo|repository|client|db|pool|conn|connection|session|context|ctx"
                + "|prisma|model|dao|template|jdbc|store|collection|table|knex|this)")) {
      return false;
    }
    return Assigned.any(fn.decl().body(), id);
  }

  private static List<String> names(Expr expr) {
    List<String> found = new ArrayList<>();
    Walker.expressions(
        expr,
        inner -> {
          switch (inner) {
            case Expr.Name n -> found.add(n.id());
            case Expr.Member m -> found.add(m.name());
            case Expr.Literal l when l.text().length() < 400 && !l.text().contains(" where ") ->
                found.add(l.text().replaceAll("(?is)^.*?\\bfrom\\s+(\\S+).*$", "$1"));
            default -> {}
          }
        });
    return found;
  }

  public static boolean isState(String column) {
    return STATE_NAME.matcher(lower(column)).matches();
  }

  private static String lower(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
