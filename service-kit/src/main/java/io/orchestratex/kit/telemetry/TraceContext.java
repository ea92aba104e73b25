package io.orchestratex.kit.telemetry;

import io.micronaut.http.HttpRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern FORMAT =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");

  /**
   * The context that a header names with a new span, or a new context where there is none or it is
   * malformed.
   */
  public static TraceContext continued(@Nullable String traceparent) {
    if (traceparent != null) {
      Matcher matcher = FORMAT.matcher(traceparent);
      if (matcher.matches()) {
        boolean sampled = (Integer.parseInt(matcher.group(3), 16) & 1) == 1;
        return new TraceContext(matcher.group(1), randomHex(8), sampled);
      }
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

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(random);
    random[0] |= 1;
    return HexFormat.of().formatHex(random);
  }
}
