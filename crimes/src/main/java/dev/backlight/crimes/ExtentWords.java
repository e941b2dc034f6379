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

  /// Properties that hold all elements of a collection or of a result: `(await
  /// pool.query(…)).rows`.
  static final Set<String> WHOLE = Set.of("values", "Values", "Keys", "rows");

  /// Files that somebody made with a program: spreadsheets, exports.
  static final Pattern FILE =
      Pattern.compile("(?i).*(csv|excel|xlsx?|work_?sheet|spread_?sheet).*|(my|the|new)?_?sheets?");

  /// Calls that give the lines of a file or the rows of a sheet.
  static final Pattern LINES = Pattern.compile("(?i)iter_rows|read_?(all_?)?lines|lines|getRows");

  /// What divides a text that a person typed.
  static final Set<String> TYPED =
      Set.of(
          "split",
          "Split",
          "splitlines",
          "getlist",
          "getParameterValues",
          "commaDelimitedListToStringArray");

  /// One statement of a script of SQL.
  static final Pattern SCRIPT =
      Pattern.compile("(?i)sql|(sql_?)?(statement|stmt|command|script)s?|ddl|migration");

  /// Whom rows may belong to in great numbers.
  static final Pattern OWNER =
      Pattern.compile(
          "(?i)(owner|user|account|tenant|project|workspace|team|shop|store|author|created_by)(_id|id)?");

  static final Set<String> ONE_BY_ONE = Set.of("append", "add", "push", "Add");
  static final Set<String> AT_ONCE = Set.of("extend", "addAll", "AddRange", "update");

  private ExtentWords() {}
}
