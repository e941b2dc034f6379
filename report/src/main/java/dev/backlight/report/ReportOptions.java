package dev.backlight.report;

import java.util.List;

/// What a format cannot know from the report.
///
/// `colour` and `width` (in columns, clamped to 60–160) are for the terminal; `all` shows every
/// finding there. `written` are the files that were written, as the user knows them. `jsonLink` is
/// the address of the JSON report relative to the page, empty if there is none. `lineHash` puts
/// `primaryLocationLineHash` into SARIF: for the raw API only, because GitHub's upload action
/// calculates it and warns when it finds another.
public record ReportOptions(
    boolean colour,
    int width,
    boolean all,
    List<String> written,
    String jsonLink,
    boolean lineHash) {

  public static final ReportOptions DEFAULT =
      new ReportOptions(false, 100, false, List.of(), "", false);

  private static final int NARROWEST = 60;
  private static final int WIDEST = 160;

  public ReportOptions {
    width = Math.clamp(width, NARROWEST, WIDEST);
    written = List.copyOf(written);
  }

  public ReportOptions withTerminal(boolean coloured, int columns) {
    return new ReportOptions(coloured, columns, all, written, jsonLink, lineHash);
  }

  public ReportOptions withAll(boolean every) {
    return new ReportOptions(colour, width, every, written, jsonLink, lineHash);
  }

  public ReportOptions withWritten(List<String> files) {
    return new ReportOptions(colour, width, all, files, jsonLink, lineHash);
  }

  public ReportOptions withJsonLink(String link) {
    return new ReportOptions(colour, width, all, written, link, lineHash);
  }

  public ReportOptions withLineHash(boolean hash) {
    return new ReportOptions(colour, width, all, written, jsonLink, hash);
  }
}
