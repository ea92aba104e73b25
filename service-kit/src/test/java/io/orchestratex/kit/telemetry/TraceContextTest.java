package io.orchestratex.kit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @Test
  void continuesTheCallersTraceWithASpanOfItsOwn() {
    TraceContext trace = TraceContext.continued("00-" + TRACE + "-" + SPAN + "-01");

    assertThat(trace.traceId()).isEqualTo(TRACE);
    assertThat(trace.spanId()).isNotEqualTo(SPAN).hasSize(16);
    assertThat(trace.sampled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "02", "fe"})
  void keepsTheDecisionNotToSample(String flags) {
    assertThat(TraceContext.continued("00-" + TRACE + "-" + SPAN + "-" + flags).sampled())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011"
      })
  void beginsATraceOfItsOwnWhereTheHeaderIsMalformed(String header) {
    TraceContext trace = TraceContext.continued(header);

    assertThat(trace.traceId()).isNotEqualTo(TRACE).matches("[0-9a-f]{32}");
    assertThat(TraceContext.continued(trace.header()).traceId()).isEqualTo(trace.traceId());
  }
}
