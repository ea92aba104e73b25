package io.orchestratex.kit.paging;

/** Which part of a list is wanted: {@code limit} rows (1 to 100) from row {@code offset} on. */
public record PageRequest(int limit, int offset) {
  public static final int DEFAULT_LIMIT = 20;
  public static final int MAX_LIMIT = 100;
}
