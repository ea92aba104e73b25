package io.orchestratex.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final List<Double> HUNDRED =
      IntStream.rangeClosed(1, 100).mapToObj(Double::valueOf).toList().reversed();

  @Test
  void medianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(Figures.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
    assertThat(Figures.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
  }

  @Test
  void quantileTakesTheNearestRank() {
    assertThat(Figures.quantile(HUNDRED, 0.5)).isEqualTo(50);
    assertThat(Figures.quantile(HUNDRED, 0.95)).isEqualTo(95);
    assertThat(Figures.quantile(HUNDRED, 1)).isEqualTo(100);
    assertThat(Figures.quantile(List.of(7.0), 0.01)).isEqualTo(7);
  }

  @Test
  void nothingMeasuredIsNotANumber() {
    List<Double> none = DoubleStream.empty().boxed().toList();
    assertThat(Figures.median(none)).isNaN();
    assertThat(Figures.quantile(none, 0.5)).isNaN();
    assertThat(Figures.spread(none)).isNaN();
  }

  @Test
  void spreadIsLargestByTheSmallest() {
    assertThat(Figures.spread(List.of(2.0, 5.0, 4.0))).isEqualTo(2.5);
  }
}
