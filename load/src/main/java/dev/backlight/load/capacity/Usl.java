package dev.backlight.load.capacity;

import dev.backlight.load.capacity.JudgedStep.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DiagonalMatrix;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;

/// The Universal Scalability Law, X(N) = λN / (1 + α(N-1) + βN(N-1)): how throughput X grows with
/// the number N at work (Gunther, "Guerrilla Capacity Planning", 2007). N is the mean number in
/// flight, which by Little's law needs no further measurement.
public sealed interface Usl {

  /// One line for people.
  String words();

  /// `lambda` is the throughput of one at a time, `alpha` contention, `beta` crosstalk.
  record Fitted(Term lambda, Term alpha, Term beta) implements Usl {

    /// Beyond this many at work throughput falls.
    public double peak() {
      return Math.sqrt((1 - alpha.value()) / beta.value());
    }

    @Override
    public String words() {
      return String.format(
          Locale.ROOT,
          "contention α %.4f (%.4f to %.4f), crosstalk β %.6f (%.6f to %.6f), most throughput"
              + " with %.0f at work",
          alpha.value(),
          alpha.low(),
          alpha.high(),
          beta.value(),
          beta.low(),
          beta.high(),
          peak());
    }
  }

  /// The steps do not tell the law's terms apart from nothing.
  record NotEnoughEvidence(String why) implements Usl {
    @Override
    public String words() {
      return "not enough evidence (" + why + ")";
    }
  }

  /// A parameter with its 90 % interval.
  record Term(double value, double low, double high) {
    boolean excludesZero() {
      return low > 0;
    }
  }

  /// N at work gave a throughput, measured for some seconds.
  record Point(double inFlight, double perSecond, double seconds) {}

  int LEAST_POINTS = 6;
  double LEAST_SPREAD = 4;
  int RESAMPLES = 200;

  /// Of the steps in which the service kept up.
  static Usl of(List<JudgedStep> steps) {
    return fit(
        steps.stream()
            .filter(step -> step.passed() && step.purpose() != Purpose.WARM_UP)
            .map(JudgedStep::step)
            .filter(step -> step.meanInFlight() > 0)
            .map(s -> new Point(s.meanInFlight(), s.achievedPerSecond(), s.length()))
            .toList());
  }

  /// Least squares, weighted by the time measured; intervals by resampling of residuals (Efron and
  /// Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 9).
  static Usl fit(List<Point> given) {
    List<Point> points =
        given.stream().sorted(Comparator.comparingDouble(Point::inFlight)).toList();
    if (points.size() < LEAST_POINTS) {
      return new NotEnoughEvidence(
          "%d steps, at least %d are needed".formatted(points.size(), LEAST_POINTS));
    }
    if (points.getLast().inFlight() < LEAST_SPREAD * points.getFirst().inFlight()) {
      return new NotEnoughEvidence("the steps are not spread over two doublings");
    }
    try {
      return fitSorted(points);
    } catch (MathRuntimeException e) {
      return new NotEnoughEvidence("the steps do not follow the law");
    }
  }

  private static Usl fitSorted(List<Point> points) {
    double[] best = solve(points);
    double[] residuals =
        points.stream().mapToDouble(p -> p.perSecond() / law(best, p.inFlight()) - 1).toArray();
    double inflation = Math.sqrt(points.size() / (points.size() - 3.0));
    SplittableRandom random = new SplittableRandom(1);
    List<double[]> resampled = new ArrayList<>();
    for (int i = 0; i < RESAMPLES; i++) {
      resampled.add(
          solve(
              points.stream()
                  .map(p -> {
                    double r = residuals[random.nextInt(residuals.length)] * inflation;
                    double x = law(best, p.inFlight()) * (1 + r);
                    return new Point(p.inFlight(), x, p.seconds());
                  })
                  .toList()));
    }
    Fitted fitted =
        new Fitted(term(0, best, resampled), term(1, best, resampled), term(2, best, resampled));
    return fitted.alpha().excludesZero() && fitted.beta().excludesZero()
        ? fitted
        : new NotEnoughEvidence("contention and crosstalk cannot be told from none");
  }

  private static Term term(int index, double[] best, List<double[]> resampled) {
    double[] values = resampled.stream().mapToDouble(v -> v[index]).sorted().toArray();
    return new Term(
        best[index], values[values.length / 20], values[values.length - 1 - values.length / 20]);
  }

  private static double law(double[] terms, double n) {
    return terms[0] * n / (1 + terms[1] * (n - 1) + terms[2] * n * (n - 1));
  }

  /// Levenberg-Marquardt on relative residuals.
  private static double[] solve(List<Point> points) {
    double[] ones = new double[points.size()];
    Arrays.fill(ones, 1);
    double[] weights = points.stream().mapToDouble(Point::seconds).toArray();
    double lambda = points.getFirst().perSecond() / points.getFirst().inFlight();
    return new LevenbergMarquardtOptimizer()
        .optimize(
            new LeastSquaresBuilder()
                .start(new double[] {lambda, 0.01, 0.0001})
                .model(
                    terms -> points.stream().mapToDouble(p -> relative(terms, p)).toArray(),
                    terms -> points.stream().map(p -> gradient(terms, p)).toArray(double[][]::new))
                .target(new ArrayRealVector(ones))
                .weight(new DiagonalMatrix(weights))
                .maxEvaluations(2000)
                .maxIterations(1000)
                .build())
        .getPoint()
        .toArray();
  }

  private static double relative(double[] terms, Point point) {
    return law(terms, point.inFlight()) / point.perSecond();
  }

  private static double[] gradient(double[] terms, Point point) {
    double n = point.inFlight();
    double value = relative(terms, point);
    double divisor = 1 + terms[1] * (n - 1) + terms[2] * n * (n - 1);
    return new double[] {
      value / terms[0], -value * (n - 1) / divisor, -value * n * (n - 1) / divisor
    };
  }
}
