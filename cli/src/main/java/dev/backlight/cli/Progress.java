package dev.backlight.cli;

/// Hears how far a review is.
interface Progress {

  Progress SILENT =
      new Progress() {
        @Override
        public void at(String phase, int done, int of) {}

        @Override
        public void done(String phase, String detail, long durationMs) {}
      };

  /// `done` of `of` parts of a phase are done; 0 of 0 where nobody counts. Called by any thread.
  void at(String phase, int done, int of);

  /// A phase has ended.
  void done(String phase, String detail, long durationMs);
}
