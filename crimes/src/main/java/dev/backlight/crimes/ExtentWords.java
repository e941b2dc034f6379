package dev.backlight.crimes;

import java.util.Set;
import java.util.regex.Pattern;

/// The names by which {@link Extent} tells how many a loop visits.
final class ExtentWords {

  /// Calls that give the elements of what they are called on, or of their argument.
  static final Set<String> SAME =
      Set.of(
          "enumerate",
          "list",
          "tuple",
          "set",
          "sorted",
          "reversed",
          "zip",
          "iter",
          "tqdm",
          "chain",
          "from",
          "values",
          "keys",
          "entries",
          "items",
          "entrySet",
          "keySet",
          "stream",
          "parallelStream",
          "toList",
          "ToList",
          "ToArray",
          "AsEnumerable",
          "filter",
          "map",
          "Where",
          "Select",
          "OrderBy",
          "OrderByDescending",
          "sort",
          "reverse",
          "distinct",
          "Distinct",
          "collect",
          "iterator",
          "asList",
          "unmodifiableList",
          "concat",
          "compact",
          "uniq",
          "uniqBy",
          "sortBy",
          "slice",
          "copyOf",
          "newArrayList");

  /// What reads a file that somebody made with a program: spreadsheets, exports, logs.
  static final Pattern FILE =
      Pattern.compile(
          "(?i).*(csv|excel|xlsx?|sheet).*|iter_rows|readlines|read_lines|readAllLines|ReadLines|ReadAllLines"
              + "|lines|getRows");

  /// What divides a text that a person typed.
  static final Set<String> TYPED =
      Set.of(
          "split",
          "Split",
          "splitlines",
          "getlist",
          "getParameterValues",
          "commaDelimitedListToStringArray");

  /// What a service has many of, so that a list of them is seldom a handful.
  static final Pattern MASS =
      Pattern.compile(
          "(?i).*(user|order|product|item|photo|message|event|record|row|entr(y|ie)"
              + "|comment|post|article|line|transaction|invoice|payment|token|ticket|issue|task"
              + "|document|book|song|track|episode|movie|customer|member|contact|asset|package|visit"
              + "|metric|sample|request|approval|subscri(ption|ber)|vote|answer|question|submission"
              + "|review|student|patient|employee|face|account|player|recipe|job)(s|_?list|_?set|_?array)?");

  /// One statement of a script of SQL.
  static final Pattern SCRIPT =
      Pattern.compile("(?i)sql|(sql_?)?(statement|stmt|command|script)s?|ddl|migration");

  /// What a caller chose of: the entries of its options, not rows.
  static final Pattern OPTIONS =
      Pattern.compile(
          "(?i).*(criteria|filters?|param(eter)?s|args|kwargs|options|headers|attributes|settings|config\\w*)");

  /// What one customer takes at a time.
  static final Pattern BASKET =
      Pattern.compile("(?i)basket|cart(?!o)|check_?out|place_?order|(create|make|submit)_?order");

  /// A line of one order.
  static final Pattern LINE =
      Pattern.compile(
          "(?i)(order|refund|cart|basket|invoice|bundle|shipment|return|quote)_?(item|line|detail|product)|line");

  /// Where somebody ticks a few of them by hand.
  static final Pattern BY_HAND =
      Pattern.compile(
          "(?i)admin|back_?office|console|dashboard|(^|/)[\\w-]*(demo|sample|sandbox)[\\w-]*/");

  /// Whom rows may belong to in great numbers.
  static final Pattern OWNER =
      Pattern.compile(
          "(?i)(owner|user|account|tenant|project|workspace|team|shop|store|author|created_by)(_id|id)?");

  static final Set<String> ONE_BY_ONE = Set.of("append", "add", "push", "Add");
  static final Set<String> AT_ONCE = Set.of("extend", "addAll", "AddRange", "update");

  private ExtentWords() {}
}
