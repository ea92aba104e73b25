package io.orchestratex.contracts;

/**
 * Kafka header names of a CloudEvent in binary content mode; each value is UTF-8 text. {@code
 * contracts/cloudevents-headers.schema.json} on the class path describes them.
 */
public final class EventHeaders {

  public static final String SPEC_VERSION = "ce_specversion";
  public static final String ID = "ce_id";
  public static final String SOURCE = "ce_source";
  public static final String TYPE = "ce_type";
  public static final String TIME = "ce_time";
  public static final String SUBJECT = "ce_subject";
  public static final String PARTITION_KEY = "ce_partitionkey";

  /** Position of the event in the life of its subject; grows by at least one. */
  public static final String SEQUENCE = "ce_sequence";

  /** W3C trace context of the request that caused the event. */
  public static final String TRACE_PARENT = "ce_traceparent";

  public static final String CONTENT_TYPE = "content-type";

  private EventHeaders() {}
}
