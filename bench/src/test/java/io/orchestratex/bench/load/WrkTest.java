package io.orchestratex.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WrkTest {

  private static final String OUTPUT =
      """
      Running 5s test @ http://127.0.0.1:8080/api/v1/models
        1 threads and 32 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     1.61ms    1.93ms  31.32ms   92.15%
          Req/Sec    24.77k     4.57k   33.12k    68.00%
        Latency Distribution
           50%    1.15ms
           75%  980.00us
           90%    3.02ms
           99%    1.02s
        123456 requests in 5.02s, 21.35MB read
        Socket errors: connect 0, read 2, write 0, timeout 1
        Non-2xx or 3xx responses: 7
      Requests/sec:  24592.83
      Transfer/sec:      4.25MB
      """;

  @Test
  void readsCountsTimesAndFailures() {
    LoadResult result = Wrk.parsed(OUTPUT);

    assertThat(result.requests()).isEqualTo(123_456);
    assertThat(result.seconds()).isEqualTo(5.02);
    assertThat(result.p50Micros()).isEqualTo(1_150);
    assertThat(result.p99Micros()).isEqualTo(1_020_000);
    assertThat(result.failed()).isEqualTo(10);
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    assertThatThrownBy(() -> Wrk.parsed("unable to connect"))
        .hasMessageContaining("unable to connect");
  }
}
