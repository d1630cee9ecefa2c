package dev.files.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Median, least and most of one figure over several runs. */
public record Spread(double median, double min, double max) {

  public static <T> Spread of(List<T> runs, ToDoubleFunction<T> figure) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("no runs");
    }
    double[] values = runs.stream().mapToDouble(figure).toArray();
    Arrays.sort(values);
    int middle = values.length / 2;
    double median =
        values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return new Spread(median, values[0], values[values.length - 1]);
  }
}
