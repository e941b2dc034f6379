package dev.backlight.load.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An absolute URL as an origin and a request target. More lenient than `java.net.URI`, as the
/// servers and links that it meets are.
record Url(Origin origin, String target) {

  static boolean isAbsolute(String text) {
    String lower = text.substring(0, Math.min(8, text.length())).toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://");
  }

  static Url parse(String text) {
    if (!isAbsolute(text)) {
      throw new IllegalArgumentException("'" + text + "' is not an http or https URL");
    }
    boolean secure = Character.toLowerCase(text.charAt(4)) == 's';
    int start = secure ? 8 : 7;
    int end = start;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return new Url(Origin.of(secure, text.substring(start, end)), targetOf(text.substring(end)));
  }

  /// What `reference` means on this page, as RFC 3986 resolves it.
  Url resolve(String reference) {
    if (isAbsolute(reference)) {
      return parse(reference);
    }
    if (reference.startsWith("//")) {
      return parse((origin.secure() ? "https:" : "http:") + reference);
    }
    String path = path();
    String resolved;
    if (reference.startsWith("/")) {
      resolved = reference;
    } else if (reference.startsWith("?")) {
      resolved = path + reference;
    } else if (reference.isEmpty() || reference.startsWith("#")) {
      resolved = target;
    } else {
      resolved = path.substring(0, path.lastIndexOf('/') + 1) + reference;
    }
    return new Url(origin, targetOf(resolved));
  }

  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  @Override
  public String toString() {
    return origin + target;
  }

  /// Without fragment, without dot segments, in ASCII.
  private static String targetOf(String text) {
    int fragment = text.indexOf('#');
    String bare = fragment < 0 ? text : text.substring(0, fragment);
    int question = bare.indexOf('?');
    String path = question < 0 ? bare : bare.substring(0, question);
    String query = question < 0 ? "" : bare.substring(question);
    return ascii((path.isEmpty() ? "/" : withoutDots(path)) + query);
  }

  private static String withoutDots(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    List<String> kept = new ArrayList<>();
    String[] segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> {}
        case ".." -> {
          if (!kept.isEmpty()) {
            kept.removeLast();
          }
        }
        default -> {
          kept.add(segments[i]);
          continue;
        }
      }
      if (last) {
        kept.add("");
      }
    }
    return "/" + String.join("/", kept);
  }

  private static String ascii(String text) {
    if (isAscii(text)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f) {
        escaped.append((char) b);
      } else {
        escaped.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return escaped.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
