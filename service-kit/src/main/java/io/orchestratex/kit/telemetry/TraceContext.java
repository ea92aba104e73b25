package io.orchestratex.kit.telemetry;

import io.micronaut.http.HttpRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * W3C trace context (https://www.w3.org/TR/trace-context/, version 00): which request this work
 * belongs to.
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param spanId 16 lower-case hex digits, not all zero
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {

  public static final String HEADER = "traceparent";
  static final String MDC_TRACE_ID = "trace_id";
  static final String MDC_TRACE_PARENT = "traceparent";

  private static final int LENGTH = 55;

  /**
   * The context that a header names with a new span, or a new context where there is none or it is
   * malformed.
   */
  public static TraceContext continued(@Nullable String traceparent) {
    if (traceparent != null && isWellFormed(traceparent)) {
      boolean sampled = (Character.digit(traceparent.charAt(LENGTH - 1), 16) & 1) == 1;
      return new TraceContext(traceparent.substring(3, 35), randomHex(8), sampled);
    }
    return new TraceContext(randomHex(16), randomHex(8), true);
  }

  /** The context that a well-formed header of our own names, span included. */
  static TraceContext parsed(String traceparent) {
    return new TraceContext(
        traceparent.substring(3, 35), traceparent.substring(36, 52), traceparent.endsWith("01"));
  }

  /** The trace id of a request, on whichever thread, or null before the trace filter saw it. */
  public static @Nullable String traceIdOf(HttpRequest<?> request) {
    return request
        .getAttribute(TraceFilter.ATTRIBUTE, TraceContext.class)
        .map(TraceContext::traceId)
        .orElse(null);
  }

  /** The trace id of the work that runs on this thread, or null. */
  public static @Nullable String currentTraceId() {
    return MDC.get(MDC_TRACE_ID);
  }

  /** The {@code traceparent} to send on from this thread, or null. */
  public static @Nullable String currentTraceParent() {
    return MDC.get(MDC_TRACE_PARENT);
  }

  /** Runs {@code work} with this context on the thread's log context. */
  public void run(Runnable work) {
    try (var _ = MDC.putCloseable(MDC_TRACE_ID, traceId);
        var _ = MDC.putCloseable(MDC_TRACE_PARENT, header())) {
      work.run();
    }
  }

  /** The value of the {@code traceparent} header. */
  public String header() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }

  /** {@code 00-<trace id>-<span id>-<flags>}; this is asked for each request, so no expression. */
  private static boolean isWellFormed(String header) {
    return header.length() == LENGTH
        && header.startsWith("00-")
        && header.charAt(35) == '-'
        && header.charAt(52) == '-'
        && isHex(header, 3, 35)
        && isHex(header, 36, 52)
        && isHex(header, 53, LENGTH)
        && !isZero(header, 3, 35)
        && !isZero(header, 36, 52);
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(random);
    random[0] |= 1;
    return HexFormat.of().formatHex(random);
  }
}
