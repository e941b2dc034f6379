package dev.backlight.load.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The functions that expressions may call: all there are. None of them reaches outside.
public enum Function {
  RANDOM_INT(2, 2, "a whole number from a to b, both possible"),
  RANDOM_DECIMAL(2, 2, "a number from a to below b"),
  RANDOM_CHOICE(1, 2, "one element of a list; with weights as second list"),
  RANDOM_TEXT(1, 2, "so many random characters, of an alphabet if one is given"),
  SAMPLE(2, 2, "so many different elements of a list"),
  CHOICES(2, 3, "so many elements of a list, the same possible again; with weights as third"),
  UUID(0, 0, "a random UUID"),
  FAKE(1, 2, "made-up data of a kind, such as 'email'; with how many words, sentences, characters"),
  NOW(0, 0, "seconds since 1970, with fractions"),
  NOW_MS(0, 0, "milliseconds since 1970"),
  FORMAT_TIME(1, 2, "seconds since 1970 as ISO 8601 in UTC, or by a pattern of strftime"),
  USER(0, 0, "the number of this user, from 0"),
  ITERATION(0, 0, "how many tasks this user has begun before"),
  ROWS(1, 1, "all rows of a feed as a list"),
  ENV(1, 2, "a variable of the environment, or the second value"),
  COOKIE(1, 2, "a cookie that this user holds, or the second value"),
  JSON(1, 1, "a value written as JSON"),
  PARSE_JSON(1, 1, "a text read as JSON"),
  POINTER(2, 3, "what a JSON pointer or $.path finds in a value, or the third value"),
  REGEX(2, 3, "the first group (or the whole, or group n) of the first match in a text"),
  GET(2, 3, "a field or element, or the third value (or nothing) where there is none"),
  LENGTH(1, 1, "how many elements, fields or characters"),
  KEYS(1, 1, "the names of a map's fields"),
  VALUES(1, 1, "the values of a map's fields"),
  ENTRIES(1, 1, "a map as a list of pairs"),
  MERGE(2, 9, "maps in one, the later win"),
  WITHOUT(2, 2, "a map without a field, or a list without an element at a place"),
  RANGE(1, 3, "whole numbers: to the end, from a to below b, in steps"),
  SLICE(3, 3, "from a to below b of a list or text; nothing is the start or end"),
  UPPER(1, 1, "in capital letters"),
  LOWER(1, 1, "in small letters"),
  TRIM(1, 1, "without white space at both ends"),
  REPLACE(3, 3, "every occurrence of a text replaced"),
  SPLIT(1, 2, "the parts between separators (white space without one)"),
  JOIN(2, 2, "the elements of a list with a text between them"),
  STARTS_WITH(2, 2, "whether a text starts with another"),
  ENDS_WITH(2, 2, "whether a text ends with another"),
  INDEX_OF(2, 2, "where an element or text is found first; -1 if nowhere"),
  FORMAT(1, 9, "a text with %s, %d, %.2f filled in, as in C"),
  TEXT(1, 1, "any value as text"),
  NUMBER(1, 1, "a text as a number"),
  WHOLE(1, 1, "a number or text as a whole number, cut towards zero"),
  DECIMAL(1, 1, "a number that is written with a point"),
  ROUND(1, 2, "rounded to so many places, or to a whole number"),
  FLOOR(1, 1, "the next whole number below"),
  CEIL(1, 1, "the next whole number above"),
  ABS(1, 1, "without its sign"),
  MIN(1, 9, "the least of the values, or of a list"),
  MAX(1, 9, "the greatest of the values, or of a list"),
  SUM(1, 1, "the sum of a list"),
  POWER(2, 2, "a number to the power of another"),
  ANY(1, 1, "whether an element of a list is true"),
  ALL(1, 1, "whether all elements of a list are true"),
  BASE64(1, 1, "a text's UTF-8 in Base64"),
  FROM_BASE64(1, 1, "the text of Base64"),
  URL_ENCODE(1, 1, "percent-encoded for a part of an address"),
  SHA256(1, 1, "the SHA-256 of a text, in hexadecimal"),
  HMAC_SHA256(2, 2, "the HMAC-SHA-256 of a text with a key, in hexadecimal"),
  TYPE(1, 1, "the type of a value: nothing, truth, number, text, list, map or answer");

  private final int least;
  private final int most;
  private final String meaning;

  Function(int least, int most, String meaning) {
    this.least = least;
    this.most = most;
    this.meaning = meaning;
  }

  /// As it is written.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String meaning() {
    return meaning;
  }

  /// Whether it can be called with so many values.
  public boolean takes(int count) {
    return count >= least && count <= most;
  }

  int least() {
    return least;
  }

  int most() {
    return most;
  }

  static Optional<Function> named(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Function::word).toList();
  }
}
