package io.orchestratex.bench.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StockToolTest {

  @Test
  void addsUpWhatTheShellAndItsChildrenUsed() {
    String output = "some warning\n0m0.002s 0m0.001s\n1m2.500s 0m3.250s\n";

    assertThat(StockTool.processorSeconds(output)).isCloseTo(65.753, within(1e-9));
  }

  @Test
  void textOfOneSeedIsAlwaysTheSame() {
    assertThat(new Words(7).line(200)).isEqualTo(new Words(7).line(200));
  }
}
