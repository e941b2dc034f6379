package dev.backlight.load.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What one task saw in one phase.
///
/// `response` counts from the intended start, `service` from the moment the request was written.
/// Both hold answers of any status and requests given up on (with the time they waited); requests
/// that failed without waiting for an answer, as by a refused connection, are in `errors` only.
/// `errors` maps a reason to its count; `failed` is their sum; `failedResponse` has those times of
/// `response` that ended in a failure. `requests` are the first different ones that were sent, as
/// `GET /orders/17`, at most 16: what a task with a name of its own asked for.
public record TaskResult(
    String task,
    String phase,
    boolean warmUp,
    long ok,
    long failed,
    Map<String, Long> errors,
    long bytesReceived,
    long bytesSent,
    Distribution response,
    Distribution service,
    Splits splits,
    Distribution failedResponse,
    List<String> requests) {

  static final int MAX_REQUESTS = 16;

  /// Where the time went. `connect` and `tls` have one value per new connection.
  public record Splits(
      Distribution connect, Distribution tls, Distribution firstByte, Distribution body) {

    public static final Splits NONE =
        new Splits(Distribution.EMPTY, Distribution.EMPTY, Distribution.EMPTY, Distribution.EMPTY);
  }

  public TaskResult {
    errors = Map.copyOf(errors);
    requests = List.copyOf(requests);
  }

  /// The response times of what succeeded.
  public Distribution succeeded() {
    return response.minus(failedResponse);
  }

  public long count() {
    return ok + failed;
  }

  /// 0–1; 0 without requests.
  public double errorShare() {
    return count() == 0 ? 0 : (double) failed / count();
  }

  /// Several as one, under a name of its own.
  public static TaskResult merge(String task, String phase, Collection<TaskResult> parts) {
    Map<String, Long> errors = new TreeMap<>();
    List<Distribution> response = new ArrayList<>();
    List<Distribution> service = new ArrayList<>();
    List<Splits> splits = new ArrayList<>();
    List<Distribution> failedResponse = new ArrayList<>();
    Set<String> requests = new LinkedHashSet<>();
    for (TaskResult part : parts) {
      part.errors().forEach((reason, n) -> errors.merge(reason, n, Long::sum));
      response.add(part.response());
      service.add(part.service());
      splits.add(part.splits());
      failedResponse.add(part.failedResponse());
      requests.addAll(part.requests());
    }
    return new TaskResult(
        task,
        phase,
        !parts.isEmpty() && parts.stream().allMatch(TaskResult::warmUp),
        parts.stream().mapToLong(TaskResult::ok).sum(),
        parts.stream().mapToLong(TaskResult::failed).sum(),
        errors,
        parts.stream().mapToLong(TaskResult::bytesReceived).sum(),
        parts.stream().mapToLong(TaskResult::bytesSent).sum(),
        Distribution.merge(response),
        Distribution.merge(service),
        new Splits(
            Distribution.merge(splits.stream().map(Splits::connect).toList()),
            Distribution.merge(splits.stream().map(Splits::tls).toList()),
            Distribution.merge(splits.stream().map(Splits::firstByte).toList()),
            Distribution.merge(splits.stream().map(Splits::body).toList())),
        Distribution.merge(failedResponse),
        requests.stream().limit(MAX_REQUESTS).toList());
  }
}
